// What every group of entries needs of HQ's books before anything else, in one query: the term, the
// rule sets, and whether anything rare (waiting entries, second histories) is there at all.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "common/database/database.h"
#include "common/loyalty/campaign_set.h"
#include "common/loyalty/loyalty.h"

namespace pareto::hq::database {

struct Preamble {
    std::int64_t term = 0;
    std::map<std::int32_t, loyalty::RuleSet> rules;
    std::map<std::int64_t, std::shared_ptr<const loyalty::CampaignSet>> campaign_lists;
    std::map<BranchId, std::string> branch_codes;  ///< when there ever was a list
    bool anything_waits = false;
    bool anything_forked = false;
    bool anything_shared = false;  ///< accounts of several members
    std::int64_t last_member_number = 0;
};

/// Keeps the rule sets and lists of campaigns it has read: they are only ever added, by version.
class PreambleReader {
public:
    /// Corrupt when HQ's books were not begun.
    [[nodiscard]] Result<Preamble> read(pareto::database::Connection& connection);

private:
    [[nodiscard]] Result<void> read_campaigns(pareto::database::Connection& connection,
                                              std::int64_t lists,
                                              std::int64_t branches);

    std::map<std::int32_t, loyalty::RuleSet> rules_;
    std::map<std::int64_t, std::shared_ptr<const loyalty::CampaignSet>> campaign_lists_;
    std::map<BranchId, std::string> branch_codes_;
};

}  // namespace pareto::hq::database
