// The PC/SC reader: all readers that the service pcscd has, as one CardReader.
// Looks on a thread of its own (looking_reader.h).
#pragma once

#include <memory>
#include <string>

#include "common/ports/card_reader.h"

namespace pareto::drivers::pcsc {

/// `filter` is a part of the names of the readers to use; "" is all. A missing service or reader is
/// no fault here but one of wait(), and goes by itself. Conflict while another is open in this
/// process, or closing one still hangs.
///
/// Faults of wait(): Unavailable = no service or no reader (told at once, then each time the
/// timeout passes); Timeout = the service hangs; Denied, Conflict, Unsupported = a card that could
/// not be read, told once each time it is presented.
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> open(const std::string& filter);

}  // namespace pareto::drivers::pcsc
