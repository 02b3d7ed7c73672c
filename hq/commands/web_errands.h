// The errands of the web console, run as the commands of that name are.
#pragma once

#include "hq/api/errands.h"
#include "hq/commands/session.h"

namespace pareto::hq::commands {

/// Backups are made in DIR/backups.
[[nodiscard]] std::filesystem::path backups_folder(const Place& place);

[[nodiscard]] api::Ran run_errand(const api::Errand& errand,
                                  const Place& place,
                                  const DataFolder& folder,
                                  const Surroundings& surroundings,
                                  import::Turns& turns);

}  // namespace pareto::hq::commands
