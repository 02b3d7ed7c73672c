// Posting of lines that bring goods back, and of post-voids.
#include <algorithm>

#include "hq/app/gift_posting.h"
#include "hq/app/posting.h"
#include "hq/app/reward_posting.h"

namespace pareto::hq {
namespace {

const sale::Sale& sale_of(const KnownSale& known) {
    return std::get<sale::Sale>(known.entry->entry->body);
}

const sale::Line* find_sold_line(const KnownSale& known, std::int32_t number) {
    const auto& lines = sale_of(known).lines;
    const auto found = std::find_if(
        lines.begin(), lines.end(), [&](const sale::Line& line) { return line.number == number; });
    const bool sold = found != lines.end() && !found->original && found->quantity.thousandths > 0;
    return sold ? &*found : nullptr;
}

std::size_t index_of(const KnownSale& known, const sale::Line& line) {
    return static_cast<std::size_t>(&line - sale_of(known).lines.data());
}

/// Of what comes back, what vouchers had paid. Before it is added to what came back.
std::int64_t voucher_share(const KnownSale& original, const ReturnedLine& accepted) {
    const sale::Line* const sold = find_sold_line(original, accepted.line);
    if (sold == nullptr || accepted.thousandths <= 0 || original.shares.empty()) return 0;
    const auto before = original.returned.find(accepted.line);
    const Quantity returned{before == original.returned.end() ? 0 : before->second.thousandths};
    return sale::share_back(original.shares[index_of(original, *sold)],
                            *sold,
                            returned,
                            Quantity{accepted.thousandths})
        .voucher_paid_minor;
}

void add_back(KnownSale& original, const ReturnedLine& line) {
    LineBack& back = original.returned[line.line];
    back.thousandths += line.thousandths;
    back.points += line.points;
    back.given += line.given;
    back.given_minor += line.given_minor;
    back.stored_minor += line.stored_minor;
    original.taken += line.taken;
    original.head.remaining_minor -= line.minor;
}

std::int64_t thousandths_back(const KnownSale& known) {
    std::int64_t thousandths = 0;
    for (const auto& [line, back] : known.returned)
        thousandths += back.thousandths;
    return thousandths;
}

}  // namespace

bool Posting::wait_for_originals(const TakenEntry& taken, const sale::Sale& sale) {
    bool waits = false;
    for (const sale::Line& line : sale.lines) {
        if (!line.original || find_sale(line.original->sale) != nullptr) continue;
        const EntryId original{line.original->sale.value};
        // What is known to be no sale, is not waited for.
        const auto known = books_.entries.find(original.value);
        const bool may_come =
            known == books_.entries.end() ||
            (known->second->kind == static_cast<std::int32_t>(journal::Kind::Sale));
        if (!may_come) continue;
        wait(original, taken.id);
        waits = true;
    }
    return waits;
}

void Posting::post_returning_lines(const TakenEntry& taken, const sale::Sale& sale) {
    KnownSale& returning = books_.sales.at(taken.id.value);
    Booking booking = booking_of(taken.id, kReturningNumber, sale.rules_version);
    for (std::size_t index = 0; index < sale.lines.size(); ++index) {
        if (sale.lines[index].original) post_returning_line(booking, returning, index);
    }
}

void Posting::post_returning_line(Booking& booking, KnownSale& returning, std::size_t index) {
    const sale::Line& line = sale_of(returning).lines[index];
    const EntryId entry{returning.head.id.value};
    KnownSale* const original = find_sale(line.original->sale);
    if (original == nullptr) {
        suspend(entry,
                suspense_reason::kReturnConflict,
                "line " + std::to_string(line.number) + ": " +
                    std::to_string(line.original->sale.value) + " is not a sale");
        return;
    }
    ReturnedLine accepted = accept_return(returning, index, *original);
    if (accepted.thousandths < -line.quantity.thousandths) {
        suspend(entry,
                suspense_reason::kReturnConflict,
                "line " + std::to_string(line.number) + ": " +
                    std::to_string(-line.quantity.thousandths - accepted.thousandths) +
                    " thousandths more than were sold and not brought back");
    }
    suspend_difference(line, *original, accepted);
    value_.post_returning_line(
        line, *original, share_brought_back(*original, accepted), accepted, *returning.entry);
    RewardPosting{books_, plan_}.post_return(
        line,
        {.returning = returning.head.id,
         .on = returning.head.business_date,
         .original = original->head.id,
         .voucher_minor = voucher_share(*original, accepted),
         .give_back_days = rules_of(*original).give_back_days});
    GiftPosting{books_, plan_}.post_return(line, returning, *original, accepted);
    const MemberId owner = owner_of(original->head);
    if (accepted.thousandths > 0) {
        // First given, then taken: so steps come to the same as all at once, whatever the policy.
        std::int64_t given = 0;
        for (const auto& [number, back] : original->returned)
            given += back.given;
        give_back(booking,
                  *original,
                  {.after = given,
                   .points = accepted.given,
                   .on = returning.head.business_date,
                   .code = transfer_code::kGiveBack});
        if (owner && accepted.points > 0) {
            accepted.taken = take(booking,
                                  owner,
                                  account_of(owner),
                                  {.points = accepted.points,
                                   .to = Account::Issued,
                                   .first = {EntryId{original->head.id.value}, kSaleLot},
                                   .on = returning.head.business_date,
                                   .code = transfer_code::kReturn,
                                   .pending_first = true,
                                   .reach = rules_of(*original).claw_back});
            branch_day(returning.head).points_earned -= accepted.taken;
        }
        branch_day(returning.head).points_redeemed -= accepted.given;
        add_back(*original, accepted);
        note_changed(*original);
        returning.brought_back.push_back(accepted);
        plan_.returned_lines.push_back(accepted);
        RewardPosting{books_, plan_}.end_given(entry, *original);
        value_.end_given(entry, accepted.entry_line, *original);
    }
    if (owner) {
        add_member_day(owner, returning.head, returned_minor(line), 0);
        branch_day(returning.head).member_minor += returned_minor(line);
    } else if (!original->head.card_key.empty()) {
        expect_card(original->head.card_key, entry);
    }
}

ReturnedLine Posting::accept_return(const KnownSale& returning,
                                    std::size_t index,
                                    KnownSale& original) {
    const sale::Line& line = sale_of(returning).lines[index];
    ReturnedLine accepted{.entry = EntryId{returning.head.id.value},
                          .entry_line = static_cast<std::int32_t>(index) + 1,
                          .sale = original.head.id,
                          .line = line.original->line};
    const sale::Line* const sold = find_sold_line(original, line.original->line);
    if (sold == nullptr || original.head.voided_by || original.head.id == returning.head.id)
        return accepted;
    const LineBack back = original.returned[accepted.line];
    accepted.thousandths = std::clamp<std::int64_t>(
        sold->quantity.thousandths - back.thousandths, 0, -line.quantity.thousandths);
    // A line that cost nothing may have earned all the same: campaigns give points for baskets.
    if (accepted.thousandths == 0 || sold->amount_minor < 0) return accepted;
    // Stored value never earned, nor do gifts.
    if (sold->kind == sale::LineKind::Gift)
        accepted.given = gift_points_back(original, *sold, captured_for(original).first);
    if (sold->kind != sale::LineKind::Goods) return accepted;
    accepted.minor =
        sale::refund_minor(*sold, Quantity{back.thousandths}, Quantity{accepted.thousandths});
    accept_given_back(line, original, accepted);
    value_.accept_given_back(
        line, original, shares_of(original)[index_of(original, *sold)], accepted);
    if (original.head.points <= 0) return accepted;
    const Quantity after{back.thousandths + accepted.thousandths};
    std::int64_t left = original.head.points;
    for (const auto& [number, other] : original.returned)
        left -= other.points;
    const std::int64_t share = shares_of(original)[index_of(original, *sold)].points.value;
    accepted.points =
        std::clamp<std::int64_t>(sale::share_of(share, *sold, after) - back.points, 0, left);
    return accepted;
}

// As much as the line says, and of the whole line no more than points paid: so the order in which
// parts of it arrive does not matter.
void Posting::accept_given_back(const sale::Line& line,
                                KnownSale& original,
                                ReturnedLine& accepted) {
    const sale::Line& sold = *find_sold_line(original, accepted.line);
    const loyalty::LineShare& whole = shares_of(original)[index_of(original, sold)];
    const LineBack& back = original.returned[accepted.line];
    std::int64_t captured = captured_for(original).first;
    for (const auto& [number, other] : original.returned)
        captured -= other.given;
    if (captured <= 0) return;
    const std::int64_t most = std::max<std::int64_t>(whole.points_paid_minor - back.given_minor, 0);
    accepted.given_minor = std::clamp<std::int64_t>(-line.points_paid_minor, 0, most);
    const std::int64_t points =
        sale::points_given(whole, back.given_minor + accepted.given_minor) - back.given;
    accepted.given = std::clamp<std::int64_t>(points, 0, captured);
}

// Of what paid for the line; `accepted` is not counted as brought back yet.
loyalty::LineShare Posting::share_brought_back(KnownSale& original,
                                               const ReturnedLine& accepted) const {
    const sale::Line* const sold = find_sold_line(original, accepted.line);
    if (sold == nullptr || accepted.thousandths <= 0) return {};
    return sale::share_back(shares_of(original)[index_of(original, *sold)],
                            *sold,
                            Quantity{original.returned[accepted.line].thousandths},
                            Quantity{accepted.thousandths});
}

// Nothing is hidden: money that was given out beyond what was paid in money, and points beyond what
// was paid with points, are listed for a person. Steps that do not know of each other differ by a
// unit of rounding.
void Posting::suspend_difference(const sale::Line& line,
                                 KnownSale& original,
                                 const ReturnedLine& accepted) {
    const std::int64_t said = -line.points_paid_minor;
    const bool refused = said > accepted.given_minor;
    std::int64_t share = accepted.given_minor;
    if (accepted.thousandths > 0 && captured_for(original).first > 0)
        share = share_brought_back(original, accepted).points_paid_minor;
    const bool in_money = share - accepted.given_minor > 1;
    const bool too_much = accepted.given_minor - share > 1;
    if (!refused && !in_money && !too_much) return;
    suspend(accepted.entry,
            suspense_reason::kReturnConflict,
            "line " + std::to_string(line.number) + ": " + std::to_string(said) +
                " minor units were to be given back in points, " + std::to_string(share) +
                " had been paid so, " + std::to_string(accepted.given_minor) + " are given back");
}

void Posting::post_void(const TakenEntry& taken, const sale::PostVoid& post_void) {
    auto& receipt_number = plan_.receipt_numbers[taken.journal];
    receipt_number = std::max(receipt_number, post_void.receipt_number);
    const EntryId named{post_void.sale.value};
    KnownSale* const known = find_sale(post_void.sale);
    if (known == nullptr) {
        const auto entry = books_.entries.find(named.value);
        const bool is_other = entry != books_.entries.end() &&
                              entry->second->kind != static_cast<std::int32_t>(journal::Kind::Sale);
        if (is_other) {
            suspend(taken.id, suspense_reason::kNotASale, std::to_string(named.value));
        } else {
            wait(named, taken.id);
        }
        return;
    }
    if (known->head.voided_by) {
        suspend(taken.id,
                suspense_reason::kAlreadyVoided,
                "by " + std::to_string(known->head.voided_by.value));
        return;
    }
    // The terminal that cancelled gave all its money back, and did not know that goods of it had
    // been taken back elsewhere. The other order is a return of more than was sold.
    if (const std::int64_t back = thousandths_back(*known); back > 0) {
        suspend(taken.id,
                suspense_reason::kReturnConflict,
                "a sale was cancelled of which " + std::to_string(back) +
                    " thousandths had been brought back");
    }
    const sale::Sale& sale = sale_of(*known);
    BranchDay& day = branch_day(known->head);
    day.sales -= counts_as_sale(sale);
    day.returns -= counts_as_return(sale);
    day.net_minor -= known->head.eligible_minor;
    day.returns_minor -= goods_back_minor(sale);

    Booking booking = booking_of(taken.id, kFirstNumber, sale.rules_version);
    void_redemptions(booking, *known);
    value_.void_sale(taken.id, *known);
    GiftPosting{books_, plan_}.void_sale(taken.id, *known);
    void_own_part(booking, *known);
    void_returning_lines(booking, *known);
    known->head.voided_by = taken.id;
    if (!sale.campaigns.awards.empty()) plan_.awards_taken_back.insert(known->head.id);
    RewardPosting{books_, plan_}.void_sale(taken, known->head.id);
    note_changed(*known);
}

void Posting::void_own_part(Booking& booking, KnownSale& known) {
    const SaleHead& head = known.head;
    const MemberId owner = owner_of(head);
    if (!owner) return;
    const sale::Sale& sale = sale_of(known);
    const std::int64_t points = head.points > 0 ? head.points - known.taken : head.points;
    const std::int64_t net_minor = earning_minor(sale);
    add_member_day(owner, head, -net_minor, -counts_as_sale(sale));
    BranchDay& day = branch_day(head);
    day.member_minor -= net_minor;
    day.points_earned -= points;
    const LotKey lot{EntryId{head.id.value}, kSaleLot};
    if (points > 0) {
        take(booking,
             owner,
             account_of(owner),
             {.points = points,
              .to = Account::Issued,
              .first = lot,
              .on = head.business_date,
              .code = transfer_code::kVoid,
              .pending_first = true});
    } else if (points < 0) {
        std::int64_t taken = 0;
        for (const Transfer& done : transfers_of(EntryId{head.id.value})) {
            const bool own = done.number < kRedeemingNumber && done.code == transfer_code::kReturn;
            taken += own ? done.amount : 0;
        }
        give(booking,
             owner,
             account_of(owner),
             {.points = head.shard > 0 ? taken : -points,
              .from = Account::Issued,
              .lot = lot,
              .expires_on = usable_until(head.business_date, rules_of(known)),
              .code = transfer_code::kVoid});
    }
}

void Posting::void_returning_lines(Booking& booking, KnownSale& known) {
    const EntryId entry{known.head.id.value};
    bool waited = false;
    for (const sale::Line& line : sale_of(known).lines) {
        if (line.original) waited |= stop_waiting(EntryId{line.original->sale.value}, entry);
    }
    // Lines that still waited for their sale brought nothing back yet, and now never will.
    if (waited) return;
    for (const sale::Line& line : sale_of(known).lines) {
        const KnownSale* const original = line.original ? find_sale(line.original->sale) : nullptr;
        const MemberId owner = original == nullptr ? MemberId{} : owner_of(original->head);
        if (!owner) continue;
        add_member_day(owner, known.head, -returned_minor(line), 0);
        branch_day(known.head).member_minor -= returned_minor(line);
    }
    const std::vector<ReturnedLine> done = known.brought_back;
    for (const ReturnedLine& line : done)
        undo_returned_line(booking, known, line);
}

// What is left taken is the share of what is still back; a unit of rounding may move to another
// step.
std::int64_t Posting::points_undone(KnownSale& original, const ReturnedLine& done) const {
    const sale::Line* const sold = find_sold_line(original, done.line);
    if (sold == nullptr || done.points == 0) return -done.points;
    const LineBack& back = original.returned[done.line];
    const Quantity left{std::max<std::int64_t>(back.thousandths - done.thousandths, 0)};
    const std::int64_t share = shares_of(original)[index_of(original, *sold)].points.value;
    return std::min<std::int64_t>(sale::share_of(share, *sold, left) - back.points, 0);
}

void Posting::undo_returned_line(Booking& booking, KnownSale& returning, const ReturnedLine& done) {
    KnownSale* const original = find_sale(done.sale);
    if (original == nullptr) return;
    ReturnedLine undone = done;
    undone.entry = booking.cause;
    undone.thousandths = -done.thousandths;
    // A sale that was itself voided since has given everything back: nothing of it comes to life
    // again.
    const bool stands = !original->head.voided_by;
    undone.minor = stands ? -done.minor : 0;
    undone.points = stands ? points_undone(*original, done) : 0;
    // What was taken whole is undone whole, so that the order of steps does not matter.
    const std::int64_t taken = done.taken == done.points ? undone.points : -done.taken;
    undone.taken = stands ? taken : 0;
    undone.given = stands ? -done.given : 0;
    undone.given_minor = stands ? -done.given_minor : 0;
    undone.stored_minor = stands ? -done.stored_minor : 0;
    if (stands) value_.undo_returned_line(booking.cause, *original, done);
    if (stands) value_.give_again(booking.cause, *original, done);
    if (stands) GiftPosting{books_, plan_}.undo_return(booking.cause, returning, *original, done);
    add_back(*original, undone);
    note_changed(*original);
    returning.brought_back.push_back(undone);
    plan_.returned_lines.push_back(undone);
    branch_day(returning.head).points_earned -= undone.taken;
    branch_day(returning.head).points_redeemed -= undone.given;
    if (stands) take_given_back(booking, *original, done);
    const MemberId owner = owner_of(original->head);
    if (!owner || undone.taken == 0) return;
    give(booking,
         owner,
         account_of(owner),
         {.points = -undone.taken,
          .from = Account::Issued,
          .lot = {EntryId{original->head.id.value}, kSaleLot},
          .expires_on = usable_until(original->head.business_date, rules_of(*original)),
          .code = transfer_code::kVoid});
}

}  // namespace pareto::hq
