// What is left of campaigns' budgets. HQ counts against the limits; a terminal without HQ against
// what it was allotted.
#pragma once

#include <map>
#include <tuple>

#include "common/loyalty/campaign_set.h"

namespace pareto::loyalty {

/// Where and for whom a basket is priced, as far as budgets ask.
struct BudgetSubject {
    MemberId member;
    std::string_view branch;
    BusinessDate date;
};

/// In units of a budget's measure.
struct BudgetUse {
    std::int64_t uses = 0;
    std::int64_t points = 0;
    std::int64_t minor = 0;
    [[nodiscard]] std::int64_t of(BudgetMeasure measure) const;
    bool operator==(const BudgetUse&) const = default;
};

class BudgetBook {
public:
    /// From now on this many units of budget number `budget` (from 0) may be spent by each of its
    /// subjects, whatever the campaign says: a terminal's share of it.
    void allot(CampaignId campaign, std::size_t budget, std::int64_t units);
    /// Never below 0.
    [[nodiscard]] std::int64_t left(const Campaign& campaign,
                                    std::size_t budget,
                                    const BudgetSubject& subject) const;
    [[nodiscard]] bool has(const Campaign& campaign,
                           const BudgetUse& use,
                           const BudgetSubject& subject) const;
    /// Counts it in every budget of the campaign; negative figures give back. More than is left is
    /// possible: what was promised is counted, whoever promised it.
    void spend(const Campaign& campaign, const BudgetUse& use, const BudgetSubject& subject);
    /// Counts it in one budget alone.
    void spend_of(const Campaign& campaign,
                  std::size_t budget,
                  const BudgetUse& use,
                  const BudgetSubject& subject);
    [[nodiscard]] std::int64_t spent(const Campaign& campaign,
                                     std::size_t budget,
                                     const BudgetSubject& subject) const;

private:
    // Campaign, budget, number of the subject (member or 0), day or 0, branch.
    using Key = std::tuple<std::int64_t, std::size_t, std::int64_t, std::int32_t, std::string>;
    [[nodiscard]] static Key key(const Campaign& campaign,
                                 std::size_t budget,
                                 const BudgetSubject& subject);

    std::map<Key, std::int64_t> spent_;
    std::map<std::pair<std::int64_t, std::size_t>, std::int64_t> allotted_;
};

}  // namespace pareto::loyalty
