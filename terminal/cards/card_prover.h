// What a tapped card can be made to prove: by HQ while it can be reached, else by the key of this
// terminal's group of branches.
//
//   known here          HQ reached                     HQ away, group keys    HQ away, none
//   UID-only            not asked: KnownUidOnly        …                      …
//   nothing             what HQ says of it             Unknown                Unknown
//   a secure card       what HQ makes it prove         what it proves here    NotProvable
//
// A secure card that cannot be spoken with, because its reader or the card only tells a UID, is
// refused as UidOnly; while HQ is away and the reader is at fault it is NotProvable.
#pragma once

#include "common/ports/random.h"
#include "drivers/card_session.h"
#include "terminal/app/card_prover.h"
#include "terminal/app/terminal.h"
#include "terminal/cards/group_keys.h"

namespace pareto::terminal::cards {

/// For all that is said to one card, by HQ and then here.
inline constexpr std::chrono::milliseconds kProofWithin{4'000};

class ReaderCardProver final : public CardProver {
public:
    struct Parts {
        Uplink& uplink;
        const GroupKeys& keys;
        drivers::CardSessions* sessions;  ///< null: no reader, or none that speaks with cards
        ports::Random& random;
    };

    explicit ReaderCardProver(Parts parts) : parts_{parts} {}

    [[nodiscard]] CardFinding prove(const CardOnReader& card) override;

private:
    [[nodiscard]] CardFinding prove_at_hq(const CardOnReader& card, sync::CardStep first);
    [[nodiscard]] CardFinding prove_here(const CardOnReader& card);

    const Parts parts_;
};

}  // namespace pareto::terminal::cards
