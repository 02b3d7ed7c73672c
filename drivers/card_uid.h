// Which UIDs may name a card at all, whatever the driver that read them. A UID is a radio address,
// never proof.
#pragma once

#include <optional>
#include <string>

#include "common/base/bytes.h"

namespace pareto::drivers {

/// Why bytes cannot name a card. Checked in this order; the first that applies is returned.
enum class UidRefusal {
    OddLength,  ///< ISO 14443-3 knows 4, 7 and 10 bytes
    Random,  ///< 4 bytes starting with 08: made anew at each presentation, as phones and passports
             ///< do
};

[[nodiscard]] std::optional<UidRefusal> refuse_uid(BytesView uid);
/// "has a random UID, which …": goes on after the words "the card on READER".
[[nodiscard]] std::string explain(UidRefusal refusal);

}  // namespace pareto::drivers
