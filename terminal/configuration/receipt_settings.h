// What DIR/terminal.toml says about receipts; without it nothing is printed unless the command line
// names a printer.
//
//     [receipt]
//     printer = "network:10.0.0.5"   # or network:HOST:PORT, serial:/dev/ttyS0:19200,
//                                    # file:/dev/usb/lp0, text:PATH, none
//     paper_mm = 80                  # or 58
//     language = "zh-Hant"           # or "en"; without it as the screen speaks
#pragma once

#include <string>
#include <string_view>

#include "common/base/fault.h"

namespace pareto::terminal::configuration {

struct ReceiptSettings {
    std::string printer;   ///< empty = not said
    int paper_mm = 80;     ///< 80 or 58
    std::string language;  ///< "en", "zh-Hant"; empty = not said
};

/// `toml` is the file's content. Corrupt, with the place and what is wrong.
[[nodiscard]] Result<ReceiptSettings> read_receipt_settings(std::string_view toml);
/// The defaults when there is no such file.
[[nodiscard]] Result<ReceiptSettings> load_receipt_settings(const std::string& path);

}  // namespace pareto::terminal::configuration
