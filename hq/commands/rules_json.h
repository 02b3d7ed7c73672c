// The rule set as people write it: one JSON object. A field that is left out keeps its value.
//
// A new field of loyalty::RuleSet is one line in the table of rules_json.cpp.
#pragma once

#include <string>
#include <string_view>

#include "common/base/expected.h"
#include "common/loyalty/loyalty.h"

namespace pareto::hq::commands {

[[nodiscard]] std::string rules_to_json(const loyalty::RuleSet& rules);

/// `current` with what `text` says. The error is one line: "line 4: lot_days: must be 0 to 36500".
/// `version` may be given; it must then be the current one.
[[nodiscard]] Expected<loyalty::RuleSet, std::string> rules_from_json(
    std::string_view text, const loyalty::RuleSet& current);

}  // namespace pareto::hq::commands
