#include "terminal/headless/reader_watch.h"

#include <algorithm>
#include <set>

namespace pareto::terminal::headless {
namespace {

using std::chrono::milliseconds;

/// Health is looked at this often.
constexpr milliseconds kLookEvery{500};

std::string line_of(const ports::Tap& tap) {
    const std::string what =
        tap.uid.empty() ? "a number of " + std::to_string(tap.number.size()) + " characters"
                        : "a card with a UID of " + std::to_string(tap.uid.size()) + " bytes";
    return "seen on " + (tap.reader.empty() ? "the reader" : tap.reader) + ": " + what;
}

}  // namespace

WatchedReaders watch_readers(const ReaderWatch& watch) {
    WatchedReaders watched;
    std::string health;
    std::set<std::string> told;
    const SteadyTime end = watch.clock.steady() + watch.time;
    while (true) {
        if (std::string now = watch.reader.health(); now != health) {
            health = std::move(now);
            watch.print(health);
        }
        const auto left =
            std::chrono::duration_cast<milliseconds>(end - watch.clock.steady());
        if (left <= milliseconds{0}) return watched;
        const auto taps = watch.reader.wait(std::min(left, kLookEvery));
        if (!taps) {
            // Several readers tell of theirs in turn.
            if (told.insert(taps.error().detail).second)
                watch.print("trouble: " + describe(taps.error()));
            watched.trouble = taps.error();
            continue;
        }
        watched.trouble.reset();
        told.clear();
        for (const ports::Tap& tap : *taps) {
            ++watched.taps;
            watch.print(line_of(tap));
        }
    }
}

}  // namespace pareto::terminal::headless
