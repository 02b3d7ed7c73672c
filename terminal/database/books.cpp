// Loads the books from the tables.
#include "terminal/database/books.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/sync/feed.h"
#include "terminal/database/campaigns.h"
#include "terminal/database/settings.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;

namespace {

Result<Hash> to_hash(const Bytes& bytes) {
    const auto hash = Hash::from(bytes);
    if (!hash) return fault(FaultCode::Corrupt, "a hash in the terminal's file has not 32 bytes");
    return *hash;
}

Result<void> load_heads(Connection& connection, Books& books) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select age, registration, acked_sequence, acked_hash, acked_term, lost "
                           "from head order by age"));
    for (const auto& row : rows) {
        HeadRow head;
        head.age = row.integer(0);
        head.registration = static_cast<Registration>(row.integer(1));
        head.acked = row.integer(2);
        PARETO_TRY(head.acked_hash, to_hash(row.bytes(3)));
        head.acked_term = row.integer(4);
        head.lost = row.integer(5) != 0;
        // Acknowledged entries may have been deleted; the last one is then the last acknowledged.
        head.last = head.acked;
        head.last_hash = head.acked_hash;
        PARETO_TRY(const auto last,
                   connection.execute(
                       "select entry_id, hash from journal where entry_id between $1 and $2 "
                       "order by entry_id desc limit 1",
                       {EntryId::of(head.registration, 1).value,
                        EntryId::of(head.registration, kSequenceMax).value}));
        if (!last.empty()) {
            head.last = EntryId{last[0].integer(0)}.sequence();
            PARETO_TRY(head.last_hash, to_hash(last[0].bytes(1)));
        }
        if (head.acked > head.last) {
            return fault(FaultCode::Corrupt,
                         "the journal ends before what HQ acknowledged of registration " +
                             std::to_string(head.registration));
        }
        books.heads.push_back(head);
    }
    return {};
}

Result<void> load_rules(Connection& connection, const Settings& settings, Books& books) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from rule_set where version = $1",
                                  {integer_of(settings, setting::kRulesVersion)}));
    if (rows.empty()) return {};
    PARETO_TRY(const auto change, sync::decode_rules(rows[0].bytes(0)));
    books.state.rules = change.rules;
    return {};
}

Result<void> load_identity(const Settings& settings, Books& books) {
    Journal::State& state = books.state;
    state.branch = BranchId{integer_of(settings, setting::kBranchId)};
    state.branch_code = text_of(settings, setting::kBranchCode);
    state.terminal_code = text_of(settings, setting::kTerminalCode);
    state.company = text_of(settings, setting::kCompany);
    const auto secret = from_hex(text_of(settings, setting::kCardKeySecret));
    if (!secret) return fault(FaultCode::Corrupt, "the setting card_key_secret is not hexadecimal");
    state.card_key_secret = *secret;
    const auto currency = find_currency(text_of(settings, setting::kCurrency));
    if (!currency) return fault(FaultCode::Corrupt, "the setting currency names no currency");
    state.currency = *currency;
    books.hq_term = integer_of(settings, setting::kHqTerm);
    books.hq_time_ms = integer_of(settings, setting::kHqTime);
    books.feed_cursor = integer_of(settings, setting::kFeedCursor);
    state.offline.terminal = TerminalId{integer_of(settings, setting::kTerminalId)};
    state.offline.hq_answered_ms = integer_of(settings, setting::kHqAnswered);
    const auto key = from_hex(text_of(settings, setting::kAllowanceKey));
    if (!key) return fault(FaultCode::Corrupt, "the setting allowance_key is not hexadecimal");
    state.offline.allowance_key = *key;
    const std::int64_t standing = integer_of(settings, setting::kStanding);
    if (standing != 0) books.standing = static_cast<sync::TerminalStanding>(standing);
    return {};
}

}  // namespace

HeadRow* Books::head(Registration registration) {
    const auto found = std::find_if(heads.begin(), heads.end(), [&](const HeadRow& row) {
        return row.registration == registration;
    });
    return found == heads.end() ? nullptr : &*found;
}

void Books::judge() {
    state.enrolled = !heads.empty();
    state.registration = heads.empty() ? 0 : heads.back().registration;
    state.why_not.clear();
    if (!state.enrolled) {
        state.why_not = "this terminal is not enrolled";
    } else if (standing == sync::TerminalStanding::Replaced) {
        state.why_not = "HQ gave this terminal's code to another device";
    } else if (standing == sync::TerminalStanding::Revoked) {
        state.why_not = "HQ revoked this terminal";
    } else if (heads.back().lost) {
        state.why_not =
            "this terminal's file is older than what it sold (restored from a backup): it must "
            "reach HQ first";
    }
    state.may_sell = state.why_not.empty();
    state.offline.hq_time_ms = hq_time_ms;
    state.offline.restored =
        std::any_of(heads.begin(), heads.end(), [](const HeadRow& head) { return head.lost; });
}

namespace {

Result<void> load_shift_tenders(Connection& connection, Journal::State& state) {
    state.shift_tenders.clear();
    state.shift_value_sold_minor = 0;
    PARETO_TRY(const auto rows,
               connection.execute("select kind, amount_minor from shift_tender where shift_id = $1",
                                  {state.shift->value}));
    for (const auto& row : rows) {
        if (row.integer(0) == 0) {
            state.shift_value_sold_minor = row.integer(1);
        } else {
            state.shift_tenders[static_cast<sale::TenderKind>(row.integer(0))] = row.integer(1);
        }
    }
    return {};
}

}  // namespace

Result<void> reload_shift_and_sales(Connection& connection, Books& books) {
    Journal::State& state = books.state;
    state.shift.reset();
    state.shift_date.reset();
    PARETO_TRY(const auto shifts,
               connection.execute(
                   "select s.shift_id, s.operator_id, s.business_date, s.opening_cash_minor, "
                   "s.cash_minor, "
                   "s.sales_minor, s.sale_count from shift s join head h on h.registration = "
                   "s.shift_id >> 32 "
                   "where s.closed_by is null order by h.age desc, s.shift_id desc limit 1"));
    if (!shifts.empty()) {
        const auto& row = shifts[0];
        const auto date = parse_date(row.text(2));
        if (!date) return fault(FaultCode::Corrupt, "a shift has a business date that is no date");
        state.shift = ShiftId{row.integer(0)};
        state.operator_id = row.text(1);
        state.shift_date = *date;
        state.opening_cash_minor = row.integer(3);
        state.shift_cash_minor = row.integer(4);
        state.shift_sales_minor = row.integer(5);
        state.shift_sale_count = static_cast<std::int32_t>(row.integer(6));
        PARETO_TRY_VOID(load_shift_tenders(connection, state));
    }
    PARETO_TRY(const auto sales,
               connection.execute("select sale_id, receipt_number from sale "
                                  "order by receipt_number desc, sale_id desc limit 1"));
    PARETO_TRY(const auto settings, load_settings(connection));
    std::int64_t highest = integer_of(settings, setting::kReceiptFloor);
    if (!sales.empty()) {
        state.last_sale = SaleId{sales[0].integer(0)};
        highest = std::max(highest, sales[0].integer(1));
    }
    state.next_receipt_number = std::max(state.next_receipt_number, highest + 1);
    return {};
}

Result<Books> load_books(Connection& connection) {
    Books books;
    PARETO_TRY_VOID(load_heads(connection, books));
    if (!books.heads.empty()) {
        PARETO_TRY(const auto settings, load_settings(connection));
        PARETO_TRY_VOID(load_identity(settings, books));
        PARETO_TRY_VOID(load_rules(connection, settings, books));
        PARETO_TRY(books.state.campaigns, load_campaigns(connection));
        PARETO_TRY_VOID(reload_shift_and_sales(connection, books));
    }
    books.judge();
    return books;
}

Result<std::optional<Hash>> own_hash(Connection& connection,
                                     const HeadRow& head,
                                     Sequence sequence) {
    if (sequence == 0) return Hash{};
    if (sequence == head.last) return head.last_hash;
    if (sequence == head.acked) return head.acked_hash;
    PARETO_TRY(const auto rows,
               connection.execute("select hash from journal where entry_id = $1",
                                  {EntryId::of(head.registration, sequence).value}));
    if (rows.empty()) return std::nullopt;
    PARETO_TRY(const Hash hash, to_hash(rows[0].bytes(0)));
    return hash;
}

Result<void> write_head(Connection& connection, const HeadRow& head) {
    PARETO_TRY_VOID(
        connection.execute("insert into head(age, registration, acked_sequence, acked_hash, "
                           "acked_term, lost) values ($1, $2, $3, $4, $5, $6) "
                           "on conflict(age) do update set acked_sequence = "
                           "excluded.acked_sequence, acked_hash = excluded.acked_hash, "
                           "acked_term = excluded.acked_term, lost = excluded.lost",
                           {head.age,
                            static_cast<std::int64_t>(head.registration),
                            head.acked,
                            Blob{Bytes{head.acked_hash.view()}},
                            head.acked_term,
                            static_cast<std::int64_t>(head.lost ? 1 : 0)}));
    return {};
}

}  // namespace pareto::terminal::database
