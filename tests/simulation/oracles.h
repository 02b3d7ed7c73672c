// What must hold, as functions of the world. The letters and numbers are those of the invariants they stand for:
//
//     I1 conservation   I2 equals the model      I3 I7 hq verify       I5 no acknowledged loss   I6 printed, once
//     I8 no sequence reused   I9 nothing negative   I11 escrow   I12 within the limit   I14 tendered once   I16 caches converge
//     I18 forks are kept   I27 bounded
//
//     I20 caps, expiry, tiers, budgets: point_oracles.h   I23 blocked cards: cashier.cpp
//
// I10 and I12 are watched at the terminals (cashier.cpp), I19 and the forged ack are watched where they happen (hq_node.cpp, chaos.cpp); I17 in world.cpp; I24 and I25 in runner.cpp.
#pragma once

#include "tests/simulation/surroundings.h"

#include <cstdint>
#include <string>

namespace pareto::simulation {

class World;

/// At any time, cheaply.
void check_bounds(World& world, Promises& promises);
/// Why a terminal's cached members are not yet what HQ says; empty when all are.
[[nodiscard]] std::string caches_differ(World& world);
/// After quiesce.
void check_at_rest(World& world, Promises& promises);
/// Of balances, spend and redemptions; no times, so that it must not depend on clocks.
[[nodiscard]] std::uint64_t outcome_digest(World& world);

}  // namespace pareto::simulation
