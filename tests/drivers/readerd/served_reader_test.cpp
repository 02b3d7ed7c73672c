// A reader and an exchange inside the process, over drivers made for the test: one that never
// returns, ones that say so themselves, one that is never done.
#include "drivers/readerd/served_reader.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "drivers/driver.h"
#include "drivers/looking_reader.h"
#include "drivers/readerd/exchange.h"
#include "tests/drivers/readerd/world.h"

namespace pareto::drivers {
namespace {

using std::chrono::milliseconds;

/// A call that hangs until the test is over.
struct Hang {
    void wait() {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return over; });
    }

    void end() {
        const std::lock_guard lock{mutex};
        over = true;
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;
};

Hang* hang = nullptr;

/// Does what its settings say.
class TestReader final : public ports::CardReader, public CardSessions, public RestingCards {
public:
    explicit TestReader(std::string what) : what_(std::move(what)) {}

    Result<std::vector<ports::Tap>> wait(milliseconds /*timeout*/) override {
        if (what_ == "hangs") hang->wait();
        if (what_ == "says-timeout") return fault(FaultCode::Timeout, "it hangs");
        if (what_ == "unplugged") return fault(FaultCode::Unavailable, "plug it in");
        if (what_ == "rests" && is_told_.exchange(true)) return std::vector<ports::Tap>{};
        if (what_ == "refuses") return fault(FaultCode::Unsupported, "not this card");
        return std::vector<ports::Tap>{{Bytes(4, 'x'), "", "test"}};
    }

    void interrupt() noexcept override {}

    std::string health() const override { return "test: well"; }

    Result<void> with_card(const ports::Tap& /*tap*/,
                           milliseconds /*timeout*/,
                           const Work& work) override {
        if (what_ == "no-card") return fault(FaultCode::Conflict, "the card left");

        struct Echo final : card::CardChannel {
            Result<Bytes> transmit(BytesView command) override {
                if (command == "torn") return fault(FaultCode::Conflict, "the card left");
                return Bytes{command};
            }
        };

        Echo echo;
        return work(echo);
    }

    void forget(const std::string& reader) override { is_told_ = reader != "test"; }

private:
    const std::string what_;
    std::atomic<bool> is_told_{false};
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open_reader(const std::string& /*name*/,
                                                       const std::string& settings) {
    return std::make_unique<TestReader>(settings);
}

}  // namespace pareto::drivers

namespace pareto::test {
namespace {

using namespace drivers::readerd;  // NOLINT(google-build-using-namespace)

class ServedReaderTest : public testing::Test {
protected:
    void SetUp() override { drivers::hang = &hang; }

    void TearDown() override { hang.end(); }

    ServedReader& open(const std::string& what, const std::string& name = "test") {
        reader = std::make_unique<ServedReader>(ReaderName{name, what}, bell);
        return *reader;
    }

    /// What came of one look: "tap" or the fault, each.
    std::string look() {
        reader->look(Clock::now() + kSoon);
        std::string text;
        EXPECT_TRUE(eventually([&] {
            for (const auto& each : reader->take()) {
                const auto* why = std::get_if<Fault>(&each);
                text += (why != nullptr ? describe(*why) : "tap") + ";";
            }
            return !text.empty();
        }));
        return text;
    }

    drivers::Hang hang;
    Bell bell;
    std::unique_ptr<ServedReader> reader;
};

TEST_F(ServedReaderTest, TellsThatADriverDoesNotComeBack) {
    open("hangs").look(Clock::now());
    EXPECT_FALSE(reader->hanging());
    const auto begun = Clock::now();
    EXPECT_TRUE(eventually([&] { return reader->hanging().has_value(); }));
    EXPECT_GE(Clock::now() - begun, kHanging - milliseconds{100});
    EXPECT_EQ(describe(*reader->hanging()), "timeout: the reader \"test\" does not answer");
    EXPECT_FALSE(reader->close(Clock::now())) << "only the end of the process ends that";
    hang.end();
    EXPECT_TRUE(reader->close(Clock::now() + kSoon));
}

TEST_F(ServedReaderTest, TakesADriversWordThatItHangsUnlessThatIsPcscd) {
    open("says-timeout");
    EXPECT_EQ(look(), "timeout: it hangs;");
    EXPECT_TRUE(reader->hanging());
    open("says-timeout", "pcsc");
    EXPECT_EQ(look(), "timeout: it hangs;");
    EXPECT_FALSE(reader->hanging());
}

TEST_F(ServedReaderTest, TellsLastingTroubleOnceAndTroubleWithACardEachTime) {
    open("unplugged");
    EXPECT_EQ(look(), "unavailable: plug it in;");
    reader->look(Clock::now() + milliseconds{300});
    EXPECT_TRUE(eventually([&] { return reader->state().trouble.has_value(); }));
    EXPECT_TRUE(reader->take().empty());
    open("refuses");
    EXPECT_EQ(look(), "unsupported: not this card;");
    EXPECT_EQ(look(), "unsupported: not this card;");
    EXPECT_FALSE(reader->state().trouble);
}

TEST_F(ServedReaderTest, LeavesTheNextTapWithTheDriverUntilItIsWanted) {
    open("taps-for-ever");
    EXPECT_EQ(look(), "tap;");
    EXPECT_EQ(look(), "tap;");
}

TEST_F(ServedReaderTest, TellsARestingCardAgainWhenItsTapReachedNobody) {
    open("rests").forget("test");  // not opened yet, perhaps
    EXPECT_EQ(look(), "tap;");
    reader->look(Clock::now() + milliseconds{300});
    EXPECT_TRUE(eventually([&] { return reader->was_tried(); }));
    EXPECT_TRUE(reader->take().empty());
    reader->forget("test");
    EXPECT_EQ(look(), "tap;");
}

class ExchangeTest : public testing::Test {
protected:
    /// The next report in a word.
    std::string next() {
        std::string text;
        EXPECT_TRUE(eventually([&] {
            if (reports.empty()) reports = exchange.take();
            if (reports.empty()) return false;
            const Report report = reports.front();
            reports.erase(reports.begin());
            if (std::holds_alternative<Begun>(report)) text = "begun";
            if (std::holds_alternative<Ended>(report)) text = "ended";
            if (const auto* answered = std::get_if<Answered>(&report)) text = answered->answer;
            if (const auto* failed = std::get_if<Failed>(&report)) text = describe(failed->fault);
            return true;
        }));
        return text;
    }

    bool begin(drivers::CardSessions& with, std::uint64_t number, milliseconds timeout = kSoon) {
        return exchange.begin(with, {number, tap, timeout}, tap);
    }

    const ports::Tap tap{Bytes(4, 'x'), "", "test"};
    drivers::TestReader card{"echo"};
    drivers::TestReader no_card{"no-card"};
    Bell bell;
    Exchange exchange{bell};
    std::vector<Report> reports;
};

TEST_F(ExchangeTest, SaysToTheCardWhatTheTerminalSaysAndLetsItGo) {
    ASSERT_TRUE(begin(card, 1));
    EXPECT_EQ(next(), "begun");
    for (const std::string command : {"one", "two"}) {
        EXPECT_TRUE(exchange.transmit({1, command}));
        EXPECT_EQ(next(), command);
    }
    EXPECT_FALSE(begin(card, 2)) << "one at a time";
    exchange.end({1});
    EXPECT_EQ(next(), "ended");
    EXPECT_TRUE(eventually([&] { return begin(card, 2); }));
    EXPECT_EQ(next(), "begun");
}

TEST_F(ExchangeTest, TellsThatTheCardWasNotReached) {
    ASSERT_TRUE(begin(no_card, 1));
    EXPECT_EQ(next(), "conflict: the card left");
    exchange.end({1});
    EXPECT_TRUE(eventually([&] { return begin(card, 2); }));
    EXPECT_EQ(next(), "begun");
}

TEST_F(ExchangeTest, SendsNothingMoreAfterTheCardWasLost) {
    ASSERT_TRUE(begin(card, 1));
    EXPECT_EQ(next(), "begun");
    EXPECT_TRUE(exchange.transmit({1, "torn"}));
    EXPECT_EQ(next(), "conflict: the card left");
    EXPECT_TRUE(exchange.transmit({1, "more"}));
    EXPECT_EQ(next(), "timeout: the card was let go: present it again");
    exchange.end({1});
    EXPECT_EQ(next(), "ended");
}

TEST_F(ExchangeTest, LetsTheCardGoWhenItsTimeIsUp) {
    ASSERT_TRUE(begin(card, 1, milliseconds{0}));
    EXPECT_EQ(next(), "begun");
    EXPECT_TRUE(eventually([&] {
        EXPECT_TRUE(exchange.transmit({1, "late"}));
        return next() == "timeout: the card was let go: present it again";
    }));
    exchange.end({1});
    EXPECT_EQ(next(), "ended");
}

}  // namespace
}  // namespace pareto::test
