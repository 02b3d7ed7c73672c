#include "terminal/headless/reader_watch.h"

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/terminal/fakes.h"

namespace pareto::terminal::headless {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Answer = Result<std::vector<ports::Tap>>;

/// Gives what was laid out for it, and then silence; time passes as a wait says.
class LaidOutReader final : public ports::CardReader {
public:
    explicit LaidOutReader(test::ManualClock& clock) : clock_{clock} {}

    Answer wait(milliseconds timeout) override {
        clock_.pass(timeout);
        if (answers.empty()) return std::vector<ports::Tap>{};
        Answer next = std::move(answers.front());
        answers.pop_front();
        return next;
    }
    void interrupt() noexcept override {}
    std::string health() const override { return answers.size() > 1 ? "no reader" : "one reader"; }

    std::deque<Answer> answers;

private:
    test::ManualClock& clock_;
};

class ReaderWatchTest : public testing::Test {
protected:
    WatchedReaders look(milliseconds time) {
        return watch_readers(
            {reader, clock, time, [this](const std::string& line) { lines.push_back(line); }});
    }

    test::ManualClock clock;
    LaidOutReader reader{clock};
    std::vector<std::string> lines;
};

TEST_F(ReaderWatchTest, TellsTheHealthEvenWithoutTime) {
    const auto watched = look(milliseconds{0});
    EXPECT_EQ(lines, std::vector<std::string>{"one reader"});
    EXPECT_EQ(watched.taps, 0);
    EXPECT_EQ(watched.trouble, std::nullopt);
}

TEST_F(ReaderWatchTest, TellsThatACardWasSeenButNotWhich) {
    reader.answers = {std::vector<ports::Tap>{{Bytes("\x04\x11\x22\x33\x44\x55\x66"), {}, "ACS 00"},
                                              {{}, "6012345678", {}}}};
    EXPECT_EQ(look(seconds{1}).taps, 2);
    EXPECT_EQ(lines,
              (std::vector<std::string>{"one reader",
                                        "seen on ACS 00: a card with a UID of 7 bytes",
                                        "seen on the reader: a number of 10 characters"}));
}

TEST_F(ReaderWatchTest, TellsLastingTroubleOnceAndThatItWent) {
    const Fault trouble{FaultCode::Unavailable, "pcscd is not running: start it"};
    reader.answers = {unexpected{trouble}, unexpected{trouble}, unexpected{trouble}};
    EXPECT_EQ(look(seconds{1}).trouble, trouble);
    EXPECT_EQ(look(seconds{2}).trouble, std::nullopt);
    EXPECT_EQ(lines,
              (std::vector<std::string>{"no reader",
                                        "trouble: unavailable: pcscd is not running: start it",
                                        "one reader",
                                        "one reader",
                                        "trouble: unavailable: pcscd is not running: start it"}));
}

}  // namespace
}  // namespace pareto::terminal::headless
