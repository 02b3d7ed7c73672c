// A terminal as a process on a machine: its file on a crash disk, its anchor beside it, its session with HQ, and the
// reconnecting that the uplink does in production. What the cashier does there is in cashier.h.
#pragma once

#include "common/sync/terminal_session.h"
#include "terminal/app/terminal.h"
#include "terminal/database/sqlite_journal.h"
#include "tests/simulation/hq_node.h"
#include "tests/simulation/network.h"
#include "tests/simulation/surroundings.h"
#include "tests/simulation/template.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pareto::simulation {

/// The anchor file: rewritten without a sync, so that a power cut may bring an older one back.
class MemoryAnchor final : public terminal::database::Anchor {
public:
    using Record = std::optional<terminal::database::AnchorRecord>;
    Result<Record> read() override { return record_; }
    Result<void> write(const terminal::database::AnchorRecord& record) override;
    void put(Record record);
    [[nodiscard]] const Record& record() const { return record_; }
    void power_cut(SeededRandom& random);
    void set_frozen(bool frozen) { frozen_ = frozen; }

private:
    Record record_;
    std::deque<Record> unsynced_;  ///< oldest first
    bool frozen_ = false;          ///< the machine is dead: nothing reaches the file
};

/// Everything a terminal's machine has on its disks.
struct TerminalBackup {
    Disk::Image image;
    MemoryAnchor::Record anchor;
};

/// Which terminal a node is, and what it begins with.
struct TerminalStart {
    std::size_t number = 0;
    TerminalId terminal;
    const TerminalBackup& begin;
    std::optional<sync::EnrolResponse> enrolment;
};

class TerminalNode final : public terminal::Uplink {
public:
    TerminalNode(Surroundings& surroundings, Network& network, SeededRandom random, TerminalStart start);
    ~TerminalNode() override;
    TerminalNode(const TerminalNode&) = delete;
    TerminalNode& operator=(const TerminalNode&) = delete;

    void start();
    [[nodiscard]] bool up() const { return journal_ != nullptr && !crash_wanted_; }
    /// Ends the process; if a use case is waiting for HQ, as soon as that has noticed.
    void crash(Crash how, std::int64_t restart_ms);
    void crash_later(std::int64_t operations) { disk_.die_after(operations); }
    [[nodiscard]] TerminalBackup backup() const { return {disk_.image(), anchor_.record()}; }
    /// The machine is set up from a backup; without `with_anchor` the anchor file is the one it has now.
    void restore(const TerminalBackup& backup, bool with_anchor, std::int64_t restart_ms);
    /// A disk that died while the terminal had nothing to write is noticed here.
    void look_at_disk();
    /// Called when a power cut sets the anchor back between a restore and the next start: then nothing is left that
    /// could tell of the restored file's lost future.
    void set_on_anchor_set_back(std::function<void(const TerminalBackup&)> call) { on_anchor_set_back_ = std::move(call); }
    /// Reopens the connection at once.
    void retry_now();
    /// What the owner does when nobody waits; `checkpoint` moves the write-ahead log into the file whatever its length.
    void maintain(bool checkpoint);

    // Of the connection.
    void on_connected(ConnectionNumber connection);
    void on_refused(ConnectionNumber connection);
    void on_frame(ConnectionNumber connection, BytesView frame);
    void on_closed(ConnectionNumber connection);

    // terminal::Uplink: a use case waits in here while the world goes on.
    Result<sync::Response> ask(Question question, std::chrono::milliseconds timeout) override;
    void wake() override;
    [[nodiscard]] bool connected() const override { return session_ && session_->status().welcomed; }

    /// Runs a use case; a fault of the disk on the way ends the process, as it does in production.
    void use(const std::function<void()>& use_case);
    /// From now on its program writes what it likes (forger.h); before its first start.
    void set_forging() { forging_ = true; }
    [[nodiscard]] bool forging() const { return forging_; }
    [[nodiscard]] bool busy() const { return busy_; }
    void set_world_step(std::function<bool(std::int64_t)> step) { world_step_ = std::move(step); }

    /// What it shows HQ; empty before it is enrolled.
    [[nodiscard]] std::string certificate();

    [[nodiscard]] std::size_t number() const { return number_; }
    [[nodiscard]] TerminalId terminal() const { return terminal_; }
    [[nodiscard]] Disk& disk() { return disk_; }
    [[nodiscard]] NodeClock& clock() { return clock_; }
    [[nodiscard]] MemoryAnchor& anchor() { return anchor_; }
    /// Null while it is down.
    [[nodiscard]] terminal::database::SqliteJournal* file() { return file_.get(); }
    [[nodiscard]] terminal::Journal& journal() { return *journal_; }
    [[nodiscard]] sync::TerminalSession* session() { return session_.get(); }
    [[nodiscard]] ConnectionNumber connection() const { return connection_; }
    [[nodiscard]] std::int64_t life() const { return life_; }
    [[nodiscard]] bool switched_off() const { return switched_off_; }
    /// Taken out of service for good (a clone that is thrown away).
    void switch_off();

private:
    void end_process(Crash how);
    void later(std::int64_t delay_ms, std::function<void()> action);
    void connect_later();
    void drop_session();
    void flush();
    void plan_tick();
    void after_work(const Result<void>& done);
    /// True when the process ended: its disk is dead, or failed it so that nothing it holds can be believed.
    bool ended_by_disk();

    Surroundings& surroundings_;
    Network& network_;
    SeededRandom random_;
    std::size_t number_;
    TerminalId terminal_;
    std::string disk_name_;
    Disk disk_;
    MemoryAnchor anchor_;
    NodeClock clock_;
    std::optional<sync::EnrolResponse> enrolment_;  ///< of a new machine: what HQ said, to be written down at its first start
    std::unique_ptr<terminal::database::SqliteJournal> file_;
    database::Connection* writer_ = nullptr;  ///< file_'s
    std::int64_t troubles_ = 0;  ///< the disk's when the process started
    std::unique_ptr<terminal::Journal> journal_wrap_;
    std::unique_ptr<sync::SyncJournal> sync_wrap_;
    terminal::Journal* journal_ = nullptr;
    sync::SyncJournal* sync_journal_ = nullptr;
    std::unique_ptr<sync::TerminalSession> session_;
    std::function<bool(std::int64_t)> world_step_;
    ConnectionNumber connection_ = 0;   ///< of the session
    ConnectionNumber connecting_ = 0;
    int attempt_ = 0;
    bool busy_ = false;
    bool switched_off_ = false;
    bool forging_ = false;
    bool restored_and_off_ = false;  ///< set up from a backup and not started since
    std::function<void(const TerminalBackup&)> on_anchor_set_back_;
    struct WantedCrash {
        Crash how;
        std::int64_t restart_ms;
        std::function<void()> meanwhile;
    };
    std::optional<WantedCrash> crash_wanted_;
    std::int64_t life_ = 0;
};

}  // namespace pareto::simulation
