// What an import did, for people: counts, what was assumed, and what was rejected.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::hq::import {

/// One line of the summary.
struct SummaryLine {
    std::string label;
    std::int64_t count = 0;
    std::string note;
};

struct ImportSummary {
    std::string kind;  ///< "sales", "members", "items", "branches"
    std::string file;
    std::vector<SummaryLine> lines;
    std::vector<std::string> notes;  ///< columns that were not used, branches that were made …
    std::int64_t rejected_rows = 0;
    std::string rejects_path;          ///< empty when nothing was rejected, or in a dry run
    std::vector<std::string> reasons;  ///< the first few
};

/// A few aligned lines; ends with a line break.
[[nodiscard]] std::string to_text(const ImportSummary& summary, bool dry_run);

}  // namespace pareto::hq::import
