// pareto-simulate: seeded worlds of HQ and terminals in which everything goes wrong that may; exits 0 only when
// nothing was lost, doubled or contradicted.
#include "tests/simulation/runner.h"
#include "tests/simulation/summary.h"

#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include <cstdio>

using namespace pareto::simulation;  // NOLINT(google-build-using-namespace)

int main(int argc, char** argv) {
    // One thread, and no statistics of memory: SQLite needs no locks.
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

    RunOptions options;
    options.program = argv[0];
    bool mutants = false;
    bool list = false;
    CLI::App app{"Simulates worlds of one HQ and its terminals, one for each seed."};
    app.add_option("--first-seed", options.first_seed, "The first seed")->capture_default_str();
    app.add_option("--seeds", options.seeds, "How many seeds")->capture_default_str();
    app.add_option("--scenario", options.scenario, "Only this trouble (see --list)");
    app.add_option("--mutant", options.mutant, "The product with this bug (see --list)");
    app.add_option("--jobs", options.jobs, "Processes")->check(CLI::Range(1, 256))->capture_default_str();
    app.add_flag("--trace", options.trace, "Print what happens, in this process");
    app.add_flag("--other-clocks", options.other_clocks, "Worlds with the wall clocks of the comparison I25");
    app.add_option("--summary", options.summary_file, "Write a summary as JSON into this file");
    app.add_flag("--check-mutants", mutants, "Each mutant until it is caught, at most --seeds worlds");
    app.add_flag("--list", list, "Print scenarios and mutants");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        (void)app.exit(error);
        return 2;
    }
    if (list) {
        print_list();
        return 0;
    }
    if (!options.scenario.empty() && find_scenario(options.scenario) == nullptr) {
        std::fprintf(stderr, "pareto-simulate: no scenario %s; see --list\n", options.scenario.c_str());
        return 2;
    }
    if (find_mutant(options.mutant) == nullptr) {
        std::fprintf(stderr, "pareto-simulate: no mutant %s; see --list\n", options.mutant.c_str());
        return 2;
    }
    if (mutants) return check_mutants(options) ? 0 : 1;
    const RunTotals totals = run(options);
    if (!options.summary_file.empty() && !write_summary(options, totals)) {
        std::fprintf(stderr, "pareto-simulate: cannot write %s\n", options.summary_file.c_str());
        return 1;
    }
    print_summary(options, totals);
    return totals.violations == 0 && totals.seeds == options.seeds ? 0 : 1;
}
