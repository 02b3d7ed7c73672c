// Prints into a file, one receipt after the other: a printer's device, a pipe, or a file to look
// at.
#pragma once

#include <string>

#include "common/ports/receipt_printer.h"

namespace pareto::terminal::receipt {

class FilePrinter final : public ports::ReceiptPrinter {
public:
    explicit FilePrinter(std::string path) : path_{std::move(path)} {}

    [[nodiscard]] Result<void> print(std::string_view text) override;

private:
    std::string path_;
};

}  // namespace pareto::terminal::receipt
