#include "tests/simulation/runner.h"

#include "common/base/check.h"

#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <vector>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pareto::simulation {
namespace {

constexpr std::uint64_t kRepeatEvery = 100;  ///< seeds whose world is run twice
constexpr std::uint64_t kOtherClocksEvery = 20;
constexpr std::uint64_t kFaultsEvery = 50;  ///< seeds after which a child tells its faults

using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

const Scenario& scenario_of(const RunOptions& options, std::uint64_t seed) {
    if (!options.scenario.empty()) return *find_scenario(options.scenario);
    const auto all = all_scenarios();
    // Half of the seeds are the mix, the others one of the special troubles.
    return seed % 2 == 0 ? all[0] : all[(seed / 2) % all.size()];
}

std::string replay_command(const RunOptions& options, std::uint64_t seed) {
    std::string command = options.program + " --first-seed " + std::to_string(seed) + " --seeds 1";
    if (!options.scenario.empty()) command += " --scenario " + options.scenario;
    if (!options.mutant.empty()) command += " --mutant " + options.mutant;
    return command + " --trace";
}

std::string one_line(std::string text) {
    for (char& letter : text) {
        if (letter == '\n' || letter == '\t') letter = ' ';
    }
    return text;
}

void tell_faults(FILE* to, std::map<std::string, std::int64_t>& faults) {
    for (const auto& [kind, count] : faults) std::fprintf(to, "F %" PRId64 " %s\n", count, kind.c_str());
    faults.clear();
}

/// What a child tells its parent, one line each: "B seed" it begins, "E seed steps sales frames" it ended, "F count
/// kind" now and then, "V seed step oracle<TAB>text", "D" when it is done.
void child(const RunOptions& options, std::uint64_t from, std::uint64_t every, int out) {
    FILE* const to = fdopen(out, "w");
    CrashVfs vfs("simulated", true);
    vfs.seed(0);
    const Template begin = Template::make(vfs);
    std::map<std::string, std::int64_t> faults;
    std::uint64_t told = 0;
    for (std::uint64_t seed = from; seed < options.first_seed + options.seeds; seed += every) {
        std::fprintf(to, "B %" PRIu64 "\n", seed);
        std::fflush(to);
        const WorldResult result = run_seed(begin, vfs, options, seed);
        for (const auto& [kind, count] : result.faults) faults[kind] += count;
        if (result.violation) {
            std::fprintf(to, "V %" PRIu64 " %" PRIu64 " %s\t%s\n", seed, result.violation->step,
                         one_line(result.violation->oracle).c_str(), one_line(result.violation->text).c_str());
        }
        std::fprintf(to, "E %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 "\n", seed, result.steps, result.sales, result.frames);
        if (++told % kFaultsEvery == 0) tell_faults(to, faults);
        if (result.violation && options.stop_at_first) break;
    }
    tell_faults(to, faults);
    std::fprintf(to, "D\n");
    std::fclose(to);
}

struct Child {
    pid_t process = 0;
    int in = -1;
    std::string partial;
    std::uint64_t seed = 0;
    bool done = false;
};

class Progress {
public:
    explicit Progress(const RunOptions& options) : options_(options), terminal_(isatty(STDOUT_FILENO) == 1) {}

    void show(const RunTotals& totals) {
        if (options_.quiet) return;
        const double seconds = seconds_since(start_);
        if (seconds - shown_at_ < (terminal_ ? 0.5 : 20.0)) return;
        shown_at_ = seconds;
        const double rate = static_cast<double>(totals.seeds) / seconds;
        const double left = rate > 0 ? static_cast<double>(options_.seeds - totals.seeds) / rate : 0;
        std::printf("%s%" PRIu64 " of %" PRIu64 " worlds, %.0f a second, %.0f s left, %" PRId64 " faults, %" PRIu64
                    " violations%s",
                    terminal_ ? "\r\x1b[K" : "", totals.seeds, options_.seeds, rate, left, totals.fault_count(),
                    totals.violations, terminal_ ? "" : "\n");
        std::fflush(stdout);
    }
    void clear() const {
        if (terminal_ && shown_at_ > 0) std::printf("\r\x1b[K");
    }

private:
    const RunOptions& options_;
    bool terminal_;
    Steady::time_point start_ = Steady::now();
    double shown_at_ = 0;
};

void note_violation(const RunOptions& options, RunTotals& totals, std::uint64_t seed, const std::string& text) {
    if (++totals.violations == 1 || seed < totals.first_violation_seed) {
        totals.first_violation_seed = seed;
        totals.first_violation = text;
    }
    if (options.quiet || totals.violations > 20) return;
    std::printf("VIOLATION seed %" PRIu64 ", %s\n  replay: %s\n", seed, text.c_str(), replay_command(options, seed).c_str());
    std::fflush(stdout);
}

void take_line(const RunOptions& options, RunTotals& totals, Child& from, const std::string& line) {
    std::istringstream words(line.substr(std::min<std::size_t>(2, line.size())));
    switch (line.empty() ? '?' : line[0]) {
        case 'B': words >> from.seed; return;
        case 'E': {
            std::uint64_t seed = 0;
            std::uint64_t steps = 0;
            std::int64_t sales = 0;
            std::int64_t frames = 0;
            words >> seed >> steps >> sales >> frames;
            ++totals.seeds;
            totals.steps += steps;
            totals.sales += sales;
            totals.frames += frames;
            from.seed = 0;
            return;
        }
        case 'F': {
            std::int64_t count = 0;
            std::string kind;
            words >> count;
            std::getline(words >> std::ws, kind);
            totals.faults[kind] += count;
            return;
        }
        case 'V': {
            std::uint64_t seed = 0;
            std::uint64_t step = 0;
            words >> seed >> step;
            std::string text;
            std::getline(words >> std::ws, text);
            note_violation(options, totals, seed, "step " + std::to_string(step) + ": " + text);
            return;
        }
        case 'D': from.done = true; return;
        default: return;
    }
}

Child start_child(const RunOptions& options, int index) {
    int ends[2] = {-1, -1};
    PARETO_CHECK(pipe(ends) == 0);
    std::fflush(nullptr);
    Child started;
    started.process = fork();
    PARETO_CHECK(started.process >= 0);
    if (started.process == 0) {
        close(ends[0]);
        child(options, options.first_seed + static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(options.jobs), ends[1]);
        std::_Exit(0);
    }
    close(ends[1]);
    started.in = ends[0];
    return started;
}

/// Reads what a child says; false when it has ended.
bool listen(const RunOptions& options, RunTotals& totals, Child& from) {
    std::array<char, 65536> buffer;
    const ssize_t count = read(from.in, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0) return false;
    from.partial.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end = from.partial.find('\n'); end != std::string::npos; end = from.partial.find('\n', begin)) {
        take_line(options, totals, from, from.partial.substr(begin, end - begin));
        begin = end + 1;
    }
    from.partial.erase(0, begin);
    return true;
}

void finish_child(const RunOptions& options, RunTotals& totals, Child& ended) {
    close(ended.in);
    ended.in = -1;
    int status = 0;
    waitpid(ended.process, &status, 0);
    if (ended.done) return;
    const std::string how = WIFSIGNALED(status) ? std::string{"signal "} + strsignal(WTERMSIG(status)) : "an early exit";
    note_violation(options, totals, ended.seed, "the process ended by " + how + "; its later seeds were not run");
}

void run_here(const RunOptions& options, RunTotals& totals) {
    CrashVfs vfs("simulated", true);
    vfs.seed(0);
    const Template begin = Template::make(vfs);
    for (std::uint64_t seed = options.first_seed; seed < options.first_seed + options.seeds; ++seed) {
        const WorldResult result = run_seed(begin, vfs, options, seed);
        ++totals.seeds;
        totals.steps += result.steps;
        totals.sales += result.sales;
        totals.frames += result.frames;
        for (const auto& [kind, count] : result.faults) totals.faults[kind] += count;
        if (result.violation) {
            note_violation(options, totals, seed,
                           "step " + std::to_string(result.violation->step) + ": " + result.violation->oracle + "\t" +
                               result.violation->text);
            if (options.stop_at_first) break;
        }
    }
}

void run_in_children(const RunOptions& options, RunTotals& totals) {
    Progress progress(options);
    std::vector<Child> children;
    for (int i = 0; i < options.jobs; ++i) children.push_back(start_child(options, i));
    for (;;) {
        std::vector<pollfd> waiting;
        for (const Child& one : children) {
            if (one.in >= 0) waiting.push_back({one.in, POLLIN, 0});
        }
        if (waiting.empty()) break;
        (void)poll(waiting.data(), waiting.size(), 1'000);
        for (const auto& ready : waiting) {
            if (ready.revents == 0) continue;
            for (Child& one : children) {
                if (one.in == ready.fd && !listen(options, totals, one)) finish_child(options, totals, one);
            }
        }
        progress.show(totals);
    }
    progress.clear();
}

}  // namespace

std::int64_t RunTotals::fault_count() const {
    std::int64_t count = 0;
    for (const auto& [kind, times] : faults) count += times;
    return count;
}

WorldResult run_seed(const Template& begin, CrashVfs& vfs, const RunOptions& options, std::uint64_t seed) {
    WorldOptions world;
    world.seed = seed;
    world.scenario = &scenario_of(options, seed);
    world.mutant = find_mutant(options.mutant);
    world.trace = options.trace;
    if (options.other_clocks) world.clock_variant = seed + 1;
    WorldResult result = World(begin, vfs, world).run();
    world.trace = false;
    if (options.other_clocks) return result;
    if (!result.violation && seed % kRepeatEvery == 0) {
        const WorldResult again = World(begin, vfs, world).run();
        if (again.trace_digest != result.trace_digest) {
            result.violation = Violation{"I24", "the same seed gave two traces", again.steps};
        }
        result.steps += again.steps;
    }
    if (!result.violation && !result.clocks_jumped && seed % kOtherClocksEvery == 0) {
        world.clock_variant = seed + 1;
        const WorldResult again = World(begin, vfs, world).run();
        if (again.violation) {
            result.violation = again.violation;
            result.violation->text += " (with other wall clocks)";
        } else if (again.outcome_digest != result.outcome_digest) {
            result.violation = Violation{"I25", "other wall clocks gave other balances", again.steps};
        }
        result.steps += again.steps;
    }
    return result;
}

RunTotals run(const RunOptions& options) {
    RunTotals totals;
    const auto start = Steady::now();
    if (options.trace) {
        run_here(options, totals);
    } else {
        run_in_children(options, totals);
    }
    totals.seconds = seconds_since(start);
    return totals;
}

bool check_mutants(const RunOptions& options) {
    bool all_caught = true;
    std::printf("%-28s %8s %8s  %s\n", "mutant", "seeds", "seconds", "caught by");
    for (const Mutant& mutant : all_mutants()) {
        if (mutant.name.empty()) continue;
        RunOptions one = options;
        one.mutant = mutant.name;
        one.stop_at_first = true;
        one.quiet = true;
        one.jobs = 1;
        const RunTotals totals = run(one);
        const bool caught = totals.violations > 0;
        all_caught = all_caught && caught;
        std::printf("%-28.*s %8" PRIu64 " %8.1f  %s\n", static_cast<int>(mutant.name.size()), mutant.name.data(),
                    caught ? totals.first_violation_seed - options.first_seed + 1 : totals.seeds, totals.seconds,
                    caught ? totals.first_violation.substr(0, 90).c_str() : "NOT CAUGHT");
        std::fflush(stdout);
    }
    return all_caught;
}

}  // namespace pareto::simulation
