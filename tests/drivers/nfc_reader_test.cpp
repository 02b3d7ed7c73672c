// The NFC reader on the real libnfc: readers that are pulled out, hang, or talk nonsense, several
// cards, several readers, and interrupts at any time.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "drivers/driver.h"
#include "drivers/nfc/field_watch.h"
#include "tests/support/pn532/pn532.h"
#include "tests/support/sanitized.h"

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{8000};
constexpr milliseconds kBackWithin{3000};
const std::string kCard = "04a2b3c4d5e680";
const std::string kOther = "11223344";

std::shared_ptr<RfTag> tag(const std::string& uid_digits) {
    return std::make_shared<UidTag>(*from_hex(uid_digits));
}

std::unique_ptr<ports::CardReader> open(const std::string& connection) {
    auto opened = drivers::open_reader("nfc", connection);
    EXPECT_TRUE(opened) << describe(opened.error());
    return std::move(*opened);
}

/// The UIDs of the next taps, "silence", or the fault.
std::string next(ports::CardReader& reader, milliseconds timeout = kPatience) {
    const auto taps = reader.wait(timeout);
    if (!taps) return describe(taps.error());
    std::string text;
    for (const auto& tap : *taps)
        text += (text.empty() ? "" : " ") + to_hex(tap.uid);
    return text.empty() ? "silence" : text;
}

/// The next taps, whatever faults come before them.
std::string next_tap(ports::CardReader& reader, milliseconds within = kPatience) {
    std::string told = "nothing";
    for (const auto deadline = Clock::now() + within; Clock::now() < deadline;) {
        const auto taps = reader.wait(milliseconds{200});
        if (!taps) {
            told = describe(taps.error());
        } else if (!taps->empty()) {
            return to_hex(taps->front().uid);
        }
    }
    return told;
}

std::ptrdiff_t open_files() {
    return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"},
                         std::filesystem::directory_iterator{});
}

long resident_pages() {
    long size = 0;
    long resident = 0;
    std::ifstream{"/proc/self/statm"} >> size >> resident;
    return resident;
}

milliseconds processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return milliseconds{time.tv_sec * 1000 + time.tv_usec / 1000};
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

class NfcReaderTest : public testing::Test {
protected:
    void put_on(const std::string& uid_digits) { chip.put_on(tag(uid_digits)); }

    void take_away() {
        chip.take_away();
        ASSERT_TRUE(chip.wait_until_missed(drivers::nfc::kLooksMissedMax));
    }

    Pn532 chip;
};

TEST_F(NfcReaderTest, NamesTheReaderOfATapByItsConnection) {
    const auto reader = open(chip.connection());
    EXPECT_EQ(reader->health(), "the NFC reader has not been asked yet");
    put_on(kCard);
    const auto taps = reader->wait(kPatience);
    ASSERT_TRUE(taps && taps->size() == 1);
    EXPECT_EQ(taps->front(),
              (ports::Tap{.uid = *from_hex(kCard), .number = "", .reader = chip.connection()}));
    EXPECT_EQ(reader->health(), "1 card reader: " + chip.connection());
}

TEST_F(NfcReaderTest, RefusesAConnectionThatLibnfcDoesNotHave) {
    const auto opened = drivers::open_reader("nfc", "/dev/ttyUSB0");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, FaultCode::Unsupported);
}

TEST_F(NfcReaderTest, TellsOfAReaderThatIsPulledOutAndIsBackSoonAfterItsReturn) {
    const auto reader = open(chip.connection());
    put_on(kCard);
    EXPECT_EQ(next(*reader), kCard);
    for (int round = 0; round < 3; ++round) {
        const auto pulled = Clock::now();
        std::thread hand{[&] {
            chip.unplug();
        }};
        EXPECT_EQ(next(*reader),
                  "unavailable: there is no NFC reader at " + chip.port() + ": plug it in");
        EXPECT_LT(Clock::now() - pulled, milliseconds{2000});
        hand.join();
        // Long enough for the longest pause between two attempts.
        EXPECT_EQ(next(*reader, milliseconds{1500}),
                  "unavailable: there is no NFC reader at " + chip.port() + ": plug it in");
        chip.plug_in();
        const auto back = Clock::now();
        EXPECT_EQ(next_tap(*reader), kCard);
        EXPECT_LT(Clock::now() - back, kBackWithin);
    }
}

TEST_F(NfcReaderTest, FindsAReaderThatWasNotThereAtTheStart) {
    chip.unplug();
    const auto reader = open(chip.connection());
    EXPECT_EQ(next(*reader),
              "unavailable: there is no NFC reader at " + chip.port() + ": plug it in");
    const auto before = processor_time();
    const auto start = Clock::now();
    EXPECT_EQ(next(*reader, milliseconds{1000}).substr(0, 12), "unavailable:");
    EXPECT_GE(Clock::now() - start, milliseconds{1000});
    EXPECT_LT(processor_time() - before, milliseconds{100});
    chip.plug_in();
    put_on(kCard);
    EXPECT_EQ(next_tap(*reader, kBackWithin), kCard);
}

TEST_F(NfcReaderTest, TellsOfAChipThatFallsSilentAndIsBackSoonAfterItWakes) {
    for (const auto manners : {Pn532::Manners::Silent, Pn532::Manners::AcknowledgesOnly}) {
        const auto reader = open(chip.connection());
        put_on(kCard);
        EXPECT_EQ(next(*reader), kCard);
        chip.behave(manners);
        EXPECT_EQ(next(*reader).find("unavailable: the NFC reader at " + chip.port() +
                                     " does not answer"),
                  0U);
        const auto start = Clock::now();
        EXPECT_EQ(next(*reader, milliseconds{500}).substr(0, 12), "unavailable:");
        EXPECT_LT(Clock::now() - start, milliseconds{1000});
        chip.behave(Pn532::Manners::Good);
        const auto back = Clock::now();
        EXPECT_EQ(next_tap(*reader), kCard);
        EXPECT_LT(Clock::now() - back, kBackWithin);
        chip.take_away();
    }
}

TEST_F(NfcReaderTest, SaysNothingOfNoiseThatPasses) {
    for (const auto manners : {Pn532::Manners::Garbage,
                               Pn532::Manners::HalfFrames,
                               Pn532::Manners::WrongChecksums,
                               Pn532::Manners::ErrorFrames}) {
        const auto reader = open(chip.connection());
        put_on(kCard);
        EXPECT_EQ(next(*reader), kCard);
        chip.behave(manners, 1);
        EXPECT_EQ(next(*reader, milliseconds{1500}), "silence");
        take_away();
        put_on(kCard);
        EXPECT_EQ(next(*reader), kCard);
        chip.take_away();
    }
}

TEST_F(NfcReaderTest, TellsOfNoiseThatStaysAndIsBackWhenItEnds) {
    for (const auto manners : {Pn532::Manners::Garbage,
                               Pn532::Manners::HalfFrames,
                               Pn532::Manners::WrongChecksums,
                               Pn532::Manners::ErrorFrames}) {
        const auto reader = open(chip.connection());
        put_on(kCard);
        EXPECT_EQ(next(*reader), kCard);
        chip.behave(manners);
        EXPECT_EQ(next(*reader).substr(0, 12), "unavailable:");
        chip.behave(Pn532::Manners::Good);
        const auto back = Clock::now();
        EXPECT_EQ(next_tap(*reader), kCard);
        EXPECT_LT(Clock::now() - back, kBackWithin);
        chip.take_away();
    }
}

TEST_F(NfcReaderTest, KeepsItsTimeWhileALibraryCallHangs) {
    auto reader = open(chip.connection());
    put_on(kCard);
    EXPECT_EQ(next(*reader), kCard);
    // Each byte comes within the library's time limit, and the commands never end.
    chip.behave(Pn532::Manners::Drips);
    std::string told;
    for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
        const auto start = Clock::now();
        told = next(*reader, milliseconds{500});
        EXPECT_LT(Clock::now() - start, milliseconds{900});
        if (told.substr(0, 8) == "timeout:") break;
    }
    EXPECT_EQ(told,
              "timeout: the NFC reader " + chip.connection() +
                  " does not come back from a command: unplug it and plug it in again");
    chip.behave(Pn532::Manners::Good);
    EXPECT_EQ(next_tap(*reader), kCard);
    chip.behave(Pn532::Manners::Drips);
    EXPECT_NE(next(*reader, milliseconds{300}), kCard);
    const auto start = Clock::now();
    reader.reset();
    EXPECT_LT(Clock::now() - start, milliseconds{3000});
    chip.behave(Pn532::Manners::Good);
}

TEST_F(NfcReaderTest, TellsEveryCardInTheField) {
    const auto reader = open(chip.connection());
    put_on(kCard);
    put_on(kOther);
    EXPECT_EQ(next(*reader), kCard + " " + kOther);
    EXPECT_EQ(next(*reader, milliseconds{500}), "silence");
    take_away();
    put_on(kOther);
    EXPECT_EQ(next(*reader), kOther);
    put_on(kCard);
    EXPECT_EQ(next(*reader), kCard);
}

TEST_F(NfcReaderTest, RefusesCardsThatCannotNameAMemberOnceForEachPresentation) {
    const auto reader = open(chip.connection());
    for (const auto& [uid, refusal] :
         {std::pair<std::string, std::string>{"08aabbcc", "random UID"},
          std::pair<std::string, std::string>{"112233", "another length"}}) {
        put_on(uid);
        const std::string told = next(*reader);
        EXPECT_EQ(told.find("unsupported: the card on " + chip.connection()), 0U) << told;
        EXPECT_NE(told.find(refusal), std::string::npos) << told;
        EXPECT_NE(reader->health().find(refusal), std::string::npos);
        EXPECT_EQ(next(*reader, milliseconds{300}), "silence");
        take_away();
        put_on(kCard);
        EXPECT_EQ(next(*reader), kCard);
        take_away();
    }
}

TEST_F(NfcReaderTest, ReadsTwoReadersAtOnce) {
    Pn532 other;
    const auto first = open(chip.connection());
    const auto second = open(other.connection());
    put_on(kCard);
    other.put_on(tag(kOther));
    std::string told;
    std::thread cashier{[&] {
        told = next(*second);
    }};
    EXPECT_EQ(next(*first), kCard);
    cashier.join();
    EXPECT_EQ(told, kOther);
    chip.unplug();
    EXPECT_EQ(next(*first).substr(0, 12), "unavailable:");
    other.take_away();
    ASSERT_TRUE(other.wait_until_missed(drivers::nfc::kLooksMissedMax));
    other.put_on(tag(kCard));
    EXPECT_EQ(next(*second), kCard);
}

TEST_F(NfcReaderTest, LeavesAPortAloneThatAnotherReaderHolds) {
    auto first = open(chip.connection());
    put_on(kCard);
    EXPECT_EQ(next(*first), kCard);
    const auto second = open("pn532_uart:" + std::filesystem::canonical(chip.port()).string());
    const std::string told = next(*second);
    EXPECT_EQ(told.find("denied: the NFC reader at /dev/pts/"), 0U) << told;
    EXPECT_NE(told.find("is held by another program"), std::string::npos) << told;
    EXPECT_EQ(next(*first, milliseconds{300}), "silence");
    first.reset();
    EXPECT_EQ(next_tap(*second), kCard);
}

TEST_F(NfcReaderTest, IsInterruptedAtAnyTimeAndMissesNoCard) {
    const auto reader = open(chip.connection());
    std::atomic<bool> over{false};
    std::atomic<int> interrupts{0};
    std::thread other{[&] {
        while (!over) {
            reader->interrupt();
            ++interrupts;
            std::this_thread::yield();
        }
    }};
    for (int round = 0; round < 10; ++round) {
        put_on(kCard);
        std::string told = "silence";
        for (const auto deadline = Clock::now() + kPatience;
             told == "silence" && Clock::now() < deadline;)
            told = next(*reader, milliseconds{1000});
        EXPECT_EQ(told, kCard);
        take_away();
    }
    over = true;
    other.join();
    EXPECT_GT(interrupts, 100);
}

TEST_F(NfcReaderTest, DoesNotTellOfACardThatLeftWhileNobodyWaited) {
    const auto reader = open(chip.connection());
    ASSERT_TRUE(chip.wait_until([](const Pn532Chip& each) { return each.listings() > 0; }));
    put_on(kOther);
    EXPECT_EQ(next(*reader, milliseconds{0}), "silence");  // the look it starts finds the card
    const auto looks = chip.listings();
    ASSERT_TRUE(
        chip.wait_until([&](const Pn532Chip& each) { return each.listings() > looks + 2; }));
    take_away();
    const auto stale = Clock::now() + milliseconds{1100};
    // Nothing is told while the last answer grows too old to be one.
    std::this_thread::sleep_until(stale);
    put_on(kCard);
    EXPECT_EQ(next(*reader), kCard);
}

TEST_F(NfcReaderTest, SwitchesTheFieldOffWhenNobodyWaitsAndNoCardRests) {
    const auto reader = open(chip.connection());
    EXPECT_EQ(next(*reader, milliseconds{200}), "silence");
    ASSERT_TRUE(chip.wait_until([](const Pn532Chip& each) { return !each.field_is_on(); }));
    const auto looks = chip.listings();
    EXPECT_FALSE(chip.field_is_on());
    EXPECT_LE(chip.listings(), looks + 1);
}

TEST_F(NfcReaderTest, IsIdleWhileACardRestsAndLittleBusyWhileNoneIsThere) {
    const auto reader = open(chip.connection());
    put_on(kCard);
    EXPECT_EQ(next(*reader), kCard);
    const auto before = processor_time();
    EXPECT_EQ(next(*reader, milliseconds{2000}), "silence");
    EXPECT_LT(processor_time() - before, milliseconds{100});
    take_away();
    const auto empty = processor_time();
    EXPECT_EQ(next(*reader, milliseconds{2000}), "silence");
    // The chip of software takes its share of this.
    EXPECT_LT(processor_time() - empty, milliseconds{200});
}

/// PARETO_NFC_CYCLES=10000 for a long run by hand.
TEST_F(NfcReaderTest, LeaksNothingOverManyCardsPlugsAndNoises) {
    const char* const wanted = std::getenv("PARETO_NFC_CYCLES");
    const int cycles = wanted == nullptr ? 200 : std::max(100, std::atoi(wanted));
    auto reader = open(chip.connection());
    std::vector<std::int64_t> latencies;
    std::ptrdiff_t files = 0;
    long pages = 0;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        if (cycle % 20 == 7) {
            chip.unplug();
            EXPECT_EQ(next(*reader).substr(0, 12), "unavailable:");
            chip.plug_in();
        }
        if (cycle % 20 == 13) chip.behave(Pn532::Manners::Garbage, 1);
        if (cycle % 20 == 17) {
            reader.reset();
            reader = open(chip.connection());
        }
        // Each card in place of the one before; when it comes again, its leaving was noticed.
        const std::string card = "0400000000000" + std::to_string(cycle % 5);
        const auto put = Clock::now();
        chip.take_away();
        put_on(card);
        ASSERT_EQ(next_tap(*reader), card) << "cycle " << cycle;
        if (cycle % 20 > 17 || cycle % 20 < 7)
            latencies.push_back(
                std::chrono::duration_cast<milliseconds>(Clock::now() - put).count());
        if (cycle == cycles / 4) {
            files = open_files();
            pages = resident_pages();
        }
    }
    EXPECT_EQ(open_files(), files);
    if (kResidentMemoryTells) {
        EXPECT_LT(resident_pages() - pages, 256) << "a mebibyte more";
    }
    std::sort(latencies.begin(), latencies.end());
    std::cout << cycles << " cycles, card to tap: " << latencies.front() << " / "
              << latencies[latencies.size() / 2] << " / " << latencies.back()
              << " ms (min, median, max); " << files << " files open, " << resident_pages() - pages
              << " pages more\n";
}

}  // namespace
}  // namespace pareto::test
