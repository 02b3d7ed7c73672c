// Decides, from which cards answered in the field of a reader, what is a tap. No libnfc call and no
// clock in here: what each look found comes in, taps and faults go out.
//
// The rules:
// * A look asks all cards in the field anew (it begins with the field off), so each card that is
// there
//   answers, and a card that does not is gone. A card at the edge of the field misses a look now
//   and then: only the third look without it ends its presentation.
// * One tap per presentation; several cards in the field are several taps. Looks that nobody waits
// for
//   tell nothing and only watch cards leave: what is new then is still new when somebody waits.
// * A UID that cannot name a member is one fault per presentation. A random UID differs in every
// look,
//   so all cards that show one count as one card.
// * When the reader was away, every card that is there afterwards is a tap: somebody was told to
// try
//   again.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/looking_reader.h"
#include "drivers/unread.h"

namespace pareto::drivers::nfc {

/// Between two looks: while the field is empty or a card seems to leave; while cards rest.
inline constexpr std::chrono::milliseconds kLookPause{20};
inline constexpr std::chrono::milliseconds kRestPause{100};
inline constexpr unsigned kLooksMissedMax = 3;

class FieldWatch {
public:
    /// `reader` is the name of the reader for people.
    explicit FieldWatch(std::string reader) : reader_(std::move(reader)) {}

    /// The reader cannot be used, and why. Told once, until it answers again.
    void lose_reader(Fault why);
    /// A look found the cards with these UIDs.
    void see(const std::vector<Bytes>& uids, bool wanted);
    /// What was told reached nobody, or somebody was told to try again.
    void forget();

    [[nodiscard]] std::vector<std::pair<std::string, Outcome>> take() {
        return std::exchange(outcomes_, {});
    }

    [[nodiscard]] std::chrono::milliseconds pause() const;

    /// A card rests whose leaving must not be missed.
    [[nodiscard]] bool goes_on() const { return !trouble_ && !cards_.empty(); }

    [[nodiscard]] const std::optional<Fault>& trouble() const { return trouble_; }

    [[nodiscard]] std::string health() const;

private:
    struct Card {
        Bytes uid;                      // empty for one that is refused
        std::optional<Unread> refused;  // why it cannot name a member
        bool told = false;
        unsigned missed = 0;

        [[nodiscard]] bool is(const Card& other) const {
            return uid == other.uid && refused == other.refused;
        }
    };

    void tell(Card& card);

    const std::string reader_;
    std::vector<Card> cards_;
    std::optional<Fault> trouble_;
    std::vector<std::pair<std::string, Outcome>> outcomes_;
};

}  // namespace pareto::drivers::nfc
