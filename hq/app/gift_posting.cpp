#include "hq/app/gift_posting.h"

#include <algorithm>

#include "hq/app/sale_figures.h"
#include "hq/app/suspense_reason.h"

namespace pareto::hq {
namespace {

// Of one entry: its lines, what it brought back, and what its lines and tenders released.
constexpr std::int64_t kReturningNumber = 1'000'000;
constexpr std::int64_t kReleaseNumber = 2'000'000;
constexpr std::int64_t kTenderNumber = 3'000'000;

const sale::Sale& sale_of(const KnownSale& known) {
    return std::get<sale::Sale>(known.entry->entry->body);
}

bool is_given(const sale::Line& line) {
    return line.kind == sale::LineKind::Gift && !line.original;
}

/// The gift that the sale gave in that line; null when it did not.
const sale::Line* find_gift(const KnownSale& known, std::int32_t number) {
    const auto& lines = sale_of(known).lines;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const sale::Line& line) {
        return line.number == number && !line.original;
    });
    return found != lines.end() && found->kind == sale::LineKind::Gift ? &*found : nullptr;
}

/// Not the line's own, which a terminal might give twice.
std::int64_t number_of(std::size_t index) {
    return static_cast<std::int64_t>(index) + 1;
}

std::string gift_entry(EntryId id) {
    return std::to_string(id.registration()) + ":" + std::to_string(id.sequence());
}

}  // namespace

const loyalty::CatalogueGift* GiftBooks::find(const std::string& code) const {
    const auto found = versions.find(code);
    return found == versions.end() || found->second.empty() ? nullptr : &found->second.back();
}

void GiftBooks::move(GiftMovement movement) {
    if (const auto known = stock.find({movement.branch, movement.gift}); known != stock.end())
        known->second += movement.units;
    if (movement.redemption) {
        GiftHold& hold = holds[movement.redemption];
        hold.branch = movement.branch;
        hold.gift = movement.gift;
        hold.units += movement.units;
        hold.given = hold.given || movement.reason == gift_reason::kGive;
    }
    movements.push_back(std::move(movement));
}

void GiftPosting::list(EntryId entry, std::string detail) {
    note_suspense(plan_, {entry, suspense_reason::kGiftConflict, std::move(detail)});
}

void GiftPosting::post(const TakenEntry& taken, const journal::GiftDefined& defined) {
    books_.gifts.versions[defined.gift.code].push_back(defined.gift);
    books_.gifts.defined.emplace_back(taken.id, defined.gift);
}

void GiftPosting::post(const TakenEntry& taken, const journal::GiftStocked& stocked) {
    books_.gifts.move({.branch = stocked.branch,
                       .gift = stocked.gift,
                       .cause = taken.id,
                       .number = 1,
                       .units = stocked.units,
                       .reason = stocked.received ? gift_reason::kReceive : gift_reason::kAdjust,
                       .on = taken.entry->business_date});
}

void GiftPosting::post_sale(const TakenEntry& taken, const sale::Sale& sale) {
    for (std::size_t index = 0; index < sale.lines.size(); ++index) {
        if (is_given(sale.lines[index])) give(taken, sale, index);
    }
    // Points that were asked for a gift, and pay for something else.
    for (std::size_t index = 0; index < sale.tenders.size(); ++index) {
        const EntryId redemption = sale.tenders[index].redemption;
        const auto found = books_.gifts.holds.find(redemption);
        const bool is_held = found != books_.gifts.holds.end() && found->second.units < 0;
        if (!is_held || found->second.given || !pays_with_points(sale.tenders[index])) continue;
        const GiftHold hold = found->second;
        list(taken.id,
             "redemption " + gift_entry(redemption) + " was of gift " + hold.gift +
                 ", and none was given");
        books_.gifts.move({.branch = hold.branch,
                           .gift = hold.gift,
                           .cause = taken.id,
                           .number = kTenderNumber + number_of(index),
                           .units = -hold.units,
                           .reason = gift_reason::kRelease,
                           .redemption = redemption,
                           .on = taken.entry->business_date});
    }
}

void GiftPosting::give(const TakenEntry& taken, const sale::Sale& sale, std::size_t index) {
    GiftBooks& gifts = books_.gifts;
    const sale::Line& line = sale.lines[index];
    GiftMovement movement{.branch = taken.branch,
                          .gift = line.sku,
                          .cause = taken.id,
                          .number = number_of(index),
                          .units = -1,
                          .reason = gift_reason::kGive,
                          .redemption = line.redemption,
                          .on = taken.entry->business_date,
                          .points = line.points_paid.value,
                          .cash_minor = line.amount_minor};
    const auto found = gifts.holds.find(line.redemption);
    const bool is_held = found != gifts.holds.end() && found->second.units < 0;
    if (is_held && !found->second.given) {
        const GiftHold hold = found->second;
        if (hold.branch == taken.branch && hold.gift == line.sku) {
            movement.units = 0;
        } else {
            list(taken.id,
                 "redemption " + gift_entry(line.redemption) + " was of gift " + hold.gift +
                     ", and gift " + line.sku + " was given");
            gifts.move({.branch = hold.branch,
                        .gift = hold.gift,
                        .cause = taken.id,
                        .number = kReleaseNumber + number_of(index),
                        .units = 1,
                        .reason = gift_reason::kRelease,
                        .redemption = line.redemption,
                        .on = taken.entry->business_date});
        }
    }
    const bool takes = movement.units != 0;
    gifts.move(std::move(movement));
    const auto stock = gifts.stock.find({taken.branch, line.sku});
    if (takes && stock != gifts.stock.end() && stock->second < 0)
        list(taken.id,
             "gift " + line.sku + " was given, and the branch had none: its stock is " +
                 std::to_string(stock->second));
    check_price(taken, sale, line);
}

// A terminal may have heard of a new version late: what any version allowed is honoured, and what
// none did as well, but listed.
void GiftPosting::check_price(const TakenEntry& taken,
                              const sale::Sale& sale,
                              const sale::Line& line) {
    const auto found = books_.gifts.versions.find(line.sku);
    if (found == books_.gifts.versions.end())
        return list(taken.id, "gift " + line.sku + " is not in the catalogue");
    const loyalty::GiftQuestion question{.today = taken.entry->business_date,
                                         .tier = sale.facts.tier,
                                         .vip = sale.facts.vip,
                                         .stock = std::nullopt};
    bool has_price = false;
    bool may_be = false;
    for (const loyalty::CatalogueGift& version : found->second) {
        const bool same =
            version.points == line.points_paid.value && version.cash_minor == line.amount_minor;
        has_price = has_price || same;
        may_be = may_be || (same && !loyalty::check_gift(version, question));
    }
    if (may_be) return;
    list(taken.id,
         "gift " + line.sku + " was given for " + std::to_string(line.points_paid.value) +
             " points and " + std::to_string(line.amount_minor) + " minor units, " +
             (has_price ? "to whom or when it was not to be given" : "which never was its price"));
}

void GiftPosting::reverse(const TakenEntry& taken, EntryId redemption) {
    const auto found = books_.gifts.holds.find(redemption);
    if (found == books_.gifts.holds.end() || found->second.units >= 0 || found->second.given)
        return;
    const GiftHold hold = found->second;
    books_.gifts.move({.branch = hold.branch,
                       .gift = hold.gift,
                       .cause = taken.id,
                       .number = 1,
                       .units = -hold.units,
                       .reason = gift_reason::kRelease,
                       .redemption = redemption,
                       .on = taken.entry->business_date});
}

void GiftPosting::post_return(const sale::Line& line,
                              const KnownSale& returning,
                              const KnownSale& original,
                              const ReturnedLine& accepted) {
    const sale::Line* const sold = find_gift(original, accepted.line);
    if (sold == nullptr && line.kind != sale::LineKind::Gift) return;
    const EntryId entry{returning.head.id.value};
    const std::int64_t said = -line.points_paid.value;
    const bool is_same = sold != nullptr && line.kind == sale::LineKind::Gift &&
                         line.sku == sold->sku && -line.amount_minor <= sold->amount_minor;
    // A manager who lets it in elsewhere does not know how many points they were.
    if (!is_same || (said != 0 && said != accepted.given))
        note_suspense(
            plan_,
            {entry,
             suspense_reason::kReturnConflict,
             "line " + std::to_string(line.number) + ": gift " + line.sku + " came back for " +
                 std::to_string(said) + " points and " + std::to_string(-line.amount_minor) +
                 " minor units, " + std::to_string(accepted.given) + " points are given back"});
    if (sold == nullptr || accepted.thousandths <= 0) return;
    books_.gifts.move({.branch = returning.head.branch,
                       .gift = sold->sku,
                       .cause = entry,
                       .number = kReturningNumber + accepted.entry_line,
                       .units = 1,
                       .reason = gift_reason::kReturn,
                       .on = returning.head.business_date,
                       .points = -accepted.given,
                       .cash_minor = line.amount_minor});
}

void GiftPosting::undo_return(EntryId cause,
                              const KnownSale& returning,
                              const KnownSale& original,
                              const ReturnedLine& done) {
    const sale::Line* const sold = find_gift(original, done.line);
    if (sold == nullptr || done.thousandths <= 0) return;
    const auto index = static_cast<std::size_t>(done.entry_line) - 1;
    books_.gifts.move({.branch = returning.head.branch,
                       .gift = sold->sku,
                       .cause = cause,
                       .number = kReturningNumber + done.entry_line,
                       .units = -1,
                       .reason = gift_reason::kVoid,
                       .on = returning.head.business_date,
                       .points = done.given,
                       .cash_minor = -sale_of(returning).lines[index].amount_minor});
}

std::int64_t gift_points_back(const KnownSale& original,
                              const sale::Line& sold,
                              std::int64_t captured) {
    for (const auto& [number, other] : original.returned)
        captured -= other.given;
    const auto back = original.returned.find(sold.number);
    const std::int64_t before = back == original.returned.end() ? 0 : back->second.given;
    return std::clamp<std::int64_t>(
        sold.points_paid.value - before, 0, std::max<std::int64_t>(captured, 0));
}

void GiftPosting::void_sale(EntryId cause, const KnownSale& known) {
    const auto& lines = sale_of(known).lines;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const sale::Line& line = lines[index];
        if (!is_given(line)) continue;
        const auto back = known.returned.find(line.number);
        if (back != known.returned.end() && back->second.thousandths > 0) continue;
        books_.gifts.move({.branch = known.head.branch,
                           .gift = line.sku,
                           .cause = cause,
                           .number = number_of(index),
                           .units = 1,
                           .reason = gift_reason::kVoid,
                           .on = known.head.business_date,
                           .points = -line.points_paid.value,
                           .cash_minor = -line.amount_minor});
    }
}

}  // namespace pareto::hq
