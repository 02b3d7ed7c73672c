// What a reader answered when it was asked for a card's UID (FF CA 00 00 00, PC/SC part 3), and
// what to think of it.
//
// The question is put twice within one transaction. When two cards are exchanged between two looks
// of the PC/SC service, the same handle goes on answering with the other card's bytes: one answer
// alone would name the wrong member. Two equal answers without an error between them come from one
// card.
#pragma once

#include <string>

#include "common/base/bytes.h"
#include "common/base/expected.h"
#include "common/base/fault.h"

namespace pareto::drivers::pcsc {

/// Why a presentation gave no UID. An answer is checked in this order; the first that applies is
/// returned.
enum class Unread {
    Busy,       ///< another program holds the reader for itself
    Mute,       ///< a card is there and does not start talking
    Lost,       ///< the card left or was exchanged meanwhile
    NoUid,      ///< the reader or the card knows no UID
    OddLength,  ///< not 4, 7 or 10 bytes
    Random,     ///< made anew at each presentation
};

using UidReading = Expected<Bytes, Unread>;

inline constexpr BytesView kGetUid{"\xFF\xCA\x00\x00\x00", 5};

/// `first` and `second` are the two answers as they came, status word at the end.
[[nodiscard]] UidReading judge(BytesView first, BytesView second);

/// For a person: what happened at `reader`, and what to do now.
[[nodiscard]] Fault explain(Unread why, const std::string& reader);

}  // namespace pareto::drivers::pcsc
