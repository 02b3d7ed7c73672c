// Who the terminals of a replay belong to: they are enrolled with their codes, and say what HQ told them.
#pragma once

#include "hq/replay/replay.h"
#include "hq/replay/sales_file.h"

#include <string>

namespace pareto::hq::replay {

/// A code as it stands in the file of codes: with the terminal it is for, or alone.
struct TerminalCode {
    std::string branch, terminal;  ///< both empty = the code alone; HQ knows whose it is
    std::string code;
};
/// Lines "branch,terminal,code" (or with blanks or tabs between), or a code alone; blank lines, # comments and a header
/// are passed over. Corrupt names file and line.
[[nodiscard]] Result<std::vector<TerminalCode>> read_codes(const std::string& path);

/// Enrols every terminal of `codes` that is not enrolled yet below `directory`, each in BRANCH-TERMINAL, a few at a time.
[[nodiscard]] Result<void> enrol_terminals(const ReplaySettings& settings, const std::vector<TerminalCode>& codes);

/// What any enrolled terminal below `directory` says of its company. Unavailable when there is none.
[[nodiscard]] Result<Company> company_of(const ReplaySettings& settings);

}  // namespace pareto::hq::replay
