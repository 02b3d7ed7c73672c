#include "hq/database/voucher_desk.h"

#include "common/sync/reward.h"
#include "hq/database/expire.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/rows.h"
#include "hq/database/vouchers.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

constexpr const char* kJob = "expire_vouchers";

LocalEntry local(const journal::Entry& like, journal::Body body) {
    journal::Entry entry = like;
    entry.body = std::move(body);
    return {.entry = std::move(entry), .branch = {}, .terminal_code = {}, .personal = std::nullopt};
}

Result<BranchId> branch_of(Connection& connection, TerminalId terminal) {
    PARETO_TRY(const auto rows,
               connection.execute("select branch_id from terminal where terminal_id = $1",
                                  {terminal.value}));
    if (rows.empty()) return fault(FaultCode::Unsupported, "there is no such terminal");
    return BranchId{rows[0].integer(0)};
}

/// Told to the terminal that held it: it is gone.
Result<void> withdraw(Connection& connection, const Bytes& voucher) {
    PARETO_TRY(const auto rows,
               connection.execute("select t.branch_id from voucher v join terminal t on "
                                  "t.terminal_id = v.holder where v.voucher_key = $1",
                                  {Blob{voucher}}));
    if (rows.empty()) return {};
    const FeedSubject gone{
        sync::ChangeKind::HeldVoucher, to_hex(voucher), {}, BranchId{rows[0].integer(0)}};
    return publish(connection, {&gone, 1});
}

}  // namespace

Result<void> issue_vouchers(Connection& connection,
                            LocalJournal& journal,
                            const VoucherOrder& order,
                            const journal::Entry& like,
                            const Bytes& signing_key) {
    std::vector<LocalEntry> entries;
    std::vector<FeedSubject> held;
    BranchId branch;
    if (order.terms.holder) {
        PARETO_TRY(branch, branch_of(connection, order.terms.holder));
    }
    for (const Bytes& secret : order.secrets) {
        loyalty::Voucher terms = order.terms;
        terms.key = journal::voucher_key(secret);
        entries.push_back(
            local(like, journal::VoucherIssued{terms, order.reason, order.approved_by}));
        if (!terms.holder) continue;
        terms.key_id = journal::key_id_of(journal::public_key_of(signing_key));
        const Bytes grant = journal::encode_voucher(terms);
        held.push_back(
            {sync::ChangeKind::HeldVoucher,
             to_hex(terms.key),
             sync::encode(sync::HeldVoucher{grant, journal::sign_voucher(signing_key, grant)}),
             branch});
    }
    PARETO_TRY_VOID(journal.append_within(entries));
    return publish(connection, held);
}

Result<void> void_voucher(Connection& connection,
                          LocalJournal& journal,
                          const Bytes& voucher,
                          const std::string& reason,
                          const journal::Entry& like) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select state from voucher where voucher_key = $1", {Blob{voucher}}));
    if (rows.empty()) return fault(FaultCode::Unsupported, "there is no such voucher");
    if (rows[0].text(0) != "open")
        return fault(FaultCode::Unsupported, "this voucher is " + rows[0].text(0) + " already");
    const LocalEntry entry = local(like,
                                   journal::VouchersEnded{.expired = false,
                                                          .through = like.business_date,
                                                          .vouchers = {voucher},
                                                          .reason = reason});
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    return withdraw(connection, voucher);
}

Result<VoucherChunk> expire_some_vouchers(Connection& connection,
                                          ports::Clock& clock,
                                          LocalJournal& journal,
                                          BusinessDate over,
                                          std::int64_t most) {
    VoucherChunk chunk;
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(
        const auto ran,
        connection.execute("select 1 from job_run where job = $1 and business_date >= $2 limit 1",
                           {std::string{kJob}, to_string(over)}));
    chunk.done_before = !ran.empty();
    chunk.done = chunk.done_before;
    if (chunk.done) return chunk;
    const BusinessDate through = add_days(over, -kExpiryWaitDays);
    PARETO_TRY(const auto rows,
               connection.execute("select voucher_key, left_minor from voucher where state = "
                                  "'open' and valid_until <= $1 order by valid_until, voucher_key "
                                  "limit $2",
                                  {to_string(through), most}));
    if (rows.empty()) {
        chunk.done = true;
        PARETO_TRY_VOID(connection.execute(
            "insert into job_run(job, business_date, finished_ms) values ($1, $2, $3)",
            {std::string{kJob}, to_string(over), to_ms(clock.now())}));
        PARETO_TRY_VOID(transaction.commit());
        return chunk;
    }
    journal::VouchersEnded ended{
        .expired = true, .through = through, .vouchers = {}, .reason = "expired"};
    for (const Row& row : rows) {
        ended.vouchers.push_back(row.bytes(0));
        chunk.minor += row.integer(1);
        PARETO_TRY_VOID(withdraw(connection, row.bytes(0)));
    }
    chunk.vouchers = static_cast<std::int64_t>(ended.vouchers.size());
    const journal::Entry like{clock.now(), over, {}, journal::Unknown{}};
    const LocalEntry entry = local(like, std::move(ended));
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    PARETO_TRY_VOID(transaction.commit());
    return chunk;
}

Result<std::vector<VoucherShownRow>> list_vouchers(Connection& connection,
                                                   const Bytes& key,
                                                   MemberId member,
                                                   std::int64_t limit) {
    const std::string select =
        "select v.voucher_key, coalesce(m.member_number, ''), coalesce(b.code, ''), "
        "coalesce(t.code, '') from voucher v left join member m on m.member_id = v.member_id left "
        "join terminal t on t.terminal_id = v.holder left join branch b on b.branch_id = "
        "t.branch_id ";
    const auto found_rows =
        key.empty()
            ? connection.execute(select +
                                     "where $1 = 0 or v.member_id = $1 order by v.cause desc, "
                                     "v.number, v.voucher_key limit $2",
                                 {member.value, limit})
            : connection.execute(select + "where v.voucher_key = $1", {Blob{key}});
    PARETO_TRY(const auto rows, found_rows);
    Books books;
    NamedRewards named;
    for (const Row& row : rows)
        named.vouchers.insert(row.bytes(0));
    PARETO_TRY_VOID(read_rewards(connection, std::move(named), books));
    std::vector<VoucherShownRow> found;
    for (const Row& row : rows) {
        VoucherShownRow shown{books.vouchers.vouchers.at(row.bytes(0)), row.text(1), {}};
        if (!row.text(3).empty()) shown.holder = row.text(2) + "/" + row.text(3);
        found.push_back(std::move(shown));
    }
    return found;
}

Result<std::vector<VoucherMovement>> movements_of(Connection& connection, const Bytes& voucher) {
    PARETO_TRY(const auto rows,
               connection.execute("select cause, debit_account, credit_account, amount_minor, code "
                                  "from voucher_transfer where voucher_key = $1 order by cause, "
                                  "number",
                                  {Blob{voucher}}));
    std::vector<VoucherMovement> found;
    for (const Row& row : rows) {
        found.push_back(
            {EntryId{row.integer(0)}, row.integer(1), row.integer(2), row.integer(3), row.text(4)});
    }
    return found;
}

}  // namespace pareto::hq::database
