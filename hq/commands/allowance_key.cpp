#include "hq/commands/allowance_key.h"

#include <system_error>

#include "common/journal/allowance.h"
#include "common/net/private_file.h"

namespace pareto::hq::commands {

Result<Bytes> open_allowance_key(const std::filesystem::path& folder, ports::Random& random) {
    const std::filesystem::path path = folder / kAllowanceKeyName;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        PARETO_TRY_VOID(net::write_private_file(path, random.bytes(journal::kSigningKeyBytes)));
    PARETO_TRY(Bytes key, net::read_file(path, journal::kSigningKeyBytes + 1));
    if (key.size() != journal::kSigningKeyBytes)
        return fault(FaultCode::Corrupt, std::string{kAllowanceKeyName} + ": not 32 bytes");
    return key;
}

}  // namespace pareto::hq::commands
