// T1 to T4: how long a member's card takes from the reader to the member's file, proved by the
// card's key: through the real libnfc (a PN532 of software) and the real pcscd (a virtual reader).
// The chips are of software too: no time on the air, none in the card, none on the serial line.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "common/base/check.h"
#include "drivers/card/identify.h"
#include "drivers/card_session.h"
#include "drivers/driver.h"
#include "tests/bench/figures.h"
#include "tests/drivers/card/card_stage.h"
#include "tests/support/cards/other_program.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/private_machine.h"
#include "tests/support/cards/virtual_card.h"
#include "tests/support/pn532/chip_tag.h"
#include "tests/support/pn532/pn532.h"

namespace pareto::bench {
namespace {

using Clock = std::chrono::steady_clock;
using drivers::card::Family;
using std::chrono::milliseconds;

constexpr int kTaps = 60;
constexpr unsigned kBytesPerSecond = 11'520;

std::unique_ptr<ports::CardReader> open(const std::string& driver, const std::string& settings) {
    auto opened = drivers::open_reader(driver, settings);
    PARETO_CHECK(opened);
    return std::move(*opened);
}

ports::Tap next(ports::CardReader& reader) {
    for (const auto deadline = Clock::now() + std::chrono::seconds{10}; Clock::now() < deadline;) {
        const auto taps = reader.wait(milliseconds{1000});
        if (taps && !taps->empty()) return taps->front();
    }
    std::cerr << "tap_to_member: no tap within 10 s\n";
    std::exit(1);
}

/// Speaks with the card of the tap until its member is known.
void identify(ports::CardReader& reader, const ports::Tap& tap) {
    const auto ring = drivers::card::chain_ring(Family::Ntag424);
    drivers::card::SeededRandom random{7};
    drivers::card::LocalKeyHolder holder{ring, random};
    const auto done = drivers::card_sessions(reader)->with_card(
        tap, milliseconds{5000}, [&](drivers::card::CardChannel& channel) -> Result<void> {
            const auto member = drivers::card::identify(
                channel, {.pinned = Family::Ntag424, .uid = tap.uid}, holder);
            if (!member) return fault(FaultCode::Corrupt, drivers::card::told(member));
            return {};
        });
    if (!done) {
        std::cerr << "tap_to_member: " << describe(done.error()) << "\n";
        std::exit(1);
    }
}

std::shared_ptr<test::Chip> card_of_a_member() {
    return std::make_shared<test::SecureChip>(drivers::card::personalised(Family::Ntag424));
}

std::int64_t nanoseconds(Clock::duration time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

void through_libnfc() {
    test::Pn532 chip;
    const auto reader = open("nfc", chip.connection());
    const auto card = card_of_a_member();
    Samples all;
    Samples spoken;
    std::uint64_t bytes = 0;
    for (int tap = 0; tap < kTaps; ++tap) {
        // At any moment between two looks.
        static_cast<void>(reader->wait(milliseconds{30 + tap % 40}));
        const auto put = Clock::now();
        std::thread hand{[&] {
            chip.put_on(std::make_shared<test::ChipTag>(card));
        }};
        const auto told = next(*reader);
        const auto before = chip.bytes_on_the_line();
        spoken.time([&] { identify(*reader, told); });
        all.add(nanoseconds(Clock::now() - put));
        bytes += chip.bytes_on_the_line() - before;
        hand.join();
        chip.take_away();
        PARETO_CHECK(chip.wait_until_missed(3));
    }
    const auto milliseconds_of = [](const Samples& samples) {
        return static_cast<double>(samples.median()) / 1e6;
    };
    const double on_the_line = 1000.0 * static_cast<double>(bytes) / kTaps / kBytesPerSecond;
    print({.line = "T2",
           .what = "card put on to member proved, through libnfc, median",
           .unit = "ms",
           .ours = milliseconds_of(all),
           .goal = "<= 60"});
    print({.line = "T3",
           .what = "tap told to member proved, through libnfc, median",
           .unit = "ms",
           .ours = milliseconds_of(spoken),
           .goal = "report"});
    print({.line = "T4",
           .what = "what its bytes would take on a line of 115,200 baud",
           .unit = "ms",
           .ours = on_the_line,
           .goal = "report"});
}

void through_pcscd() {
    auto daemon = test::Pcscd::prepare({});
    if (!daemon) {
        std::cerr << "tap_to_member: no pcscd: " << daemon.error().detail << "\n";
        return;
    }
    PARETO_CHECK((*daemon)->start());
    const auto reader = open("pcsc", "");
    const auto card = card_of_a_member();
    test::VirtualCard place;
    Samples samples;
    for (int tap = 0; tap < kTaps / 3; ++tap) {
        PARETO_CHECK(place.put_on(test::card(card)));
        const auto told = next(*reader);
        const auto begin = Clock::now();
        identify(*reader, told);
        samples.add(nanoseconds(Clock::now() - begin));
        place.take_away();
        PARETO_CHECK(test::wait_until_card(test::kFirstReader, false));
    }
    print({.line = "T1",
           .what = "tap told to member proved, through pcscd, median",
           .unit = "ms",
           .ours = static_cast<double>(samples.median()) / 1e6,
           .goal = "<= 20"});
}

}  // namespace
}  // namespace pareto::bench

int main(int argc, char** argv) {
    if (const auto status = pareto::test::run_as_other_program(argc, argv)) return *status;
    pareto::test::enter_private_machine();
    pareto::bench::through_pcscd();
    pareto::bench::through_libnfc();
    return 0;
}
