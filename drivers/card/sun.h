// The message an NTAG 424 DNA mirrors into its web link at each reading (SUN), verified by HQ for
// the member's page. Never proof at a terminal: the reader asks the card nothing, so links can be
// gathered ahead and shown later.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/expected.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

/// The parts of a link, already turned from hexadecimal into bytes.
struct SunMessage {
    Bytes picc_data;  ///< enciphered UID and counter: 16 bytes, or 24 of a card in LRP mode
    Bytes file_data;  ///< enciphered part of the file; may be empty
    Bytes mac;        ///< 8 bytes
    Bytes mac_input;  ///< the text of the link the MAC covers, as it stands there; may be empty
};

/// The same with UID and counter readable in the link.
struct PlainSunMessage {
    Bytes uid;  ///< 7 bytes
    std::uint32_t read_counter = 0;
    Bytes mac;
    Bytes mac_input;
};

struct SunReading {
    Bytes uid;
    std::uint32_t read_counter = 0;  ///< 24 bits, one more at each reading
    Bytes file_data;                 ///< plain; empty when none was enciphered

    bool operator==(const SunReading&) const = default;
};

/// Checked in this order; the first that applies is returned.
enum class SunRefusal {
    Malformed,    ///< not the length or form of a SUN message
    UnknownCard,  ///< no key for the UID in it
    WrongMac,     ///< not made by that card
    Replayed,     ///< its counter is not greater than the last one seen of that card
};

[[nodiscard]] std::string_view name_of(SunRefusal refusal);

/// The card's key for SUN messages, from the UID; none for a card HQ does not know.
using SunKeys = std::function<std::optional<AesKey>(BytesView uid)>;

/// `meta_key` deciphers UID and counter, and is the same on all cards.
[[nodiscard]] Expected<SunReading, SunRefusal> verify_sun(const SunMessage& message,
                                                          const AesKey& meta_key,
                                                          const SunKeys& keys);
[[nodiscard]] Expected<SunReading, SunRefusal> verify_sun(const PlainSunMessage& message,
                                                          const SunKeys& keys);

/// Every reading counts once; `last_counter` is what HQ keeps of the card, none before its first.
[[nodiscard]] Expected<void, SunRefusal> check_counter(const SunReading& reading,
                                                       std::optional<std::uint32_t> last_counter);

}  // namespace pareto::drivers::card
