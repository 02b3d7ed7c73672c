// What every driver that supports Apdu does while somebody speaks with the card that was tapped.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "drivers/card_session.h"
#include "tests/drivers/session_stage.h"
#include "tests/support/cards/chips/type2_chip.h"
#ifdef PARETO_HAVE_NFC
#include "tests/drivers/nfc_stage.h"
#endif
#ifdef PARETO_HAVE_PCSC
#include "tests/drivers/pcsc_stage.h"
#endif

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{8000};
constexpr milliseconds kEnough{5000};
const std::string kCard = "04a2b3c4d5e680";
const std::string kOther = "04112233445566";

/// Answers each command with the same bytes and 9000.
class EchoChip final : public Chip {
public:
    explicit EchoChip(const std::string& uid_digits) : uid_(*from_hex(uid_digits)) {}

    [[nodiscard]] Radio radio() const override {
        return {.uid = uid_,
                .atqa = {"\x03\x44", 2},
                .sak = 0x20,
                .ats = {"\x06\x75\x77\x81\x02\x80", 6}};
    }

    Bytes transmit(BytesView command) override {
        ++commands;
        std::unique_lock lock{mutex_};
        released_.wait_for(lock, std::chrono::seconds{10}, [&] { return !held_; });
        return Bytes{command} + Bytes{"\x90\x00", 2};
    }

    void power_off() override { ++power_losses; }

    void tear_next_write(std::size_t) override {}

    /// Answers no more, until it is let go.
    void hold(bool held) {
        const std::lock_guard lock{mutex_};
        held_ = held;
        released_.notify_all();
    }

    std::atomic<unsigned> commands{0};
    std::atomic<unsigned> power_losses{0};

private:
    const Bytes uid_;
    std::mutex mutex_;
    std::condition_variable released_;
    bool held_ = false;
};

Bytes command(char number) {
    return {'\x00', '\xB0', '\x00', number, '\x00'};
}

class CardSessionContract : public testing::TestWithParam<SessionStageKind> {
protected:
    void SetUp() override {
        auto made = GetParam().make();
        if (!made && made.error().code == FaultCode::Unsupported)
            GTEST_SKIP() << made.error().detail;
        ASSERT_TRUE(made) << describe(made.error());
        stage = std::move(*made);
        auto opened = stage->open();
        ASSERT_TRUE(opened) << describe(opened.error());
        reader = std::move(*opened);
        sessions = drivers::card_sessions(*reader);
        ASSERT_NE(sessions, nullptr);
    }

    /// The next tap, whatever faults come before it.
    ports::Tap next() {
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            const auto taps = reader->wait(milliseconds{500});
            if (taps && !taps->empty()) return taps->back();
        }
        ADD_FAILURE() << "no tap";
        return {};
    }

    /// Sends `count` commands to the card of `tap`; how many were answered, and what came of it.
    std::string speak(const ports::Tap& tap, int count, milliseconds timeout = kEnough) {
        int answered = 0;
        const auto done = sessions->with_card(tap, timeout, [&](auto& channel) -> Result<void> {
            for (char number = 0; number < static_cast<char>(count); ++number) {
                PARETO_TRY(const Bytes answer, channel.transmit(command(number)));
                EXPECT_EQ(to_hex(answer), to_hex(command(number)) + "9000");
                ++answered;
            }
            return {};
        });
        return std::to_string(answered) + " answered, " +
               (done ? "done" : std::string{name_of(done.error().code)});
    }

    std::unique_ptr<SessionStage> stage;
    std::unique_ptr<ports::CardReader> reader;
    drivers::CardSessions* sessions = nullptr;
    std::shared_ptr<EchoChip> chip = std::make_shared<EchoChip>(kCard);
    std::shared_ptr<EchoChip> other = std::make_shared<EchoChip>(kOther);
};

TEST_P(CardSessionContract, SpeaksWithTheCardThatWasTappedAndLetsItGoAfterwards) {
    stage->put_on(chip);
    const auto tap = next();
    EXPECT_EQ(to_hex(tap.uid), kCard);
    EXPECT_EQ(speak(tap, 3), "3 answered, done");
    EXPECT_EQ(speak(tap, 2), "2 answered, done");
    EXPECT_EQ(chip->commands, 5U);
    const auto still = reader->wait(milliseconds{600});
    EXPECT_TRUE(still && still->empty()) << "the card rests";
    // Nobody goes on with what was begun: the card has lost its power in between.
    EXPECT_GE(chip->power_losses, 2U);
}

TEST_P(CardSessionContract, CarriesTheLongestShortCommandsAndAnswers) {
    stage->put_on(chip);
    const auto tap = next();
    const Bytes longest = Bytes{"\x00\xD6\x00\x00\xFF", 5} + Bytes(255, 'x') + Bytes(1, '\0');
    Bytes answer;
    const auto done = sessions->with_card(tap, kEnough, [&](auto& channel) -> Result<void> {
        // The echo of 256 bytes is the longest answer there is.
        PARETO_TRY(answer, channel.transmit(BytesView{longest}.substr(0, 256)));
        PARETO_TRY(const Bytes whole, channel.transmit(Bytes{command(1)}));
        return {};
    });
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(answer.size(), 258U);
}

TEST_P(CardSessionContract, GivesWhatTheWorkGives) {
    stage->put_on(chip);
    const auto tap = next();
    const auto done = sessions->with_card(tap, kEnough, [](auto&) -> Result<void> {
        return fault(FaultCode::Corrupt, "as the work says");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(describe(done.error()), "corrupt: as the work says");
}

TEST_P(CardSessionContract, RefusesACardThatHasLeft) {
    stage->put_on(chip);
    const auto tap = next();
    stage->take_away();
    EXPECT_EQ(speak(tap, 1), "0 answered, conflict");
    EXPECT_EQ(chip->commands, 0U);
}

TEST_P(CardSessionContract, RefusesAnotherCardInItsPlace) {
    stage->put_on(chip);
    const auto tap = next();
    stage->put_on(other);
    EXPECT_EQ(speak(tap, 1), "0 answered, conflict");
    EXPECT_EQ(other->commands, 0U);
    EXPECT_EQ(to_hex(next().uid), kOther);
}

TEST_P(CardSessionContract, LosesTheCardAtAnyCommandAndSpeaksWithItAgainWhenItIsBack) {
    for (unsigned at = 1; at <= 3; ++at) {
        for (const bool answered : {false, true}) {
            const unsigned before = chip->commands;
            stage->put_on(chip, Cut{.at_command = at, .after_it_answered = answered});
            EXPECT_EQ(speak(next(), 3), std::to_string(at - 1) + " answered, conflict");
            EXPECT_EQ(chip->commands - before, answered ? at : at - 1);
            stage->put_on(chip);
            EXPECT_EQ(speak(next(), 3), "3 answered, done");
            stage->take_away();
        }
    }
}

TEST_P(CardSessionContract, SendsNothingMoreAfterAFault) {
    stage->put_on(chip, Cut{.at_command = 1, .after_it_answered = false});
    const auto tap = next();
    std::string told;
    const auto done = sessions->with_card(tap, kEnough, [&](auto& channel) -> Result<void> {
        for (int attempt = 0; attempt < 3; ++attempt) {
            const auto answer = channel.transmit(command(1));
            told += answer ? "answer " : std::string{name_of(answer.error().code)} + " ";
        }
        return {};
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(told, "conflict conflict conflict ");
    EXPECT_EQ(chip->commands, 0U);
}

TEST_P(CardSessionContract, KeepsItsDeadlineWhenTheCardDoesNotAnswer) {
    stage->put_on(chip);
    const auto tap = next();
    chip->hold(true);
    const auto start = Clock::now();
    EXPECT_EQ(speak(tap, 1, milliseconds{400}), "0 answered, timeout");
    EXPECT_LT(Clock::now() - start, milliseconds{900});
    chip->hold(false);
    const auto again = next();
    EXPECT_EQ(to_hex(again.uid), kCard) << "whoever was told to try again need not lift the card";
    EXPECT_EQ(speak(again, 1), "1 answered, done");
}

TEST_P(CardSessionContract, EndsWorkThatTakesTooLong) {
    stage->put_on(chip);
    const auto tap = next();
    const auto start = Clock::now();
    const auto done =
        sessions->with_card(tap, milliseconds{400}, [](auto& channel) -> Result<void> {
            while (true)
                PARETO_TRY_VOID(channel.transmit(command(1)));
        });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, FaultCode::Timeout);
    EXPECT_GE(Clock::now() - start, milliseconds{390});
    EXPECT_LT(Clock::now() - start, milliseconds{900});
    EXPECT_EQ(speak(tap, 1), "1 answered, done");
}

TEST_P(CardSessionContract, SaysThatTheReaderIsGoneAndSpeaksWithTheCardWhenItIsBack) {
    stage->put_on(chip);
    const auto tap = next();
    const auto done = sessions->with_card(tap, kEnough, [&](auto& channel) -> Result<void> {
        PARETO_TRY_VOID(channel.transmit(command(1)));
        stage->lose_reader();
        PARETO_TRY_VOID(channel.transmit(command(2)));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, FaultCode::Unavailable) << done.error().detail;
    EXPECT_EQ(chip->commands, 1U);
    stage->bring_reader_back();
    stage->put_on(chip);
    EXPECT_EQ(speak(next(), 1), "1 answered, done");
}

TEST_P(CardSessionContract, ReadsAndWritesThePagesOfATagByPseudoCommands) {
    const auto tag = std::make_shared<Type2Chip>(Type2Model::Ntag213);
    stage->put_on(tag);
    const auto tap = next();
    std::string told;
    const auto done = sessions->with_card(tap, kEnough, [&](auto& channel) -> Result<void> {
        for (const std::string digits :
             {"ffd600060401020304", "ffb0000604", "ffb0000610", "ffca000000"}) {
            PARETO_TRY(const Bytes answer, channel.transmit(*from_hex(digits)));
            told += to_hex(answer) + "\n";
        }
        return {};
    });
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(told,
              "9000\n010203049000\n" + to_hex(tag->memory().substr(24, 16)) + "9000\n" +
                  to_hex(tap.uid) + "9000\n");
    EXPECT_EQ(to_hex(tag->memory().substr(24, 4)), "01020304");
}

std::vector<SessionStageKind> stage_kinds() {
    std::vector<SessionStageKind> kinds;
#ifdef PARETO_HAVE_PCSC
    kinds.push_back({"Pcsc", pcsc_session_stage});
#endif
#ifdef PARETO_HAVE_NFC
    kinds.push_back({"Nfc", nfc_session_stage});
#endif
    return kinds;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CardSessionContract);
INSTANTIATE_TEST_SUITE_P(Drivers,
                         CardSessionContract,
                         testing::ValuesIn(stage_kinds()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace pareto::test
