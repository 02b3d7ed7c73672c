// The NFC reader: one reader of libnfc (PN53x chips on serial ports, I2C, SPI and USB, ACR122) as a
// CardReader. Looks on a thread of its own (looking_reader.h).
#pragma once

#include <memory>
#include <string>

#include "common/ports/card_reader.h"

namespace pareto::drivers::nfc {

/// `connection` is a connection string of libnfc (connection.h); "" is the first reader found.
/// Unsupported when it is none. A missing reader is no fault here but one of wait(), and goes by
/// itself.
///
/// Faults of wait(): Unavailable = no reader, or it does not answer, Denied = another program, the
/// kernel or a permission is in the way (each told at once, then each time the timeout passes);
/// Timeout = a call into the reader hangs; Unsupported = a card that cannot name a member, told
/// once each time it is presented.
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> open(const std::string& connection);

}  // namespace pareto::drivers::nfc
