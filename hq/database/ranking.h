// Who the best customers are: members ranked by net spend, and the first percent of them, the VIPs.
//
// Net spend is sales − returns after discounts, without what was paid with points, in the window
// (as_of − window_days, as_of] by business date, of the chain or of one branch. Members with
// positive net spend count; VIPs are the first ceil(percent × members). Answers from member_day
// only, never from sales.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/database/database.h"

namespace pareto::hq::database {

struct RankingRequest {
    BusinessDate as_of;
    int window_days = 365;
    int percent = 20;
    std::optional<BranchId> branch;  ///< empty = the whole chain
};

struct RankedMember {
    MemberId member;
    std::string member_number;
    std::string card_number;  ///< the member's lowest printed card number in byte order; empty =
                              ///< none printed
    std::string name;
    std::int64_t net_spend_minor = 0;
    std::int64_t visits = 0;  ///< sales, not returns
    BusinessDate last_visit;  ///< within the window
    bool operator==(const RankedMember&) const = default;
};

/// `members` are in rank order; the first `vips` of them are the VIPs. All figures are over
/// `members`.
struct Ranking {
    std::vector<RankedMember> members;
    std::int64_t vips = 0;
    std::int64_t threshold_minor = 0;  ///< net spend of the last VIP; 0 without any
    std::int64_t vip_revenue_minor = 0;
    std::int64_t total_revenue_minor = 0;
};

/// Spend descending, then visits descending, then card number in byte order (members without one
/// last, by id).
[[nodiscard]] Result<Ranking> rank_members(pareto::database::Connection& connection,
                                           const RankingRequest& request);

/// Days (as_of − window_days, as_of].
struct RankingWindow {
    BusinessDate as_of;
    int window_days = 365;

    [[nodiscard]] BusinessDate after() const { return add_days(as_of, -window_days); }
};

/// The same for several windows (at least one) in one pass over the days; those of `request` do not
/// matter.
[[nodiscard]] Result<std::vector<Ranking>> rank_members_in(pareto::database::Connection& connection,
                                                           const RankingRequest& request,
                                                           std::span<const RankingWindow> windows);

}  // namespace pareto::hq::database
