// The keys by which this terminal identifies cards while HQ is out of reach. They come sealed for
// this terminal, are kept so, and are opened in memory only. Without HQ they are trusted for three
// days, so that a stolen terminal soon identifies nobody.
//
// The uplink's thread brings them, the thread that sells uses them.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "common/ports/clock.h"
#include "common/sync/group_keys.h"
#include "drivers/card/key_ring.h"

namespace pareto::terminal::cards {

inline constexpr std::chrono::hours kTrustedFor{72};

class GroupKeys {
public:
    /// The bytes that were sealed for this terminal; `open` is called by keep() only.
    using Open = std::function<Result<Bytes>(BytesView sealed)>;

    GroupKeys(const ports::Clock& clock, Open open) : clock_{clock}, open_{std::move(open)} {}

    /// As HQ gave them at `at`, which is the later one of the wall clock and HQ's own time. Empty:
    /// there are none. A fault leaves none.
    [[nodiscard]] Result<void> keep(const Bytes& sealed, UtcTime at);

    struct Ring {
        drivers::card::KeyRing keys;
        unsigned slot = 0;  ///< of the card's application, which the keys are for
    };

    /// Nothing when HQ gave none for this family, or gave them too long ago.
    [[nodiscard]] std::optional<Ring> ring(drivers::card::Family family) const;

private:
    const ports::Clock& clock_;
    const Open open_;
    mutable std::mutex mutex_;
    std::vector<drivers::card::MasterKey> keys_;
    UtcTime given_at_;
    SteadyTime kept_at_;  ///< setting the wall clock back does not make keys younger
};

}  // namespace pareto::terminal::cards
