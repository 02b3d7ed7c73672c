// What HQ checks sales by, when the rules ask for it: its own facts of the members who buy, and
// what was minted of late.
#include <algorithm>

#include "hq/database/campaign_lists.h"
#include "hq/database/fact_reader.h"
#include "hq/database/select_in.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Row;

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
/// As far back as a sale may count, and a day more.
constexpr std::int64_t kDaysMax = 37;

const sale::Sale* terminals_sale(const TakenEntry& taken) {
    if (taken.local || !taken.entry) return nullptr;
    return std::get_if<sale::Sale>(&taken.entry->body);
}

}  // namespace

MemberId FactReader::buyer_of(const sale::Sale& sale) const {
    const auto card = books_.cards.find(sale.card_key);
    if (!sale.card_key.empty())
        return card == books_.cards.end() ? MemberId{} : card->second.member;
    return sale.facts.member;
}

Result<void> FactReader::read_own_facts(std::span<const TakenEntry> group) {
    const bool tiers = std::any_of(books_.rules.begin(), books_.rules.end(), [](const auto& rules) {
        return !rules.second.tier_rules.tiers.empty();
    });
    if (!tiers && books_.campaign_lists.empty()) return {};
    std::set<MemberId> buyers, asked;
    for (const TakenEntry& taken : group) {
        const sale::Sale* const sale = terminals_sale(taken);
        const MemberId buyer = sale == nullptr ? MemberId{} : buyer_of(*sale);
        if (!buyer) continue;
        buyers.insert(buyer);
        if (sale->campaigns.list_version != 0) asked.insert(buyer);
    }
    PARETO_TRY_VOID(select_in(connection_,
                              "select m.member_id, coalesce(s.tier, m.tier), coalesce(s.vip, "
                              "m.vip) from member m left join member s on s.member_id = "
                              "m.merged_into where m.member_id",
                              keys_of(buyers),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  books_.own_facts[MemberId{row.integer(0)}] = {
                                      .tier = row.text(1), .vip = row.integer(2) != 0};
                                  return {};
                              }));
    if (asked.empty()) return {};
    PARETO_TRY(auto facts, read_campaign_facts(connection_, asked));
    for (auto& [member, own] : books_.own_facts) {
        const auto found = facts.find(member);
        if (found != facts.end()) own.campaigns = std::move(found->second);
    }
    return {};
}

Result<void> FactReader::read_minted(std::span<const TakenEntry> group) {
    if (!books_.rules.at(books_.current_rules).mint_caps.any() || group.empty()) return {};
    const std::int64_t today = group.front().received_ms / kDayMs;
    std::set<std::int64_t> terminals, subjects;
    for (const TakenEntry& taken : group) {
        if (!taken.local && taken.terminal) terminals.insert(taken.terminal.value);
    }
    PARETO_TRY_VOID(read_heard(terminals, today));
    // A sale whose card becomes known now counts for the terminal that made it, and on its own day.
    subjects = terminals;
    std::int64_t first = today;
    for (const auto& [id, known] : books_.sales) {
        subjects.insert(known.head.terminal.value);
        first = std::min(first, known.entry->received_ms / kDayMs);
    }
    for (const auto& [key, card] : books_.cards)
        subjects.insert(card.member.value);
    subjects.insert(books_.members.begin(), books_.members.end());
    return select_in(connection_,
                     "select kind, subject, day, points from minted_day where subject",
                     keys_of(subjects),
                     " and day >= " + std::to_string(first - kDaysMax),
                     [&](const Row& row) -> Result<void> {
                         books_.minted[{static_cast<MintedFor>(row.integer(0)),
                                        row.integer(1),
                                        static_cast<std::int32_t>(row.integer(2))}] =
                             row.integer(3);
                         return {};
                     });
}

Result<void> FactReader::read_heard(const std::set<std::int64_t>& terminals, std::int64_t today) {
    const auto note = [&](const Row& row) -> Result<void> {
        auto& day = books_.heard[TerminalId{row.integer(0)}];
        day = std::max(day, static_cast<std::int32_t>(row.integer(1)));
        return {};
    };
    // One that HQ never heard is as old as what HQ granted it.
    PARETO_TRY_VOID(select_in(connection_,
                              "select terminal_id, min(granted_ms) / 86400000 from registration "
                              "where terminal_id",
                              keys_of(terminals),
                              " group by terminal_id",
                              note));
    return select_in(connection_,
                     "select subject, max(day) from minted_day where kind = 3 and day < " +
                         std::to_string(today) + " and subject",
                     keys_of(terminals),
                     " group by subject",
                     note);
}

}  // namespace pareto::hq::database
