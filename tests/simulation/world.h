// One seeded world: HQ, its terminals, their network and cashiers, and what goes wrong.
//
//     chaos     cashiers work while faults happen
//     heal      faults stop; machines come back, links work, backups are no longer put in place
//     quiesce   at most ten simulated minutes until everything is at HQ and every terminal knows what HQ knows
//     oracles   see oracles.h
//
// Everything is a function of the seed and the options: the same again gives the same trace.
#pragma once

#include "tests/simulation/cashier.h"
#include "tests/simulation/chaos.h"
#include "tests/simulation/hq_node.h"
#include "tests/simulation/network.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/surroundings.h"
#include "tests/simulation/template.h"
#include "tests/simulation/terminal_node.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pareto::simulation {

struct WorldOptions {
    std::uint64_t seed = 0;
    const Scenario* scenario = nullptr;
    const Mutant* mutant = nullptr;
    bool trace = false;
    /// Moves every node's wall clock within the plausible window; nothing else may change (I25).
    std::uint64_t clock_variant = 0;
};

struct WorldResult {
    std::optional<Violation> violation;
    std::uint64_t trace_digest = 0;
    std::uint64_t outcome_digest = 0;  ///< of HQ's balances, spend and roll-ups, without times
    std::uint64_t steps = 0;
    std::int64_t sales = 0;
    std::int64_t frames = 0;
    bool clocks_jumped = false;
    std::map<std::string, std::int64_t> faults;
    DiskCounters disks;
};

class World final : public NetworkEnds {
public:
    World(const Template& begin, CrashVfs& vfs, const WorldOptions& options);
    ~World() override;
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] WorldResult run();

    // What the oracles look at.
    [[nodiscard]] HqNode& hq() { return *hq_; }
    [[nodiscard]] std::vector<std::unique_ptr<TerminalNode>>& terminals() { return terminals_; }
    [[nodiscard]] const Promises& promises() const { return promises_; }
    [[nodiscard]] Network& network() { return *network_; }
    [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
    [[nodiscard]] const Template& begin() const { return begin_; }
    [[nodiscard]] CrashVfs& vfs() { return vfs_; }
    [[nodiscard]] bool clocks_jumped() const { return clocks_jumped_; }
    [[nodiscard]] bool days_passed() const { return days_passed_; }
    /// By version, as HQ was to set them.
    [[nodiscard]] const std::map<std::int32_t, loyalty::RuleSet>& rules() const { return rules_; }
    [[nodiscard]] const Scenario& scenario() const { return *options_.scenario; }
    [[nodiscard]] bool hq_was_rolled_back() const { return hq_was_rolled_back_; }
    [[nodiscard]] bool terminals_were_restored() const { return terminals_were_restored_; }
    /// Registrations of which two histories may exist without anybody having done wrong: cloned or wholly restored.
    [[nodiscard]] const std::set<Registration>& twofold() const { return twofold_; }

private:
    friend class Chaos;

    // NetworkEnds
    void on_accepted(ConnectionNumber connection, std::size_t terminal) override;
    void on_refused(ConnectionNumber connection, std::size_t terminal) override;
    void on_frame(End end, ConnectionNumber connection, std::size_t terminal, BytesView frame) override;
    void on_closed(End end, ConnectionNumber connection, std::size_t terminal) override;
    [[nodiscard]] bool is_up(End end, std::size_t terminal) const override;

    bool step(std::int64_t until_ms);
    void run_until(std::int64_t until_ms);
    void add_terminal(TerminalId terminal, const TerminalBackup& begin, std::optional<sync::EnrolResponse> enrolment = {});
    /// A new machine is enrolled under the code of that one, which may still be selling.
    void replace_terminal(const TerminalNode& node);
    /// A manager approves every certificate that a terminal asked to have renewed.
    void approve_renewals();
    void plan_work(std::size_t terminal);
    void plan_upkeep();
    void set_rules();
    void put_rules(loyalty::RuleSet rules);
    [[nodiscard]] loyalty::ClawBack any_policy();
    /// The nights after the world has come to rest, and the jobs of each.
    [[nodiscard]] bool finish_jobs();
    void heal();
    /// For a person who reads a trace that ends in a violation.
    void print_books();
    [[nodiscard]] bool quiesce();
    [[nodiscard]] std::string what_is_left();
    void forget_gone_promises();
    /// The registrations on that image may from now on have two histories.
    void note_twofold(const TerminalBackup& copied);

    const Template& begin_;
    CrashVfs& vfs_;
    WorldOptions options_;
    SeededRandom random_;
    Scheduler scheduler_;
    Trace trace_;
    Promises promises_;
    Surroundings surroundings_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<HqNode> hq_;
    std::vector<std::unique_ptr<TerminalNode>> terminals_;
    std::vector<std::unique_ptr<Cashier>> cashiers_;
    SoldAnywhere sold_anywhere_;
    std::set<Registration> twofold_;
    bool chaos_ = true;
    bool clocks_jumped_ = false;
    bool days_passed_ = false;
    std::map<std::int32_t, loyalty::RuleSet> rules_;
    bool hq_was_rolled_back_ = false;
    bool terminals_were_restored_ = false;
};

}  // namespace pareto::simulation
