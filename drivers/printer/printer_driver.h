// The table of ways to reach a printer. A driver is a name and a way to open it; see README.md.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/ports/printer_device.h"

namespace pareto::drivers::printer {

struct PrinterDriver {
    std::string_view name;
    bool answers;  ///< whether the printer can say how it is
    Result<std::unique_ptr<ports::PrinterDevice>> (*open)(const std::string& settings);
};

[[nodiscard]] std::span<const PrinterDriver> printer_drivers();
/// `text`: NAME:SETTINGS. Nothing is touched yet: a printer that is off is found when it is on.
/// Unsupported names the drivers there are, or says what is wrong with the settings.
[[nodiscard]] Result<std::unique_ptr<ports::PrinterDevice>> open_printer(const std::string& text);

}  // namespace pareto::drivers::printer
