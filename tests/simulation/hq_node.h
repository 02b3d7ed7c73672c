// HQ as a process on a machine: its database on a crash disk, its sessions, and the loop that the sync server has in
// production. What it decided in a transaction leaves for the wire a moment later, so that it can die in between.
#pragma once

#include "common/sync/hq_session.h"
#include "tests/simulation/books.h"
#include "tests/simulation/network.h"
#include "tests/simulation/surroundings.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pareto::simulation {

enum class Crash : std::uint8_t { Kill, PowerCut };

class HqNode {
public:
    HqNode(Surroundings& surroundings, Network& network, SeededRandom random, const Disk::Image& image);
    ~HqNode();
    HqNode(const HqNode&) = delete;
    HqNode& operator=(const HqNode&) = delete;

    void start();
    [[nodiscard]] bool up() const { return books_ != nullptr; }
    void accept(ConnectionNumber connection, TerminalId terminal, const std::string& certificate);
    void on_frame(ConnectionNumber connection, BytesView frame);
    void on_closed(ConnectionNumber connection);

    /// Ends the process now; it starts again after `restart_ms`. Before that, `meanwhile` happens to the disk.
    void crash(Crash how, std::int64_t restart_ms, const std::function<void()>& meanwhile = {});
    /// The backup is put in place of the disk and a new term begins.
    void restore(const Disk::Image& image, std::int64_t restart_ms);
    /// Dies in the middle of the `operations`-th write from now.
    void crash_later(std::int64_t operations) { disk_.die_after(operations); }
    void checkpoint();
    /// All jobs that are due, to their end; while nothing goes wrong.
    [[nodiscard]] Result<void> finish_jobs();
    /// Takes a decision in HQ's books as its command line would; false when HQ is down or it failed.
    bool decide(const std::function<Result<void>(database::Connection&)>& decision);

    /// Over a connection of its own, as a device without a certificate does it. Nothing when HQ is down or refuses.
    [[nodiscard]] std::optional<sync::EnrolResponse> enrol(const sync::EnrolRequest& request);
    /// From now on this certificate's time is over.
    void expire(const std::string& certificate) { expired_.insert(certificate); }
    [[nodiscard]] bool expired(const std::string& certificate) const { return expired_.contains(certificate); }

    [[nodiscard]] Disk& disk() { return disk_; }
    [[nodiscard]] NodeClock& clock() { return clock_; }
    /// Null while it is down.
    /// False for a connection of an earlier life.
    [[nodiscard]] bool listens_to(ConnectionNumber connection) const { return sessions_.contains(connection); }
    [[nodiscard]] database::Connection* connection() { return connection_.get(); }
    [[nodiscard]] std::size_t queue_length() const { return queue_.size(); }
    [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }

private:
    struct Peer {
        std::unique_ptr<sync::HqSession> session;
        TerminalId terminal;
    };
    struct Job {
        ConnectionNumber connection = 0;
        TerminalId terminal;
        sync::HqWork work;
    };
    using Reply = std::function<void()>;
    void enqueue(ConnectionNumber connection, std::vector<sync::HqWork> works);
    void plan_processing();
    void process();
    void run(const Job& job, std::vector<Reply>& replies);
    void ingest(const std::vector<Job>& jobs, std::vector<Reply>& replies);
    void reply(const std::vector<Reply>& replies, std::int64_t feed_end);
    void note_had(Registration registration, Sequence sequence);
    void note_grant(const sync::Response& answer);
    void check_hold(const sync::Authorise& authorise, const sync::Response& answer);
    void check_hold(const sync::AuthoriseValue& authorise, const sync::Response& answer);
    void on_fault(const Fault& what);
    void flush();
    void plan_tick(ConnectionNumber connection);
    /// What other processes wrote is fed down too.
    void plan_feed_look();
    /// The daily jobs, a part at a time.
    void plan_jobs(Registration registration);
    /// True when they are done for this day.
    [[nodiscard]] Result<bool> run_jobs(Registration registration, std::int64_t lots_max);
    void drop(ConnectionNumber connection);
    [[nodiscard]] sync::HqSession* session(ConnectionNumber connection);
    /// `action` happens only if this process still lives then.
    void later(std::int64_t delay_ms, std::function<void()> action);

    Surroundings& surroundings_;
    Network& network_;
    SeededRandom random_;
    Disk disk_;
    NodeClock clock_;
    std::unique_ptr<database::Connection> connection_;
    database::Connection* file_ = nullptr;  ///< connection_ without what a mutant put around it
    std::unique_ptr<Books> books_;
    std::map<ConnectionNumber, Peer> sessions_;
    std::vector<Job> queue_;
    std::map<std::int64_t, std::int64_t> newest_token_;  ///< by terminal
    std::set<std::string> expired_;
    std::int64_t certificates_ = 0;
    bool processing_planned_ = false;
    bool term_is_due_ = false;
    std::int64_t life_ = 0;
};

}  // namespace pareto::simulation
