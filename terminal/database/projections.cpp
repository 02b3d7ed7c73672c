// One function per kind of entry.
#include "terminal/database/projections.h"

#include <algorithm>
#include <map>
#include <utility>

#include "terminal/database/campaigns.h"
#include "terminal/database/gifts.h"
#include "terminal/database/offline.h"
#include "terminal/database/rewards.h"
#include "terminal/database/settings.h"
#include "terminal/database/tags.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Value;

namespace {

std::int64_t cash_of(const sale::Sale& sale) {
    std::int64_t cash = 0;
    for (const auto& tender : sale.tenders) {
        if (tender.kind == sale::TenderKind::Cash) cash += tender.amount_minor;
    }
    return cash;
}

/// By kind of tender; under 0 the stored value that was sold.
std::map<std::int64_t, std::int64_t> tenders_of(const sale::Sale& sale) {
    std::map<std::int64_t, std::int64_t> minor;
    for (const auto& tender : sale.tenders)
        minor[static_cast<std::int64_t>(tender.kind)] += tender.amount_minor;
    minor[0] += sale.value_sold_minor();
    return minor;
}

// A sale that appears in a shift, or disappears from it (sign -1).
Result<void> move_shift(
    Connection& connection, Books& books, ShiftId shift, const sale::Sale& sale, int sign) {
    const std::int64_t cash = sign * cash_of(sale);
    const std::int64_t sales = sign * (sale.total_minor() - sale.value_sold_minor());
    PARETO_TRY_VOID(connection.execute(
        "update shift set cash_minor = cash_minor + $2, sales_minor = sales_minor + $3, "
        "sale_count = sale_count + $4 where shift_id = $1",
        {shift.value, cash, sales, std::int64_t{sign}}));
    Journal::State& state = books.state;
    for (const auto& [kind, minor] : tenders_of(sale)) {
        if (minor == 0) continue;
        PARETO_TRY_VOID(connection.execute(
            "insert into shift_tender(shift_id, kind, amount_minor) values ($1, $2, $3) on "
            "conflict(shift_id, kind) do update set amount_minor = shift_tender.amount_minor + "
            "excluded.amount_minor",
            {shift.value, kind, sign * minor}));
        if (state.shift != shift) continue;
        if (kind == 0) state.shift_value_sold_minor += sign * minor;
        if (kind != 0) state.shift_tenders[static_cast<sale::TenderKind>(kind)] += sign * minor;
    }
    if (state.shift == shift) {
        state.shift_cash_minor += cash;
        state.shift_sales_minor += sales;
        state.shift_sale_count += sign;
    }
    return {};
}

// Lines that bring goods back add to what was returned of the original; a post-void of them takes
// it away again.
Result<void> move_returned(Connection& connection, const sale::Sale& sale, int sign) {
    for (const auto& line : sale.lines) {
        if (!line.original || line.quantity.thousandths == 0) continue;
        const std::int64_t quantity = -line.quantity.thousandths;
        if (sign > 0) {
            PARETO_TRY_VOID(connection.execute(
                "insert into returned_line(sale_id, line, returned_thousandths) values ($1, $2, "
                "$3) on conflict(sale_id, line) "
                "do update set returned_thousandths = returned_line.returned_thousandths + "
                "excluded.returned_thousandths",
                {line.original->sale.value, std::int64_t{line.original->line}, quantity}));
            continue;
        }
        PARETO_TRY_VOID(connection.execute(
            "delete from returned_line where sale_id = $1 and line = $2 and returned_thousandths "
            "<= $3",
            {line.original->sale.value, std::int64_t{line.original->line}, quantity}));
        PARETO_TRY_VOID(connection.execute(
            "update returned_line set returned_thousandths = returned_thousandths - $3 where "
            "sale_id = $1 and line = $2",
            {line.original->sale.value, std::int64_t{line.original->line}, quantity}));
    }
    return {};
}

Result<void> use_receipt_number(Connection& connection, Books& books, std::int64_t number) {
    PARETO_TRY_VOID(write_setting(connection, setting::kReceiptFloor, std::to_string(number)));
    books.state.next_receipt_number = std::max(books.state.next_receipt_number, number + 1);
    return {};
}

Result<void> project_sale(Connection& connection,
                          Books& books,
                          EntryId id,
                          const journal::Entry& entry,
                          const std::string& intent) {
    const auto& sale = std::get<sale::Sale>(entry.body);
    const Value intent_value = intent.empty() ? Value{} : Value{intent};
    PARETO_TRY_VOID(connection.execute(
        "insert into sale(sale_id, receipt_number, business_date, total_minor, voided_by, intent) "
        "values ($1, $2, $3, $4, null, $5)",
        {id.value,
         sale.receipt_number,
         to_string(entry.business_date),
         sale.total_minor(),
         intent_value}));
    PARETO_TRY_VOID(move_shift(connection, books, sale.shift, sale, 1));
    PARETO_TRY_VOID(move_returned(connection, sale, 1));
    PARETO_TRY_VOID(move_tags(connection, SaleId{id.value}, sale, 1));
    PARETO_TRY_VOID(move_campaign_uses(connection, sale, entry.business_date, 1));
    for (const auto& tender : sale.tenders) {
        const bool captures = tender.kind == sale::TenderKind::Points ||
                              tender.kind == sale::TenderKind::StoredValue ||
                              tender.kind == sale::TenderKind::Voucher;
        if (!captures || tender.amount_minor < 0) continue;
        PARETO_TRY_VOID(
            connection.execute("update redemption set state = 'captured' where redemption_id = $1",
                               {tender.redemption.value}));
    }
    PARETO_TRY_VOID(settle_rewards(connection, sale));
    books.state.next_receipt_number =
        std::max(books.state.next_receipt_number, sale.receipt_number + 1);
    books.state.last_sale = SaleId{id.value};
    return {};
}

// The shift that a post-void's cash leaves: the one that was open when it was made.
Result<std::optional<ShiftId>> shift_before(Connection& connection,
                                            const Books& books,
                                            EntryId id) {
    PARETO_TRY(const auto rows,
               connection.execute("select shift_id from shift where shift_id between $1 and $2 "
                                  "order by shift_id desc limit 1",
                                  {EntryId::of(id.registration(), 1).value, id.value}));
    if (rows.empty()) return books.state.shift;
    return ShiftId{rows[0].integer(0)};
}

Result<void> project_post_void(Connection& connection,
                               Books& books,
                               EntryId id,
                               const sale::PostVoid& post_void) {
    PARETO_TRY_VOID(connection.execute(
        "update sale set voided_by = $2 where sale_id = $1 and voided_by is null",
        {post_void.sale.value, id.value}));
    PARETO_TRY_VOID(use_receipt_number(connection, books, post_void.receipt_number));
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from journal where entry_id = $1",
                                  {post_void.sale.value}));
    if (rows.empty()) return {};
    PARETO_TRY(const auto voided, journal::decode(rows[0].bytes(0)));
    const auto* sale = std::get_if<sale::Sale>(&voided.body);
    if (sale == nullptr) return {};
    PARETO_TRY(const auto shift, shift_before(connection, books, id));
    if (shift) PARETO_TRY_VOID(move_shift(connection, books, *shift, *sale, -1));
    PARETO_TRY_VOID(move_tags(connection, post_void.sale, *sale, -1));
    PARETO_TRY_VOID(move_campaign_uses(connection, *sale, voided.business_date, -1));
    PARETO_TRY_VOID(void_rewards(connection, *sale));
    return move_returned(connection, *sale, -1);
}

Result<void> project_shift_opened(Connection& connection,
                                  Books& books,
                                  EntryId id,
                                  const journal::Entry& entry) {
    const auto& opened = std::get<sale::ShiftOpened>(entry.body);
    PARETO_TRY_VOID(connection.execute(
        "insert into shift(shift_id, operator_id, business_date, opening_cash_minor, cash_minor, "
        "sales_minor, sale_count, closed_by) values ($1, $2, $3, $4, 0, 0, 0, null)",
        {id.value, entry.operator_id, to_string(entry.business_date), opened.opening_cash_minor}));
    Journal::State& state = books.state;
    state.shift = ShiftId{id.value};
    state.shift_date = entry.business_date;
    state.operator_id = entry.operator_id;
    state.opening_cash_minor = opened.opening_cash_minor;
    state.shift_cash_minor = 0;
    state.shift_sales_minor = 0;
    state.shift_sale_count = 0;
    state.shift_tenders.clear();
    state.shift_value_sold_minor = 0;
    return {};
}

Result<void> project_shift_closed(Connection& connection,
                                  Books& books,
                                  EntryId id,
                                  const journal::Entry& entry) {
    const auto& closed = std::get<sale::ShiftClosed>(entry.body);
    PARETO_TRY_VOID(connection.execute("update shift set closed_by = $2 where shift_id = $1",
                                       {closed.shift.value, id.value}));
    PARETO_TRY_VOID(connection.execute(
        "insert into z_report(z_number, shift_id, closed_at_ms, cash_expected_minor, "
        "cash_count_minor, printed) select coalesce(max(z_number), 0) + 1, $1, $2, $3, $4, 0 from "
        "z_report where true on conflict(shift_id) do nothing",
        {closed.shift.value,
         to_ms(entry.occurred_at),
         closed.cash_expected_minor,
         closed.cash_count_minor}));
    return reload_shift_and_sales(connection, books);
}

Result<void> link_card(Connection& connection,
                       const Bytes& card_key,
                       MemberId member,
                       loyalty::CardFamily family = loyalty::CardFamily::UidOnly) {
    if (card_key.empty()) return {};
    PARETO_TRY_VOID(
        connection.execute("insert into card(card_key, member_id, blocked, family) "
                           "values ($1, $2, 0, $3) on conflict(card_key) do nothing",
                           {Blob{card_key}, member.value, static_cast<std::int64_t>(family)}));
    return {};
}

// The member can be served at once; what HQ knows comes with the feed.
Result<void> project_member(Connection& connection,
                            EntryId id,
                            const journal::MemberEnrolled& enrolled) {
    PARETO_TRY_VOID(
        connection.execute("insert into member(member_id, member_number, name, tier, vip, "
                           "available, as_of_ms) values ($1, $2, '', $3, 0, 0, 0) "
                           "on conflict(member_id) do nothing",
                           {id.value, enrolled.member_number, enrolled.tier}));
    return link_card(connection, enrolled.card_key, MemberId{id.value});
}

// Of stored value, the minor units stand where points do: what counts is that it is open.
Result<void> project_redemption(Connection& connection,
                                EntryId id,
                                const journal::RedemptionRequested& requested) {
    PARETO_TRY_VOID(connection.execute(
        "insert into redemption(redemption_id, member_id, points, state) "
        "values ($1, $2, $3, 'requested')",
        {id.value,
         requested.member.value,
         requested.value_minor > 0 ? requested.value_minor : requested.points.value}));
    PARETO_TRY_VOID(take_gift(connection, id, requested.gift));
    return project_offline(connection, id, requested);
}

Result<void> reverse_redemption(Connection& connection,
                                const journal::RedemptionReversed& reversed) {
    PARETO_TRY_VOID(
        connection.execute("update redemption set state = 'reversed' where redemption_id = $1",
                           {reversed.redemption.value}));
    PARETO_TRY_VOID(release_gift(connection, reversed.redemption));
    return release_reward(connection, reversed.redemption);
}

/// What no sale captured is reversed at the next start, as redemptions of points are.
Result<void> open_request(Connection& connection, EntryId id, MemberId member, std::int64_t of) {
    PARETO_TRY_VOID(
        connection.execute("insert into redemption(redemption_id, member_id, points, state) "
                           "values ($1, $2, $3, 'requested')",
                           {id.value, member.value, std::max<std::int64_t>(of, 1)}));
    return {};
}

}  // namespace

Result<void> project(Connection& connection,
                     Books& books,
                     EntryId id,
                     const journal::Entry& entry,
                     const std::string& intent) {
    using journal::Kind;
    switch (static_cast<Kind>(journal::kind_of(entry.body))) {
        case Kind::ShiftOpened:
            return project_shift_opened(connection, books, id, entry);
        case Kind::Sale:
            return project_sale(connection, books, id, entry, intent);
        case Kind::PostVoid:
            return project_post_void(connection, books, id, std::get<sale::PostVoid>(entry.body));
        case Kind::ShiftClosed:
            return project_shift_closed(connection, books, id, entry);
        case Kind::MemberEnrolled:
            return project_member(connection, id, std::get<journal::MemberEnrolled>(entry.body));
        case Kind::RedemptionRequested:
            return project_redemption(
                connection, id, std::get<journal::RedemptionRequested>(entry.body));
        case Kind::RedemptionReversed:
            return reverse_redemption(connection,
                                      std::get<journal::RedemptionReversed>(entry.body));
        case Kind::CardLinked: {
            const auto& linked = std::get<journal::CardLinked>(entry.body);
            return link_card(connection, linked.card_key, linked.member, linked.family);
        }
        case Kind::AllowanceReceived:
            return project_allowance(connection, std::get<journal::AllowanceReceived>(entry.body));
        case Kind::AllowanceClosed:
            return close_allowance(connection,
                                   std::get<journal::AllowanceClosed>(entry.body).allowance);
        case Kind::VoucherRequested: {
            const auto& requested = std::get<journal::VoucherRequested>(entry.body);
            PARETO_TRY_VOID(open_request(connection, id, requested.member, requested.due_minor));
            return project_voucher(connection, id, requested);
        }
        case Kind::CouponRequested: {
            const auto& requested = std::get<journal::CouponRequested>(entry.body);
            PARETO_TRY_VOID(open_request(connection, id, requested.member, 1));
            return project_coupon(connection, id, requested);
        }
        case Kind::VoucherIssued:
        case Kind::VouchersEnded:
        case Kind::RegistrationOpened:
        case Kind::PointsAdjusted:
        case Kind::CardBlocked:
        case Kind::CardRefused:
        case Kind::PointsExpired:
        case Kind::PointsTransferred:
        case Kind::AccountChanged:
        case Kind::AllowanceGranted:
        case Kind::AllowanceWrittenOff:
        case Kind::StoredValueExpired:
        case Kind::StoredValueAdjusted:
        case Kind::SuspenseSettled:
        case Kind::GiftDefined:
        case Kind::GiftStocked:
            break;
    }
    // The others, and kinds of a newer program, concern HQ only.
    return {};
}

std::string misfit(const Books& books, const journal::Entry& entry) {
    const Journal::State& state = books.state;
    if (const auto* sale = std::get_if<sale::Sale>(&entry.body)) {
        if (sale->receipt_number < state.next_receipt_number) return "its receipt number is taken";
        if (state.shift != sale->shift) return "its shift is not open";
    }
    if (const auto* post_void = std::get_if<sale::PostVoid>(&entry.body)) {
        if (post_void->receipt_number < state.next_receipt_number)
            return "its receipt number is taken";
    }
    if (const auto* closed = std::get_if<sale::ShiftClosed>(&entry.body)) {
        if (state.shift != closed->shift) return "its shift is not open";
    }
    return {};
}

}  // namespace pareto::terminal::database
