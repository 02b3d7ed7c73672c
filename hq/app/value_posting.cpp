#include "hq/app/value_posting.h"

#include <algorithm>

#include "common/base/check.h"
#include "hq/app/named_rules.h"
#include "hq/app/suspense_reason.h"

namespace pareto::hq {
namespace {

// Of one entry: its lines, its tenders (two each), its returning lines.
constexpr std::int64_t kLineNumber = 1;
constexpr std::int64_t kTenderNumber = 1'000'001;
constexpr std::int64_t kReturningNumber = 2'000'001;

const sale::Sale& sale_of(const KnownSale& known) {
    return std::get<sale::Sale>(known.entry->entry->body);
}

bool pays_with_value(const sale::Tender& tender) {
    return tender.kind == sale::TenderKind::StoredValue && tender.amount_minor > 0;
}

Bytes account_of_line(const sale::Sale& sale, const sale::Line& line) {
    return value_key({line.gift_card.empty() ? sale.facts.member : MemberId{}, line.gift_card});
}

Bytes account_of_tender(const sale::Sale& sale, const sale::Tender& tender) {
    return value_key(
        {tender.instrument.empty() ? sale.facts.member : MemberId{}, tender.instrument});
}

std::int64_t given_back_of(const KnownSale& known) {
    std::int64_t minor = 0;
    for (const auto& [line, back] : known.returned)
        minor += back.stored_minor;
    return minor;
}

const sale::Line* find_line(const KnownSale& known, std::int32_t number) {
    const auto& lines = sale_of(known).lines;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const sale::Line& line) {
        return line.number == number && !line.original;
    });
    return found == lines.end() ? nullptr : &*found;
}

bool sells_value(const sale::Line* line) {
    return line != nullptr && line->kind == sale::LineKind::StoredValue;
}

std::string units(std::int64_t minor) {
    return std::to_string(minor) + " minor units";
}

}  // namespace

Bytes value_key(const sale::ValueAccount& account) {
    return account.gift_card.empty() ? member_key(account.member) : account.gift_card;
}

std::vector<CapturedValue> captured_value(const Books& books, const KnownSale& known) {
    std::vector<CapturedValue> captured;
    std::set<EntryId> counted;
    for (const sale::Tender& tender : sale_of(known).tenders) {
        const auto found = books.value_redemptions.find(tender.redemption.value);
        if (!pays_with_value(tender) || found == books.value_redemptions.end()) continue;
        const ValueRedemption& redemption = found->second;
        const bool is_own = redemption.state == RedemptionState::Captured &&
                            redemption.captured_by == known.head.id;
        if (!is_own || !counted.insert(tender.redemption).second) continue;
        const auto same =
            std::find_if(captured.begin(), captured.end(), [&](const CapturedValue& value) {
                return value.account == redemption.account;
            });
        if (same != captured.end()) {
            same->minor += redemption.minor;
        } else {
            captured.push_back({redemption.account, redemption.minor});
        }
    }
    return captured;
}

StoredAccount& ValuePosting::account_of(const Bytes& key) {
    const auto [found, is_new] = books_.value_accounts.try_emplace(key);
    if (is_new && key.size() == sizeof(std::int64_t)) found->second.member = member_in_key(key);
    plan_.value_accounts.insert(key);
    return found->second;
}

const loyalty::RuleSet& ValuePosting::rules_of(std::int32_t version) const {
    return named_rules(books_.rules, version);
}

void ValuePosting::move(const Bytes& account,
                        Account debit,
                        Account credit,
                        const Movement& movement) {
    if (movement.minor <= 0) return;
    StoredAccount& of = account_of(account);
    const auto change = [&](Account side, std::int64_t minor) {
        if (side == Account::StoredValue) of.value += minor;
        if (side == Account::StoredHeld) of.held += minor;
    };
    change(debit, -movement.minor);
    change(credit, movement.minor);
    plan_.value_transfers.push_back({.account = account,
                                     .cause = movement.cause,
                                     .number = movement.number,
                                     .debit = debit,
                                     .credit = credit,
                                     .amount_minor = movement.minor,
                                     .code = movement.code,
                                     .rules_version = movement.rules_version});
}

void ValuePosting::take(const Bytes& account,
                        Account to,
                        const Movement& movement,
                        EntryId listed) {
    const std::int64_t owed_before = std::max<std::int64_t>(-account_of(account).value, 0);
    move(account, Account::StoredValue, to, movement);
    const std::int64_t owed = std::max<std::int64_t>(-account_of(account).value, 0);
    if (owed <= owed_before) return;
    note_suspense(plan_,
                  {listed,
                   suspense_reason::kValueOverdrawn,
                   units(owed - owed_before) + " of stored value were taken that were not there"});
}

void ValuePosting::post_sale(const TakenEntry& taken, const sale::Sale& sale) {
    const loyalty::RuleSet& rules = rules_of(sale.rules_version);
    for (std::size_t index = 0; index < sale.lines.size(); ++index) {
        const sale::Line& line = sale.lines[index];
        if (line.kind != sale::LineKind::StoredValue || line.original) continue;
        const Bytes key = account_of_line(sale, line);
        StoredAccount& account = account_of(key);
        account.expires_on =
            std::max(account.expires_on, value_usable_until(taken.entry->business_date, rules));
        move(key,
             Account::ValueSold,
             Account::StoredValue,
             {.cause = taken.id,
              .number = kLineNumber + static_cast<std::int64_t>(index),
              .minor = line.amount_minor,
              .code = value_code::kSell,
              .rules_version = sale.rules_version});
    }
    for (std::size_t index = 0; index < sale.tenders.size(); ++index) {
        if (pays_with_value(sale.tenders[index])) capture(taken, sale, index);
    }
    post_awards(taken, sale);
}

// As vouchers: what comes out otherwise here would be money that nobody promised.
void ValuePosting::post_awards(const TakenEntry& taken, const sale::Sale& sale) {
    std::int64_t minor = 0;
    for (const loyalty::Award& award : sale.campaigns.awards)
        minor += std::clamp<std::int64_t>(award.stored_value_minor, 0, kMinorMax);
    if (minor == 0) return;
    const bool differs = campaigns_differ(plan_, taken.id);
    if (differs || !sale.facts.member || minor > kMinorMax) {
        note_suspense(
            plan_,
            {taken.id,
             suspense_reason::kValueConflict,
             units(minor) + " of stored value were promised and are not given: " +
                 (differs ? "the campaign comes out otherwise here" : "the sale names no member")});
        return;
    }
    const Bytes key = value_key({sale.facts.member, {}});
    StoredAccount& account = account_of(key);
    account.expires_on =
        std::max(account.expires_on,
                 value_usable_until(taken.entry->business_date, rules_of(sale.rules_version)));
    move(key,
         Account::ValueGiven,
         Account::StoredValue,
         {.cause = taken.id,
          .number = kAwardNumber,
          .minor = minor,
          .code = value_code::kCampaign,
          .rules_version = sale.rules_version});
    books_.value_given[SaleId{taken.id.value}] = minor;
}

void ValuePosting::take_given(EntryId cause, std::int64_t number, const KnownSale& original) {
    const auto given = books_.value_given.find(original.head.id);
    if (given == books_.value_given.end()) return;
    take(value_key({sale_of(original).facts.member, {}}),
         Account::ValueGiven,
         {.cause = cause,
          .number = number,
          .minor = given->second,
          .code = value_code::kCampaign,
          .rules_version = sale_of(original).rules_version},
         cause);
}

void ValuePosting::end_given(EntryId returning, std::int32_t line, const KnownSale& original) {
    if (all_came_back(original)) take_given(returning, kAwardNumber + line, original);
}

void ValuePosting::give_again(EntryId cause, const KnownSale& original, const ReturnedLine& done) {
    const auto given = books_.value_given.find(original.head.id);
    if (given == books_.value_given.end() || done.thousandths <= 0 || !all_came_back(original))
        return;
    move(value_key({sale_of(original).facts.member, {}}),
         Account::ValueGiven,
         Account::StoredValue,
         {.cause = cause,
          .number = kAwardNumber + done.entry_line,
          .minor = given->second,
          .code = value_code::kCampaign,
          .rules_version = sale_of(original).rules_version});
}

void ValuePosting::capture(const TakenEntry& taken, const sale::Sale& sale, std::size_t index) {
    const sale::Tender& tender = sale.tenders[index];
    const auto conflict = [&](std::string detail) {
        note_suspense(plan_, {taken.id, suspense_reason::kRedemptionConflict, std::move(detail)});
    };
    if (!tender.redemption) return conflict("a tender of stored value without a redemption");
    const std::string name = "redemption " + std::to_string(tender.redemption.value);
    const auto [found, is_new] = books_.value_redemptions.try_emplace(tender.redemption.value);
    ValueRedemption& redemption = found->second;
    if (!is_new && redemption.state == RedemptionState::Captured)
        return conflict(name + " was captured before");
    // Reversed before HQ was asked: noted as one of points.
    const bool reversed = books_.redemptions.contains(tender.redemption.value);
    const bool is_held = !is_new && redemption.state == RedemptionState::Held;
    if (reversed || (!is_new && (!is_held || redemption.minor != tender.amount_minor)))
        conflict(name + " was not held with " + units(tender.amount_minor));
    if (redemption.account.empty()) redemption.account = account_of_tender(sale, tender);
    const std::int64_t held = is_held ? redemption.minor : 0;
    const std::int64_t number = kTenderNumber + 2 * static_cast<std::int64_t>(index);
    const std::int64_t captured = std::min(held, tender.amount_minor);
    Movement movement{.cause = taken.id,
                      .number = number,
                      .minor = captured,
                      .code = value_code::kCapture,
                      .rules_version = sale.rules_version};
    move(redemption.account, Account::StoredHeld, Account::ValueSpent, movement);
    movement.number = number + 1;
    movement.minor = held - captured;
    movement.code = value_code::kReverse;
    move(redemption.account, Account::StoredHeld, Account::StoredValue, movement);
    movement.minor = tender.amount_minor - captured;
    movement.code = value_code::kSpend;
    if (movement.minor > 0) take(redemption.account, Account::ValueSpent, movement, taken.id);
    redemption.minor = tender.amount_minor;
    redemption.state = RedemptionState::Captured;
    redemption.captured_by = SaleId{taken.id.value};
    plan_.value_redemptions.insert(tender.redemption);
}

void ValuePosting::accept_given_back(const sale::Line& line,
                                     const KnownSale& original,
                                     const loyalty::LineShare& sold,
                                     ReturnedLine& accepted) const {
    std::int64_t captured = -given_back_of(original);
    for (const CapturedValue& value : captured_value(books_, original))
        captured += value.minor;
    const auto back = original.returned.find(accepted.line);
    const std::int64_t before = back == original.returned.end() ? 0 : back->second.stored_minor;
    const std::int64_t most =
        std::max<std::int64_t>(std::min(sold.stored_paid_minor - before, captured), 0);
    accepted.stored_minor = std::clamp<std::int64_t>(-line.stored_paid_minor, 0, most);
}

void ValuePosting::post_returning_line(const sale::Line& line,
                                       const KnownSale& original,
                                       const loyalty::LineShare& share,
                                       const ReturnedLine& accepted,
                                       const TakenEntry& returning) {
    const auto conflict = [&](const std::string& detail) {
        note_suspense(plan_,
                      {returning.id,
                       suspense_reason::kReturnConflict,
                       "line " + std::to_string(line.number) + ": " + detail});
    };
    const sale::Sale& sale = std::get<sale::Sale>(returning.entry->body);
    const Movement movement{.cause = returning.id,
                            .number = kReturningNumber + accepted.entry_line,
                            .rules_version = sale.rules_version};
    const sale::Line* const sold = find_line(original, accepted.line);
    const bool is_value = sells_value(sold);
    if (sold != nullptr && is_value != (line.kind == sale::LineKind::StoredValue))
        conflict("stored value comes back as goods, or goods as stored value");
    if (is_value) {
        if (accepted.thousandths <= 0) return;
        Movement taking = movement;
        taking.minor = sold->amount_minor;
        taking.code = value_code::kReturn;
        take(account_of_line(sale_of(original), *sold), Account::ValueSold, taking, returning.id);
        return;
    }
    const std::int64_t said = -line.stored_paid_minor;
    // Steps that do not know of each other differ by a unit of rounding.
    const std::int64_t paid = accepted.thousandths > 0 ? share.stored_paid_minor : 0;
    const bool differs = paid - accepted.stored_minor > 1 || accepted.stored_minor - paid > 1;
    if (said > accepted.stored_minor || (differs && !captured_value(books_, original).empty()))
        conflict(units(said) + " were to go back to stored value, " + std::to_string(paid) +
                 " had been paid so, " + std::to_string(accepted.stored_minor) + " go back");
    Movement giving = movement;
    giving.code = value_code::kGiveBack;
    give_back(original, accepted.stored_minor, giving, returning.entry->business_date);
}

// In the order of the tenders, each back to where it came from.
void ValuePosting::give_back(const KnownSale& original,
                             std::int64_t minor,
                             Movement movement,
                             BusinessDate on) {
    const loyalty::RuleSet& rules = rules_of(sale_of(original).rules_version);
    std::int64_t skipped = given_back_of(original);
    for (const CapturedValue& value : captured_value(books_, original)) {
        const std::int64_t passed = std::min(skipped, value.minor);
        skipped -= passed;
        movement.minor = std::min(minor, value.minor - passed);
        minor -= movement.minor;
        if (movement.minor <= 0) continue;
        StoredAccount& account = account_of(value.account);
        if (account.expires_on < on)
            account.expires_on = std::min(add_days(on, rules.give_back_days), kLastDate);
        move(value.account, Account::ValueSpent, Account::StoredValue, movement);
    }
}

// The reverse: what was given back last is taken first.
void ValuePosting::take_again(const KnownSale& original, std::int64_t minor, Movement movement) {
    auto captured = captured_value(books_, original);
    std::int64_t after = -given_back_of(original);
    for (const CapturedValue& value : captured)
        after += value.minor;
    std::reverse(captured.begin(), captured.end());
    for (const CapturedValue& value : captured) {
        const std::int64_t passed = std::min(after, value.minor);
        after -= passed;
        movement.minor = std::min(minor, value.minor - passed);
        minor -= movement.minor;
        if (movement.minor > 0) take(value.account, Account::ValueSpent, movement, movement.cause);
    }
}

void ValuePosting::undo_returned_line(EntryId cause,
                                      const KnownSale& original,
                                      const ReturnedLine& done) {
    Movement movement{.cause = cause,
                      .number = kReturningNumber + done.entry_line,
                      .code = value_code::kVoid,
                      .rules_version = sale_of(original).rules_version};
    const sale::Line* const sold = find_line(original, done.line);
    if (sells_value(sold) && done.thousandths > 0) {
        movement.minor = sold->amount_minor;
        move(account_of_line(sale_of(original), *sold),
             Account::ValueSold,
             Account::StoredValue,
             movement);
        return;
    }
    take_again(original, done.stored_minor, movement);
}

void ValuePosting::void_sale(EntryId cause, const KnownSale& known) {
    const sale::Sale& sale = sale_of(known);
    Movement movement{
        .cause = cause, .code = value_code::kVoid, .rules_version = sale.rules_version};
    std::int64_t left = -given_back_of(known);
    for (const CapturedValue& value : captured_value(books_, known))
        left += value.minor;
    movement.number = kTenderNumber;
    give_back(known, left, movement, known.head.business_date);
    // What came back whole before took it back already.
    if (!all_came_back(known)) take_given(cause, kAwardNumber, known);
    for (const sale::Tender& tender : sale.tenders) {
        const auto found = books_.value_redemptions.find(tender.redemption.value);
        if (!pays_with_value(tender) || found == books_.value_redemptions.end()) continue;
        ValueRedemption& redemption = found->second;
        if (redemption.state != RedemptionState::Captured ||
            redemption.captured_by != known.head.id)
            continue;
        redemption.state = RedemptionState::Reversed;
        plan_.value_redemptions.insert(tender.redemption);
    }
    for (std::size_t index = 0; index < sale.lines.size(); ++index) {
        const sale::Line& line = sale.lines[index];
        if (!sells_value(&line) || line.original) continue;
        const auto back = known.returned.find(line.number);
        if (back != known.returned.end() && back->second.thousandths > 0) continue;
        movement.number = kLineNumber + static_cast<std::int64_t>(index);
        movement.minor = line.amount_minor;
        take(account_of_line(sale, line), Account::ValueSold, movement, cause);
    }
}

bool ValuePosting::post_reversal(const TakenEntry& taken, EntryId id) {
    const auto found = books_.value_redemptions.find(id.value);
    if (found == books_.value_redemptions.end()) return false;
    ValueRedemption& redemption = found->second;
    switch (redemption.state) {
        case RedemptionState::Refused:
        case RedemptionState::Reversed:
            return true;
        case RedemptionState::Captured:
            note_suspense(plan_,
                          {taken.id,
                           suspense_reason::kRedemptionConflict,
                           "redemption " + std::to_string(id.value) +
                               " was captured and cannot be reversed"});
            return true;
        case RedemptionState::Held:
            break;
    }
    redemption.state = RedemptionState::Reversed;
    plan_.value_redemptions.insert(id);
    move(redemption.account,
         Account::StoredHeld,
         Account::StoredValue,
         {.cause = taken.id,
          .number = kTenderNumber,
          .minor = redemption.minor,
          .code = value_code::kReverse,
          .rules_version = books_.current_rules});
    return true;
}

void ValuePosting::post_expiry(const TakenEntry& taken,
                               const journal::StoredValueExpired& expired) {
    std::int64_t number = 0;
    for (const journal::ExpiredValue& named : expired.accounts) {
        const Bytes key = value_key(named.account);
        const auto found = books_.value_accounts.find(key);
        // Nothing that was spent meanwhile expires, and nothing that is usable still.
        if (found == books_.value_accounts.end() || found->second.expires_on > expired.through)
            continue;
        move(key,
             Account::StoredValue,
             Account::ValueExpired,
             {.cause = taken.id,
              .number = ++number,
              .minor = std::min(found->second.value, named.minor),
              .code = value_code::kExpire,
              .rules_version = books_.current_rules});
    }
}

void ValuePosting::post_adjustment(const TakenEntry& taken,
                                   const journal::StoredValueAdjusted& adjusted) {
    const Bytes key = value_key(adjusted.account);
    Movement movement{.cause = taken.id,
                      .number = 1,
                      .minor = adjusted.minor,
                      .code = value_code::kAdjust,
                      .rules_version = books_.current_rules};
    if (adjusted.minor > 0) {
        StoredAccount& account = account_of(key);
        account.expires_on = std::max(
            account.expires_on,
            value_usable_until(taken.entry->business_date, rules_of(books_.current_rules)));
        move(key, Account::ValueAdjusted, Account::StoredValue, movement);
    } else {
        movement.minor = -adjusted.minor;
        take(key, Account::ValueAdjusted, movement, taken.id);
    }
}

}  // namespace pareto::hq
