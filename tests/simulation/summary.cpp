#include "tests/simulation/summary.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <string>

namespace pareto::simulation {
namespace {

int length(std::string_view text) { return static_cast<int>(text.size()); }

/// Of the source tree the program runs in; "unknown" outside of one.
std::string commit() {
    std::string result;
    FILE* const git = popen("git rev-parse HEAD 2>/dev/null", "r");  // NOLINT: a fixed command
    if (git != nullptr) {
        std::array<char, 128> line{};
        if (std::fgets(line.data(), static_cast<int>(line.size()), git) != nullptr) result = line.data();
        pclose(git);
    }
    while (!result.empty() && result.back() == '\n') result.pop_back();
    return result.size() == 40 ? result : "unknown";
}

}  // namespace

void print_list() {
    std::printf("scenarios (without --scenario each seed has one of them, every second the mix):\n");
    for (const auto& scenario : all_scenarios()) {
        std::printf("  %-14.*s %.*s\n", length(scenario.name), scenario.name.data(), length(scenario.what), scenario.what.data());
    }
    std::printf("mutants:\n");
    for (const auto& mutant : all_mutants()) {
        if (mutant.name.empty()) continue;
        std::printf("  %-28.*s %.*s\n", length(mutant.name), mutant.name.data(), length(mutant.what), mutant.what.data());
    }
}

void print_summary(const RunOptions& options, const RunTotals& totals) {
    std::string kinds;
    for (const auto& [kind, count] : totals.faults) kinds += (kinds.empty() ? "" : ", ") + kind + " " + std::to_string(count);
    const std::uint64_t last = options.first_seed + options.seeds - 1;
    std::printf("pareto-simulate: %" PRIu64 " of the seeds %" PRIu64 " to %" PRIu64 ", %" PRIu64 " steps, %" PRId64
                " sales, %" PRId64 " faults (%s), %" PRIu64 " violations, %.1f s\n",
                totals.seeds, options.first_seed, last, totals.steps, totals.sales, totals.fault_count(), kinds.c_str(),
                totals.violations, totals.seconds);
}

bool write_summary(const RunOptions& options, const RunTotals& totals) {
    FILE* const file = std::fopen(options.summary_file.c_str(), "w");
    if (file == nullptr) return false;
    std::fprintf(file, "{\n  \"commit\": \"%s\",\n", commit().c_str());
    std::fprintf(file, "  \"first_seed\": %" PRIu64 ",\n  \"last_seed\": %" PRIu64 ",\n", options.first_seed,
                 options.first_seed + options.seeds - 1);
    std::fprintf(file, "  \"scenario\": \"%s\",\n", options.scenario.empty() ? "all" : options.scenario.c_str());
    std::fprintf(file, "  \"worlds\": %" PRIu64 ",\n  \"steps\": %" PRIu64 ",\n  \"sales\": %" PRId64 ",\n  \"frames\": %" PRId64 ",\n",
                 totals.seeds, totals.steps, totals.sales, totals.frames);
    std::fprintf(file, "  \"faults_injected\": %" PRId64 ",\n  \"faults\": {\n", totals.fault_count());
    std::size_t left = totals.faults.size();
    for (const auto& [kind, count] : totals.faults) {
        std::fprintf(file, "    \"%s\": %" PRId64 "%s\n", kind.c_str(), count, --left > 0 ? "," : "");
    }
    std::fprintf(file, "  },\n  \"violations\": %" PRIu64 ",\n  \"seconds\": %.1f,\n  \"jobs\": %d\n}\n", totals.violations,
                 totals.seconds, options.jobs);
    return std::fclose(file) == 0;
}

}  // namespace pareto::simulation
