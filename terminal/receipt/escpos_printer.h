// A receipt printer that understands ESC/POS, on whatever device it is.
#pragma once

#include "common/ports/printer_device.h"
#include "terminal/receipt/escpos.h"

namespace pareto::terminal::receipt {

class EscPosPrinter final : public ports::ReceiptPrinter {
public:
    EscPosPrinter(ports::PrinterDevice& device, PaperWidth paper)
        : device_{device}, paper_{paper} {}

    [[nodiscard]] Result<void> print(const ports::Slip& slip) override {
        return device_.send(escpos_of(slip, paper_));
    }

    [[nodiscard]] ports::PrinterState state() override { return device_.state(); }

    [[nodiscard]] Result<void> open_drawer() override { return device_.send_now(escpos_drawer()); }

private:
    ports::PrinterDevice& device_;
    PaperWidth paper_;
};

}  // namespace pareto::terminal::receipt
