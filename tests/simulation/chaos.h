// What goes wrong: draws faults by the scenario's weights, one after the other, and does them to the world.
#pragma once

#include "tests/simulation/random.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/terminal_node.h"

#include <cstdint>
#include <vector>

namespace pareto::simulation {

class World;

class Chaos {
public:
    Chaos(World& world, SeededRandom random);
    /// Plans the first fault; each plans the next until the world heals.
    void begin();

private:
    struct Kind {
        int weight;
        void (Chaos::*act)();
    };
    void plan_next();
    void strike();
    void take_backups();
    [[nodiscard]] TerminalNode& any_terminal();

    // The network.
    void partition();
    void reset();
    void black_hole();
    void late_frames();
    void slow_link();
    // HQ.
    void hq_kill();
    void hq_power_cut();
    void hq_dies_in_write();
    void hq_rollback();
    void hq_disk_trouble();
    void late_enrolment();
    void revoke();
    void replace();
    void expire_certificate();
    // Terminals.
    void terminal_kill();
    void terminal_power_cut();
    void terminal_dies_in_write();
    void terminal_disk_trouble();
    void terminal_restore();
    void clone();
    void clock_jump();
    void days_pass();
    void settle();
    void block_card();
    void issue_voucher();
    void change_rules();
    /// Of HQ's own journal, now.
    Result<void> append_at_hq(database::Connection& connection, journal::Body body);
    void forged_ack();
    void trouble(Disk& disk, const char* whose);

    World& world_;
    SeededRandom random_;
    std::vector<Kind> kinds_;
    std::vector<Disk::Image> hq_backups_;
    struct KeptBackup {
        std::size_t terminal = 0;
        TerminalBackup backup;
        bool without_log = false;  ///< somebody copied the database file and not what lies beside it
    };
    std::vector<KeptBackup> terminal_backups_;
    int clones_ = 0;
    int replacements_ = 0;
};

}  // namespace pareto::simulation
