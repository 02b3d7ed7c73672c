// Which entries only HQ may write: a terminal's own are listed and book nothing.
#pragma once

#include <optional>
#include <string_view>

#include "common/journal/entry.h"

namespace pareto::hq {

/// Why a terminal may not write such an entry, in English for the list of suspense; nothing when it
/// may.
[[nodiscard]] std::optional<std::string_view> why_reserved_for_hq(const journal::Body& body);

}  // namespace pareto::hq
