// What a campaign really brought: the members that were offered it against the control group that
// the draw kept out, by member and over the campaign's days; what it gave; and the members that
// joined with it.
//
// Everybody whom the campaign was for counts, whether or not the campaign reached them: leaving out
// those who did not come would compare buyers with everybody. Members count by what they are today
// (list, tier, VIP); those who joined during the campaign are told apart, because nobody drew them
// before.
#pragma once

#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/loyalty/loyalty.h"
#include "hq/campaigns/campaign_books.h"
#include "hq/campaigns/welch.h"
#include "hq/reports/report.h"

namespace pareto::hq::campaigns {

struct GroupResult {
    std::string name;  ///< "control", "treated", or the variant's
    std::int64_t members = 0;
    std::int64_t visits = 0;
    std::int64_t spend_minor = 0;
    std::optional<Difference> spend;    ///< against the control group, minor units a member
    std::optional<Difference> visited;  ///< against the control group, visits a member
};

struct Acquisition {
    std::string branch;
    std::int64_t members = 0;  ///< joined during the campaign and got something of it
    std::int64_t cost_minor = 0;
};

struct CampaignResult {
    std::vector<GroupResult> groups;  ///< control first
    std::int64_t awards = 0;          ///< baskets that got something
    std::int64_t points = 0;
    std::int64_t cost_minor = 0;        ///< what was given, points at their worth
    std::vector<Acquisition> acquired;  ///< by branch
};

/// Over the days from `from` to `to`. Unsupported when the campaign has no control group: nothing
/// to compare with.
[[nodiscard]] Result<CampaignResult> measure(pareto::database::Connection& connection,
                                             const loyalty::Campaign& campaign,
                                             const loyalty::RuleSet& rules,
                                             BusinessDate from,
                                             BusinessDate to);
[[nodiscard]] reports::Report result_report(const loyalty::Campaign& campaign,
                                            const CampaignResult& result,
                                            Currency currency);

}  // namespace pareto::hq::campaigns
