// What a card on a reader can be made to prove: the port through which a use case asks. Behind it
// are HQ, the keys of this terminal's group of branches, and the reader.
#pragma once

#include <optional>
#include <string>

#include "common/ports/card_reader.h"
#include "terminal/app/journal.h"

namespace pareto::terminal {

enum class CardVerdict {
    ProvedByHq,     ///< it has its key, HQ says; and whose it is
    ProvedByGroup,  ///< it has its key, this terminal says, and is the member's that it knows
    KnownUidOnly,   ///< it can prove nothing, and nothing else was expected of it
    NotProvable,    ///< it should prove itself, but HQ is out of reach and there is no group key
    Unknown,        ///< nobody who could be asked knows it
    Blocked,
    Refused,  ///< it did not prove itself: a clone, a recording, a card of another chain
    Lost,     ///< it left, or the reader did: present it again
};

struct CardFinding {
    CardVerdict verdict = CardVerdict::Unknown;
    std::optional<sync::MemberChange> member = {};  ///< as HQ knows it now, when HQ was asked
    std::string detail = {};  ///< Refused: the reason's code; Lost: what to tell a person
};

/// A card that was shown, and what this terminal knows of it. Never a blocked one.
struct CardOnReader {
    ports::Tap tap;
    Bytes card_key;
    KnownCard known;
};

class CardProver {
public:
    virtual ~CardProver() = default;
    /// Takes a few seconds at most, whatever HQ, the reader and the card do.
    [[nodiscard]] virtual CardFinding prove(const CardOnReader& card) = 0;
};

/// For programs without readers and without HQ: nothing is found out that is not known here.
class NoCardProver final : public CardProver {
public:
    [[nodiscard]] CardFinding prove(const CardOnReader& card) override;
};

}  // namespace pareto::terminal
