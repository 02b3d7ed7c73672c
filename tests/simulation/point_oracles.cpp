#include "tests/simulation/point_oracles.h"

#include "common/base/check.h"
#include "tests/simulation/world.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <tuple>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kExpiryWaitDays = 2;

std::int64_t day_of(std::int64_t ms) { return ms / kDayMs; }

/// The day that a sale's points count for, by the sentences of hq/app/README.md.
class CountedDays {
public:
    CountedDays(database::Connection& hq, const Kept& kept) {
        for (const auto& row : ask(hq, "select terminal_id, min(granted_ms) from registration group by terminal_id")) {
            granted_[row.integer(0)] = day_of(row.integer(1));
        }
        for (const auto& accepted : kept.accepted) heard_[accepted.terminal.value].insert(day_of(accepted.received_ms));
    }
    [[nodiscard]] std::int64_t of(const Credit& credit) const {
        const std::int64_t received = day_of(credit.entry->received_ms);
        std::int64_t first = received - 1;
        if (!credit.late) {
            const std::int64_t terminal = credit.entry->terminal.value;
            std::int64_t before = granted_.at(terminal);
            for (const std::int64_t day : heard_.at(terminal)) {
                if (day < received) before = std::max(before, day);
            }
            first = std::min(before, received) - 1;
        }
        const std::int64_t said = to_day_number(credit.entry->entry.business_date);
        return std::clamp(said, std::max(first, received - 35), received + 1);
    }

private:
    std::map<std::int64_t, std::int64_t> granted_;
    std::map<std::int64_t, std::set<std::int64_t>> heard_;
};

}  // namespace

database::Rows ask(database::Connection& connection, std::string_view sql, std::initializer_list<database::Value> parameters) {
    auto rows = connection.execute(sql, parameters);
    if (!rows) std::fprintf(stderr, "an oracle's query: %s\n", describe(rows.error()).c_str());
    PARETO_CHECK(rows.has_value());
    return std::move(*rows);
}

std::string text(EntryId id) { return std::to_string(id.registration()) + ":" + std::to_string(id.sequence()); }

void check_minted(World& world, const Kept& kept, const std::vector<Credit>& credits, Promises& promises) {
    const loyalty::MintCaps& caps = world.rules().rbegin()->second.mint_caps;
    if (!caps.any()) {
        const bool withheld = std::any_of(credits.begin(), credits.end(), [](const Credit& credit) { return credit.withheld; });
        if (withheld) promises.violate("I20", "something is withheld and there are no caps");
        return;
    }
    const CountedDays days(*world.hq().connection(), kept);
    // What was credited late was counted when the card became known: then the order of counting is not that of entries.
    const bool in_order = std::none_of(credits.begin(), credits.end(), [](const Credit& credit) { return credit.late; });
    // A person answers for what was released.
    std::set<EntryId> released;
    for (const auto& accepted : kept.accepted) {
        const auto* settled = std::get_if<journal::SuspenseSettled>(&accepted.entry.body);
        if (settled != nullptr && settled->outcome == journal::Settlement::Released) released.insert(settled->entry);
    }
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> of_terminal, of_member;
    for (const Credit& credit : credits) {
        // What was credited late and is voided may have been voided before.
        if (credit.points <= 0 || released.contains(credit.entry->id) || (credit.late && credit.voided)) continue;
        const std::int64_t day = days.of(credit);
        auto& terminal = of_terminal[{credit.entry->terminal.value, day}];
        auto& member = of_member[{credit.member.value, day}];
        const bool fits = (caps.of_terminal.value == 0 || terminal + credit.points <= caps.of_terminal.value) &&
                          (caps.of_member.value == 0 || member + credit.points <= caps.of_member.value);
        if (credit.withheld) {
            if (in_order && fits) promises.violate("I20", "sale " + text(credit.entry->id) + " is withheld, and is within the caps");
            continue;
        }
        terminal += credit.points;
        member += credit.points;
        const bool terminal_over = caps.of_terminal.value > 0 && terminal > caps.of_terminal.value;
        const bool member_over = caps.of_member.value > 0 && member > caps.of_member.value;
        if (!terminal_over && !member_over) continue;
        promises.violate("I20", "with sale " + text(credit.entry->id) + " terminal " + std::to_string(credit.entry->terminal.value) +
                                    " minted " + std::to_string(terminal) + " of " + std::to_string(caps.of_terminal.value) +
                                    " and its member got " + std::to_string(member) + " of " + std::to_string(caps.of_member.value));
        return;
    }
}

void check_budgets(const Kept& kept, Promises& promises) {
    std::set<EntryId> voided;
    for (const auto& accepted : kept.accepted) {
        // With two histories a name is not enough.
        if (accepted.id != accepted.named) return;
        if (const auto* post_void = std::get_if<sale::PostVoid>(&accepted.entry.body)) voided.insert(EntryId{post_void->sale.value});
    }
    std::map<std::int64_t, std::int64_t> uses;
    for (const auto& accepted : kept.accepted) {
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr || voided.contains(accepted.id)) continue;
        const auto& awards = sale->campaigns.awards;
        uses[accepted.terminal.value] += std::any_of(awards.begin(), awards.end(), [](const auto& award) { return award.campaign.value == 1; }) ? 1 : 0;
    }
    constexpr auto kShare = Template::kCampaignUses / static_cast<std::int64_t>(Template::kTerminals);
    for (const auto& [terminal, used] : uses) {
        const auto rollbacks = promises.rollbacks.find(terminal);
        const std::int64_t times = 1 + (rollbacks == promises.rollbacks.end() ? 0 : rollbacks->second);
        if (used <= kShare * times) continue;
        promises.violate("I10", "terminal " + std::to_string(terminal) + " gave campaign 1 " + std::to_string(used) + " times, its share is " +
                                    std::to_string(kShare));
        return;
    }
}

void check_undiscovered(database::Connection& hq, const Kept& kept, Promises& promises) {
    std::set<EntryId> there, revealed;
    for (const auto& [key, id] : kept.at) there.insert(EntryId::of(key.registration, key.sequence));
    for (const auto& row : ask(hq, "select redemption_id from offline_redemption")) revealed.insert(EntryId{row.integer(0)});
    for (const auto& accepted : kept.accepted) {
        const auto* request = std::get_if<journal::RedemptionRequested>(&accepted.entry.body);
        if (request == nullptr || request->means == loyalty::RedemptionMeans::Hq || revealed.contains(accepted.id)) continue;
        promises.violate("I10", "HQ has redemption " + text(accepted.id) + " that it did not vouch for, and does not know it");
        return;
    }
    std::map<std::pair<std::int64_t, EntryId>, std::int64_t> undiscovered;
    for (const OfflineSpend& spend : promises.offline) {
        if (!there.contains(spend.id)) undiscovered[{spend.terminal, spend.allowance}] += spend.points;
    }
    const loyalty::OfflineLimits limits = Template::offline_limits();
    for (const auto& [key, points] : undiscovered) {
        const auto& [terminal, allowance] = key;
        const std::int64_t limit = allowance ? promises.granted[allowance] : limits.terminal_points.value + limits.terminal_secure_points.value;
        const std::int64_t most = promises.rollbacks[terminal] * limit;
        if (points <= most) continue;
        promises.violate("I10", "all are synced, and of terminal " + std::to_string(terminal) + " " + std::to_string(points) +
                                    " points given are not known, more than " + std::to_string(most));
        return;
    }
}

void check_expired(World& world, const Kept& kept, Promises& promises) {
    std::map<EntryId, const AcceptedEntry*> sales;
    for (const auto& accepted : kept.accepted) {
        if (std::holds_alternative<sale::Sale>(accepted.entry.body)) sales[accepted.id] = &accepted;
    }
    for (const auto& accepted : kept.accepted) {
        const auto* expired = std::get_if<journal::PointsExpired>(&accepted.entry.body);
        if (expired == nullptr) continue;
        for (const auto& lot : expired->lots) {
            const auto found = sales.find(lot.cause);
            if (lot.number != 1 || found == sales.end()) continue;
            const auto& sale = std::get<sale::Sale>(found->second->entry.body);
            const auto own = world.rules().find(sale.rules_version);
            const auto& rules = own == world.rules().end() ? world.rules().rbegin()->second : own->second;
            const BusinessDate last = add_days(found->second->entry.business_date, rules.lot_days);
            if (add_days(last, kExpiryWaitDays) <= accepted.entry.business_date) continue;
            promises.violate("I9", "points of sale " + text(lot.cause) + " of " + to_string(found->second->entry.business_date) +
                                       " had expired by " + to_string(accepted.entry.business_date));
            return;
        }
    }
    if (world.scenario().rules != RulesOf::Dated) return;
    const BusinessDate over{std::chrono::floor<std::chrono::days>(world.hq().clock().now()) - std::chrono::days{1 + kExpiryWaitDays}};
    const auto left = ask(*world.hq().connection(), "select cause from lot where remaining > 0 and expires_on <= $1", {to_string(over)});
    if (!left.empty()) promises.violate("I9", "the points of " + text(EntryId{left[0].integer(0)}) + " ought to have expired");
}

void check_tiers(World& world, Promises& promises) {
    const auto& tiers = world.rules().rbegin()->second.tier_rules.tiers;
    if (tiers.empty()) return;
    // The highest that the sum was at the end of any day of this year; a tier stays for the rest of it.
    std::map<std::int64_t, std::int64_t> sum, peak;
    auto& hq = *world.hq().connection();
    for (const auto& row : ask(hq,
                               "select t.shard_key, e.received_ms / 86400000 as day, sum(case when t.debit_account = 10 then t.amount "
                               "else -t.amount end) from transfer t join entry e on e.registration = t.cause >> 32 and e.sequence = "
                               "t.cause & 4294967295 where t.debit_account = 10 or t.credit_account = 10 group by t.shard_key, day "
                               "order by t.shard_key, day")) {
        auto& of_member = sum[row.integer(0)];
        of_member += row.integer(2);
        auto& most = peak[row.integer(0)];
        most = std::max(most, of_member);
    }
    for (const auto& row : ask(hq, "select member_id, tier from member")) {
        std::string expected;
        for (const auto& tier : tiers) {
            if (peak[row.integer(0)] >= tier.threshold) expected = tier.name;
        }
        if (row.text(1) == expected) continue;
        promises.violate("tier", "member " + text(EntryId{row.integer(0)}) + " earned " + std::to_string(peak[row.integer(0)]) +
                                     " and has the tier \"" + row.text(1) + "\", not \"" + expected + "\"");
        return;
    }
}

}  // namespace pareto::simulation
