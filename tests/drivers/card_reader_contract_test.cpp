// What every card reader does, whichever driver it comes from.
#include "tests/drivers/card_stage.h"
#include "tests/drivers/scripted_stage.h"
#include "tests/drivers/wedge/wedge_stage.h"
#ifdef PARETO_HAVE_NFC
#include "tests/drivers/nfc_stage.h"
#endif
#ifdef PARETO_HAVE_PCSC
#include "tests/drivers/pcsc_stage.h"
#endif

#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSoon{5000};
constexpr milliseconds kAtOnce{500};

class CardReaderContract : public testing::TestWithParam<StageKind> {
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
    }

    /// The UIDs of the next taps, "silence", or the fault.
    std::string next(milliseconds timeout = kSoon) {
        const auto taps = reader->wait(timeout);
        if (!taps) return describe(taps.error());
        if (taps->empty()) return "silence";
        std::string text;
        for (const auto& tap : *taps)
            text += (text.empty() ? "" : " ") + to_hex(tap.uid);
        return text;
    }

    std::unique_ptr<CardStage> stage;
    std::unique_ptr<ports::CardReader> reader;
};

TEST_P(CardReaderContract, GivesTheTapOfACardThatIsPutOn) {
    stage->put_on("04A2B3C4D5E680");
    const auto taps = reader->wait(kSoon);
    ASSERT_TRUE(taps) << describe(taps.error());
    ASSERT_EQ(taps->size(), 1U);
    EXPECT_EQ(to_hex(taps->front().uid), "04a2b3c4d5e680");
    EXPECT_EQ(taps->front().number, "");
    EXPECT_NE(taps->front().reader, "");
}

TEST_P(CardReaderContract, GivesTheTapOfACardThatIsPutOnWhileItWaits) {
    std::thread customer{[&] {
        std::this_thread::sleep_for(milliseconds{50});
        stage->put_on("DEADBEEF");
    }};
    EXPECT_EQ(next(), "deadbeef");
    customer.join();
}

TEST_P(CardReaderContract, GivesOneTapForEachPresentationInTheirOrder) {
    stage->put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    stage->take_away();
    stage->put_on("11223344");
    EXPECT_EQ(next(), "11223344");
    stage->take_away();
    stage->put_on("11223344");
    EXPECT_EQ(next(), "11223344");
}

TEST_P(CardReaderContract, TakesUidsOfFourSevenAndTenBytes) {
    for (const std::string uid : {"deadbeef", "04a2b3c4d5e680", "04a2b3c4d5e6800102ff"}) {
        stage->put_on(uid);
        EXPECT_EQ(next(), uid);
        stage->take_away();
    }
}

TEST_P(CardReaderContract, IsSilentWhileTheCardRests) {
    stage->put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    for (int look = 0; look < 3; ++look)
        EXPECT_EQ(next(milliseconds{500}), "silence");
}

TEST_P(CardReaderContract, IsSilentForTheTimeGivenAndNotLonger) {
    const auto start = Clock::now();
    EXPECT_EQ(next(milliseconds{300}), "silence");
    const auto waited = Clock::now() - start;
    EXPECT_GE(waited, milliseconds{300});
    EXPECT_LT(waited, milliseconds{300} + kAtOnce);
}

TEST_P(CardReaderContract, ReturnsAtOnceWhenItMayNotWait) {
    const auto start = Clock::now();
    EXPECT_EQ(next(milliseconds{0}), "silence");
    EXPECT_LT(Clock::now() - start, kAtOnce);
}

TEST_P(CardReaderContract, IsInterruptedFromAnotherThread) {
    Clock::time_point interrupted;
    std::thread other{[&] {
        std::this_thread::sleep_for(milliseconds{100});
        interrupted = Clock::now();
        reader->interrupt();
    }};
    EXPECT_EQ(next(milliseconds{30'000}), "silence");
    const auto returned = Clock::now();
    other.join();
    EXPECT_LT(returned - interrupted, kAtOnce);
}

TEST_P(CardReaderContract, IsInterruptedOnceByAnInterruptThatComesBeforeTheWait) {
    reader->interrupt();
    reader->interrupt();
    const auto start = Clock::now();
    EXPECT_EQ(next(milliseconds{30'000}), "silence");
    EXPECT_LT(Clock::now() - start, kAtOnce);
    stage->put_on("11223344");
    EXPECT_EQ(next(), "11223344");
}

TEST_P(CardReaderContract, TellsItsHealthInOneLine) {
    EXPECT_EQ(next(milliseconds{300}), "silence");
    EXPECT_NE(reader->health(), "");
    EXPECT_EQ(reader->health().find('\n'), std::string::npos);
}

std::vector<StageKind> stage_kinds() {
    std::vector<StageKind> kinds{{"ScriptedFile", scripted_file_stage},
                                 {"ScriptedPipe", scripted_pipe_stage},
                                 {"Wedge", wedge_stage}};
#ifdef PARETO_HAVE_PCSC
    kinds.push_back({"Pcsc", pcsc_stage});
#endif
#ifdef PARETO_HAVE_NFC
    kinds.push_back({"Nfc", nfc_stage});
#endif
    return kinds;
}

INSTANTIATE_TEST_SUITE_P(Drivers,
                         CardReaderContract,
                         testing::ValuesIn(stage_kinds()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace pareto::test
