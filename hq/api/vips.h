// The best customers of the chain or of a branch, and what changed in 30 days: who came in, who
// fell out, who is about to, each with the figures that say why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hq/database/ranking.h"

namespace pareto::hq::api {

inline constexpr int kChangeDays = 30;

/// Where somebody stood kChangeDays before.
struct StoodBefore {
    std::int64_t rank = 0;
    std::int64_t net_spend_minor = 0;
};

struct VipRow {
    hq::database::RankedMember member;
    std::int64_t rank = 0;  ///< 0 = not ranked any more
    std::string status;     ///< "entered", "at_risk", "vip", "left"
    std::optional<StoodBefore> before;
    /// What would be left in 30 days without a further purchase.
    std::int64_t kept_minor = 0;
};

struct Vips {
    hq::database::Ranking now;
    std::int64_t threshold_before_minor = 0;
    std::vector<VipRow> rows;  ///< in rank order
    std::vector<VipRow> left;  ///< by what they spent before, descending
    std::int64_t entered = 0;
    std::int64_t at_risk = 0;
};

[[nodiscard]] Result<Vips> find_vips(pareto::database::Connection& books,
                                     const hq::database::RankingRequest& request);

}  // namespace pareto::hq::api
