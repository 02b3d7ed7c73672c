// A campaign tried on the sales that there are: with the live campaigns as they would be beside it,
// as a report. The newest trial of a version is kept for those who approve it.
#pragma once

#include <optional>
#include <string>

#include "hq/campaigns/campaign_books.h"
#include "hq/campaigns/past_baskets.h"
#include "hq/reports/report.h"

namespace pareto::hq::campaigns {

struct TrialDays {
    std::optional<BusinessDate> from, to;  ///< none = those of the sales, at most a year
};

struct Trial {
    PastPeriod period;
    reports::Report report;
};

/// Reads only. Unsupported when there are no sales in these days, or when `on_progress` stopped it.
[[nodiscard]] Result<Trial> try_campaign(pareto::database::Connection& connection,
                                         const loyalty::Campaign& campaign,
                                         const TrialDays& days,
                                         const OnProgress& on_progress);

struct KeptTrial {
    std::int64_t tried_ms = 0;
    std::string by;
    std::string from, to;  ///< YYYY-MM-DD
    std::string report;    ///< JSON
};

/// Instead of the one before. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<void> keep_trial(pareto::database::Connection& connection,
                                      CampaignId id,
                                      std::int32_t version,
                                      const KeptTrial& trial);
/// Nothing when it was not tried, or only at the command line.
[[nodiscard]] Result<std::optional<KeptTrial>> read_trial(pareto::database::Connection& connection,
                                                          CampaignId id,
                                                          std::int32_t version);

}  // namespace pareto::hq::campaigns
