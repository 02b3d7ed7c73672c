// Looking up what a group of entries names, and noting what is to be written.
#include <algorithm>

#include "hq/app/named_rules.h"
#include "hq/app/posting.h"

namespace pareto::hq {
namespace {

constexpr std::size_t kMemberKeyBytes = 8;

}  // namespace

MemberId member_in_key(const Bytes& key) {
    std::uint64_t value = 0;
    for (const char byte : key)
        value = value << 8U | static_cast<unsigned char>(byte);
    return MemberId{static_cast<std::int64_t>(value)};
}

MemberId holder_of(const Books& books, MemberId member) {
    const auto shared = books.holders.find(member);
    return shared == books.holders.end() ? member : shared->second;
}

Bytes member_key(MemberId member) {
    Bytes key;
    for (int shift = 56; shift >= 0; shift -= 8) {
        key.push_back(static_cast<char>(
            static_cast<unsigned char>(static_cast<std::uint64_t>(member.value) >> shift)));
    }
    return key;
}

const loyalty::RuleSet& Posting::rules_of(std::int32_t version) const {
    return named_rules(books_.rules, version);
}

const loyalty::RuleSet& Posting::rules_of(const KnownSale& known) const {
    return rules_of(std::get<sale::Sale>(known.entry->entry->body).rules_version);
}

const std::vector<loyalty::LineShare>& Posting::shares_of(KnownSale& known) const {
    const auto& sale = std::get<sale::Sale>(known.entry->entry->body);
    if (known.shares.empty()) known.shares = sale::shares_of(sale, rules_of(known));
    return known.shares;
}

MemberId Posting::member_of_key(const Bytes& key) const {
    if (key.size() == kMemberKeyBytes) {
        const MemberId member = member_in_key(key);
        return books_.members.contains(member.value) ? member : MemberId{};
    }
    const auto found = books_.cards.find(key);
    return found == books_.cards.end() ? MemberId{} : found->second.member;
}

MemberId Posting::owner_of(const SaleHead& head) const {
    if (head.shard > 0) return MemberId{head.shard};
    return head.card_key.empty() ? MemberId{} : member_of_key(head.card_key);
}

KnownSale* Posting::find_sale(SaleId id) {
    const auto found = books_.sales.find(id.value);
    return found == books_.sales.end() ? nullptr : &found->second;
}

MemberAccount& Posting::account_of(MemberId member) {
    plan_.members_changed.insert(member);
    return books_.accounts[holder_of(books_, member).value];
}

BranchDay& Posting::branch_day(const SaleHead& head) {
    return plan_.branch_days[{head.branch, to_day_number(head.business_date)}];
}

Booking Posting::booking_of(EntryId cause, std::int64_t first, std::int32_t rules_version) {
    return {.cause = cause,
            .next_number = first,
            .rules_version = rules_version,
            .transfers = &plan_.transfers};
}

void Posting::add_member_day(MemberId member,
                             const SaleHead& head,
                             std::int64_t net_minor,
                             std::int64_t visits) {
    MemberDay& day = plan_.member_days[{member, to_day_number(head.business_date), head.branch}];
    day.net_minor += net_minor;
    day.visits += visits;
    plan_.members_changed.insert(member);
}

void note_suspense(Plan& plan, SuspenseRow row) {
    const auto same = std::find_if(
        plan.suspense.begin(), plan.suspense.end(), [&](const SuspenseRow& other) {
            return other.entry == row.entry && other.reason == row.reason;
        });
    if (same == plan.suspense.end()) {
        plan.suspense.push_back(std::move(row));
    } else {
        same->detail += "; " + row.detail;
    }
}

void Posting::suspend(EntryId entry, std::string_view reason, std::string detail) {
    note_suspense(plan_, {entry, reason, std::move(detail)});
}

void Posting::wait(EntryId awaited, EntryId entry) {
    if (!books_.waiting[awaited].insert(entry).second) return;
    if (plan_.waiting_removed.erase({awaited, entry}) == 0)
        plan_.waiting_added.insert({awaited, entry});
}

bool Posting::stop_waiting(EntryId awaited, EntryId entry) {
    const auto found = books_.waiting.find(awaited);
    if (found == books_.waiting.end() || found->second.erase(entry) == 0) return false;
    if (plan_.waiting_added.erase({awaited, entry}) == 0)
        plan_.waiting_removed.insert({awaited, entry});
    return true;
}

bool Posting::waits(const KnownSale& known) const {
    const auto& lines = std::get<sale::Sale>(known.entry->entry->body).lines;
    return std::any_of(lines.begin(), lines.end(), [&](const sale::Line& line) {
        if (!line.original) return false;
        const auto waiting = books_.waiting.find(EntryId{line.original->sale.value});
        return waiting != books_.waiting.end() &&
               waiting->second.contains(EntryId{known.head.id.value});
    });
}

void Posting::expect_card(const Bytes& key, EntryId entry) {
    if (!books_.unknown_cards[key].insert(entry).second) return;
    if (plan_.unknown_removed.erase({key, entry}) == 0) plan_.unknown_added.insert({key, entry});
}

void Posting::note_changed(KnownSale& known) {
    if (!known.is_new) plan_.changed_sales.insert(known.head.id);
}

}  // namespace pareto::hq
