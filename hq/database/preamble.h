// What every group of entries needs of HQ's books before anything else, in one query: the term, the
// rule sets, and whether anything rare (waiting entries, second histories) is there at all.
#pragma once

#include <cstdint>
#include <map>

#include "common/database/database.h"
#include "common/loyalty/loyalty.h"

namespace pareto::hq::database {

struct Preamble {
    std::int64_t term = 0;
    std::map<std::int32_t, loyalty::RuleSet> rules;
    bool anything_waits = false;
    bool anything_forked = false;
    bool anything_shared = false;  ///< accounts of several members
    std::int64_t last_member_number = 0;
};

/// Keeps the rule sets it has read: they are only ever added, by version.
class PreambleReader {
public:
    /// Corrupt when HQ's books were not begun.
    [[nodiscard]] Result<Preamble> read(pareto::database::Connection& connection);

private:
    std::map<std::int32_t, loyalty::RuleSet> rules_;
};

}  // namespace pareto::hq::database
