// Codes of campaigns' pools that HQ leaves to one terminal: it takes them without asking, and
// nobody else takes them at all.
#pragma once

#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/database/database.h"
#include "common/loyalty/campaign.h"

namespace pareto::hq::database {

/// Of the codes that nobody holds, claimed or used, the first `count` in order. Gives how many
/// there were. Inside a transaction begun with begin_writing, as all that write here.
[[nodiscard]] Result<std::int64_t> allot_coupons(pareto::database::Connection& connection,
                                                 loyalty::CampaignId campaign,
                                                 TerminalId terminal,
                                                 std::int64_t count);
/// Whatever the terminal holds of the campaign is HQ's again. A terminal that did not hear of it
/// may still take a code: HQ then lists it.
[[nodiscard]] Result<std::int64_t> recall_coupons(pareto::database::Connection& connection,
                                                  loyalty::CampaignId campaign,
                                                  TerminalId terminal);

struct CouponRow {
    loyalty::CampaignId campaign;
    std::string holder;  ///< "HK01/1"; empty = none
    std::int64_t claimed = 0;
    std::int64_t used = 0;
};

/// In all pools that have the code.
[[nodiscard]] Result<std::vector<CouponRow>> show_coupon(pareto::database::Connection& connection,
                                                         const std::string& code);

}  // namespace pareto::hq::database
