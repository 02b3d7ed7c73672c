// The chain's real baskets, out of the entries of sales that HQ keeps, in the order in which they
// were sold.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "common/database/database.h"
#include "common/loyalty/pricing.h"

namespace pareto::hq::campaigns {

struct PastPeriod {
    BusinessDate from;
    BusinessDate to;
    std::string time_zone;             ///< the company's, for branches that state none
    std::set<std::string> segments{};  ///< that campaigns ask for
};

using OnBasket = std::function<void(const loyalty::PricingRequest&)>;
/// done, total; false = stop here
using OnProgress = std::function<bool(std::int64_t, std::int64_t)>;

/// Every sale of the period that was not voided and sells something, by business date, moment and
/// id. Tier and VIP are those in the sale's entry, or today's where it has none (imported sales);
/// lists and segments are today's; visits are counted. Not known of the past, so rules that ask for
/// them do not hold: birthdays, coupons that were not shown. Unsupported when it was stopped.
[[nodiscard]] Result<std::int64_t> replay_baskets(pareto::database::Connection& connection,
                                                  const PastPeriod& period,
                                                  const OnBasket& on_basket,
                                                  const OnProgress& on_progress);

}  // namespace pareto::hq::campaigns
