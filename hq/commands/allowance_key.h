// The key by which HQ signs allowances: DIR/allowance.key, 32 bytes of Ed25519. It is made by init,
// or when it is first needed. A key that was lost is replaced: what was signed by it is still
// believed, because the books keep the public keys.
#pragma once

#include <filesystem>

#include "common/database/database.h"
#include "common/ports/random.h"

namespace pareto::hq::commands {

inline constexpr const char* kAllowanceKeyName = "allowance.key";

[[nodiscard]] Result<Bytes> open_allowance_key(const std::filesystem::path& folder,
                                               ports::Random& random);

}  // namespace pareto::hq::commands
