// Runs many worlds, spread over child processes so that a check that aborts costs one world and is reported like any
// other violation. Prints progress, failures with the command that replays them, and a summary.
#pragma once

#include "tests/simulation/world.h"

#include <cstdint>
#include <string>

namespace pareto::simulation {

struct RunOptions {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 1;
    std::string scenario;  ///< empty = the default mix: each seed draws one
    std::string mutant;
    int jobs = 1;
    bool trace = false;
    bool other_clocks = false;  ///< the world as I25 runs it a second time
    bool stop_at_first = false;
    bool quiet = false;         ///< no progress
    std::string summary_file;
    std::string program;        ///< how the program was called, for the replay command
};

struct RunTotals {
    std::uint64_t seeds = 0, steps = 0;
    std::int64_t sales = 0, frames = 0;
    std::uint64_t violations = 0;
    std::uint64_t first_violation_seed = 0;
    std::string first_violation;
    std::map<std::string, std::int64_t> faults;
    double seconds = 0;

    [[nodiscard]] std::int64_t fault_count() const;
};

/// One world, and on some seeds the same world again: once as it was (I24), once with other wall clocks (I25).
[[nodiscard]] WorldResult run_seed(const Template& begin, CrashVfs& vfs, const RunOptions& options, std::uint64_t seed);

[[nodiscard]] RunTotals run(const RunOptions& options);

/// Each mutant until it is caught, at most `seeds` worlds. Prints a table; true when all were caught.
[[nodiscard]] bool check_mutants(const RunOptions& options);

}  // namespace pareto::simulation
