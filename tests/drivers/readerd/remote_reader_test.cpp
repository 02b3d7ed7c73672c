// The terminal's side: whatever becomes of the process, waits keep their time, taps come from the
// process that runs now, and a person reads what happened.
#include "drivers/readerd/remote_reader.h"

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "drivers/readerd/child.h"
#include "tests/drivers/readerd/world.h"
#include "tests/support/sanitized.h"

namespace pareto::test {
namespace {

using drivers::readerd::RemoteReader;
using drivers::readerd::RemoteReaderOptions;

constexpr milliseconds kAtOnce{1'000};  // as fast as a busy machine is
constexpr milliseconds kGrace{300};
const std::string kAnna = "04a1b2c3d4e501";
const std::string kBen = "04a1b2c3d4e502";

class RemoteReaderTest : public testing::Test {
protected:
    /// What start() says.
    std::string start(std::vector<std::string> readers,
                      const std::string& program = PARETO_READERD) {
        RemoteReaderOptions options;
        options.program = program;
        options.socket = folder.file("readers");
        options.log_file = folder.file("log");
        options.readers = std::move(readers);
        options.start_within = start_within;
        options.grace = grace;
        options.first_pause = first_pause;
        auto started = RemoteReader::start(std::move(options));
        if (!started) return describe(started.error());
        reader = std::move(*started);
        return "started";
    }

    /// The UIDs or numbers of the next taps, "silence", or the fault.
    std::string next(milliseconds timeout = kSoon) {
        const auto taps = reader->wait(timeout);
        if (!taps) return describe(taps.error());
        std::string text;
        for (const auto& tap : *taps) {
            text += (text.empty() ? "" : " ") + to_hex(tap.uid) + tap.number;
            last = tap;
        }
        return text.empty() ? "silence" : text;
    }

    /// The next that is no fault.
    std::string next_tap() {
        for (const auto deadline = Clock::now() + kSoon; Clock::now() < deadline;) {
            const auto taps = reader->wait(milliseconds{200});
            if (taps && !taps->empty()) return to_hex(taps->front().uid) + taps->front().number;
        }
        return "nothing";
    }

    void signal(int number) const {
        const auto process = reader->process();
        ASSERT_GT(process, 0);
        ASSERT_EQ(::kill(static_cast<pid_t>(process), number), 0);
    }

    TemporaryDirectory folder;
    TapPipe first{folder, "first"};
    TapPipe second{folder, "second"};
    milliseconds start_within{5'000};
    milliseconds grace{2'000};
    milliseconds first_pause{100};
    std::unique_ptr<RemoteReader> reader;
    ports::Tap last;
};

TEST_F(RemoteReaderTest, TellsTheTapsOfTwoReadersAtOnce) {
    ASSERT_EQ(start({first.reader(), second.reader()}), "started");
    first.tap(kAnna);
    EXPECT_EQ(next(), kAnna);
    second.tap(kBen);
    EXPECT_EQ(next(), kBen);
    EXPECT_NE(last.reader.find("second"), std::string::npos);
    first.write_line("number M-17");
    EXPECT_EQ(next(), "M-17");
    EXPECT_NE(reader->health().find("first"), std::string::npos);
    EXPECT_NE(reader->health().find("second"), std::string::npos);
}

TEST_F(RemoteReaderTest, LosesNoTapWhenBothReadersHaveMany) {
    ASSERT_EQ(start({first.reader(), second.reader()}), "started");
    constexpr int kEach = 100;
    for (int i = 0; i < kEach; ++i) {
        first.write_line("number A-" + std::to_string(i));
        second.write_line("number B-" + std::to_string(i));
    }
    std::vector<int> counts(2);
    while (counts[0] + counts[1] < 2 * kEach) {
        const auto taps = reader->wait(kSoon);
        ASSERT_TRUE(taps && !taps->empty());
        for (const auto& tap : *taps) {
            int& count = counts[tap.number.front() == 'A' ? 0 : 1];
            EXPECT_EQ(tap.number.substr(2), std::to_string(count++));
        }
    }
}

TEST_F(RemoteReaderTest, GoesOnWithOneReaderWhileTheOtherCannotBeOpened) {
    ASSERT_EQ(start({"scripted:" + folder.file("nothing"), second.reader()}), "started");
    const std::string missing = next();
    EXPECT_EQ(missing.substr(0, 12), "unavailable:") << missing;
    EXPECT_EQ(next(milliseconds{200}), "silence") << "told once";
    second.tap(kBen);
    EXPECT_EQ(next(), kBen);
}

TEST_F(RemoteReaderTest, AsksAgainForACardWhoseTapNobodyFetchedInTime) {
    ASSERT_EQ(start({"tells-late"}, PARETO_READERD_PROGRAM), "started");
    EXPECT_EQ(next(milliseconds{50}), "silence");
    const auto since = Clock::now();
    ASSERT_TRUE(eventually([&] { return Clock::now() - since > milliseconds{1'500}; }));
    EXPECT_EQ(next(), "forgotten fake reader");
}

TEST_F(RemoteReaderTest, RefusesWhatNobodyCanMend) {
    EXPECT_EQ(start({"bluetooth"}).substr(0, 55),
              "unsupported: no card-reader driver \"bluetooth\" in this ");
    EXPECT_EQ(start({first.reader()}, folder.file("nothing")),
              "unavailable: " + folder.file("nothing") + ": No such file or directory");
}

TEST_F(RemoteReaderTest, StartsAKilledProcessAgainWithinThreeSeconds) {
    ASSERT_EQ(start({first.reader()}), "started");
    first.tap(kAnna);
    EXPECT_EQ(next(), kAnna);
    const auto old = reader->process();
    const auto killed = Clock::now();
    signal(SIGKILL);
    const std::string told = next();
    EXPECT_NE(told.find("ended and is started again"), std::string::npos) << told;
    first.tap(kBen);
    EXPECT_EQ(next(), kBen);
    EXPECT_LT(Clock::now() - killed, milliseconds{3'000});
    EXPECT_NE(reader->process(), old);
    EXPECT_EQ(reader->health().find("started again"), std::string::npos);
}

TEST_F(RemoteReaderTest, KillsAProcessThatHangsAndKeepsTheTimeOfEveryWait) {
    grace = kGrace;
    ASSERT_EQ(start({first.reader()}), "started");
    EXPECT_EQ(next(milliseconds{50}), "silence");
    const auto hanging = reader->process();
    signal(SIGSTOP);
    std::string told;
    for (const auto deadline = Clock::now() + kSoon; told.empty() && Clock::now() < deadline;) {
        const auto begun = Clock::now();
        const std::string said = next(milliseconds{100});
        EXPECT_LT(Clock::now() - begun, kAtOnce);
        if (said != "silence") told = said;
    }
    EXPECT_NE(told.find("do not answer and are started again"), std::string::npos) << told;
    EXPECT_TRUE(eventually([&] { return !is_alive(hanging); }));
    first.tap(kBen);
    EXPECT_EQ(next_tap(), kBen);
}

TEST_F(RemoteReaderTest, IsInterruptedWhateverTheProcessDoes) {
    ASSERT_EQ(start({first.reader()}), "started");
    signal(SIGSTOP);
    reader->interrupt();
    const auto begun = Clock::now();
    EXPECT_EQ(next(kSoon), "silence");
    EXPECT_LT(Clock::now() - begun, kAtOnce);
}

TEST_F(RemoteReaderTest, NeverTellsATapOfAnEarlierProcess) {
    ASSERT_EQ(start({first.reader()}), "started");
    first.tap(kAnna);
    EXPECT_EQ(next(), kAnna);
    const ports::Tap before = last;
    signal(SIGKILL);
    ASSERT_EQ(next().substr(0, 12), "unavailable:");
    first.tap(kBen);
    EXPECT_EQ(next(), kBen);
    const auto work = [](auto&) -> Result<void> {
        return {};
    };
    const auto old = reader->with_card(before, kSoon, work);
    ASSERT_FALSE(old);
    EXPECT_EQ(describe(old.error()),
              "conflict: that card was tapped too long ago: present it again");
    const auto now = reader->with_card(last, kSoon, work);
    ASSERT_FALSE(now);
    EXPECT_EQ(describe(now.error()), "unsupported: this reader can only tell which card it is");
}

TEST_F(RemoteReaderTest, NeedsTheSocketsFileOnlyToConnect) {
    ASSERT_EQ(start({first.reader()}), "started");
    ASSERT_EQ(::unlink(folder.file("readers").c_str()), 0);
    first.tap(kAnna);
    EXPECT_EQ(next(), kAnna);
    signal(SIGKILL);
    first.tap(kBen);
    EXPECT_EQ(next_tap(), kBen);
}

TEST_F(RemoteReaderTest, EndsTheProcessWithItself) {
    ASSERT_EQ(start({first.reader()}), "started");
    const auto process = reader->process();
    ASSERT_TRUE(is_alive(process));
    reader.reset();
    EXPECT_FALSE(is_alive(process));
    EXPECT_NE(::access(folder.file("readers").c_str(), F_OK), 0);
    ASSERT_EQ(start({first.reader()}), "started");
    signal(SIGSTOP);
    const auto begun = Clock::now();
    reader.reset();
    EXPECT_LT(Clock::now() - begun, milliseconds{3'000});
}

TEST_F(RemoteReaderTest, LeavesNoProcessWhenTheTerminalIsKilled) {
    auto terminal = drivers::readerd::Child::start({PARETO_READERD_PROGRAM,
                                                    "starts",
                                                    PARETO_READERD,
                                                    "--socket",
                                                    folder.file("readers"),
                                                    "--reader",
                                                    first.reader()},
                                                   folder.file("log"));
    ASSERT_TRUE(terminal);
    std::string digits;
    ASSERT_TRUE(eventually([&] {
        char block[16];
        const auto count = ::read(terminal->output().get(), block, sizeof block);
        if (count > 0) digits.append(block, static_cast<std::size_t>(count));
        return digits.find('\n') != std::string::npos;
    }));
    const auto process = std::stoll(digits);
    ASSERT_TRUE(is_alive(process));
    terminal->signal(SIGKILL);
    EXPECT_TRUE(eventually([&] { return !is_alive(process); }));
    EXPECT_TRUE(eventually([&] { return terminal->has_ended(); }));
}

TEST_F(RemoteReaderTest, GrowsNeitherInDescriptorsNorInMemoryOverManyRestarts) {
    const char* const given = std::getenv("PARETO_READERD_CYCLES");
    const int cycles = given != nullptr ? std::atoi(given) : 200;
    first_pause = milliseconds{1};
    ASSERT_EQ(start({first.reader(), second.reader()}), "started");
    std::size_t descriptors = 0;
    std::int64_t memory = 0;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        (cycle % 2 == 0 ? first : second).tap(kAnna);
        ASSERT_EQ(next_tap(), kAnna) << "cycle " << cycle;
        if (cycle == 20) {
            descriptors = open_descriptors();
            memory = resident_kib();
        }
        if (cycle > 20) {
            ASSERT_EQ(open_descriptors(), descriptors) << "cycle " << cycle;
        }
        if (cycle + 1 < cycles) signal(SIGKILL);
    }
    if (kResidentMemoryTells) {
        EXPECT_LT(resident_kib() - memory, 1'024);
    }
    std::printf("%d restarts: %zu descriptors, %lld KiB more than after 20\n",
                cycles,
                descriptors,
                static_cast<long long>(resident_kib() - memory));
}

struct Misbehaviour {
    const char* what;
    const char* told;
};

void PrintTo(const Misbehaviour& each, std::ostream* out) {
    *out << each.what;
}

class MisbehavingProcess : public RemoteReaderTest,
                           public testing::WithParamInterface<Misbehaviour> {};

TEST_P(MisbehavingProcess, IsEndedAndStartedAgainAndToldInWords) {
    start_within = milliseconds{2'000};
    grace = kGrace;
    first_pause = milliseconds{20};
    ASSERT_EQ(start({GetParam().what}, PARETO_READERD_PROGRAM), "started");
    std::string told = "silence";
    for (const auto deadline = Clock::now() + kSoon;
         told == "silence" && Clock::now() < deadline;) {
        const auto begun = Clock::now();
        told = next(milliseconds{200});
        EXPECT_LT(Clock::now() - begun, milliseconds{200} + kAtOnce);
    }
    EXPECT_NE(told.find(GetParam().told), std::string::npos) << told;
    const auto process = reader->process();
    EXPECT_TRUE(eventually([&] { return reader->process() > 0 && reader->process() != process; }));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MisbehavingProcess,
    testing::Values(Misbehaviour{"ends", "ended and is started again"},
                    Misbehaviour{"never-listens", "does not start"},
                    Misbehaviour{"never-answers", "does not start"},
                    Misbehaviour{"removes-socket", "does not start"},
                    Misbehaviour{"other-version", "of another version"},
                    Misbehaviour{"garbage", "spoke nonsense"},
                    Misbehaviour{"no-message", "spoke nonsense"},
                    Misbehaviour{"flood", "is started again"},
                    Misbehaviour{"other-number", "out of turn"},
                    Misbehaviour{"ended-unasked", "out of turn"},
                    Misbehaviour{"silent", "do not answer"},
                    Misbehaviour{
                        "hanging",
                        "the reader \"fake\" does not answer; the card readers are started again"}),
    [](const auto& each) {
        std::string name = each.param.what;
        std::erase(name, '-');
        return name;
    });

}  // namespace
}  // namespace pareto::test
