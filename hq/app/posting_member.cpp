// Posting of enrolments, cards and adjustments, and what waited for them.
#include <algorithm>

#include "common/base/check.h"
#include "hq/app/posting.h"

namespace pareto::hq {

std::string Posting::member_number_for(const TakenEntry& taken, const std::string& given) {
    if (!given.empty()) {
        if (books_.member_numbers.insert(given).second) return given;
        suspend(taken.id,
                suspense_reason::kMemberNumberConflict,
                "the given member number is another member's");
    }
    while (true) {
        PARETO_CHECK(!books_.free_member_numbers.empty());
        books_.last_member_number = books_.free_member_numbers.front();
        books_.free_member_numbers.pop_front();
        std::string drawn = loyalty::member_number(books_.last_member_number);
        // One of the group may have been given this very number.
        if (books_.member_numbers.insert(drawn).second) return drawn;
    }
}

void Posting::post_enrolment(const TakenEntry& taken, const journal::MemberEnrolled& enrolled) {
    const MemberId member{taken.id.value};
    const BusinessDate date = taken.entry->business_date;
    const BranchId home = enrolled.home_branch ? enrolled.home_branch : taken.branch;
    plan_.new_members.push_back({.id = member,
                                 .member_number = member_number_for(taken, enrolled.member_number),
                                 .home_branch = home,
                                 .tier = enrolled.tier,
                                 .joined_on = date,
                                 .name = taken.name});
    books_.members.insert(member.value);
    MemberAccount& account = account_of(member);
    if (account.debt == 0) account.lots_known = true;
    // The terminals of the home branch know the member before the first purchase.
    plan_.bought.try_emplace({member, home}, date);

    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    if (!enrolled.card_key.empty())
        link_card(booking,
                  {member, enrolled.card_key, enrolled.card_number, loyalty::CardFamily::UidOnly});
    credit_unknown(booking, member, member_key(member));
    post_waiting(taken.id);
}

void Posting::post_card(const TakenEntry& taken, const journal::CardLinked& linked) {
    if (linked.card_key.empty() || !linked.member) {
        suspend(taken.id, suspense_reason::kMalformed, "a card without a key or a member");
        return;
    }
    if (!books_.members.contains(linked.member.value)) {
        wait(EntryId{linked.member.value}, taken.id);
        return;
    }
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    link_card(booking, linked);
}

void Posting::link_card(Booking& booking, const journal::CardLinked& linked) {
    const auto [card, is_new] =
        books_.cards.try_emplace(linked.card_key, KnownCard{linked.member, linked.family});
    if (!is_new) return relink_card(booking.cause, card->second, linked);
    plan_.new_cards.push_back({linked.card_key, linked.member, linked.card_number});
    plan_.members_changed.insert(linked.member);
    credit_unknown(booking, linked.member, linked.card_key);
}

// Whichever entry arrives first: a card that one of them pins stays pinned, under the number that
// was written on it.
void Posting::relink_card(EntryId entry, KnownCard& known, const journal::CardLinked& linked) {
    if (known.member != linked.member) {
        suspend(entry,
                suspense_reason::kCardConflict,
                "the card is member " + std::to_string(known.member.value) + "'s");
        return;
    }
    if (!loyalty::is_secure(linked.family) || linked.family == known.family) return;
    if (loyalty::is_secure(known.family)) {
        suspend(entry, suspense_reason::kCardConflict, "the card is of another family");
        return;
    }
    known.family = linked.family;
    plan_.secured_cards.push_back({linked.card_key, linked.member, linked.card_number});
    plan_.members_changed.insert(linked.member);
}

void Posting::post_block(const TakenEntry& taken, const journal::CardBlocked& blocked) {
    if (blocked.card_key.empty()) {
        suspend(taken.id, suspense_reason::kMalformed, "a block without a card");
        return;
    }
    if (!books_.blocked_cards.insert(blocked.card_key).second) return;
    plan_.blocked_cards.push_back({blocked.card_key, taken.id, blocked.reason});
    const auto card = books_.cards.find(blocked.card_key);
    if (card != books_.cards.end()) plan_.members_changed.insert(card->second.member);
}

void Posting::post_refusal(const TakenEntry& taken, const journal::CardRefused& refused) {
    if (refused.card_key.empty()) {
        suspend(taken.id, suspense_reason::kMalformed, "a refusal without a card");
        return;
    }
    plan_.refusals.push_back({.entry = taken.id,
                              .card_key = refused.card_key,
                              .reason = refused.reason,
                              .terminal = taken.terminal,
                              .branch = taken.branch,
                              .occurred_ms = to_ms(taken.entry->occurred_at)});
}

void Posting::post_adjustment(const TakenEntry& taken, const journal::PointsAdjusted& adjusted) {
    if (!books_.members.contains(adjusted.member.value)) {
        wait(EntryId{adjusted.member.value}, taken.id);
        return;
    }
    Booking booking = booking_of(taken.id, kFirstNumber, books_.current_rules);
    MemberAccount& account = account_of(adjusted.member);
    if (adjusted.points.value > 0) {
        give(booking,
             adjusted.member,
             account,
             {.points = adjusted.points.value,
              .from = Account::Adjusted,
              .lot = {taken.id, kSaleLot},
              .expires_on = adjusted.expires_on,
              .code = transfer_code::kAdjust,
              .lot_is_new = true});
    } else if (adjusted.points.value < 0) {
        take(booking,
             adjusted.member,
             account,
             {.points = -adjusted.points.value,
              .to = Account::Adjusted,
              .first = {},
              .on = taken.entry->business_date,
              .code = transfer_code::kAdjust});
    }
}

std::vector<KnownSale*> Posting::take_unknown(const Bytes& key) {
    const auto found = books_.unknown_cards.find(key);
    if (found == books_.unknown_cards.end()) return {};
    const std::set<EntryId> entries = std::move(found->second);
    books_.unknown_cards.erase(found);
    std::vector<KnownSale*> taken;
    for (const EntryId entry : entries) {
        if (plan_.unknown_added.erase({key, entry}) == 0)
            plan_.unknown_removed.insert({key, entry});
        if (KnownSale* const known = find_sale(SaleId{entry.value})) taken.push_back(known);
    }
    return taken;
}

void Posting::credit_unknown(Booking& booking, MemberId member, const Bytes& key) {
    const std::vector<KnownSale*> waiting = take_unknown(key);
    std::set<SaleId> credited;
    // What was bought before what was brought back: a return draws on the lot of its sale.
    for (KnownSale* const known : waiting) {
        if (known->head.shard > 0 || known->head.card_key != key) continue;
        booking.rules_version = std::get<sale::Sale>(known->entry->entry->body).rules_version;
        debit_deferred(booking, *known, member);
        if (!known->head.voided_by && !mint(*known, member)) {
            keep_withheld(*known, waiting);
            continue;
        }
        credit_own_part(booking, *known, member);
        credited.insert(known->head.id);
    }
    // Lines that wait for their sale are posted with it, and find the card known then.
    for (KnownSale* const known : waiting) {
        if (!waits(*known)) credit_returning_lines(booking, *known, member, credited);
    }
}

void Posting::credit_returning_lines(Booking& booking,
                                     KnownSale& returning,
                                     MemberId member,
                                     const std::set<SaleId>& sales) {
    const SaleHead& head = returning.head;
    if (!head.voided_by) {
        for (const sale::Line& line : std::get<sale::Sale>(returning.entry->entry->body).lines) {
            if (!line.original || !sales.contains(line.original->sale)) continue;
            add_member_day(member, head, returned_minor(line), 0);
            branch_day(head).member_minor += returned_minor(line);
        }
    }
    for (ReturnedLine& done : returning.brought_back) {
        if (done.points == 0 || !sales.contains(done.sale)) continue;
        KnownSale& original = *find_sale(done.sale);
        booking.rules_version = std::get<sale::Sale>(original.entry->entry->body).rules_version;
        done.taken = done.points > 0 ? take_late(booking, done, original, head.business_date)
                                     : -give_late(booking, done, original, returning);
        original.taken += done.taken;
        branch_day(head).points_earned -= done.taken;
        note_credited(done);
    }
}

std::int64_t Posting::take_late(Booking& booking,
                                const ReturnedLine& done,
                                const KnownSale& original,
                                BusinessDate on) {
    const loyalty::RuleSet& rules = rules_of(original);
    const MemberId member = owner_of(original.head);
    // A voided sale was credited with what is taken here, and with no more.
    const bool voided = static_cast<bool>(original.head.voided_by);
    return take(booking,
                member,
                account_of(member),
                {.points = done.points,
                 .to = Account::Issued,
                 .first = {EntryId{done.sale.value}, kSaleLot},
                 .on = on,
                 .code = transfer_code::kReturn,
                 .pending_first = true,
                 .reach = voided ? loyalty::ClawBack::Unlimited : rules.claw_back});
}

// What the line took that this one undid.
std::int64_t Posting::give_late(Booking& booking,
                                const ReturnedLine& done,
                                const KnownSale& original,
                                const KnownSale& returning) {
    const auto undone =
        std::find_if(returning.brought_back.begin(),
                     returning.brought_back.end(),
                     [&](const ReturnedLine& line) {
                         return line.entry_line == done.entry_line && line.entry != done.entry;
                     });
    if (undone == returning.brought_back.end()) return 0;
    const MemberId member = owner_of(original.head);
    give(booking,
         member,
         account_of(member),
         {.points = undone->taken,
          .from = Account::Issued,
          .lot = {EntryId{done.sale.value}, kSaleLot},
          .expires_on = usable_until(original.head.business_date, rules_of(original)),
          .code = transfer_code::kVoid});
    return undone->taken;
}

void Posting::note_credited(const ReturnedLine& line) {
    const auto same = std::find_if(
        plan_.returned_lines.begin(), plan_.returned_lines.end(), [&](const ReturnedLine& row) {
            return row.entry == line.entry && row.entry_line == line.entry_line;
        });
    if (same == plan_.returned_lines.end()) {
        plan_.credited_lines.push_back(line);
    } else {
        *same = line;
    }
}

void Posting::post_waiting(EntryId arrived) {
    const auto found = books_.waiting.find(arrived);
    if (found == books_.waiting.end()) return;
    const std::set<EntryId> entries = found->second;
    for (const EntryId id : entries) {
        stop_waiting(arrived, id);
        const auto entry = books_.entries.find(id.value);
        if (entry == books_.entries.end() || !entry->second->entry) continue;
        const TakenEntry& taken = *entry->second;
        const journal::Body& body = taken.entry->body;
        if (const auto* const sale = std::get_if<sale::Sale>(&body)) {
            if (!wait_for_originals(taken, *sale)) post_returning_lines(taken, *sale);
        } else if (const auto* const voiding = std::get_if<sale::PostVoid>(&body)) {
            post_void(taken, *voiding);
        } else if (const auto* const linked = std::get_if<journal::CardLinked>(&body)) {
            post_card(taken, *linked);
        } else if (const auto* const adjusted = std::get_if<journal::PointsAdjusted>(&body)) {
            post_adjustment(taken, *adjusted);
        }
    }
}

}  // namespace pareto::hq
