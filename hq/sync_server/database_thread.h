// The one thread that uses the books. Sessions hand it work and get the result on their own strand.
//
// It takes what waits in this order: what somebody stands at a terminal for (a redemption, a
// welcome, an enrolment), then all batches that wait, up to a limit, in one transaction (so that
// many terminals share one sync of the disk), then one command of HQ's own staff, then feeds. An
// ack leaves after the commit that holds its entries, never before.
//
// When the database fails, all that waits is given back unanswered, the sessions are closed, and
// the books are opened again with a growing delay.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/sync_server/books.h"

namespace pareto::hq::sync_server {

struct DatabaseThreadOptions {
    std::size_t batches_max = 64;  ///< in one transaction
    std::size_t entries_max =
        2'048;  ///< in one transaction, so that a request waits for milliseconds
    std::chrono::milliseconds feed_poll{1'000};  ///< for what other HQ processes wrote
    std::chrono::milliseconds feed_notice_every{
        250};  ///< sessions are told of growth at most this often
    std::chrono::milliseconds standing_every{20'000};  ///< a revoked terminal is closed within this
    std::chrono::milliseconds reopen_first{500};
    std::chrono::milliseconds reopen_max{30'000};
};

/// What the thread tells the server; called on the database thread.
struct DatabaseNotices {
    std::function<void(std::int64_t)> feed_grew;
    std::function<void(std::vector<TerminalState>)> states;
    std::function<void(const Fault&)> lost;  ///< the sessions are to be closed
    std::function<void()> found;             ///< opened (again)
};

class DatabaseThread {
public:
    template <typename Value>
    using Done = std::function<void(Result<Value>)>;

    /// Starts at once. `open` and all callbacks of work run on the thread.
    DatabaseThread(OpenBooks open,
                   ports::Random& random,
                   DatabaseThreadOptions options,
                   DatabaseNotices notices);
    ~DatabaseThread();
    DatabaseThread(const DatabaseThread&) = delete;
    DatabaseThread& operator=(const DatabaseThread&) = delete;

    void open_session(sync::SessionPeer peer, sync::Hello hello, Done<sync::OpenResult> done);
    void ingest(BatchWork work, Done<sync::IngestResult> done);
    void read_feed(TerminalId terminal, std::int64_t cursor, Done<sync::Feed> done);
    void answer(TerminalId terminal, sync::Request request, Done<sync::Response> done);
    void enrol(sync::EnrolRequest request, Done<sync::EnrolResponse> done);
    /// Runs `command` between two transactions; nullptr while the database cannot be reached.
    void command(std::function<void(Books*)> command);

    /// Finishes what waits (nothing new is taken), and ends. Callable from any other thread, once
    /// or more.
    void stop();

private:
    using Task = std::function<void(Books*)>;

    struct WaitingBatch {
        BatchWork work;
        Done<sync::IngestResult> done;
    };

    struct Round {
        std::deque<Task> urgent;
        std::vector<WaitingBatch> batches;
        Task command;
        std::deque<Task> feeds;
        bool idle = false;
    };

    void push(std::deque<Task>& queue, Task task);
    template <typename Value, typename Call>
    [[nodiscard]] Task task_of(Call call, Done<Value> done);
    void run();
    [[nodiscard]] bool wait_for_round(Round& round);
    void do_round(Round& round);
    void ingest_group(std::vector<WaitingBatch>& batches);
    void ingest_one_by_one(std::vector<WaitingBatch>& batches);
    void periodic(bool idle);
    void look_at_feed();
    void note_fault(const Fault& fault);
    void reopen();
    void give_back();

    OpenBooks open_;
    ports::Random& random_;
    DatabaseThreadOptions options_;
    DatabaseNotices notices_;
    std::unique_ptr<Books> books_;
    std::int64_t feed_end_ = 0;
    std::chrono::steady_clock::time_point feed_looked_;
    std::chrono::steady_clock::time_point states_looked_;
    bool lost_ = false;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> urgent_;
    std::deque<WaitingBatch> batches_;
    std::deque<Task> commands_;
    std::deque<Task> feeds_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace pareto::hq::sync_server
