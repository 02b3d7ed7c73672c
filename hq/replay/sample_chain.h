// A made-up retail chain, the same for the same seed: branches, items, members and their sales as CSV files.
//
// Nobody in it is real. Spend follows Pareto (a fifth of the members bring about four fifths), weeks and seasons have
// their rhythm, some members lapse and some come back, and a few receipts bring goods back.
#pragma once

#include "common/base/fault.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pareto::hq::replay {

struct SampleChain {
    std::int32_t branches = 20;
    std::int32_t members = 5000;
    std::int32_t months = 14;
    std::uint64_t seed = 1;
    std::string last_day = "2026-10-31";  ///< the sales end on this day
};

/// "branches=20,members=5000,months=14,seed=1[,last_day=2026-10-31]"; Unsupported names the wrong part.
[[nodiscard]] Result<SampleChain> parse_sample_chain(std::string_view text);

struct SampleFiles {
    std::string branches, items, members, sales;  ///< paths
    std::int64_t receipts = 0;
    std::int64_t lines = 0;
};
/// Writes branches.csv, items.csv, members.csv and sales.csv into `directory` (made if missing).
[[nodiscard]] Result<SampleFiles> write_sample_chain(const SampleChain& chain, const std::string& directory);

}  // namespace pareto::hq::replay
