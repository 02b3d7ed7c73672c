#include "tests/simulation/terminal_node.h"

#include "terminal/database/settings.h"
#include "tests/simulation/forger.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::size_t kUnsyncedAnchors = 8;
constexpr std::int64_t kAskForRenewalMs = 20'000;
constexpr const char* kProgramVersion = "simulated";

}  // namespace

Result<void> MemoryAnchor::write(const terminal::database::AnchorRecord& record) {
    if (frozen_) return fault(FaultCode::Unavailable, "the machine is dead");
    unsynced_.push_back(record_);
    if (unsynced_.size() > kUnsyncedAnchors) unsynced_.pop_front();
    record_ = record;
    return {};
}

void MemoryAnchor::put(Record record) {
    record_ = std::move(record);
    unsynced_.clear();
}

void MemoryAnchor::power_cut(SeededRandom& random) {
    if (!unsynced_.empty() && random.permille(500)) record_ = unsynced_[random.below(unsynced_.size())];
    unsynced_.clear();
}

TerminalNode::TerminalNode(Surroundings& surroundings, Network& network, SeededRandom random, TerminalStart start)
    : surroundings_(surroundings),
      network_(network),
      random_(std::move(random)),
      number_(start.number),
      terminal_(start.terminal),
      disk_name_("t" + std::to_string(start.number)),
      clock_(surroundings.scheduler),
      enrolment_(std::move(start.enrolment)) {
    disk_.restore(start.begin.image);
    disk_.set_options({.sector_bytes = random_.permille(500) ? 512U : 4096U,
                       .powersafe_overwrite = random_.permille(700),
                       .syncs_are_skipped = surroundings.mutant.skips_terminal_syncs});
    anchor_.put(start.begin.anchor);
    surroundings_.vfs.mount(disk_name_, disk_);
}

TerminalNode::~TerminalNode() {
    disk_.die_after(0);
    session_.reset();
    sync_wrap_.reset();
    journal_wrap_.reset();
    file_.reset();
    surroundings_.vfs.unmount(disk_name_);
}

void TerminalNode::later(std::int64_t delay_ms, std::function<void()> action) {
    surroundings_.scheduler.after(delay_ms, [this, life = life_, action = std::move(action)] {
        if (life == life_) action();
    });
}

void TerminalNode::start() {
    ++life_;
    troubles_ = disk_.troubles();
    if (surroundings_.mutant.forgets_anchor) anchor_.put(std::nullopt);
    auto writer = database::open_sqlite("/" + disk_name_ + "/terminal.db",
                                        {.read_only = false, .vfs = surroundings_.vfs.name(), .cache_mib = 2});
    Result<std::unique_ptr<terminal::database::SqliteJournal>> opened = fault(FaultCode::Unavailable, "not open");
    if (writer) {
        writer_ = writer->get();
        opened = terminal::database::SqliteJournal::open({.writer = std::move(*writer),
                                                          .reader = nullptr,
                                                          .anchor = anchor_,
                                                          .clock = clock_,
                                                          .program_version = kProgramVersion});
    }
    if (opened && enrolment_ && !(*opened)->state().enrolled) {
        if (const auto enrolled = (*opened)->enrol({*enrolment_, "key", "hq:7443"}); !enrolled) {
            opened = unexpected{enrolled.error()};
        }
    }
    if (!opened) {
        const Fault& why = writer ? opened.error() : writer.error();
        surroundings_.trace.note("terminal cannot start", {static_cast<std::int64_t>(number_)}, describe(why));
        if (why.code == FaultCode::Corrupt) surroundings_.promises.violate("I7", "a terminal's file is damaged: " + describe(why));
        crash(disk_.dead() ? Crash::PowerCut : Crash::Kill, 2'000);
        return;
    }
    file_ = std::move(*opened);
    if (surroundings_.mutant.spoils_at_start != nullptr) (void)writer_->execute(surroundings_.mutant.spoils_at_start);
    restored_and_off_ = false;
    journal_wrap_ = forging_ ? forging_journal(*file_) : surroundings_.mutant.wrap_journal(*file_);
    sync_wrap_ = surroundings_.mutant.wrap_sync_journal(*file_);
    journal_ = journal_wrap_ ? journal_wrap_.get() : file_.get();
    sync_journal_ = sync_wrap_ ? sync_wrap_.get() : file_.get();
    surroundings_.trace.note("terminal started", {static_cast<std::int64_t>(number_), file_->state().registration},
                             file_->state().why_not);
    attempt_ = 0;
    connect_later();
}

void TerminalNode::end_process(Crash how) {
    ++life_;
    anchor_.set_frozen(true);
    disk_.die_after(0);
    session_.reset();
    journal_ = nullptr;
    sync_journal_ = nullptr;
    sync_wrap_.reset();
    journal_wrap_.reset();
    file_.reset();
    if (connection_ != 0) {
        if (how == Crash::Kill) {
            network_.close(End::Terminal, connection_);
        } else {
            network_.forget(End::Terminal, connection_);
        }
    }
    connection_ = 0;
    connecting_ = 0;
    anchor_.set_frozen(false);
    if (how == Crash::Kill) {
        disk_.kill();
    } else {
        const TerminalBackup before = backup();
        disk_.power_cut(random_);
        anchor_.power_cut(random_);
        if (restored_and_off_ && before.anchor != anchor_.record() && on_anchor_set_back_) on_anchor_set_back_(before);
    }
    surroundings_.trace.note(how == Crash::Kill ? "terminal killed" : "terminal lost power", {static_cast<std::int64_t>(number_)});
}

void TerminalNode::crash(Crash how, std::int64_t restart_ms) {
    if (busy_) {
        // A use case is on the stack. It meets a dead disk and comes back; use() does the rest.
        disk_.die_after(0);
        anchor_.set_frozen(true);
        if (!crash_wanted_) crash_wanted_ = WantedCrash{how, restart_ms, {}};
        return;
    }
    end_process(how);
    if (!switched_off_) later(restart_ms, [this] { start(); });
}

void TerminalNode::restore(const TerminalBackup& backup, bool with_anchor, std::int64_t restart_ms) {
    auto replace = [this, backup, with_anchor] {
        disk_.restore(backup.image);
        if (with_anchor) anchor_.put(backup.anchor);
        restored_and_off_ = true;
    };
    if (busy_) {
        crash(Crash::Kill, restart_ms);
        crash_wanted_->meanwhile = replace;
        return;
    }
    end_process(Crash::Kill);
    replace();
    later(restart_ms, [this] { start(); });
}

std::string TerminalNode::certificate() {
    if (file_ == nullptr) return {};
    const auto settings = file_->settings();
    return settings ? terminal::database::text_of(*settings, terminal::database::setting::kCertificate) : std::string{};
}

void TerminalNode::switch_off() {
    switched_off_ = true;
    crash(Crash::Kill, 0);
}

void TerminalNode::use(const std::function<void()>& use_case) {
    if (busy_ || !up()) return;
    busy_ = true;
    use_case();
    busy_ = false;
    if (crash_wanted_) {
        const auto wanted = std::exchange(crash_wanted_, std::nullopt);
        end_process(wanted->how);
        if (wanted->meanwhile) wanted->meanwhile();
        if (!switched_off_) later(wanted->restart_ms, [this] { start(); });
        return;
    }
    after_work({});
}

bool TerminalNode::ended_by_disk() {
    if (crash_wanted_) return true;
    if (disk_.dead()) {
        surroundings_.trace.fault("terminal power cut in a write", {static_cast<std::int64_t>(number_)});
        crash(Crash::PowerCut, random_.between(500, 20'000));
        return true;
    }
    if (disk_.troubles() == troubles_) return false;
    crash(Crash::Kill, random_.between(500, 5'000));
    return true;
}

void TerminalNode::look_at_disk() {
    if (up() && !busy_) (void)ended_by_disk();
}

/// After anything that touched the file: a bad disk ends the process; then entries and other output go out.
void TerminalNode::after_work(const Result<void>& done) {
    if (ended_by_disk()) return;
    if (!done) {
        surroundings_.trace.note("terminal session ends", {static_cast<std::int64_t>(number_)}, describe(done.error()));
        drop_session();
        return;
    }
    if (session_) {
        const auto pumped = session_->pump();
        if (ended_by_disk()) return;
        if (!pumped) {
            drop_session();
            return;
        }
        flush();
    }
}

void TerminalNode::flush() {
    if (!session_) return;
    for (auto& frame : session_->take_output()) network_.send(End::Terminal, connection_, std::move(frame));
}

void TerminalNode::drop_session() {
    flush();
    session_.reset();
    if (connection_ != 0) network_.close(End::Terminal, std::exchange(connection_, 0));
    connect_later();
}

void TerminalNode::connect_later() {
    if (connecting_ != 0 || connection_ != 0 || file_ == nullptr) return;
    const auto delay = sync::reconnect_delay(attempt_++, random_.next()).count();
    later(delay, [this] { retry_now(); });
}

void TerminalNode::retry_now() {
    if (connecting_ != 0 || connection_ != 0 || file_ == nullptr) return;
    connecting_ = network_.connect(number_);
}

void TerminalNode::on_connected(ConnectionNumber connection) {
    if (connection != connecting_ || file_ == nullptr || crash_wanted_) {
        network_.close(End::Terminal, connection);
        return;
    }
    connecting_ = 0;
    connection_ = connection;
    session_ = std::make_unique<sync::TerminalSession>(*sync_journal_, surroundings_.scheduler.steady());
    after_work({});
    plan_tick();
}

void TerminalNode::on_refused(ConnectionNumber connection) {
    if (connection != connecting_) return;
    connecting_ = 0;
    connect_later();
}

void TerminalNode::on_frame(ConnectionNumber connection, BytesView frame) {
    if (connection != connection_ || !session_ || crash_wanted_) return;
    const bool before = session_->status().welcomed;
    const auto done = session_->on_frame(frame, surroundings_.scheduler.steady());
    const bool welcomed_now = !before && session_->status().welcomed;
    if (welcomed_now) attempt_ = 0;
    if (welcomed_now && session_->status().standing == sync::TerminalStanding::CertificateExpired) {
        // Asks again now and then whether a manager has approved a new one.
        later(kAskForRenewalMs, [this, connection] {
            if (connection_ == connection && session_) drop_session();
        });
    }
    after_work(done);
}

void TerminalNode::on_closed(ConnectionNumber connection) {
    if (connection != connection_) return;
    connection_ = 0;
    session_.reset();
    connect_later();
}

void TerminalNode::plan_tick() {
    if (!session_) return;
    const auto due = session_->next_deadline().time_since_epoch().count() - surroundings_.scheduler.now_ms();
    later(std::max<std::int64_t>(due, 1), [this, connection = connection_] {
        if (connection != connection_ || !session_) return;
        after_work(session_->on_tick(surroundings_.scheduler.steady()));
        plan_tick();
    });
}

void TerminalNode::maintain(bool checkpoint) {
    if (!up() || busy_) return;
    auto done = file_->maintain();
    if (done && checkpoint) done = database::checkpoint(*writer_);
    if (!done) {
        surroundings_.trace.note("terminal cannot maintain", {static_cast<std::int64_t>(number_)}, describe(done.error()));
    }
    (void)ended_by_disk();
}

Result<sync::Response> TerminalNode::ask(Question question, std::chrono::milliseconds timeout) {
    const auto answer = std::make_shared<std::optional<sync::Response>>();
    const std::int64_t deadline = surroundings_.scheduler.now_ms() + timeout.count();
    ConnectionNumber asked_on = 0;
    for (;;) {
        // An answer that is lost with its connection is asked for again on the next one, as the uplink does.
        if (session_ && session_->status().welcomed && connection_ != asked_on) {
            asked_on = connection_;
            session_->request(question, [answer](const sync::Response& response) { *answer = response; });
            flush();
        }
        if (*answer || crash_wanted_ || !world_step_(deadline)) break;
    }
    if (!*answer) return fault(FaultCode::Timeout, "no answer");
    if (!(*answer)->error.empty()) return fault(FaultCode::Unavailable, (*answer)->error);
    return **answer;
}

void TerminalNode::wake() {
    // use() pumps when the use case is done.
}

}  // namespace pareto::simulation
