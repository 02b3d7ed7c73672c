// Real readers behind a pareto-readerd: the real pcscd's, plugged out and in while its process is
// killed, and one of libnfc beside it.
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>

#include "drivers/readerd/remote_reader.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/virtual_card.h"
#include "tests/support/temporary_directory.h"
#ifdef PARETO_HAVE_NFC
#include "tests/support/pn532/pn532.h"
#include "tests/support/pn532/tag.h"
#endif

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{10'000};
constexpr milliseconds kBack{3'000};
const std::string kAnna = "04a1b2c3d4e501";
const std::string kBen = "04a1b2c3d4e502";

class RealReadersTest : public testing::Test {
protected:
    void start(std::vector<std::string> readers) {
        drivers::readerd::RemoteReaderOptions options;
        options.program = PARETO_READERD;
        options.socket = folder.file("readers");
        options.readers = std::move(readers);
        auto started = drivers::readerd::RemoteReader::start(std::move(options));
        ASSERT_TRUE(started) << describe(started.error());
        reader = std::move(*started);
    }

    /// The UID of the next tap, whatever faults come before it.
    std::string next() {
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            const auto taps = reader->wait(milliseconds{500});
            if (taps && !taps->empty()) return to_hex(taps->front().uid);
        }
        return "nothing; " + reader->health();
    }

    /// Waits until that fault is told.
    bool told(const std::string& part) {
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            const auto taps = reader->wait(milliseconds{500});
            if (!taps && taps.error().detail.find(part) != std::string::npos) return true;
        }
        return false;
    }

    void kill_process() const {
        ASSERT_EQ(::kill(static_cast<pid_t>(reader->process()), SIGKILL), 0);
    }

    TemporaryDirectory folder;
    VirtualCard lying;
    std::unique_ptr<drivers::readerd::RemoteReader> reader;
};

TEST_F(RealReadersTest, ReadsAgainWithinThreeSecondsOfTheReadersReturnThoughItsProcessWasKilled) {
    auto daemon = Pcscd::prepare({.on_usb = true});
    if (!daemon) GTEST_SKIP() << daemon.error().detail;
    ASSERT_TRUE((*daemon)->start());
    start({"pcsc"});
    for (int round = 0; round < 3; ++round) {
        (*daemon)->plug_in();
        const auto back = Clock::now();
        ASSERT_TRUE(lying.put_on(card(kAnna)));
        EXPECT_EQ(next(), kAnna) << (*daemon)->log();
        EXPECT_LT(Clock::now() - back, kBack);
        (*daemon)->unplug();
        EXPECT_TRUE(told("no card reader is connected: plug one in"));
        lying.take_away();
        kill_process();
        EXPECT_TRUE(told("is started again"));
    }
}

TEST_F(RealReadersTest, TellsACardThatStillLiesThereAgainToANewProcess) {
    auto daemon = Pcscd::prepare({});
    if (!daemon) GTEST_SKIP() << daemon.error().detail;
    ASSERT_TRUE((*daemon)->start());
    start({"pcsc"});
    ASSERT_TRUE(lying.put_on(card(kAnna)));
    EXPECT_EQ(next(), kAnna);
    kill_process();
    ASSERT_TRUE(lying.put_on(card(kBen)));
    EXPECT_EQ(next(), kBen) << "and not the card that lay there before";
    kill_process();
    EXPECT_EQ(next(), kBen);
}

TEST_F(RealReadersTest, DoesNotKillItsProcessWhenPcscdHangs) {
    auto daemon = Pcscd::prepare({});
    if (!daemon) GTEST_SKIP() << daemon.error().detail;
    ASSERT_TRUE((*daemon)->start());
    start({"pcsc"});
    ASSERT_TRUE(lying.put_on(card(kAnna)));
    EXPECT_EQ(next(), kAnna);
    const auto process = reader->process();
    (*daemon)->freeze();
    EXPECT_TRUE(told("the PC/SC service does not answer"));
    (*daemon)->thaw();
    EXPECT_EQ(next(), kAnna);
    EXPECT_EQ(reader->process(), process);
}

#ifdef PARETO_HAVE_NFC
TEST_F(RealReadersTest, ReadsWithLibnfcAndPcscdAtOnce) {
    auto daemon = Pcscd::prepare({});
    if (!daemon) GTEST_SKIP() << daemon.error().detail;
    ASSERT_TRUE((*daemon)->start());
    Pn532 pn532;
    start({"pcsc", "nfc:" + pn532.connection()});
    pn532.put_on(std::make_shared<UidTag>(*from_hex(kBen)));
    EXPECT_EQ(next(), kBen);
    pn532.take_away();
    ASSERT_TRUE(lying.put_on(card(kAnna)));
    EXPECT_EQ(next(), kAnna);
    pn532.unplug();
    lying.take_away();
    ASSERT_TRUE(lying.put_on(card(kBen)));
    EXPECT_EQ(next(), kBen) << "the other reader goes on";
    pn532.plug_in();
    const auto back = Clock::now();
    pn532.put_on(std::make_shared<UidTag>(*from_hex(kAnna)));
    EXPECT_EQ(next(), kAnna);
    EXPECT_LT(Clock::now() - back, kBack);
}
#endif

}  // namespace
}  // namespace pareto::test
