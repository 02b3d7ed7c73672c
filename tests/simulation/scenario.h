// What kind of trouble a world gets. The numbers are weights and counts; the seed draws from them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pareto::simulation {

/// Weights of the faults against each other; 0 = never.
struct FaultWeights {
    int partition = 10;
    int reset = 10;
    int black_hole = 6;
    int late_frames = 8;
    int slow_link = 6;
    int hq_kill = 6;
    int hq_power_cut = 4;
    int hq_dies_in_write = 8;
    int hq_rollback = 1;
    int hq_disk_trouble = 4;
    int terminal_kill = 8;
    int terminal_power_cut = 8;
    int terminal_dies_in_write = 14;
    int terminal_disk_trouble = 6;
    int terminal_restore = 2;
    int clone = 1;
    int clock_jump = 4;
    int revoke = 1;
    int replace = 1;
    int expire_certificate = 2;
    int forged_ack = 3;
    int block_card = 3;  ///< not a fault either
    int issue_voucher = 3;  ///< nor that
    int change_rules = 0;   ///< nor that
    int days_pass = 0;
    int settle = 0;  ///< not a fault: a person releases or rejects a sale that was withheld
    int late_enrolment = 6;  ///< not a fault: HQ learns a card that terminals have already seen
};

/// Weights of what a cashier does.
struct WorkWeights {
    int sale = 40;
    int partial_return = 12;
    int full_return = 6;
    int post_void = 4;
    int exchange = 4;
    int redemption = 8;
    int abandoned_redemption = 2;
    int enrol = 4;
    int shift = 3;
    int foreign_return = 2;
    int allowances = 6;
    int sell_value = 4;
    int pay_value = 6;
    int voucher = 5;
};

/// What HQ sets before anything is sold.
enum class RulesOf : std::uint8_t {
    Template,  ///< points for ever and for all
    Dated,     ///< lots that last a day, pending points, tiers
    Capped,    ///< caps on what sales mint
};

struct Scenario {
    std::string_view name;
    std::string_view what;
    int terminals_min = 1;
    int terminals_max = 5;
    int seconds_min = 30;  ///< of chaos
    int seconds_max = 180;
    int pause_ms = 7'000;  ///< between two operations of a cashier, on average
    int fault_every_ms = 9'000;
    FaultWeights faults{};
    WorkWeights work{};
    RulesOf rules = RulesOf::Template;
    bool forger = false;  ///< the first terminal's program is not ours any more
};

/// The first is the default mix.
[[nodiscard]] std::span<const Scenario> all_scenarios();
[[nodiscard]] const Scenario* find_scenario(std::string_view name);

}  // namespace pareto::simulation
