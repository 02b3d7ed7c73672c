// I26: the same entries, delivered to a fresh HQ in another order, in other batches and some of them twice, give the
// same books.
#pragma once

#include "common/database/database.h"
#include "tests/simulation/surroundings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::simulation {

class World;

/// What members have and spent and branches sold, one line each; nothing that depends on times or on who came first.
[[nodiscard]] std::vector<std::string> books_lines(database::Connection& hq);
/// On a share of the worlds: those without two histories and without a conflict that the first to arrive wins.
void check_redelivery(World& world, Promises& promises);

}  // namespace pareto::simulation
