// Both ends connected in memory: messages, database work, time and losses in an order drawn from a
// seed. Whatever happened, once it is quiet HQ has every entry exactly once and the terminal has
// the newest state of every subject. PARETO_SEEDS=N runs N worlds instead of 60.
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "tests/sync/fake_hq.h"
#include "tests/sync/fake_journal.h"
#include "tests/sync/show.h"

namespace pareto::sync::test {
namespace {

using std::chrono::milliseconds;

constexpr int kItems = 5;

class World {
public:
    explicit World(std::uint64_t seed) : random_(seed), journal_(7, 1 + below(10)) {
        // What a restored HQ has never heard of stays at the terminals, so every subject is there
        // from the start.
        for (int item = 0; item < kItems; ++item)
            hq_.change("item " + std::to_string(item), "first price", true);
    }

    void run(int steps) {
        for (int i = 0; i < steps && trouble_.empty(); ++i)
            step();
    }

    /// No more losses: everything that is under way arrives.
    void become_quiet() {
        for (int i = 0; i < 20'000 && trouble_.empty(); ++i) {
            if (!connection_) connect();
            bool moved = deliver_up();
            moved = deliver_down() || moved;
            moved = work_at_hq() || moved;
            moved = pump() || moved;
            if (!moved) return;
        }
        if (trouble_.empty()) trouble_ = "never becomes quiet";
    }

    /// What is not as it should be, or "".
    [[nodiscard]] std::string wrong() {
        if (!trouble_.empty()) return trouble_;
        for (const auto& own : journal_.all()) {
            const std::string name = "registration " + std::to_string(own.registration);
            if (hq_.kept[own.registration].entries != own.entries)
                return name + ": HQ has other entries";
            if (own.acked != own.last()) return name + ": not all is acknowledged";
        }
        for (const auto& [subject, newest] : hq_.subjects()) {
            if (const auto& seen = journal_.subjects[subject]; seen != newest)
                return subject + ": HQ has " + newest + ", the terminal " + seen;
        }
        if (answers_ > static_cast<std::uint64_t>(asked_)) return "an answer came twice";
        if (!connection_->terminal.status().alarm.empty())
            return "alarm: " + connection_->terminal.status().alarm;
        if (connection_->terminal.status().unacked != 0)
            return "the status shows unacknowledged entries";
        return "";
    }

    [[nodiscard]] const FakeJournal& journal() const { return journal_; }

    [[nodiscard]] std::uint64_t answers() const { return answers_; }

    [[nodiscard]] std::uint64_t restores() const { return restores_; }

private:
    struct Connection {
        Connection(SyncJournal& journal, SteadyTime now)
            : terminal(journal, now), hq(SessionPeer{TerminalId{1}, false, {}}, now) {}

        TerminalSession terminal;
        HqSession hq;
        std::deque<Bytes> up, down;
        std::deque<HqWork> batches, others;  ///< batches keep their order among themselves
    };

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    bool once_in(std::uint64_t times) { return below(times) == 0; }

    void step() {
        switch (below(14)) {
            case 0:
            case 1:
                journal_.append(static_cast<int>(below(15)));
                break;
            case 2:
                hq_.change("item " + std::to_string(below(kItems)),
                           "price " + std::to_string(++prices_),
                           !once_in(3)),
                    announce();
                break;
            case 3:
                ask();
                break;
            case 4:
                now_ += milliseconds{below(9'000)};
                tick();
                break;
            case 5:
                if (once_in(3)) disconnect();
                break;
            case 6:
                if (once_in(12)) restore_hq();
                break;
            case 7:
                if (!connection_) {
                    if (once_in(4)) hq_.grant(next_registration_++);
                    connect();
                }
                break;
            case 8:
            case 9:
                deliver_up();
                break;
            case 10:
            case 11:
                deliver_down();
                break;
            case 12:
                work_at_hq();
                break;
            default:
                pump();
                break;
        }
    }

    void connect() { connection_.emplace(journal_, now_); }

    // What is under way is lost, but HQ may still do the work that it has taken.
    void disconnect() {
        if (!connection_) return;
        for (auto& batch : connection_->batches) {
            if (once_in(2)) static_cast<void>(hq_.ingest(std::get<IngestBatch>(batch)));
            if (once_in(2)) late_.push_back(std::get<IngestBatch>(batch));
        }
        connection_.reset();
    }

    void restore_hq() {
        disconnect();
        late_.clear();
        hq_.restore(
            below(12),
            std::min<std::size_t>(below(4), static_cast<std::size_t>(hq_.feed_end()) - kItems));
        ++restores_;
    }

    void fail(const char* where, const Fault& fault) {
        if (trouble_.empty()) trouble_ = std::string{where} + ": " + describe(fault);
    }

    bool pump() {
        if (!connection_) return false;
        const auto pumped = connection_->terminal.pump();
        if (!pumped) fail("pump", pumped.error());
        return take_outputs();
    }

    bool take_outputs() {
        bool moved = false;
        for (auto& frame : connection_->terminal.take_output())
            connection_->up.push_back(std::move(frame)), moved = true;
        for (auto& frame : connection_->hq.take_output())
            connection_->down.push_back(std::move(frame)), moved = true;
        return moved;
    }

    void tick() {
        if (!connection_) return;
        if (!connection_->terminal.on_tick(now_) || !connection_->hq.on_tick(now_))
            return disconnect();
        take_outputs();
    }

    bool deliver_up() {
        if (!connection_) return false;
        take_outputs();
        if (connection_->up.empty()) return false;
        const Bytes frame = std::move(connection_->up.front());
        connection_->up.pop_front();
        if (frame.size() > connection_->hq.frame_bytes_max()) trouble_ = "a frame that is too long";
        auto works = connection_->hq.on_frame(frame, now_);
        if (!works) {
            fail("HQ", works.error());
        } else {
            enqueue(std::move(*works));
        }
        return true;
    }

    bool deliver_down() {
        if (!connection_) return false;
        take_outputs();
        if (connection_->down.empty()) return false;
        const Bytes frame = std::move(connection_->down.front());
        connection_->down.pop_front();
        const auto heard = connection_->terminal.on_frame(frame, now_);
        if (!heard && heard.error().code == FaultCode::Unavailable) {
            disconnect();  // Said so by the session: connect again.
        } else if (!heard) {
            fail("terminal", heard.error());
        }
        return true;
    }

    void enqueue(std::vector<HqWork> works) {
        for (auto& work : works)
            (std::holds_alternative<IngestBatch>(work) ? connection_->batches : connection_->others)
                .push_back(std::move(work));
    }

    bool work_at_hq() {
        if (!late_.empty() && once_in(3)) {
            static_cast<void>(hq_.ingest(late_.front()));
            late_.pop_front();
        }
        if (!connection_ || (connection_->batches.empty() && connection_->others.empty()))
            return false;
        auto& queue = connection_->others.empty() || (!connection_->batches.empty() && once_in(2))
                          ? connection_->batches
                          : connection_->others;
        const HqWork work = std::move(queue.front());
        queue.pop_front();
        auto& session = connection_->hq;
        if (const auto* open = std::get_if<OpenSession>(&work))
            enqueue(session.on_opened(hq_.open(open->hello)));
        if (const auto* batch = std::get_if<IngestBatch>(&work))
            session.on_ingested(hq_.ingest(*batch));
        if (const auto* read = std::get_if<ReadFeed>(&work)) {
            const Feed feed = hq_.read_feed(*read);
            // The feed may grow between the read and its report.
            if (once_in(4))
                hq_.change("item 0", "price " + std::to_string(++prices_), true), announce();
            enqueue(session.on_feed_read(feed));
        }
        if (const auto* request = std::get_if<AnswerRequest>(&work))
            session.on_answered(FakeHq::answer(*request));
        return true;
    }

    void announce() {
        if (connection_) enqueue(connection_->hq.on_feed_grew(hq_.feed_end()));
    }

    void ask() {
        if (!connection_ || !connection_->terminal.status().welcomed) return;
        ++asked_;
        connection_->terminal.request(Authorise{EntryId{asked_}, MemberId{1}, Points{1}},
                                      [this](const Response&) { ++answers_; });
    }

    std::mt19937_64 random_;
    FakeJournal journal_;
    FakeHq hq_;
    SteadyTime now_{std::chrono::hours{1}};
    std::optional<Connection> connection_;
    std::deque<IngestBatch> late_;
    Registration next_registration_ = 8;
    int prices_ = 0;
    std::int64_t asked_ = 0;
    std::uint64_t answers_ = 0;
    std::uint64_t restores_ = 0;
    std::string trouble_;
};

TEST(BothEndsTest, AgreeInTheEndWhateverHappened) {
    const char* const wished = std::getenv("PARETO_SEEDS");
    const std::uint64_t seeds = wished == nullptr ? 60 : std::strtoull(wished, nullptr, 10);
    std::uint64_t registrations = 0;
    std::uint64_t answers = 0;
    std::uint64_t restores = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        World world{seed};
        world.run(1500);
        world.become_quiet();
        ASSERT_EQ(world.wrong(), "") << "seed " << seed;
        registrations += world.journal().all().size();
        answers += world.answers();
        restores += world.restores();
    }
    EXPECT_GT(registrations, 2 * seeds) << "the worlds were too quiet to mean anything";
    EXPECT_GT(answers, 2 * seeds);
    EXPECT_GT(restores, 2 * seeds);
}

}  // namespace
}  // namespace pareto::sync::test
