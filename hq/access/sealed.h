// Bytes that only somebody can read again who names the same thing: sealed with a key made of the
// secret beside the database and of a name that is not kept.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/bytes.h"
#include "common/ports/random.h"

namespace pareto::hq::access {

/// `secret`: kPepperBytes.
[[nodiscard]] Bytes seal(const Bytes& secret,
                         std::string_view name,
                         std::string_view plain,
                         ports::Random& random);
/// Nothing when it was sealed with another secret or name, or was changed since.
[[nodiscard]] std::optional<Bytes> unseal(const Bytes& secret,
                                          std::string_view name,
                                          BytesView sealed);

}  // namespace pareto::hq::access
