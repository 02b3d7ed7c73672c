#include "tests/simulation/model.h"


#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

bool brings_back(const sale::Line& line) { return line.original.has_value(); }

bool is_goods(const sale::Line& line) { return line.kind != sale::LineKind::StoredValue; }

/// Big-endian, as account_key of HQ's tables.
Bytes key_of_member(MemberId member) {
    Bytes key;
    for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(static_cast<std::uint64_t>(member.value) >> shift & 0xFFU));
    return key;
}

std::int64_t points_of(const std::vector<loyalty::LineShare>& shares) {
    std::int64_t points = 0;
    for (const auto& share : shares) points += share.points.value;
    return points;
}

}  // namespace

EntryId Model::resolve(const AcceptedEntry& writer, EntryId named) const {
    if (!histories_part_) return named;
    const AcceptedEntry* at = &writer;
    while (at != nullptr) {
        if (at->named == named) return at->id;
        Hash before = at->previous;
        if (before == Hash{}) {
            const auto* opened = std::get_if<journal::RegistrationOpened>(&at->entry.body);
            if (opened == nullptr) break;
            before = opened->previous_hash;
        }
        const auto found = by_hash_.find(before);
        at = found == by_hash_.end() ? nullptr : found->second;
    }
    return named;
}

const Model::Sale* Model::find(EntryId id) const {
    const auto found = sales_.find(id);
    return found == sales_.end() ? nullptr : &found->second;
}

Model::Sale* Model::find(EntryId id) {
    const auto found = sales_.find(id);
    return found == sales_.end() ? nullptr : &found->second;
}

void Model::take(const std::vector<AcceptedEntry>& entries) {
    for (const auto& accepted : entries) {
        by_hash_.emplace(accepted.hash, &accepted);
        histories_part_ = histories_part_ || accepted.id != accepted.named;
    }
    for (const auto& accepted : entries) take_one(accepted);
    sum_up();
}

void Model::take_one(const AcceptedEntry& accepted) {
    const auto& body = accepted.entry.body;
    if (const auto* sale = std::get_if<sale::Sale>(&body)) {
        take_sale(accepted, *sale);
        return;
    }
    others_.insert(accepted.id);
    if (const auto* post_void = std::get_if<sale::PostVoid>(&body)) {
        take_void(accepted, *post_void);
    } else if (const auto* enrolled = std::get_if<journal::MemberEnrolled>(&body)) {
        const MemberId member{accepted.id.value};
        members_[member];
        enrolled_.insert(member);
        if (!enrolled->card_key.empty() && cards_.emplace(enrolled->card_key, member).second) {
            make_owner(enrolled->card_key, member);
        }
        make_owner({}, member);
    } else if (const auto* requested = std::get_if<journal::RedemptionRequested>(&body)) {
        if (requested->value_minor > 0) {
            value_redemptions_.try_emplace(accepted.named);
            return;
        }
        auto& redemption = redemptions_[accepted.id];
        if (!redemption.captured_by) redemption.member = MemberId{resolve(accepted, EntryId{requested->member.value}).value};
        redemption.requested = requested->points.value;
        if (const auto found = allowances_.find(requested->allowance); found != allowances_.end()) {
            redemption.allowance = requested->allowance;
            found->second.spent = std::max(found->second.spent, requested->spent.value);
        }
    } else if (const auto* reversed = std::get_if<journal::RedemptionReversed>(&body)) {
        auto& redemption = redemptions_[resolve(accepted, reversed->redemption)];
        if (auto& value = value_redemptions_[reversed->redemption]; !value.captured_by) value.reversed = true;
        if (!redemption.captured_by && !redemption.reversed && reversed->offline) release(redemption.allowance, redemption.requested);
        if (!redemption.captured_by) redemption.reversed = true;
    } else if (const auto* adjusted = std::get_if<journal::PointsAdjusted>(&body)) {
        members_[adjusted->member].points += adjusted->points.value;
    } else if (const auto* expired = std::get_if<journal::PointsExpired>(&body)) {
        for (const auto& lot : expired->lots) members_[lot.member].points -= lot.points.value;
    } else if (const auto* expired_value = std::get_if<journal::StoredValueExpired>(&body)) {
        for (const auto& one : expired_value->accounts) {
            values_[one.account.gift_card.empty() ? key_of_member(one.account.member) : one.account.gift_card].minor -= one.minor;
        }
    } else {
        take_offline(accepted);
    }
}

void Model::take_offline(const AcceptedEntry& accepted) {
    const auto& body = accepted.entry.body;
    if (const auto* granted = std::get_if<journal::AllowanceGranted>(&body)) {
        take_grant(granted->allowance ? granted->allowance : accepted.id, granted->member, granted->limit.value);
    } else if (const auto* received = std::get_if<journal::AllowanceReceived>(&body)) {
        // HQ may have lost that it granted it.
        if (const auto grant = journal::decode_grant(received->grant)) take_grant(grant->id, grant->member, grant->limit.value);
    } else if (const auto* closed = std::get_if<journal::AllowanceClosed>(&body)) {
        end_allowance(closed->allowance, closed->spent.value);
    } else if (const auto* off = std::get_if<journal::AllowanceWrittenOff>(&body)) {
        // Only a person may.
        if (!accepted.entry.operator_id.empty()) end_allowance(off->allowance, 0);
    }
}

void Model::take_grant(EntryId id, MemberId member, std::int64_t limit) {
    Allowance& allowance = allowances_[id];
    allowance.member = member;
    const std::int64_t more = std::max<std::int64_t>(limit - allowance.limit, 0);
    allowance.limit += more;
    allowance.reserved += more;
    members_[member].points -= more;
    members_[member].reserved += more;
}

void Model::end_allowance(EntryId id, std::int64_t spent) {
    const auto found = allowances_.find(id);
    if (found == allowances_.end()) return;
    Allowance& allowance = found->second;
    allowance.spent = std::max(allowance.spent, spent);
    if (!std::exchange(allowance.ended, true)) release(id, allowance.limit - allowance.spent);
}

void Model::release(EntryId id, std::int64_t points) {
    const auto found = allowances_.find(id);
    if (found == allowances_.end()) return;
    const std::int64_t back = std::min(points, found->second.reserved);
    found->second.reserved -= back;
    members_[found->second.member].reserved -= back;
    members_[found->second.member].points += back;
}

void Model::make_owner(const Bytes& card_key, MemberId member) {
    for (auto& [id, sale] : sales_) {
        if (sale.buyer) continue;
        const bool by_card = !card_key.empty() && sale.waits_for_card == card_key;
        if (by_card || (card_key.empty() && sale.waits_for_member == member)) {
            sale.buyer = member;
            sale.late = true;
        }
        if (!told_.withheld.contains(id)) sale.owner = sale.buyer;
    }
}

const loyalty::RuleSet& Model::rules_of(const sale::Sale& sale) const {
    // Of those that HQ had until the one named; who named none, knew none, and has the first.
    const loyalty::RuleSet* own = &rules_.begin()->second;
    for (const auto& [version, rules] : rules_) {
        if (version <= sale.rules_version) own = &rules;
    }
    return *own;
}

std::vector<Credit> Model::credits(const std::vector<AcceptedEntry>& entries) const {
    std::vector<Credit> all;
    for (const auto& accepted : entries) {
        const auto sale = sales_.find(accepted.id);
        if (sale == sales_.end() || !sale->second.buyer) continue;
        const std::int64_t points = points_of(sale->second.shares);
        all.push_back({&accepted, sale->second.buyer, points, sale->second.late, told_.withheld.contains(accepted.id), sale->second.voided});
    }
    return all;
}

void Model::take_sale(const AcceptedEntry& accepted, const sale::Sale& sale) {
    if (sale::check(sale)) return;
    Sale& known = sales_[accepted.id];
    known.entry = &accepted;
    known.sale = &sale;
    for (const auto& line : sale.lines) known.earning += brings_back(line) || !is_goods(line) ? 0 : line.amount_minor;
    known.earning -= sale.points_paid_minor() + sale.paid_minor(sale::TenderKind::Voucher);
    known.shares = sale::shares_of(sale, rules_of(sale));
    const MemberId named{sale.facts.member ? resolve(accepted, EntryId{sale.facts.member.value}).value : 0};
    if (const auto card = cards_.find(sale.card_key); !sale.card_key.empty() && card != cards_.end()) {
        known.buyer = card->second;
    } else if (named && enrolled_.contains(named)) {
        known.buyer = named;
    } else {
        known.waits_for_card = sale.card_key;
        if (sale.card_key.empty()) known.waits_for_member = named;
    }
    if (!told_.withheld.contains(accepted.id)) known.owner = known.buyer;
    for (const auto& tender : sale.tenders) {
        if (tender.kind != sale::TenderKind::Points || tender.points.value <= 0 || !tender.redemption) continue;
        auto& redemption = redemptions_[resolve(accepted, tender.redemption)];
        // Captured once, whoever comes first.
        if (redemption.captured_by) continue;
        redemption.captured_by = accepted.id;
        redemption.points = tender.points.value;
        if (!enrolled_.contains(redemption.member) && !redemption.allowance) redemption.member = {};
        if (const auto found = allowances_.find(redemption.allowance); found != allowances_.end()) {
            redemption.reserved = std::min(redemption.points, found->second.reserved);
            found->second.reserved -= redemption.reserved;
            members_[found->second.member].reserved -= redemption.reserved;
        }
    }
    take_value_tenders(accepted, sale);
    take_returning_lines(known);
    // What came before its sale goes on now, the smallest id first.
    for (auto& [id, other] : sales_) {
        if (other.lines_wait && !other.voided) take_returning_lines(other);
    }
    const auto voids = std::exchange(waiting_voids_, {});
    for (const auto& [id, waiting] : voids) take_void(*waiting, std::get<sale::PostVoid>(waiting->entry.body));
}

void Model::take_returning_lines(Sale& returning) {
    returning.lines_wait = false;
    for (const auto& line : returning.sale->lines) {
        if (!brings_back(line)) continue;
        const EntryId original = resolve(*returning.entry, EntryId{line.original->sale.value});
        if (!sales_.contains(original) && !others_.contains(original)) returning.lines_wait = true;
    }
    if (returning.lines_wait) return;
    for (const auto& line : returning.sale->lines) {
        if (!brings_back(line)) continue;
        const EntryId id = resolve(*returning.entry, EntryId{line.original->sale.value});
        Sale* original = find(id);
        if (original == nullptr || original->voided || original == &returning) continue;
        take_back(id, *original, line, returning);
    }
}

std::int64_t Model::paid_and_kept(EntryId id, const Sale& sale) const {
    std::int64_t points = 0;
    for (const auto& [redeemed, redemption] : redemptions_) points += redemption.captured_by == id ? redemption.points : 0;
    for (const auto& [line, back] : sale.returned) points -= back.given;
    return points;
}

// Goods are accepted as far as they were sold and are not back; points for them are what their share is then, less what
// went before; points that paid go back as far as the line asks for them and they are its share.
void Model::take_back(EntryId id, Sale& original, const sale::Line& line, Sale& returning) {
    const auto& lines = original.sale->lines;
    const auto sold = std::find_if(lines.begin(), lines.end(),
                                   [&](const sale::Line& candidate) { return candidate.number == line.original->line; });
    if (sold == lines.end() || brings_back(*sold)) return;
    LineBack& before = original.returned[sold->number];
    const std::int64_t more = std::min(-line.quantity.thousandths, sold->quantity.thousandths - before.thousandths);
    if (more <= 0) return;
    Back back{.sale = id, .line = sold->number, .thousandths = more};
    const Quantity now{before.thousandths + more};
    const auto& share = original.shares[static_cast<std::size_t>(sold - lines.begin())];
    before.ever = true;
    policies_[returning.entry->id].insert(rules_of(*original.sale).claw_back);
    if (sold->amount_minor >= 0 && is_goods(*sold)) {
        if (points_of(original.shares) > 0) {
            back.points = std::max<std::int64_t>(sale::share_of(share.points.value, *sold, now) - before.points, 0);
        }
        if (const std::int64_t kept = paid_and_kept(id, original); kept > 0) {
            back.given_minor = std::max<std::int64_t>(std::min(-line.points_paid_minor, share.points_paid_minor - before.given_minor), 0);
            const std::int64_t by_now = sale::points_given(share, before.given_minor + back.given_minor);
            back.given = std::clamp<std::int64_t>(by_now - before.given, 0, kept);
        }
        const std::int64_t most = std::min(share.stored_paid_minor - before.stored, value_paid_and_kept(id, original));
        back.stored = std::clamp<std::int64_t>(-line.stored_paid_minor, 0, std::max<std::int64_t>(most, 0));
    }
    before.thousandths += more;
    before.points += back.points;
    before.given += back.given;
    before.given_minor += back.given_minor;
    before.stored += back.stored;
    returning.brought_back.push_back(back);
}

void Model::take_void(const AcceptedEntry& accepted, const sale::PostVoid& post_void) {
    const EntryId named = resolve(accepted, EntryId{post_void.sale.value});
    Sale* sale = find(named);
    if (sale == nullptr) {
        if (!others_.contains(named)) waiting_voids_.emplace_back(accepted.id, &accepted);
        return;
    }
    if (std::exchange(sale->voided, true)) return;
    for (auto& [id, redemption] : redemptions_) {
        if (redemption.captured_by != named) continue;
        redemption.captured_by = {};
        redemption.reversed = true;
        if (const auto found = allowances_.find(redemption.allowance); found != allowances_.end()) {
            members_[found->second.member].points += std::exchange(redemption.reserved, 0);
        }
    }
    for (auto& [id, redemption] : value_redemptions_) {
        if (redemption.captured_by != named) continue;
        redemption.captured_by = {};
        redemption.reversed = true;
    }
    for (const auto& back : std::exchange(sale->brought_back, {})) {
        Sale* original = find(back.sale);
        LineBack& undone = original->returned[back.line];
        undone.thousandths -= back.thousandths;
        const auto& lines = original->sale->lines;
        const auto sold = std::find_if(lines.begin(), lines.end(), [&](const sale::Line& line) { return line.number == back.line; });
        const std::int64_t share = original->shares[static_cast<std::size_t>(sold - lines.begin())].points.value;
        // What stays taken is the share of what is still back.
        if (back.points != 0) undone.points = std::min(undone.points, sale::share_of(share, *sold, Quantity{undone.thousandths}));
        undone.given -= back.given;
        undone.given_minor -= back.given_minor;
        undone.stored -= back.stored;
    }
}

void Model::sum_up_sale(const Sale& known) {
    if (known.voided) return;
    const BusinessDate date = known.entry->entry.business_date;
    const BranchId branch = known.entry->branch;
    const bool is_return = known.sale->is_return();
    auto& day = branch_days_[{branch, date}];
    day.net_minor += known.sale->eligible_minor();
    // Who only buys stored value has not been shopping.
    const bool is_visit = std::any_of(known.sale->lines.begin(), known.sale->lines.end(), is_goods);
    (is_return ? day.returns : day.sales) += is_visit ? 1 : 0;
    if (known.owner) {
        auto& of_member = member_days_[{known.owner, date, branch}];
        of_member.net_minor += known.earning;
        of_member.sales += is_return || !is_visit ? 0 : 1;
        const EntryId id = known.entry->id;
        const std::int64_t points = points_of(known.shares);
        members_[known.owner].points += points < 0 ? -really_taken(id, 0, -points, known) : points;
        for (const auto& [line, back] : known.returned) members_[known.owner].points -= really_taken(id, line, back.points, known);
    }
    if (known.lines_wait) return;
    for (const auto& line : known.sale->lines) {
        if (!brings_back(line) || !is_goods(line)) continue;
        const Sale* original = find(resolve(*known.entry, EntryId{line.original->sale.value}));
        if (original != nullptr && original->owner) {
            // What points and vouchers had paid was no spend.
            member_days_[{original->owner, date, branch}].net_minor +=
                line.amount_minor - line.points_paid_minor - line.voucher_paid_minor;
        }
    }
}

// What goods brought back had been paid with goes to whoever paid.
void Model::give_back(EntryId id, const Sale& sale) {
    std::int64_t given = 0;
    for (const auto& [line, back] : sale.returned) given += back.given;
    if (given == 0 || sale.voided) return;
    MemberId payer = sale.buyer;
    for (const auto& [redeemed, redemption] : redemptions_) {
        if (redemption.captured_by == id && redemption.member) payer = redemption.member;
    }
    if (payer) members_[payer].points += given;
}

void Model::sum_up() {
    for (const auto& [id, sale] : sales_) sum_up_sale(sale);
    for (const auto& [id, redemption] : redemptions_) {
        const Sale* by = find(redemption.captured_by);
        if (by == nullptr) continue;
        const MemberId member = redemption.member ? redemption.member : by->buyer;
        if (member) members_[member].points -= redemption.points - redemption.reserved;
    }
    for (const auto& [id, sale] : sales_) give_back(id, sale);
    sum_up_values();
    for (const auto& [id, held] : told_.held) {
        members_[held.member].points -= held.points;
        members_[held.member].held += held.points;
        const auto redemption = redemptions_.find(id);
        if (redemption == redemptions_.end()) {
            held_without_request_.push_back(id);
        } else if (redemption->second.captured_by || redemption->second.reversed) {
            wrongly_held_.push_back(id);
        }
    }
}

Bytes Model::value_account(const AcceptedEntry& accepted, const sale::Sale& sale, const Bytes& gift_card) const {
    return gift_card.empty() ? key_of_member(MemberId{resolve(accepted, EntryId{sale.facts.member.value}).value}) : gift_card;
}

void Model::take_value_tenders(const AcceptedEntry& accepted, const sale::Sale& sale) {
    for (const auto& tender : sale.tenders) {
        if (tender.kind != sale::TenderKind::StoredValue || tender.amount_minor <= 0 || !tender.redemption) continue;
        // HQ knows it by the name that it was asked under, and takes it once, whoever comes first.
        auto& redemption = value_redemptions_[tender.redemption];
        if (redemption.captured_by) continue;
        redemption.captured_by = accepted.id;
        redemption.minor = tender.amount_minor;
        redemption.account = value_account(accepted, sale, tender.instrument);
    }
}

std::int64_t Model::value_paid_and_kept(EntryId id, const Sale& sale) const {
    std::int64_t minor = 0;
    for (const auto& [redeemed, redemption] : value_redemptions_) minor += redemption.captured_by == id ? redemption.minor : 0;
    for (const auto& [line, back] : sale.returned) minor -= back.stored;
    return minor;
}

// A cashier pays a sale with one account's value at most, so what goes back goes there.
void Model::sum_up_values() {
    for (const auto& [id, sale] : sales_) {
        for (const auto& line : sale.sale->lines) {
            if (is_goods(line) || brings_back(line)) continue;
            auto& value = values_[value_account(*sale.entry, *sale.sale, line.gift_card)];
            const auto found = sale.returned.find(line.number);
            const bool ever = found != sale.returned.end() && found->second.ever;
            const bool is_back = ever && found->second.thousandths > 0;
            value.taken_back = value.taken_back || sale.voided || ever;
            value.minor += sale.voided || is_back ? 0 : line.amount_minor;
        }
    }
    for (const auto& [id, redemption] : value_redemptions_) {
        const Sale* by = find(redemption.captured_by);
        if (by == nullptr) continue;
        auto& value = values_[redemption.account];
        value.minor -= redemption.minor;
        for (const auto& [line, back] : by->returned) {
            value.minor += back.stored;
            // What a return gave back may be spent when that return is voided.
            value.taken_back = value.taken_back || back.ever;
        }
    }
    for (const auto& [id, held] : told_.value_held) {
        auto& value = values_[held.account];
        value.minor -= held.minor;
        value.held += held.minor;
        const auto found = value_redemptions_.find(id);
        if (found == value_redemptions_.end()) {
            held_without_request_.push_back(id);
        } else if (found->second.captured_by || found->second.reversed) {
            wrongly_held_.push_back(id);
        }
    }
}

std::int64_t Model::really_taken(EntryId id, std::int32_t line, std::int64_t points, const Sale& sale) {
    const loyalty::ClawBack policy = rules_of(*sale.sale).claw_back;
    // Goods that name no sale are forgiven nothing when their card became known late.
    if (policy == loyalty::ClawBack::Unlimited || (line == 0 && sale.late)) return points;
    const auto found = told_.taken.find({id, line});
    const std::int64_t taken = found == told_.taken.end() ? 0 : found->second;
    if (taken < 0 || taken > points) {
        wrongly_taken_ = "of " + std::to_string(points) + " points of sale " + std::to_string(id.registration()) + ":" +
                         std::to_string(id.sequence()) + ", line " + std::to_string(line) + ", HQ took back " + std::to_string(taken);
    }
    return taken;
}

}  // namespace pareto::simulation
