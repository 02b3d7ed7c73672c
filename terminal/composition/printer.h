// The receipt printer that the command line or terminal.toml names.
#pragma once

#include <memory>
#include <string>

#include "common/ports/printer_device.h"
#include "common/ports/receipt_printer.h"

namespace pareto::terminal::composition {

struct Printer {
    std::unique_ptr<ports::PrinterDevice> device;    ///< null where text is printed
    std::unique_ptr<ports::ReceiptPrinter> printer;  ///< null: none
};

/// `named`: "", "none", DRIVER:SETTINGS (drivers/printer), "text:PATH", or a path for text.
/// `paper_mm`: 80 or 58. What is wrong, for a person.
[[nodiscard]] Result<Printer> make_printer(const std::string& named, int paper_mm);

}  // namespace pareto::terminal::composition
