#include "tests/simulation/scenario.h"

#include <array>

namespace pareto::simulation {
namespace {

Scenario mix() { return {.name = "mix", .what = "everything, a little of each"}; }

Scenario crowd() {
    Scenario scenario{.name = "crowd", .what = "eight terminals"};
    scenario.terminals_min = 8;
    scenario.terminals_max = 8;
    scenario.seconds_max = 90;
    return scenario;
}

Scenario restore() {
    Scenario scenario{.name = "restore", .what = "terminals set up from their backups"};
    scenario.faults.terminal_restore = 25;
    scenario.faults.hq_rollback = 0;
    return scenario;
}

Scenario clone() {
    Scenario scenario{.name = "clone", .what = "two machines with one identity, both selling"};
    scenario.terminals_max = 3;
    scenario.faults.clone = 25;
    scenario.faults.hq_rollback = 0;
    return scenario;
}

Scenario hq_rollback() {
    Scenario scenario{.name = "hq-rollback", .what = "HQ restored from a backup that lacks acknowledged entries"};
    scenario.faults.hq_rollback = 25;
    scenario.faults.terminal_restore = 0;
    scenario.faults.clone = 0;
    return scenario;
}

Scenario partition() {
    Scenario scenario{.name = "partition", .what = "links that hang, break and come back"};
    scenario.faults.partition = 60;
    scenario.faults.black_hole = 30;
    scenario.faults.late_frames = 40;
    scenario.faults.reset = 30;
    return scenario;
}

Scenario redemption() {
    Scenario scenario{.name = "redemption", .what = "many redemptions of few members' points, and HQ dying meanwhile"};
    scenario.work = {.sale = 20, .redemption = 50, .abandoned_redemption = 10};
    scenario.pause_ms = 4'000;
    return scenario;
}

Scenario returns() {
    Scenario scenario{.name = "returns", .what = "many returns, exchanges and post-voids"};
    scenario.work = {.sale = 30, .partial_return = 40, .full_return = 20, .post_void = 15, .exchange = 15, .foreign_return = 10};
    return scenario;
}

Scenario offline() {
    Scenario scenario{.name = "offline", .what = "points redeemed while HQ is out of reach, by allowances and stand-in"};
    scenario.faults.partition = 80;
    scenario.faults.terminal_restore = 8;
    scenario.faults.clone = 4;
    scenario.work = {.sale = 25, .redemption = 40, .abandoned_redemption = 8, .allowances = 20};
    scenario.pause_ms = 4'000;
    return scenario;
}

Scenario value() {
    Scenario scenario{.name = "value", .what = "gift cards and members' own stored value, at several terminals at once"};
    scenario.faults.partition = 20;
    scenario.work = {.sale = 15, .partial_return = 15, .post_void = 8, .sell_value = 25, .pay_value = 40};
    scenario.pause_ms = 4'000;
    return scenario;
}

Scenario vouchers() {
    Scenario scenario{.name = "vouchers", .what = "few vouchers, shown at every terminal, with HQ and without"};
    scenario.faults.partition = 20;
    scenario.faults.issue_voucher = 30;
    scenario.work = {.sale = 15, .partial_return = 10, .full_return = 6, .post_void = 8, .voucher = 40};
    scenario.pause_ms = 4'000;
    return scenario;
}

Scenario rules() {
    Scenario scenario{.name = "rules", .what = "new versions of the rules while terminals are away"};
    scenario.faults.partition = 30;
    scenario.faults.change_rules = 20;
    scenario.faults.hq_rollback = 0;
    scenario.work.partial_return = 25;
    return scenario;
}

Scenario days() {
    Scenario scenario{.name = "days", .what = "nights pass: points mature and expire, tiers are reviewed"};
    scenario.rules = RulesOf::Dated;
    scenario.faults.days_pass = 60;
    scenario.faults.clock_jump = 0;
    // A restored HQ would not know the rules that it had set.
    scenario.faults.hq_rollback = 0;
    return scenario;
}

Scenario byzantine() {
    Scenario scenario{.name = "byzantine", .what = "a terminal that makes up points, facts, amounts and dates; caps"};
    scenario.rules = RulesOf::Capped;
    scenario.forger = true;
    scenario.terminals_min = 2;
    scenario.faults.hq_rollback = 0;
    scenario.faults.clock_jump = 0;
    scenario.faults.days_pass = 10;
    scenario.faults.settle = 20;
    return scenario;
}

}  // namespace

std::span<const Scenario> all_scenarios() {
    static const std::array scenarios{mix(),         crowd(),     restore(),    clone(),
                                       hq_rollback(), partition(), redemption(), returns(), offline(),
                                       value(),       vouchers(),  rules(),     days(),    byzantine()};
    return scenarios;
}

const Scenario* find_scenario(std::string_view name) {
    for (const auto& scenario : all_scenarios()) {
        if (scenario.name == name) return &scenario;
    }
    return nullptr;
}

}  // namespace pareto::simulation
