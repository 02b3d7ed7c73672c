// A device that takes a printer's bytes, and says how the printer is.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/ports/receipt_printer.h"

namespace pareto::ports {

class PrinterDevice {
public:
    virtual ~PrinterDevice() = default;
    /// A whole job. See ReceiptPrinter::print about when it returns and what it says.
    [[nodiscard]] virtual Result<void> send(BytesView job) = 0;
    /// Asked now; Ready for a device that cannot tell.
    [[nodiscard]] virtual PrinterState state() = 0;
    /// Commands that the printer obeys at once, also while it cannot print.
    [[nodiscard]] virtual Result<void> send_now(BytesView commands) = 0;
};

}  // namespace pareto::ports
