// A card reader or scanner that poses as a keyboard, read directly from its input device: without a
// window that has the focus, and without its keys typing into one. For terminals with a screen the
// same keys arrive through the user interface, which tells them apart with goods::KeyScan.
//
// The reader may be plugged in before or after the program starts, and out at any time.
#pragma once

#include <memory>
#include <string>

#include "common/ports/card_reader.h"

namespace pareto::drivers::wedge {

/// `settings` is the line of wedge_settings.h. Unsupported: the line is wrong; a device that is not
/// there is a fault of wait().
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> open(const std::string& settings);

}  // namespace pareto::drivers::wedge
