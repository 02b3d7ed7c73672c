// The journal of a terminal whose program somebody changed: sales that say more than they should. What it writes is
// well-formed; the chain, the ids and the receipts are its own.
#pragma once

#include "terminal/app/journal.h"

#include <memory>

namespace pareto::simulation {

[[nodiscard]] std::unique_ptr<terminal::Journal> forging_journal(terminal::Journal& inner);

}  // namespace pareto::simulation
