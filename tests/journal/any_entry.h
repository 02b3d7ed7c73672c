// Any entry that may be written: every kind of body, every field within its range, often at its
// limits.
#pragma once

#include <string>

#include "common/journal/entry.h"

namespace pareto::test {

/// Call inside a RapidCheck property. Every alternative of Body but Unknown, which has no bytes of
/// its own.
[[nodiscard]] journal::Entry any_entry();

/// UTF-8, also with NULs and of several planes.
[[nodiscard]] std::string any_text();

}  // namespace pareto::test
