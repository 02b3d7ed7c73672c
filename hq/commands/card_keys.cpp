#include "hq/commands/card_keys.h"

#include <system_error>

#include "common/net/private_file.h"

namespace pareto::hq::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileMax = 64U << 10U;

bool is_there(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / kCardKeysName, ignored);
}

// Two processes that start at once must not make two sets of keys.
Result<void> make_once(const fs::path& folder, ports::Random& random) {
    const auto lock = pareto::database::FileLock::acquire((folder / "card_keys.lock").string());
    if (!lock && lock.error().code == FaultCode::Denied) {
        return fault(FaultCode::Unavailable,
                     std::string{kCardKeysName} + " is being made by another pareto-hq; try again");
    }
    if (!lock) return unexpected{lock.error()};
    return is_there(folder) ? Result<void>{} : make_card_keys(folder, random);
}

Result<void> refuse_lost_keys(pareto::database::Connection& connection) {
    PARETO_TRY(const auto written,
               connection.execute("select 1 from card where family > 0 union all select 1 from "
                                  "card_key_version limit 1"));
    if (written.empty()) return {};
    return fault(FaultCode::Corrupt,
                 std::string{kCardKeysName} +
                     " is gone, and cards were written with its keys; bring it back from a backup");
}

}  // namespace

Result<void> make_card_keys(const fs::path& folder, ports::Random& random) {
    if (is_there(folder))
        return fault(FaultCode::Conflict, std::string{kCardKeysName} + " is there already");
    Bytes text = cards::write_master_keys(cards::make_master_keys(random));
    auto written = net::write_private_file(folder / kCardKeysName, text);
    drivers::card::wipe(text);
    return written;
}

Result<std::vector<drivers::card::MasterKey>> open_card_keys(
    const fs::path& folder, pareto::database::Connection& connection, ports::Random& random) {
    if (!is_there(folder)) {
        PARETO_TRY_VOID(refuse_lost_keys(connection));
        PARETO_TRY_VOID(make_once(folder, random));
    }
    PARETO_TRY(std::string text, net::read_file(folder / kCardKeysName, kFileMax));
    auto keys = cards::read_master_keys(text);
    drivers::card::wipe(text);
    if (!keys) {
        return fault(keys.error().code, std::string{kCardKeysName} + ": " + keys.error().detail);
    }
    return keys;
}

}  // namespace pareto::hq::commands
