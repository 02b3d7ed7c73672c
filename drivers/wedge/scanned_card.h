// What a scan of a keyboard reader names: a card by its printed number or by its UID. Of a scanner
// that reads goods as well it is the text, and the checkout decides.
#pragma once

#include <string>
#include <string_view>

#include "common/ports/card_reader.h"
#include "drivers/wedge/wedge_settings.h"

namespace pareto::drivers::wedge {

/// The tap of a scan. Corrupt when the text is no card number or no UID, Unsupported when the UID
/// cannot name a card; the words do not repeat the text.
[[nodiscard]] Result<ports::Tap> card_of(std::string_view scan,
                                         const WedgeSettings& settings,
                                         const std::string& reader);

}  // namespace pareto::drivers::wedge
