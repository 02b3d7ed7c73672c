// DIR/card_keys.secret: the master keys of the chain's cards.
#pragma once

#include <filesystem>
#include <vector>

#include "common/database/database.h"
#include "common/ports/random.h"
#include "hq/cards/master_keys.h"

namespace pareto::hq::commands {

inline constexpr const char* kCardKeysName = "card_keys.secret";

/// Conflict when the file is there: keys are never written over.
[[nodiscard]] Result<void> make_card_keys(const std::filesystem::path& folder,
                                          ports::Random& random);
/// As the file has them; it is made when a folder of an older version has none. Corrupt when it is
/// gone although cards were written with its keys.
[[nodiscard]] Result<std::vector<drivers::card::MasterKey>> open_card_keys(
    const std::filesystem::path& folder,
    pareto::database::Connection& connection,
    ports::Random& random);

}  // namespace pareto::hq::commands
