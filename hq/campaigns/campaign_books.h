// The life of campaigns in HQ's books: draft -> simulated -> approved (by another person) -> live
// -> ended. Every version is kept. What is refused is a fault (Unsupported) with one line for a
// person.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/loyalty/campaign_set.h"

namespace pareto::hq::campaigns {

using loyalty::CampaignId;

struct CampaignVersion {
    CampaignId id;
    std::int32_t version = 0;
    std::string state;  ///< draft, simulated, approved, live, ended
    std::string json;
    std::string drafted_by;
    std::string approved_by;  ///< empty until then
    loyalty::Campaign campaign;
};

/// A first version, or with `id` the next of a campaign that there is. Like every function here
/// that changes something: inside a transaction begun with begin_writing.
[[nodiscard]] Result<CampaignVersion> draft(pareto::database::Connection& connection,
                                            const std::string& json,
                                            CampaignId id,
                                            const std::string& by,
                                            std::int64_t now_ms);
/// Version 0 = the newest.
[[nodiscard]] Result<CampaignVersion> find_version(pareto::database::Connection& connection,
                                                   CampaignId id,
                                                   std::int32_t version);
/// All versions, by id and version.
[[nodiscard]] Result<std::vector<CampaignVersion>> all_versions(
    pareto::database::Connection& connection);
[[nodiscard]] Result<std::vector<loyalty::Campaign>> live_campaigns(
    pareto::database::Connection& connection);

/// That it was tried on past sales. A version that was approved since stays so.
[[nodiscard]] Result<void> note_simulated(pareto::database::Connection& connection,
                                          CampaignId id,
                                          std::int32_t version,
                                          std::int64_t now_ms);
/// The newest version, after it was simulated, by another person than who drafted it.
[[nodiscard]] Result<CampaignVersion> approve(pareto::database::Connection& connection,
                                              CampaignId id,
                                              const std::string& by,
                                              std::int64_t now_ms);
/// The newest version when launch() would launch it; else why not.
[[nodiscard]] Result<CampaignVersion> ready_to_launch(pareto::database::Connection& connection,
                                                      CampaignId id,
                                                      BusinessDate today);
/// The newest version, after it was approved and not after its last day; the one that was live
/// ends. Terminals hear of it with the next feed.
[[nodiscard]] Result<CampaignVersion> launch(pareto::database::Connection& connection,
                                             CampaignId id,
                                             BusinessDate today,
                                             std::int64_t now_ms);
/// The live version.
[[nodiscard]] Result<CampaignVersion> end(pareto::database::Connection& connection,
                                          CampaignId id,
                                          std::int64_t now_ms);
/// A campaign of the past, as ended: it was never simulated here.
[[nodiscard]] Result<CampaignVersion> record_past(pareto::database::Connection& connection,
                                                  const std::string& json,
                                                  std::int64_t now_ms);

}  // namespace pareto::hq::campaigns
