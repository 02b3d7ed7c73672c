#include "tests/simulation/chaos.h"

#include "common/goods/voucher_code.h"
#include "common/journal/voucher.h"
#include "common/loyalty/loyalty.h"
#include "hq/database/local_journal.h"
#include "hq/database/setup.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"
#include "tests/simulation/probe.h"
#include "tests/simulation/world.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::size_t kBackupsMax = 6;
constexpr int kClonesMax = 2;
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

Chaos::Chaos(World& world, SeededRandom random) : world_(world), random_(std::move(random)) {
    const FaultWeights& weights = world.options_.scenario->faults;
    kinds_ = {
        {weights.partition, &Chaos::partition},
        {weights.reset, &Chaos::reset},
        {weights.black_hole, &Chaos::black_hole},
        {weights.late_frames, &Chaos::late_frames},
        {weights.slow_link, &Chaos::slow_link},
        {weights.hq_kill, &Chaos::hq_kill},
        {weights.hq_power_cut, &Chaos::hq_power_cut},
        {weights.hq_dies_in_write, &Chaos::hq_dies_in_write},
        {weights.hq_rollback, &Chaos::hq_rollback},
        {weights.hq_disk_trouble, &Chaos::hq_disk_trouble},
        {weights.terminal_kill, &Chaos::terminal_kill},
        {weights.terminal_power_cut, &Chaos::terminal_power_cut},
        {weights.terminal_dies_in_write, &Chaos::terminal_dies_in_write},
        {weights.terminal_disk_trouble, &Chaos::terminal_disk_trouble},
        {weights.terminal_restore, &Chaos::terminal_restore},
        {weights.clone, &Chaos::clone},
        {weights.clock_jump, &Chaos::clock_jump},
        {weights.revoke, &Chaos::revoke},
        {weights.replace, &Chaos::replace},
        {weights.expire_certificate, &Chaos::expire_certificate},
        {weights.forged_ack, &Chaos::forged_ack},
        {weights.days_pass, &Chaos::days_pass},
        {weights.settle, &Chaos::settle},
        {weights.block_card, &Chaos::block_card},
        {weights.issue_voucher, &Chaos::issue_voucher},
        {weights.change_rules, &Chaos::change_rules},
        {weights.late_enrolment, &Chaos::late_enrolment},
    };
}

void Chaos::begin() {
    plan_next();
    take_backups();
}

void Chaos::plan_next() {
    const std::int64_t mean = world_.options_.scenario->fault_every_ms;
    world_.scheduler_.after(random_.between(200, 2 * mean), [this] {
        if (!world_.chaos_) return;
        strike();
        plan_next();
    });
}

void Chaos::strike() {
    std::int64_t total = 0;
    for (const auto& kind : kinds_) total += kind.weight;
    std::int64_t drawn = random_.between(0, total - 1);
    for (const auto& kind : kinds_) {
        drawn -= kind.weight;
        if (drawn >= 0) continue;
        (this->*kind.act)();
        return;
    }
}

void Chaos::take_backups() {
    world_.scheduler_.after(random_.between(3'000, 30'000), [this] {
        if (!world_.chaos_) return;
        if (world_.options_.scenario->faults.hq_rollback > 0 && world_.hq().up() && hq_backups_.size() < kBackupsMax) {
            hq_backups_.push_back(world_.hq().disk().image());
        }
        if (world_.options_.scenario->faults.terminal_restore > 0 && terminal_backups_.size() < kBackupsMax) {
            TerminalNode& node = any_terminal();
            // Without the log, what it copies is the state of the last checkpoint.
            const bool without_log = random_.permille(150);
            if (without_log) node.maintain(true);
            if (!node.switched_off() && (node.up() || !without_log)) {
                terminal_backups_.push_back({node.number(), node.backup(), without_log});
            }
        }
        take_backups();
    });
}

TerminalNode& Chaos::any_terminal() { return *world_.terminals_[random_.below(world_.terminals_.size())]; }

void Chaos::partition() {
    const std::int64_t until = random_.between(1'000, 60'000);
    world_.trace_.fault("partition", {until});
    for (const auto& node : world_.terminals_) {
        const std::size_t terminal = node->number();
        if (random_.permille(500)) continue;
        world_.network_->set_partitioned(terminal, true);
        world_.scheduler_.after(random_.between(until / 2, until),
                                [this, terminal] { world_.network_->set_partitioned(terminal, false); });
    }
}

void Chaos::reset() {
    const std::size_t terminal = any_terminal().number();
    world_.trace_.fault("reset", {static_cast<std::int64_t>(terminal)});
    world_.network_->reset(terminal);
}

void Chaos::black_hole() {
    const std::size_t terminal = any_terminal().number();
    world_.trace_.fault("black hole", {static_cast<std::int64_t>(terminal)});
    world_.network_->black_hole(terminal);
}

void Chaos::late_frames() {
    TerminalNode& node = any_terminal();
    // The best moment is when a batch is under way.
    const std::int64_t late = random_.between(50, 30'000);
    if (world_.network_->make_late(node.number(), late)) world_.trace_.fault("late frames", {static_cast<std::int64_t>(node.number()), late});
    node.retry_now();
}

void Chaos::slow_link() {
    const std::size_t terminal = any_terminal().number();
    const std::int64_t delay = random_.between(100, 4'000);
    world_.trace_.fault("slow link", {static_cast<std::int64_t>(terminal), delay});
    world_.network_->set_delay_max_ms(terminal, delay);
    world_.scheduler_.after(random_.between(5'000, 60'000),
                            [this, terminal] { world_.network_->set_delay_max_ms(terminal, 20); });
}

void Chaos::hq_kill() {
    world_.trace_.fault("hq kill");
    world_.hq().crash(Crash::Kill, random_.between(200, 10'000));
}

void Chaos::hq_power_cut() {
    world_.trace_.fault("hq power cut");
    world_.hq().crash(Crash::PowerCut, random_.between(1'000, 20'000));
}

void Chaos::hq_dies_in_write() { world_.hq().crash_later(random_.between(0, 80)); }

void Chaos::hq_rollback() {
    if (hq_backups_.empty()) return;
    const std::size_t which = random_.below(hq_backups_.size());
    world_.trace_.fault("hq rollback", {static_cast<std::int64_t>(which)});
    world_.hq_was_rolled_back_ = true;
    world_.hq().restore(hq_backups_[which], random_.between(1'000, 15'000));
    world_.forget_gone_promises();
}

void Chaos::trouble(Disk& disk, const char* whose) {
    switch (random_.below(4)) {
        case 0:
        case 1:
            world_.trace_.fault(std::string{whose} + " sync fails");
            disk.fail_next_sync(random_.fork());
            return;
        case 2:
            world_.trace_.fault(std::string{whose} + " disk full");
            disk.set_full(true);
            world_.scheduler_.after(random_.between(500, 15'000), [&disk] { disk.set_full(false); });
            return;
        default:
            world_.trace_.fault(std::string{whose} + " read fails");
            disk.fail_next_read();
            return;
    }
}

void Chaos::hq_disk_trouble() { trouble(world_.hq().disk(), "hq"); }

Result<void> Chaos::append_at_hq(database::Connection& connection, journal::Body body) {
    NodeClock& clock = world_.hq().clock();
    PARETO_TRY(const Registration registration, hq::database::open_process(connection, clock));
    hq::database::LocalEntry entry;
    entry.entry.occurred_at = clock.now();
    entry.entry.business_date = *parse_date("2026-03-10");
    entry.entry.operator_id = "console";
    entry.entry.body = std::move(body);
    entry.branch = world_.begin_.terminals[0].branch;
    hq::database::LocalJournal journal(connection, clock, registration, registration);
    PARETO_TRY(const auto ids, journal.append({&entry, 1}));
    (void)ids;
    return {};
}

void Chaos::late_enrolment() {
    const int card = static_cast<int>(random_.between(Template::kMembers, Cashier::kCards - 1));
    const bool done = world_.hq().decide([&](database::Connection& connection) -> Result<void> {
        journal::MemberEnrolled enrolled;
        enrolled.card_key = Template::card_key(card);
        enrolled.home_branch = world_.begin_.terminals[0].branch;
        return append_at_hq(connection, enrolled);
    });
    if (done) world_.trace_.fault("card known late", {card});
}

void Chaos::block_card() {
    const int card = static_cast<int>(random_.below(Cashier::kCards));
    const bool done = world_.hq().decide([&](database::Connection& connection) -> Result<void> {
        return append_at_hq(connection, journal::CardBlocked{Template::card_key(card), "lost"});
    });
    if (done) world_.trace_.fault("card blocked", {card});
}

void Chaos::issue_voucher() {
    const Bytes secret = random_.bytes(goods::kVoucherSecretBytes);
    const TerminalId holder = random_.permille(400) ? any_terminal().terminal() : TerminalId{};
    hq::database::VoucherOrder order{.terms = {}, .reason = "sorry", .approved_by = "", .secrets = {secret}};
    order.terms.value_minor = random_.between(300, 3'000);
    order.terms.uses = random_.permille(700) ? 1 : 2;
    order.terms.from = *parse_date("2020-01-01");
    order.terms.until = *parse_date("2040-12-31");
    order.terms.holder = holder;
    const bool done = world_.hq().decide([&](database::Connection& connection) -> Result<void> {
        NodeClock& clock = world_.hq().clock();
        PARETO_TRY(const Registration registration, hq::database::open_process(connection, clock));
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        journal::Entry like;
        like.occurred_at = clock.now();
        like.business_date = *parse_date("2026-03-10");
        like.operator_id = "console";
        hq::database::LocalJournal journal(connection, clock, registration, registration);
        PARETO_TRY_VOID(hq::database::issue_vouchers(connection, journal, order, like, Template::allowance_key()));
        return transaction.commit();
    });
    if (!done) return;
    world_.trace_.note("voucher issued", {holder.value, order.terms.value_minor, order.terms.uses});
    world_.promises_.vouchers.push_back(
        {goods::voucher_code(secret), journal::voucher_key(secret), order.terms.value_minor, order.terms.uses});
}

/// A new version while terminals are away: each sale is priced, and booked, by the version that it names.
void Chaos::change_rules() {
    if (!world_.hq().up()) return;
    loyalty::RuleSet rules = world_.rules_.rbegin()->second;
    rules.version = std::max(rules.version + 1, 3);
    rules.points_per_minor = {random_.between(1, 3), random_.between(5, 20)};
    rules.claw_back = world_.any_policy();
    world_.trace_.fault("rules change", {rules.version});
    world_.put_rules(rules);
    // An HQ without rules that terminals have sold by is another story.
    hq_backups_.clear();
}

void Chaos::settle() {
    const auto outcome = random_.permille(600) ? journal::Settlement::Released : journal::Settlement::Rejected;
    EntryId settled;
    const bool done = world_.hq().decide([&](database::Connection& connection) -> Result<void> {
        PARETO_TRY(const auto open, connection.execute("select min(entry_id) from suspense where reason = 'mint_cap' and settled_ms is null"));
        if (open.empty() || open[0].is_null(0)) return {};
        settled = EntryId{open[0].integer(0)};
        return append_at_hq(connection, journal::SuspenseSettled{settled, outcome, "looked at", "manager"});
    });
    if (done && settled) world_.trace_.note("settled", {settled.value, static_cast<std::int64_t>(outcome)});
}

void Chaos::revoke() {
    const TerminalNode& node = any_terminal();
    const bool done = world_.hq().decide([&](database::Connection& connection) -> Result<void> {
        PARETO_TRY(const bool revoked, hq::database::revoke_terminal(connection, node.terminal()));
        (void)revoked;
        return {};
    });
    if (done) world_.trace_.fault("revoked", {static_cast<std::int64_t>(node.number())});
}

void Chaos::replace() {
    if (replacements_ >= kClonesMax) return;
    ++replacements_;
    world_.replace_terminal(any_terminal());
}

void Chaos::expire_certificate() {
    TerminalNode& node = any_terminal();
    const std::string certificate = node.certificate();
    if (certificate.empty() || node.disk().dead()) return;
    world_.trace_.fault("certificate expired", {static_cast<std::int64_t>(node.number())});
    world_.hq().expire(certificate);
    // Certificates are looked at when a connection opens.
    world_.network_->reset(node.number());
}

void Chaos::terminal_kill() {
    TerminalNode& node = any_terminal();
    if (node.switched_off()) return;
    world_.trace_.fault("terminal kill", {static_cast<std::int64_t>(node.number())});
    node.crash(Crash::Kill, random_.between(300, 10'000));
}

void Chaos::terminal_power_cut() {
    TerminalNode& node = any_terminal();
    if (node.switched_off()) return;
    world_.trace_.fault("terminal power cut", {static_cast<std::int64_t>(node.number())});
    node.crash(Crash::PowerCut, random_.between(1'000, 20'000));
}

void Chaos::terminal_dies_in_write() { any_terminal().crash_later(random_.between(0, 60)); }

void Chaos::terminal_disk_trouble() { trouble(any_terminal().disk(), "terminal"); }

void Chaos::terminal_restore() {
    if (terminal_backups_.empty()) return;
    KeptBackup kept = terminal_backups_[random_.below(terminal_backups_.size())];
    TerminalNode& node = *world_.terminals_[kept.terminal];
    if (node.switched_off() || node.busy()) return;
    const bool with_anchor = random_.permille(300);
    if (kept.without_log) {
        auto& files = kept.backup.image;
        files.erase(std::remove_if(files.begin(), files.end(), [](const auto& file) { return file.first != "terminal.db"; }),
                    files.end());
    }
    world_.trace_.fault(with_anchor ? "terminal restore with anchor" : "terminal restore",
                        {static_cast<std::int64_t>(node.number()), kept.without_log ? 1 : 0});
    world_.terminals_were_restored_ = true;
    ++world_.promises_.rollbacks[node.terminal().value];
    // An anchor from the backup, or one that an earlier power cut set back, cannot tell: the same sequences may be used
    // twice until HQ sees it.
    const TerminalBackup before = node.backup();
    const EntryId end = end_of_terminal(world_.vfs_, before.image);
    const bool anchor_tells = before.anchor && EntryId::of(before.anchor->registration, before.anchor->sequence) == end;
    if (with_anchor || !anchor_tells) world_.note_twofold(before);
    node.restore(kept.backup, with_anchor, random_.between(1'000, 10'000));
    world_.cashiers_[kept.terminal]->forget_prints();
    world_.forget_gone_promises();
}

void Chaos::clone() {
    if (clones_ >= kClonesMax) return;
    TerminalNode& node = any_terminal();
    if (node.switched_off() || node.busy()) return;
    ++clones_;
    world_.trace_.fault("clone", {static_cast<std::int64_t>(node.number())});
    ++world_.promises_.rollbacks[node.terminal().value];
    TerminalBackup copy = node.backup();
    world_.note_twofold(copy);
    const std::int64_t offset_ms = node.clock().offset_ms();
    world_.add_terminal(node.terminal(), copy);
    // The copied file says by that clock when HQ answered, and says it anew once a minute: with another clock it would
    // write a page more or less, and a death at the n-th operation would strike elsewhere (I25 compares two worlds).
    world_.terminals_.back()->clock().set_offset_ms(offset_ms);
}

void Chaos::clock_jump() {
    static constexpr std::int64_t kJumps[] = {1'000, 60'000, 3'600'000, kDayMs, 30 * kDayMs, 366 * kDayMs, 3'650 * kDayMs};
    std::int64_t jump = kJumps[random_.below(std::size(kJumps))];
    if (random_.permille(500)) jump = jump > 366 * kDayMs ? jump : -jump;
    TerminalNode& node = any_terminal();
    world_.trace_.fault("clock jump", {static_cast<std::int64_t>(node.number()), jump});
    world_.clocks_jumped_ = true;
    node.clock().set_offset_ms(node.clock().offset_ms() + jump);
}

void Chaos::days_pass() {
    const std::int64_t days = random_.between(1, 4);
    world_.trace_.fault("days pass", {days});
    world_.days_passed_ = true;
    world_.scheduler_.pass_days(days);
}

void Chaos::forged_ack() {
    TerminalNode& node = any_terminal();
    if (node.session() == nullptr || !node.up() || node.busy() || !node.session()->status().welcomed) return;
    const auto before = node.file()->heads();
    if (before.empty()) return;
    const auto& head = before.back();
    sync::Ack ack;
    ack.registration = head.registration;
    ack.sequence = head.last + random_.between(-3, 3);
    ack.term = random_.permille(700) ? node.file()->heads().back().acked_term : random_.between(0, 1'000);
    const Bytes noise = random_.bytes(32);
    ack.hash = *Hash::from(noise);
    if (ack.sequence < 0) return;
    world_.trace_.fault("forged ack", {static_cast<std::int64_t>(node.number()), ack.sequence});
    const std::int64_t life = node.life();
    node.on_frame(node.connection(), sync::encode(ack));
    if (node.life() != life || node.file() == nullptr) return;
    if (node.file()->heads().back().acked != head.acked) {
        world_.promises_.violate("F19", "a terminal believed an ack that is not of its own history");
    }
}

}  // namespace pareto::simulation
