// Why a card on a reader gave nothing that names a member, and what a person reads about it: the
// same words and fault codes from every driver.
#pragma once

#include <string>

#include "common/base/fault.h"

namespace pareto::drivers {

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

/// For a person: what happened at `reader`, and what to do now.
[[nodiscard]] Fault explain(Unread why, const std::string& reader);

}  // namespace pareto::drivers
