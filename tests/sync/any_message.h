// Any message that may be sent: every kind, every field within its range, often at its limits.
#pragma once

#include "common/sync/message.h"

namespace pareto::sync::test {

/// Call inside a RapidCheck property.
[[nodiscard]] Message any_message();

/// One of each kind with every field set to something of its own, in the order of the variant.
[[nodiscard]] std::vector<Message> one_of_each();

}  // namespace pareto::sync::test
