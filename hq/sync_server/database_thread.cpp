// The database thread's rounds.
#include "hq/sync_server/database_thread.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/log/log.h"

namespace pareto::hq::sync_server {
namespace {

using std::chrono::steady_clock;

tl::unexpected<Fault> out_of_reach() {
    return fault(FaultCode::Unavailable, "the database is out of reach");
}

// How many feeds are read before batches are looked at again.
constexpr std::size_t kFeedsPerRound = 32;

}  // namespace

DatabaseThread::DatabaseThread(OpenBooks open,
                               ports::Random& random,
                               DatabaseThreadOptions options,
                               DatabaseNotices notices)
    : open_(std::move(open)),
      random_(random),
      options_(options),
      notices_(std::move(notices)),
      thread_([this] { run(); }) {}

DatabaseThread::~DatabaseThread() {
    stop();
}

void DatabaseThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DatabaseThread::push(std::deque<Task>& queue, Task task) {
    {
        const std::lock_guard lock(mutex_);
        queue.push_back(std::move(task));
    }
    wake_.notify_one();
}

// A task that answers its caller whatever happens: with a fault when the books are out of reach.
template <typename Value, typename Call>
DatabaseThread::Task DatabaseThread::task_of(Call call, Done<Value> done) {
    return [this, call = std::move(call), done = std::move(done)](Books* books) {
        if (books == nullptr) return done(out_of_reach());
        Result<Value> result = call(*books);
        if (!result) note_fault(result.error());
        done(std::move(result));
    };
}

void DatabaseThread::open_session(sync::SessionPeer peer,
                                  sync::Hello hello,
                                  Done<sync::OpenResult> done) {
    push(urgent_,
         task_of<sync::OpenResult>([peer = std::move(peer), hello = std::move(hello)](
                                       Books& books) { return books.open_session(peer, hello); },
                                   std::move(done)));
}

void DatabaseThread::answer(TerminalId terminal, sync::Request request, Done<sync::Response> done) {
    push(urgent_,
         task_of<sync::Response>([terminal, request = std::move(request)](
                                     Books& books) { return books.answer(terminal, request); },
                                 std::move(done)));
}

void DatabaseThread::enrol(sync::EnrolRequest request, Done<sync::EnrolResponse> done) {
    push(urgent_,
         task_of<sync::EnrolResponse>(
             [request = std::move(request)](Books& books) { return books.enrol(request); },
             std::move(done)));
}

void DatabaseThread::read_feed(TerminalId terminal, std::int64_t cursor, Done<sync::Feed> done) {
    push(feeds_,
         task_of<sync::Feed>(
             [terminal, cursor](Books& books) { return books.read_feed(terminal, cursor); },
             std::move(done)));
}

void DatabaseThread::command(std::function<void(Books*)> command) {
    push(commands_, std::move(command));
}

void DatabaseThread::ingest(BatchWork work, Done<sync::IngestResult> done) {
    {
        const std::lock_guard lock(mutex_);
        batches_.push_back({std::move(work), std::move(done)});
    }
    wake_.notify_one();
}

void DatabaseThread::run() {
    auto opened = open_();
    if (opened) {
        books_ = std::move(*opened);
        if (notices_.found) notices_.found();
    } else {
        note_fault(opened.error());
    }
    while (true) {
        if (lost_) {
            give_back();
            reopen();
            const std::lock_guard lock(mutex_);
            if (stopping_ && lost_) break;
            continue;
        }
        Round round;
        if (!wait_for_round(round)) break;
        do_round(round);
    }
    give_back();
    books_.reset();
}

// False when there is nothing left to do and the thread is to end.
bool DatabaseThread::wait_for_round(Round& round) {
    std::unique_lock lock(mutex_);
    const auto anything = [this] {
        return !urgent_.empty() || !batches_.empty() || !commands_.empty() || !feeds_.empty();
    };
    wake_.wait_for(lock, std::min(options_.feed_poll, options_.feed_notice_every), [&] {
        return stopping_ || anything();
    });
    if (stopping_ && !anything()) return false;
    round.idle = !anything();
    round.urgent.swap(urgent_);
    std::size_t entries = 0;
    while (!batches_.empty() && round.batches.size() < options_.batches_max &&
           entries < options_.entries_max) {
        entries += batches_.front().work.batch.entries.size();
        round.batches.push_back(std::move(batches_.front()));
        batches_.pop_front();
    }
    if (!commands_.empty()) {
        round.command = std::move(commands_.front());
        commands_.pop_front();
    }
    for (std::size_t count = 0; count < kFeedsPerRound && !feeds_.empty(); ++count) {
        round.feeds.push_back(std::move(feeds_.front()));
        feeds_.pop_front();
    }
    return true;
}

void DatabaseThread::do_round(Round& round) {
    const auto books = [this] {
        return lost_ ? nullptr : books_.get();
    };
    for (Task& task : round.urgent)
        task(books());
    ingest_group(round.batches);
    if (round.command) round.command(books());
    for (Task& task : round.feeds)
        task(books());
    if (!lost_) periodic(round.idle);
}

void DatabaseThread::ingest_group(std::vector<WaitingBatch>& batches) {
    if (batches.empty()) return;
    if (lost_) {
        for (WaitingBatch& batch : batches)
            batch.done(out_of_reach());
        return;
    }
    std::vector<BatchWork> work;
    work.reserve(batches.size());
    for (const WaitingBatch& batch : batches)
        work.push_back(batch.work);
    auto results = books_->ingest(work);
    if (!results) {
        note_fault(results.error());
        return ingest_one_by_one(batches);
    }
    PARETO_CHECK(results->size() == batches.size());
    for (std::size_t index = 0; index < batches.size(); ++index)
        batches[index].done(std::move((*results)[index]));
}

// The group failed and nothing of it was kept. If the database itself is sound, one batch may be
// the reason: it alone is given back, and keeps no other terminal waiting.
void DatabaseThread::ingest_one_by_one(std::vector<WaitingBatch>& batches) {
    for (WaitingBatch& batch : batches) {
        if (lost_) {
            batch.done(out_of_reach());
            continue;
        }
        auto result = books_->ingest(std::span<const BatchWork>{&batch.work, 1});
        if (result) {
            batch.done(std::move(result->front()));
            continue;
        }
        note_fault(result.error());
        log::error(
            "sync_server.batch_failed",
            {{"terminal_id", batch.work.terminal.value}, {"fault", describe(result.error())}});
        batch.done(unexpected{result.error()});
    }
}

// A fault of one piece of work, or of the database? The cheapest question tells.
void DatabaseThread::note_fault(const Fault& fault) {
    if (lost_) return;
    if (books_ && books_->feed_end()) return;
    lost_ = true;
    log::error("sync_server.database_lost", {{"fault", describe(fault)}});
    if (notices_.lost) notices_.lost(fault);
}

void DatabaseThread::give_back() {
    std::deque<Task> urgent;
    std::deque<Task> commands;
    std::deque<Task> feeds;
    std::deque<WaitingBatch> batches;
    {
        const std::lock_guard lock(mutex_);
        urgent.swap(urgent_);
        commands.swap(commands_);
        feeds.swap(feeds_);
        batches.swap(batches_);
    }
    for (Task& task : urgent)
        task(nullptr);
    for (WaitingBatch& batch : batches)
        batch.done(out_of_reach());
    for (Task& task : commands)
        task(nullptr);
    for (Task& task : feeds)
        task(nullptr);
}

void DatabaseThread::reopen() {
    books_.reset();
    auto delay = options_.reopen_first;
    while (true) {
        const auto jitter =
            std::chrono::milliseconds{random_.below(static_cast<std::uint64_t>(delay.count()) + 1)};
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, delay / 2 + jitter, [this] { return stopping_; })) return;
        }
        auto opened = open_();
        if (opened) {
            books_ = std::move(*opened);
            lost_ = false;
            log::info("sync_server.database_found");
            if (notices_.found) notices_.found();
            return;
        }
        log::warning("sync_server.database_still_lost", {{"fault", describe(opened.error())}});
        give_back();
        delay = std::min(delay * 2, options_.reopen_max);
    }
}

void DatabaseThread::periodic(bool idle) {
    const auto now = steady_clock::now();
    if (now - feed_looked_ >= options_.feed_notice_every ||
        (idle && now - feed_looked_ >= options_.feed_poll))
        look_at_feed();
    if (lost_) return;
    if (now - states_looked_ >= options_.standing_every) {
        states_looked_ = now;
        auto states = books_->terminal_states();
        if (!states) return note_fault(states.error());
        if (notices_.states) notices_.states(std::move(*states));
    }
    const auto done = books_->upkeep(idle);
    if (!done) note_fault(done.error());
}

void DatabaseThread::look_at_feed() {
    feed_looked_ = steady_clock::now();
    const auto end = books_->feed_end();
    if (!end) return note_fault(end.error());
    if (*end <= feed_end_) return;
    feed_end_ = *end;
    if (notices_.feed_grew) notices_.feed_grew(feed_end_);
}

}  // namespace pareto::hq::sync_server
