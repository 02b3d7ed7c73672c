// A fault says that the world failed: a disk, a network, a reader, a file. It is not a refusal
// (a rule said no: an enum of each operation) and not a bug (PARETO_CHECK).
#pragma once

#include "common/base/expected.h"

#include <string>
#include <string_view>

namespace pareto {

enum class FaultCode { Unavailable, Timeout, Denied, Conflict, Corrupt, Exhausted, Unsupported };

struct Fault {
    FaultCode code = FaultCode::Unavailable;
    std::string detail;  ///< One line for an engineer; never a card number, a name or a key.

    bool operator==(const Fault&) const = default;
};

/// "corrupt: sales.csv:12: …"
[[nodiscard]] std::string describe(const Fault& fault);
[[nodiscard]] std::string_view name_of(FaultCode code);

/// Whether the same call may succeed later without anybody mending anything.
[[nodiscard]] bool retryable(FaultCode code);

template <typename Value>
using Result = Expected<Value, Fault>;

[[nodiscard]] inline tl::unexpected<Fault> fault(FaultCode code, std::string detail) {
    return tl::unexpected<Fault>{Fault{code, std::move(detail)}};
}

}  // namespace pareto
