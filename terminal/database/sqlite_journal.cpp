// Opening, appending, looking up. The sync session's half is in sqlite_journal_sync.cpp.
#include "terminal/database/sqlite_journal.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/database/migrator.h"
#include "terminal/database/campaigns.h"
#include "terminal/database/chain.h"
#include "terminal/database/feed_tables.h"
#include "terminal/database/gifts.h"
#include "terminal/database/offline.h"
#include "terminal/database/projections.h"
#include "terminal/database/rewards.h"
#include "terminal/database/tags.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Transaction;

namespace {

constexpr std::int64_t kWalBytesMax = 4'000'000;
constexpr std::int64_t kDeleteAtOnce = 500;
constexpr std::chrono::hours kDeleteEvery{1};
constexpr int kKeepDays = 35;
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

SqliteJournal::SqliteJournal(Parts parts)
    : writer_{std::move(parts.writer)},
      reader_{std::move(parts.reader)},
      anchor_{parts.anchor},
      clock_{parts.clock},
      program_version_{std::move(parts.program_version)},
      boot_id_{to_ms(parts.clock.now())} {}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(Parts parts) {
    PARETO_CHECK(parts.writer != nullptr);
    PARETO_TRY_VOID(
        pareto::database::migrate(*parts.writer, pareto::database::terminal_migrations()));
    std::unique_ptr<SqliteJournal> journal{new SqliteJournal{std::move(parts)}};
    PARETO_TRY(journal->books_, load_books(*journal->writer_));
    PARETO_TRY_VOID(journal->check_anchor());
    return journal;
}

// A file that is behind its anchor was restored: going on under the same registration would use
// sequences twice.
Result<void> SqliteJournal::check_anchor() {
    PARETO_TRY(const auto record, anchor_.read());
    if (!record || books_.heads.empty()) return {};
    anchored_ = *record;
    const bool spare_is_open = books_.head(record->spare) != nullptr;
    if (spare_is_open) anchored_.spare = 0;
    const HeadRow current = books_.current();
    const HeadRow* const named = books_.head(record->registration);
    bool behind = named == nullptr && !spare_is_open;
    // A head that is closed already may lie behind: nothing is appended to it any more.
    if (named != nullptr && named->registration == current.registration) {
        behind = record->sequence > current.last;
        if (!behind) {
            PARETO_TRY(const auto own, own_hash(*writer_, current, record->sequence));
            behind = own && *own != record->hash;
        }
    }
    if (!behind && !(current.lost && anchored_.spare != 0)) {
        write_anchor(books_);
        return {};
    }
    return write([&](Books& books) -> Result<void> {
        books.current().lost = true;
        PARETO_TRY_VOID(write_head(*writer_, books.current()));
        if (anchored_.receipt_number >= books.state.next_receipt_number) {
            PARETO_TRY_VOID(write_setting(
                *writer_, setting::kReceiptFloor, std::to_string(anchored_.receipt_number)));
            books.state.next_receipt_number = anchored_.receipt_number + 1;
        }
        const Registration spare = std::exchange(anchored_.spare, 0);
        return spare == 0 ? Result<void>{} : open_registration(books, spare, "spare");
    });
}

Result<void> SqliteJournal::write(const std::function<Result<void>(Books&)>& work) {
    const std::lock_guard writing{writing_};
    if (failed_) return unexpected{*failed_};
    PARETO_TRY(auto begun, Transaction::begin(*writer_));
    std::optional<Transaction> transaction{std::move(begun)};
    Books books = books_;
    if (auto done = work(books); !done) {
        transaction.reset();
        // A connection that cannot even read any more stays so: only a new one knows what the file
        // holds.
        if (const auto alive = writer_->execute("select 1"); !alive) give_up(alive.error());
        return done;
    }
    if (auto committed = transaction->commit(); !committed) {
        // A full disk left everything as it was. After any other failure nobody knows what the file
        // holds.
        if (committed.error().code != FaultCode::Exhausted) give_up(committed.error());
        return committed;
    }
    books.judge();
    write_anchor(books);
    const std::lock_guard publishing{publishing_};
    books_ = std::move(books);
    return {};
}

void SqliteJournal::give_up(const Fault& fault) {
    const std::lock_guard publishing{publishing_};
    failed_ = fault;
}

// Called with writing_ held, after the commit. A failure is shown to a person; the sale is durable
// without it.
void SqliteJournal::write_anchor(const Books& books) {
    if (books.heads.empty()) return;
    AnchorRecord record = anchored_;
    const HeadRow& current = books.heads.back();
    // While the file is known to be behind, the anchor is the only thing that says how far the
    // terminal had come.
    if (!current.lost) {
        record.registration = current.registration;
        record.sequence = current.last;
        record.hash = current.last_hash;
        record.receipt_number = books.state.next_receipt_number - 1;
    }
    const auto written = anchor_.write(record);
    anchored_ = record;
    const std::lock_guard publishing{publishing_};
    anchor_fault_ = written ? std::string{} : written.error().detail;
}

Result<void> SqliteJournal::enrol(const Enrolment& enrolment) {
    const sync::EnrolResponse& response = enrolment.response;
    return write([&](Books& books) -> Result<void> {
        if (!books.heads.empty())
            return fault(FaultCode::Conflict, "this terminal is enrolled already");
        if (response.registration <= 0) return fault(FaultCode::Corrupt, "HQ gave no registration");
        const std::pair<std::string_view, std::string> settings[] = {
            {setting::kBranchId, std::to_string(response.branch_id)},
            {setting::kTerminalId, std::to_string(response.terminal_id)},
            {setting::kBranchCode, response.branch_code},
            {setting::kTerminalCode, response.terminal_code},
            {setting::kCompany, response.company},
            {setting::kCurrency, response.currency},
            {setting::kTimeZone, response.time_zone},
            {setting::kHqAddress, enrolment.hq_address},
            {setting::kKey, enrolment.key_pem},
            {setting::kCertificate, response.certificate_pem},
            {setting::kAuthority, response.authority_pem},
            {setting::kCardKeySecret, to_hex(response.card_key_secret)},
            {setting::kAllowanceKey, to_hex(response.allowance_key)},
        };
        for (const auto& [name, value] : settings)
            PARETO_TRY_VOID(write_setting(*writer_, name, value));
        HeadRow head;
        head.age = 1;
        head.registration = response.registration;
        PARETO_TRY_VOID(write_head(*writer_, head));
        // An anchor that an earlier enrolment left in this place means nothing to this one.
        anchored_ = AnchorRecord{};
        anchored_.spare = response.spare;
        PARETO_TRY(books, load_books(*writer_));
        return {};
    });
}

Journal::State SqliteJournal::state() const {
    const std::lock_guard publishing{publishing_};
    return books_.state;
}

Books SqliteJournal::books() const {
    const std::lock_guard publishing{publishing_};
    return books_;
}

std::vector<HeadRow> SqliteJournal::heads() const {
    const std::lock_guard publishing{publishing_};
    return books_.heads;
}

Result<EntryId> SqliteJournal::append(const journal::Entry& entry,
                                      const std::string& intent,
                                      const PersonalData& personal) {
    const Bytes bytes = journal::encode(entry);
    if (bytes.size() > journal::kEntryBytesMax)
        return fault(FaultCode::Exhausted, "the entry is longer than one may be");
    // What HQ could not read must not become part of the chain: a text that is no UTF-8, an amount
    // over the limit.
    const auto read_back = journal::decode(bytes);
    if (!read_back)
        return fault(FaultCode::Unsupported, "no entry can say this: " + read_back.error().detail);
    EntryId id;
    const auto written = write([&](Books& books) -> Result<void> {
        if (!intent.empty()) {
            PARETO_TRY(const auto rows,
                       writer_->execute("select sale_id from sale where intent = $1", {intent}));
            if (!rows.empty()) {
                id = EntryId{rows[0].integer(0)};
                return {};
            }
        }
        if (!books.state.may_sell) return fault(FaultCode::Denied, books.state.why_not);
        if (const auto reason = misfit(books, entry); !reason.empty())
            return fault(FaultCode::Conflict, reason);
        PARETO_TRY(const std::string misfit_offline, offline_misfit(*writer_, entry));
        if (!misfit_offline.empty()) return fault(FaultCode::Conflict, misfit_offline);
        PARETO_TRY(const std::string misfit_reward, reward_misfit(*writer_, entry));
        if (!misfit_reward.empty()) return fault(FaultCode::Conflict, misfit_reward);
        PARETO_TRY(id, add(books, entry, bytes, intent));
        if (personal.salt.empty()) return {};
        PARETO_TRY_VOID(
            writer_->execute("insert into personal_data(entry_id, salt, bytes) values ($1, $2, $3)",
                             {id.value, Blob{personal.salt}, Blob{personal.bytes}}));
        return {};
    });
    if (!written) return unexpected{written.error()};
    return id;
}

Result<EntryId> SqliteJournal::add(Books& books,
                                   const journal::Entry& entry,
                                   const Bytes& bytes,
                                   const std::string& intent) {
    HeadRow& head = books.current();
    if (head.last == kSequenceMax)
        return fault(FaultCode::Exhausted, "this registration has used all its sequences");
    const EntryId id = EntryId::of(head.registration, head.last + 1);
    const Hash hash = journal::chain(head.last_hash, bytes);
    PARETO_TRY_VOID(
        writer_->execute("insert into journal(entry_id, kind, bytes, hash, recorded_at_ms) values "
                         "($1, $2, $3, $4, $5)",
                         {id.value,
                          std::int64_t{journal::kind_of(entry.body)},
                          Blob{bytes},
                          Blob{Bytes{hash.view()}},
                          std::max(to_ms(clock_.now()), books.hq_time_ms)}));
    PARETO_TRY_VOID(project(*writer_, books, id, entry, intent));
    head.last = id.sequence();
    head.last_hash = hash;
    return id;
}

// Closes the current registration and opens the next one, with the entry that says where it
// continues from.
Result<void> SqliteJournal::open_registration(Books& books,
                                              Registration registration,
                                              const std::string& reason) {
    const HeadRow previous = books.current();
    HeadRow head;
    head.age = previous.age + 1;
    head.registration = registration;
    PARETO_TRY_VOID(write_head(*writer_, head));
    books.heads.push_back(head);
    books.judge();
    journal::Entry entry;
    entry.occurred_at = clock_.now();
    entry.business_date = books.state.shift_date.value_or(
        BusinessDate{std::chrono::floor<std::chrono::days>(entry.occurred_at)});
    entry.operator_id = books.state.shift ? books.state.operator_id : std::string{};
    entry.body = journal::RegistrationOpened{
        previous.registration, previous.last, previous.last_hash, reason};
    PARETO_TRY_VOID(add(books, entry, journal::encode(entry), {}));
    return {};
}

SqliteJournal::Reading SqliteJournal::reading() {
    if (reader_) return {std::unique_lock{reading_}, *reader_};
    return {std::unique_lock{writing_}, *writer_};
}

Result<std::optional<journal::Entry>> SqliteJournal::find(EntryId id) {
    const Reading source = reading();
    PARETO_TRY(
        const auto rows,
        source.connection.execute("select bytes from journal where entry_id = $1", {id.value}));
    if (rows.empty()) return std::nullopt;
    PARETO_TRY(auto entry, journal::decode(rows[0].bytes(0)));
    return entry;
}

Result<std::optional<SaleId>> SqliteJournal::find_intent(const std::string& intent) {
    const Reading source = reading();
    PARETO_TRY(const auto rows,
               source.connection.execute("select sale_id from sale where intent = $1", {intent}));
    if (rows.empty()) return std::nullopt;
    return SaleId{rows[0].integer(0)};
}

Result<std::optional<SaleId>> SqliteJournal::find_receipt(std::int64_t receipt_number) {
    const Reading source = reading();
    PARETO_TRY(
        const auto rows,
        source.connection.execute(
            "select s.sale_id from sale s left join head h on h.registration = s.sale_id >> 32 "
            "where s.receipt_number = $1 order by h.age desc, s.sale_id desc limit 1",
            {receipt_number}));
    if (rows.empty()) return std::nullopt;
    return SaleId{rows[0].integer(0)};
}

Result<HistoryLookup::Returned> SqliteJournal::returned(SaleId sale) {
    const Reading source = reading();
    PARETO_TRY(const auto lines,
               source.connection.execute(
                   "select line, returned_thousandths from returned_line where sale_id = $1 "
                   "order by line",
                   {sale.value}));
    PARETO_TRY(
        const auto sales,
        source.connection.execute("select voided_by from sale where sale_id = $1", {sale.value}));
    Returned returned;
    for (const auto& row : lines)
        returned.lines.emplace_back(static_cast<std::int32_t>(row.integer(0)), row.integer(1));
    returned.voided = !sales.empty() && !sales[0].is_null(0);
    return returned;
}

Result<std::vector<EntryId>> SqliteJournal::open_redemptions() {
    Books now = books();
    const Reading source = reading();
    PARETO_TRY(
        const auto rows,
        source.connection.execute("select redemption_id from redemption where state = 'requested' "
                                  "order by redemption_id"));
    std::vector<EntryId> open;
    for (const auto& row : rows) {
        const EntryId id{row.integer(0)};
        // Entries that were lost and will be given back may have captured or reversed it.
        const HeadRow* const head = now.head(id.registration());
        if (head == nullptr || !head->lost) open.push_back(id);
    }
    return open;
}

Result<std::vector<HeldAllowance>> SqliteJournal::allowances(MemberId member) {
    const Reading source = reading();
    return select_allowances(source.connection, member);
}

Result<loyalty::StandInCounters> SqliteJournal::stand_in(const Bytes& card_key) {
    const Reading source = reading();
    return select_stand_in(source.connection, card_key);
}

Result<std::optional<HeldVoucher>> SqliteJournal::held_voucher(const Bytes& key) {
    const Reading source = reading();
    return select_held_voucher(source.connection, key);
}

Result<std::vector<KnownGift>> SqliteJournal::gifts(const std::string& code) {
    const Reading source = reading();
    return select_gifts(source.connection, code);
}

Result<std::vector<HeldCoupon>> SqliteJournal::held_coupons(const std::string& code,
                                                            MemberId member) {
    const Reading source = reading();
    return select_held_coupons(source.connection, code, member);
}

Result<KnownCard> SqliteJournal::find_card(const Bytes& card_key) {
    const Reading source = reading();
    return select_card(source.connection, card_key);
}

Result<void> SqliteJournal::change_beside(const Work& work) {
    return write([&](Books& /*books*/) { return work(*writer_); });
}

Result<void> SqliteJournal::read_beside(const Work& work) {
    const Reading source = reading();
    return work(source.connection);
}

Result<std::optional<sync::MemberChange>> SqliteJournal::find_member(MemberId member) {
    const Reading source = reading();
    return select_member(source.connection, member);
}

Result<std::optional<sync::ItemChange>> SqliteJournal::find_item(
    const std::string& sku_or_barcode) {
    const Reading source = reading();
    return select_item(source.connection, sku_or_barcode);
}

Result<std::optional<sync::ItemChange>> SqliteJournal::find_barcode(const std::string& gtin) {
    const Reading source = reading();
    return select_barcode(source.connection, gtin);
}

Result<std::vector<SaleId>> SqliteJournal::sold_with(const goods::TaggedUnit& unit) {
    const Reading source = reading();
    return select_sold_with(source.connection, unit);
}

Result<std::vector<CampaignUse>> SqliteJournal::campaign_uses(MemberId member,
                                                              BusinessDate date) {
    const Reading source = reading();
    return select_campaign_uses(source.connection, member, date);
}

Result<std::optional<loyalty::RuleSet>> SqliteJournal::find_rules(std::int32_t version) {
    const Reading source = reading();
    return select_rules(source.connection, version);
}

Result<Settings> SqliteJournal::settings() {
    const Reading source = reading();
    return load_settings(source.connection);
}

Result<CensusFigures> SqliteJournal::census(Registration registration) {
    const Reading source = reading();
    PARETO_TRY(
        const auto rows,
        source.connection.execute(
            "select sale_id from sale where sale_id between $1 and $2 order by sale_id",
            {EntryId::of(registration, 1).value, EntryId::of(registration, kSequenceMax).value}));
    Bytes ids;
    ids.reserve(rows.size() * 8);
    for (const auto& row : rows) {
        const auto id = static_cast<std::uint64_t>(row.integer(0));
        for (unsigned shift = 64; shift > 0; shift -= 8)
            ids.push_back(static_cast<char>((id >> (shift - 8)) & 0xFFU));
    }
    return CensusFigures{static_cast<std::int64_t>(rows.size()), journal::sha256(ids)};
}

Result<std::vector<journal::RawEntry>> SqliteJournal::entries(Registration registration,
                                                              Sequence first,
                                                              std::int64_t limit) {
    const Reading source = reading();
    return select_entries(source.connection, registration, first, limit);
}

Result<std::int64_t> SqliteJournal::verify() {
    const Reading source = reading();
    return verify_chain(source.connection);
}

bool SqliteJournal::failed() const {
    const std::lock_guard publishing{publishing_};
    return failed_.has_value();
}

JournalStatus SqliteJournal::status() const {
    const std::lock_guard publishing{publishing_};
    JournalStatus status;
    status.registration = books_.state.registration;
    status.standing = books_.standing;
    status.feed_cursor = books_.feed_cursor;
    status.hq_time_ms = books_.hq_time_ms;
    status.anchor_fault = anchor_fault_;
    for (const auto& head : books_.heads) {
        status.unsent += head.last - head.acked;
        status.must_restore = status.must_restore || head.lost;
    }
    return status;
}

Result<void> SqliteJournal::maintain() {
    {
        const std::lock_guard writing{writing_};
        if (failed_) return unexpected{*failed_};
        PARETO_TRY(const std::int64_t bytes, pareto::database::wal_bytes(*writer_));
        if (bytes > kWalBytesMax) PARETO_TRY_VOID(pareto::database::checkpoint(*writer_));
    }
    const UtcTime now = clock_.now();
    if (now < delete_again_at_ && now > delete_again_at_ - kDeleteEvery) return {};
    PARETO_TRY(const bool all, delete_old_entries());
    delete_again_at_ = all ? now + kDeleteEvery : UtcTime{};
    return {};
}

// True when nothing is left to delete. Deletes what HQ acknowledged and nobody can return any more;
// never the last entry of a registration, whose hash the next one continues from.
Result<bool> SqliteJournal::delete_old_entries() {
    bool all = true;
    const Books now = books();
    const int days = std::max(kKeepDays, now.state.rules.return_days + 1);
    // By HQ's clock where this one is ahead of it: a clock set wrong must not make what was sold
    // today old.
    const std::int64_t before = std::min(to_ms(clock_.now()), now.hq_time_ms) - days * kDayMs;
    for (const auto& head : now.heads) {
        const Sequence end = std::min(head.acked, head.last - 1);
        if (end < 1) continue;
        std::int64_t last_old = 0;
        {
            const Reading source = reading();
            PARETO_TRY(
                const auto rows,
                source.connection.execute(
                    "select entry_id, recorded_at_ms from journal where entry_id between $1 and $2 "
                    "order by entry_id limit $3",
                    {EntryId::of(head.registration, 1).value,
                     EntryId::of(head.registration, end).value,
                     kDeleteAtOnce}));
            for (const auto& row : rows) {
                if (row.integer(1) >= before) break;
                last_old = row.integer(0);
            }
        }
        if (last_old == 0) continue;
        all = false;
        const auto deleted = write([&](Books& books) -> Result<void> {
            // HQ may have been restored in between and have asked for them again.
            const HeadRow* const row = books.head(head.registration);
            if (row == nullptr || row->acked < EntryId{last_old}.sequence()) return {};
            const std::int64_t first = EntryId::of(head.registration, 1).value;
            PARETO_TRY_VOID(writer_->execute(
                "delete from personal_data where entry_id between $1 and $2", {first, last_old}));
            PARETO_TRY_VOID(writer_->execute("delete from journal where entry_id between $1 and $2",
                                             {first, last_old}));
            return {};
        });
        if (!deleted) return unexpected{deleted.error()};
    }
    return all;
}

}  // namespace pareto::terminal::database
