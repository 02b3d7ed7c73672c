// The PC/SC reader on the real pcscd: readers and daemons that come and go, cards that are
// exchanged at the worst moment, cards that answer nonsense, other programs in the way.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "common/base/check.h"
#include "drivers/driver.h"
#include "tests/support/cards/other_program.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/virtual_card.h"

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{8000};
constexpr const char* kNotRunning =
    "unavailable: the PC/SC service is not running: start it with `systemctl start pcscd`";
constexpr const char* kNoReader = "unavailable: no card reader is connected: plug one in";

class PcscReaderTest : public testing::Test {
protected:
    void prepare(Pcscd::Readers readers = {}) {
        auto prepared = Pcscd::prepare(readers);
        if (!prepared) GTEST_SKIP() << prepared.error().detail;
        daemon = std::move(*prepared);
    }

    void start() {
        const auto started = daemon->start();
        ASSERT_TRUE(started) << describe(started.error());
    }

    void open(const std::string& filter = "") {
        reader.reset();
        auto opened = drivers::open_reader("pcsc", filter);
        ASSERT_TRUE(opened) << describe(opened.error());
        reader = std::move(*opened);
    }

    void put_on(const std::string& uid_digits) { put_on(card(uid_digits)); }

    void put_on(CardFace face) { ASSERT_TRUE(lying.put_on(std::move(face))); }

    /// The UIDs of the next taps, "silence", or the fault.
    std::string next(milliseconds timeout = kPatience) {
        const auto taps = reader->wait(timeout);
        if (!taps) return describe(taps.error());
        std::string text;
        for (const auto& tap : *taps)
            text += (text.empty() ? "" : " ") + to_hex(tap.uid);
        return text.empty() ? "silence" : text;
    }

    std::unique_ptr<Pcscd> daemon;
    VirtualCard lying;
    std::unique_ptr<ports::CardReader> reader;
};

#define PARETO_PREPARE(...) \
    prepare(__VA_ARGS__);   \
    if (!daemon) return

milliseconds processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return milliseconds{time.tv_sec * 1000 + time.tv_usec / 1000};
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::ptrdiff_t open_files() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"},
                         std::filesystem::directory_iterator{});
}

TEST_F(PcscReaderTest, SaysThatTheServiceIsNotRunningAndFindsItWhenItIsStarted) {
    PARETO_PREPARE();
    open();
    EXPECT_EQ(next(), kNotRunning);
    const auto start_of_wait = Clock::now();
    const auto before = processor_time();
    EXPECT_EQ(next(milliseconds{1000}), kNotRunning);
    EXPECT_GE(Clock::now() - start_of_wait, milliseconds{1000});
    EXPECT_LT(processor_time() - before, milliseconds{100});
    EXPECT_EQ(reader->health(),
              "the PC/SC service is not running: start it with `systemctl start pcscd`");
    start();
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    EXPECT_EQ(reader->health(), "2 card readers: Virtual PCD 00 00, Virtual PCD 00 01");
}

TEST_F(PcscReaderTest, ComesBackAfterTheDaemonWasKilledWhileItWaited) {
    PARETO_PREPARE();
    start();
    open();
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    for (const std::string uid : {"04a2b3c4d5e680", "11223344"}) {
        std::thread trouble{[&] {
            std::this_thread::sleep_for(milliseconds{50});
            daemon->kill();
        }};
        EXPECT_EQ(next(), kNotRunning);
        trouble.join();
        start();
        put_on(uid);
        EXPECT_EQ(next(), uid);
    }
}

TEST_F(PcscReaderTest, SeesReadersThatArePluggedInAndPulledOutWhileItWaits) {
    PARETO_PREPARE({.on_usb = true});
    start();
    open();
    EXPECT_EQ(next(), kNoReader);
    EXPECT_EQ(next(milliseconds{300}), kNoReader);
    for (int round = 0; round < 3; ++round) {
        daemon->plug_in();
        put_on("04A2B3C4D5E680");
        EXPECT_EQ(next(), "04a2b3c4d5e680") << daemon->log();
        EXPECT_EQ(reader->health(), std::string{"1 card reader: "} + kUsbReader);
        EXPECT_EQ(next(milliseconds{300}), "silence");
        const auto pulled = Clock::now();
        daemon->unplug();
        EXPECT_EQ(next(), kNoReader);
        EXPECT_LT(Clock::now() - pulled, milliseconds{2000});
        lying.take_away();
    }
}

TEST_F(PcscReaderTest, ReadsAllReadersThatTheServiceCanHave) {
    PARETO_PREPARE({.pairs = 8});
    start();
    open();
    VirtualCard last{kFirstReaderPort + 15};
    ASSERT_TRUE(last.put_on(card("11223344")));
    EXPECT_EQ(next(), "11223344");
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    EXPECT_EQ(reader->health().substr(0, 16), "16 card readers:") << daemon->log();
}

TEST_F(PcscReaderTest, NamesTheReaderOfEachTapAndReadsOnlyThoseItIsToldTo) {
    PARETO_PREPARE();
    start();
    open("00 01");
    VirtualCard second{kFirstReaderPort + 1};
    put_on("04A2B3C4D5E680");
    ASSERT_TRUE(second.put_on(card("11223344")));
    const auto taps = reader->wait(kPatience);
    ASSERT_TRUE(taps && taps->size() == 1);
    EXPECT_EQ(taps->front(),
              (ports::Tap{.uid = *from_hex("11223344"), .number = "", .reader = kSecondReader}));
    EXPECT_EQ(next(milliseconds{600}), "silence");
    open("ACR122");
    EXPECT_EQ(next(),
              "unavailable: no card reader whose name contains \"ACR122\"; there is: Virtual PCD "
              "00 00, Virtual PCD 00 01");
}

TEST_F(PcscReaderTest, NeverTellsAnotherCardThanTheOneThereWhenTwoAreExchangedAtAnyQuestion) {
    // A card answers two questions at each reading. The card that leaves at the first or second was
    // never read.
    const std::vector<std::string> expected{"", "2", "2", "1 2", "1 2", "1 2"};
    for (unsigned question = 1; question < expected.size(); ++question) {
        PARETO_PREPARE();
        start();
        CardFace leaving = card("11111111");
        leaving.gone_at_question = question;
        put_on(leaving);
        VirtualCard arriving;
        ASSERT_TRUE(arriving.put_on(card("22222222")));
        open();
        std::string seen;
        while (seen.find('2') == std::string::npos && seen.size() < 40) {
            const std::string uid = next();
            seen += (seen.empty() ? "" : " ") + (uid == "11111111"   ? "1"
                                                 : uid == "22222222" ? "2"
                                                                     : uid);
        }
        EXPECT_EQ(seen, expected[question]) << "exchanged at question " << question;
        EXPECT_EQ(next(milliseconds{500}), "silence");
        lying.take_away();
        reader.reset();
    }
}

TEST_F(PcscReaderTest, NeverTellsAnotherCardThanTheOneThereInManyRandomExchanges) {
    PARETO_PREPARE();
    start();
    open();
    std::mt19937 random{20260309};
    std::string there = "00000000";
    int taps_seen = 0;
    for (int exchange = 0; exchange < 20; ++exchange) {
        const std::string before = there;
        there = to_hex(
            Bytes{'\x11', static_cast<char>(exchange), '\x22', static_cast<char>(random() % 256)});
        put_on(there);
        // What was there until this moment may be told once more; after that only the card that is
        // there.
        const auto until = Clock::now() + milliseconds{random() % 700};
        bool told = false;
        while (Clock::now() < until) {
            const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
            const auto taps = reader->wait(left);
            if (!taps) {
                EXPECT_EQ(taps.error().code, FaultCode::Conflict) << taps.error().detail;
                continue;
            }
            for (const auto& tap : *taps) {
                ++taps_seen;
                const std::string uid = to_hex(tap.uid);
                EXPECT_TRUE(uid == there || (uid == before && !told))
                    << uid << " is neither " << there << " nor " << before;
                if (uid == there) told = true;
            }
        }
    }
    EXPECT_GT(taps_seen, 2);
    // The last card is told in the end, if it was not yet.
    put_on("04A2B3C4D5E680");
    std::string last;
    while (last != "04a2b3c4d5e680" && last != "silence")
        last = next();
    EXPECT_EQ(last, "04a2b3c4d5e680");
}

TEST_F(PcscReaderTest, RefusesCardsThatCannotNameAMemberOnceForEachPresentation) {
    PARETO_PREPARE();
    start();
    open();
    const Bytes done{"\x90\x00", 2};

    struct Case {
        CardFace face;
        std::string refusal;
    };

    const std::vector<Case> cases{
        {card("08AABBCC"), "random UID"},
        {CardFace{.uid = {}, .answer = Bytes(8, 'x') + done}, "another length"},
        {CardFace{.uid = {}, .answer = Bytes(200, 'x') + done}, "another length"},
        {CardFace{.uid = {}, .answer = Bytes(3000, 'x') + done}, "another length"},
        {CardFace{.uid = {}, .answer = done}, "no UID"},
        {CardFace{.uid = {}, .answer = Bytes{"\x6A\x81", 2}}, "no UID"},
        {CardFace{.uid = {}, .answer = Bytes{"\x90", 1}}, "taken away or exchanged"},
    };
    for (const auto& [face, refusal] : cases) {
        put_on(face);
        const std::string told = next();
        EXPECT_NE(told.find(refusal), std::string::npos)
            << told << " does not say: " << refusal << "\n"
            << daemon->log();
        EXPECT_EQ(next(milliseconds{600}), "silence") << refusal;
        put_on("04A2B3C4D5E680");
        EXPECT_EQ(next(), "04a2b3c4d5e680") << refusal;
        lying.take_away();
        ASSERT_TRUE(wait_until_card(kFirstReader, false));
    }
}

TEST_F(PcscReaderTest, SaysThatAnotherProgramHoldsTheReaderAndReadsTheCardWhenItLetsGo) {
    PARETO_PREPARE();
    start();
    put_on("04A2B3C4D5E680");
    ASSERT_TRUE(wait_until_card(kFirstReader, true));
    {
        const OtherProgram other{kFirstReader, OtherProgram::Holds::Exclusively};
        ASSERT_TRUE(other.holds());
        open();
        const std::string told = next();
        EXPECT_EQ(told.find("denied: Virtual PCD 00 00 is held by another program"), 0U) << told;
        EXPECT_NE(reader->health().find("close that program"), std::string::npos);
        EXPECT_EQ(next(milliseconds{600}), "silence");
    }
    EXPECT_EQ(next(), "04a2b3c4d5e680");
}

TEST_F(PcscReaderTest, IsOpenOnceInAProgram) {
    PARETO_PREPARE();
    open();
    const auto second = drivers::open_reader("pcsc", "");
    ASSERT_FALSE(second);
    EXPECT_EQ(describe(second.error()),
              "conflict: the PC/SC readers are open already in this program");
    open();
}

TEST_F(PcscReaderTest, KeepsItsTimeWhileAnotherProgramHoldsATransaction) {
    PARETO_PREPARE();
    start();
    put_on("04A2B3C4D5E680");
    ASSERT_TRUE(wait_until_card(kFirstReader, true));
    {
        const OtherProgram other{kFirstReader, OtherProgram::Holds::Transaction};
        ASSERT_TRUE(other.holds());
        open();
        const auto start_of_wait = Clock::now();
        EXPECT_EQ(next(milliseconds{500}), "silence");
        EXPECT_LT(Clock::now() - start_of_wait, milliseconds{1200});
        EXPECT_EQ(next().find("timeout: the PC/SC service does not answer"), 0U);
    }
    EXPECT_EQ(next(), "04a2b3c4d5e680");
}

TEST_F(PcscReaderTest, KeepsItsTimeWhileTheServiceHangsAndComesBack) {
    PARETO_PREPARE();
    start();
    open();
    EXPECT_EQ(next(milliseconds{300}), "silence");
    daemon->freeze();
    EXPECT_EQ(next().find("timeout: the PC/SC service does not answer"), 0U);
    EXPECT_NE(reader->health().find("systemctl restart pcscd"), std::string::npos);
    const auto start_of_wait = Clock::now();
    EXPECT_EQ(next(milliseconds{500}).find("timeout: "), 0U);
    EXPECT_LT(Clock::now() - start_of_wait, milliseconds{1200});
    daemon->thaw();
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    daemon->freeze();
    const auto start_of_close = Clock::now();
    EXPECT_EQ(next(milliseconds{300}), "silence");
    reader.reset();
    EXPECT_LT(Clock::now() - start_of_close, milliseconds{4000});
}

TEST_F(PcscReaderTest, ComesBackAfterACardThatNeverAnswersHungTheDaemon) {
    PARETO_PREPARE();
    start();
    open();
    CardFace mute = card("11223344");
    mute.stays_mute = true;
    put_on(mute);
    EXPECT_EQ(next().find("timeout: the PC/SC service does not answer"), 0U);
    daemon->kill();
    EXPECT_EQ(next(), kNotRunning);
    start();
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
}

TEST_F(PcscReaderTest, DoesNotTellOfACardThatLeftWhileNobodyWaited) {
    PARETO_PREPARE();
    start();
    open();
    put_on("11223344");
    ASSERT_TRUE(wait_until_card(kFirstReader, true));
    EXPECT_EQ(next(milliseconds{0}), "silence");  // the look it starts reads the card
    const auto looked = Clock::now();
    while (lying.times_asked() < 2)
        std::this_thread::yield();
    put_on("04A2B3C4D5E680");
    std::this_thread::sleep_until(looked + milliseconds{1300});
    EXPECT_EQ(next(), "04a2b3c4d5e680");
}

TEST_F(PcscReaderTest, LeaksNothingOverManyCardsAndDaemonsAndIsQuickAndIdle) {
    PARETO_PREPARE();
    start();
    open();
    std::vector<long> latencies;
    std::ptrdiff_t files = 0;
    for (int round = 0; round < 12; ++round) {
        if (round % 4 == 3) {
            daemon->kill();
            EXPECT_EQ(next(), kNotRunning);
            start();
        }
        const auto put = Clock::now();
        put_on("04A2B3C4D5E680");
        EXPECT_EQ(next(), "04a2b3c4d5e680");
        if (round % 4 != 3)
            latencies.push_back(
                std::chrono::duration_cast<milliseconds>(Clock::now() - put).count());
        lying.take_away();
        ASSERT_TRUE(wait_until_card(kFirstReader, false));
        if (round == 3) files = open_files();
    }
    EXPECT_EQ(open_files(), files);
    std::sort(latencies.begin(), latencies.end());
    std::cout << "card to tap: " << latencies.front() << " / " << latencies[latencies.size() / 2]
              << " / " << latencies.back() << " ms (min, median, max)\n";
    put_on("04A2B3C4D5E680");
    EXPECT_EQ(next(), "04a2b3c4d5e680");
    const auto before = processor_time();
    EXPECT_EQ(next(milliseconds{2000}), "silence");
    EXPECT_LT(processor_time() - before, milliseconds{100});
}

}  // namespace
}  // namespace pareto::test
