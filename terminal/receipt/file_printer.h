// Prints as text into a file, one receipt after the other: a pipe, a plain printer, or a file to
// look at.
#pragma once

#include <string>

#include "common/ports/receipt_printer.h"

namespace pareto::terminal::receipt {

class FilePrinter final : public ports::ReceiptPrinter {
public:
    explicit FilePrinter(std::string path) : path_{std::move(path)} {}

    [[nodiscard]] Result<void> print(const ports::Slip& slip) override;

    [[nodiscard]] ports::PrinterState state() override { return ports::PrinterState::Ready; }

    [[nodiscard]] Result<void> open_drawer() override { return {}; }

private:
    std::string path_;
};

}  // namespace pareto::terminal::receipt
