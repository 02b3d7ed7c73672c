#include "tests/simulation/world.h"

#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "tests/simulation/oracles.h"
#include "tests/simulation/probe.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::int64_t kQuiesceWithinMs = 600'000;
constexpr std::int64_t kPlausibleClockMs = 90'000;
constexpr std::uint64_t kStepsMax = 400'000;

}  // namespace

World::World(const Template& begin, CrashVfs& vfs, const WorldOptions& options)
    : begin_(begin),
      vfs_(vfs),
      options_(options),
      random_(options.seed),
      trace_(scheduler_, options.trace),
      surroundings_{scheduler_, trace_, vfs, promises_, *options.mutant} {
    vfs_.seed(options.seed);
    const Scenario& scenario = *options.scenario;
    const auto count = static_cast<std::size_t>(random_.between(scenario.terminals_min, scenario.terminals_max));
    trace_.note("world", {static_cast<std::int64_t>(options.seed), static_cast<std::int64_t>(count)}, scenario.name);
    network_ = std::make_unique<Network>(scheduler_, *this, random_.fork());
    hq_ = std::make_unique<HqNode>(surroundings_, *network_, random_.fork(), begin.hq);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& made = begin.terminals[i];
        add_terminal(made.id, {made.image, made.anchor});
    }
    // Wall clocks have a generator of their own, so that other clocks leave everything else as it was.
    SeededRandom clocks(options.seed ^ (options.clock_variant * 0x9E3779B97F4A7C15U) ^ 0xC10C);
    hq_->clock().set_offset_ms(clocks.between(-kPlausibleClockMs, kPlausibleClockMs));
    for (const auto& node : terminals_) node->clock().set_offset_ms(clocks.between(-kPlausibleClockMs, kPlausibleClockMs));
}

World::~World() = default;

void World::add_terminal(TerminalId terminal, const TerminalBackup& begin, std::optional<sync::EnrolResponse> enrolment) {
    const std::size_t number = terminals_.size();
    network_->add_link();
    terminals_.push_back(std::make_unique<TerminalNode>(
        surroundings_, *network_, random_.fork(), TerminalStart{number, terminal, begin, std::move(enrolment)}));
    const bool forges = options_.scenario->forger && terminal == begin_.terminals[0].id;
    if (forges) terminals_.back()->set_forging();
    TerminalNode& node = *terminals_.back();
    node.set_on_anchor_set_back([this](const TerminalBackup& before) { note_twofold(before); });
    node.set_world_step([this](std::int64_t until_ms) { return step(until_ms); });
    cashiers_.push_back(
        std::make_unique<Cashier>(surroundings_, node, random_.fork(), options_.scenario->work, sold_anywhere_));
    node.start();
    plan_work(number);
}

void World::replace_terminal(const TerminalNode& node) {
    const Bytes secret = random_.bytes(20);
    const bool coded = hq_->decide([&](database::Connection& connection) -> Result<void> {
        PARETO_TRY(const auto rows, connection.execute("select branch_id, code from terminal where terminal_id = $1", {node.terminal().value}));
        if (rows.empty()) return {};
        return hq::database::add_enrolment_code(connection, hq_->clock(), BranchId{rows[0].integer(0)}, rows[0].text(1), secret);
    });
    if (!coded) return;
    auto response = hq_->enrol({secret, "request"});
    if (!response) return;
    trace_.fault("replaced", {static_cast<std::int64_t>(node.number()), response->terminal_id});
    const TerminalId terminal{response->terminal_id};
    add_terminal(terminal, {}, std::move(response));
}

void World::approve_renewals() {
    for (const auto& node : terminals_) {
        if (node->file() == nullptr || !hq_->expired(node->certificate())) continue;
        (void)hq_->decide([&](database::Connection& connection) -> Result<void> {
            PARETO_TRY(const bool approved, hq::database::approve_renewal(connection, node->terminal()));
            if (approved) trace_.note("renewal approved", {node->terminal().value});
            return {};
        });
    }
}

bool World::step(std::int64_t until_ms) {
    if (promises_.violation) return false;
    const bool something = scheduler_.step(until_ms);
    if (scheduler_.steps() > kStepsMax) promises_.violate("I27", "the world does not come to rest");
    if (promises_.violation && promises_.violation->step == 0) promises_.violation->step = scheduler_.steps();
    return something && !promises_.violation;
}

void World::run_until(std::int64_t until_ms) {
    while (step(until_ms)) {
    }
}

void World::on_accepted(ConnectionNumber connection, std::size_t terminal) {
    hq_->accept(connection, terminals_[terminal]->terminal(), terminals_[terminal]->certificate());
    terminals_[terminal]->on_connected(connection);
}

void World::on_refused(ConnectionNumber connection, std::size_t terminal) { terminals_[terminal]->on_refused(connection); }

void World::on_frame(End end, ConnectionNumber connection, std::size_t terminal, BytesView frame) {
    if (end == End::Hq) {
        hq_->on_frame(connection, frame);
    } else {
        terminals_[terminal]->on_frame(connection, frame);
    }
}

void World::on_closed(End end, ConnectionNumber connection, std::size_t terminal) {
    if (end == End::Hq) {
        hq_->on_closed(connection);
    } else {
        terminals_[terminal]->on_closed(connection);
    }
}

bool World::is_up(End end, std::size_t terminal) const {
    return end == End::Hq ? hq_->up() : terminals_[terminal]->file() != nullptr;
}

void World::plan_work(std::size_t terminal) {
    scheduler_.after(random_.between(200, 2L * options_.scenario->pause_ms), [this, terminal] {
        if (!chaos_) return;
        cashiers_[terminal]->act();
        plan_work(terminal);
    });
}

/// What the programs do by themselves now and then.
void World::plan_upkeep() {
    scheduler_.after(random_.between(2'000, 12'000), [this] {
        if (random_.permille(400)) hq_->checkpoint();
        if (random_.permille(100)) approve_renewals();
        for (const auto& node : terminals_) {
            if (random_.permille(300)) node->maintain(random_.permille(600));
        }
        check_bounds(*this, promises_);
        plan_upkeep();
    });
}

void World::heal() {
    chaos_ = false;
    trace_.note("heal");
    network_->heal();
    hq_->disk().heal();
    for (const auto& node : terminals_) {
        node->disk().heal();
        node->look_at_disk();
        node->clock().set_offset_ms(0);
    }
}

std::string World::what_is_left() {
    if (!hq_->up()) return "HQ is down";
    for (const auto& node : terminals_) {
        const std::string name = "terminal " + std::to_string(node->number());
        if (node->switched_off()) continue;
        if (!node->up() || node->busy()) return name + " is down or busy";
        if (node->session() == nullptr || !node->session()->status().welcomed) return name + " has no session";
        if (node->file()->status().unsent > 0) return name + " has unsent entries";
        // After a power cut at HQ a terminal goes on listening to silence for a while.
        if (!hq_->listens_to(node->connection())) return name + " speaks to an HQ that is gone";
        // HQ compares nothing with it, so what a restored HQ lost is not asked for yet.
        if (node->session()->status().standing == sync::TerminalStanding::CertificateExpired) {
            return name + " has an expired certificate";
        }
        // A revoked terminal gets nothing any more.
        const bool good = node->session()->status().standing == sync::TerminalStanding::Good;
        if (good && node->file()->status().must_restore) return name + " has not got back what it lost";
    }
    if (hq_->queue_length() > 0) return "HQ has work";
    return caches_differ(*this);
}

void World::print_books() {
    for (const auto& node : terminals_) {
        if (node->file() == nullptr) continue;
        for (const auto& head : node->file()->heads()) {
            trace_.note("head", {static_cast<std::int64_t>(node->number()), EntryId::of(head.registration, head.last).value,
                                 head.acked, head.acked_term, head.lost ? 1 : 0});
        }
    }
    if (!hq_->up()) return;
    const auto rows = hq_->connection()->execute("select registration, sequence from watermark order by registration");
    if (!rows) return;
    for (const auto& row : *rows) {
        trace_.note("watermark", {EntryId::of(static_cast<Registration>(row.integer(0)), row.integer(1)).value});
    }
    const auto print = [this](const char* what, const char* sql) {
        const auto found = hq_->connection()->execute(sql);
        if (!found) return;
        for (const auto& row : *found) {
            std::string line = row.text(0);
            for (std::size_t column = 1; column < found->columns.size(); ++column) {
                const std::int64_t number = row.integer(column);
                const EntryId id{number};
                line += id.registration() > 0 ? " " + std::to_string(id.registration()) + ":" + std::to_string(id.sequence())
                                              : " " + std::to_string(number);
            }
            trace_.note(what, {}, line);
        }
    };
    print("sale", "select business_date, sale_id, shard_key, eligible_minor, remaining_minor, points, voided_by from sale order by sale_id");
    print("transfer", "select code, shard_key, cause, number, debit_account, credit_account, amount, lot_cause from transfer order by cause, number");
    print("redemption", "select state, redemption_id, member_id, points, captured_by from redemption order by redemption_id");
    print("voucher use", "select state, redemption_id, member_id, taken_minor, paid_minor, given_minor, sale_id from voucher_use order by redemption_id");
    print("voucher transfer", "select code, cause, number, debit_account, credit_account, amount_minor from voucher_transfer order by cause, number");
    print("fork", "select '', registration, sequence, entry_id from fork order by registration, sequence");
    print("suspense", "select reason || ' ' || detail, entry_id from suspense order by entry_id");
}

bool World::quiesce() {
    const std::int64_t until = scheduler_.now_ms() + kQuiesceWithinMs;
    std::string left;
    int quiet = 0;
    while (scheduler_.now_ms() < until) {
        run_until(scheduler_.now_ms() + 2'000);
        if (promises_.violation) return false;
        approve_renewals();
        left = what_is_left();
        // Twice in a row: nothing was under way between them.
        quiet = left.empty() ? quiet + 1 : 0;
        if (quiet == 2) return true;
    }
    promises_.violate("I17", "ten minutes after the faults stopped: " + left);
    return false;
}

loyalty::ClawBack World::any_policy() {
    const std::int64_t drawn = random_.between(0, 3);
    if (drawn > 1) return loyalty::ClawBack::Unlimited;
    return drawn == 0 ? loyalty::ClawBack::WithinBalance : loyalty::ClawBack::OnlyPending;
}

void World::set_rules() {
    rules_[1] = Template::rules();
    loyalty::RuleSet rules = rules_[1];
    rules.version = 2;
    switch (options_.scenario->rules) {
        case RulesOf::Template:
            // Most worlds keep the rules that everything begins with, and so can be delivered again to a fresh HQ.
            rules.claw_back = any_policy();
            if (rules.claw_back == loyalty::ClawBack::Unlimited) return;
            break;
        case RulesOf::Dated:
            rules.claw_back = any_policy();
            rules.stored_value_days = static_cast<std::int32_t>(random_.between(0, 3));
            rules.lot_days = static_cast<std::int32_t>(random_.between(0, 3));
            rules.pending_days = random_.permille(500) ? 0 : 1;
            rules.give_back_days = 2;
            rules.tier_rules.tiers = {{"silver", random_.between(100, 300), {1, 1}}, {"gold", random_.between(400, 900), {3, 2}}};
            break;
        case RulesOf::Capped:
            rules.claw_back = any_policy();
            rules.mint_caps = {Points{random_.between(300, 2'000)}, Points{random_.permille(300) ? 0 : random_.between(200, 1'500)}};
            break;
    }
    put_rules(rules);
}

void World::put_rules(loyalty::RuleSet rules) {
    // Also when HQ's disk refuses: then nobody will name that version.
    rules_[rules.version] = rules;
    for (auto& tier : rules.tier_rules.tiers) tier.threshold += options_.mutant->tier_threshold_shift;
    if (options_.mutant->ignores_claw_back) rules.claw_back = loyalty::ClawBack::Unlimited;
    const bool done = hq_->decide([&](database::Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY_VOID(hq::database::put_rules(connection, rules));
        return transaction.commit();
    });
    if (!done && rules.version == 2) promises_.violate("world", "HQ does not take its rules");
    trace_.note("rules", {rules.version});
}

bool World::finish_jobs() {
    if (options_.scenario->faults.days_pass == 0) return true;
    for (int night = 0; night < 2; ++night) {
        scheduler_.pass_days(2);
        days_passed_ = true;
        const auto done = hq_->finish_jobs();
        if (done) continue;
        promises_.violate("jobs", "a job of HQ does not end: " + describe(done.error()));
        return false;
    }
    return true;
}

WorldResult World::run() {
    hq_->start();
    set_rules();
    Chaos chaos(*this, random_.fork());
    chaos.begin();
    plan_upkeep();
    const Scenario& scenario = *options_.scenario;
    run_until(1'000 * random_.between(scenario.seconds_min, scenario.seconds_max));
    heal();
    WorldResult result;
    if (!promises_.violation && quiesce() && finish_jobs()) {
        check_at_rest(*this, promises_);
        if (!promises_.violation) result.outcome_digest = outcome_digest(*this);
    }
    if (options_.trace) print_books();
    result.violation = promises_.violation;
    if (result.violation && result.violation->step == 0) result.violation->step = scheduler_.steps();
    result.trace_digest = trace_.digest();
    result.steps = scheduler_.steps();
    result.frames = network_->frames_delivered();
    result.clocks_jumped = clocks_jumped_ || hq_was_rolled_back_;
    result.faults = trace_.faults();
    result.disks = hq_->disk().counters();
    for (const auto& cashier : cashiers_) result.sales += cashier->sales();
    for (const auto& node : terminals_) result.disks.add(node->disk().counters());
    result.faults["write lost"] = result.disks.writes_lost;
    result.faults["write torn"] = result.disks.writes_torn;
    result.faults["sector garbled"] = result.disks.sectors_garbled;
    result.faults["file creation or deletion lost"] = result.disks.directory_changes_lost;
    return result;
}

void World::forget_gone_promises() {
    // What a commit that failed for want of space left in the log is not there for the HQ that runs on.
    std::set<EntryKey> known =
        hq_->up() ? entries_of_hq(*hq_->connection()) : entries_of_hq(vfs_, hq_->disk().image());
    for (const auto& node : terminals_) {
        if (!node->switched_off()) known.merge(entries_of_terminal(vfs_, node->disk().image()));
    }
    const auto forget = [&](const std::set<EntryKey>& promised) {
        for (const auto& key : promised) {
            if (!known.contains(key)) promises_.gone.insert(key);
        }
    };
    forget(promises_.printed);
    forget(promises_.acknowledged);
}

void World::note_twofold(const TerminalBackup& copied) {
    twofold_.merge(registrations_of_terminal(vfs_, copied.image));
    // Two machines with one spare may both open it before HQ tells one of them to leave it alone.
    if (copied.anchor && copied.anchor->spare != 0) twofold_.insert(copied.anchor->spare);
}

}  // namespace pareto::simulation
