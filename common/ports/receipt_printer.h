// A printer of receipts. What it prints was committed before, so a failed print loses nothing:
// print again.
#pragma once

#include <string>
#include <vector>

#include "common/base/fault.h"

namespace pareto::ports {

/// What is printed, from top to bottom. Knows no device.
struct Slip {
    enum class Kind {
        Line,     ///< UTF-8, at most 40 columns (a CJK character takes two), without a line feed
        Strong,   ///< a line in bold
        Tall,     ///< a line in bold and twice as high
        Barcode,  ///< Code 128 of printable ASCII
        QrCode,
        IfAgain,  ///< a strong line that stands only on what may have been printed before
    };

    struct Part {
        Kind kind = Kind::Line;
        std::string text;
        bool operator==(const Part&) const = default;
    };

    std::vector<Part> parts;
    bool operator==(const Slip&) const = default;
};

/// What a printer says about itself. Low: it prints, and soon will not.
enum class PrinterState { Ready, Low, OutOfPaper, CoverOpen, Jammed, Busy, Away };

[[nodiscard]] constexpr bool prints(PrinterState state) {
    return state == PrinterState::Ready || state == PrinterState::Low;
}

class ReceiptPrinter {
public:
    virtual ~ReceiptPrinter() = default;
    /// Returns when the printer took all of it, and printed it where it can tell. Unavailable:
    /// nothing came out. Timeout: perhaps some, or all. After both the call may be made again.
    [[nodiscard]] virtual Result<void> print(const Slip& slip) = 0;
    /// Asked now; Ready for a device that cannot tell.
    [[nodiscard]] virtual PrinterState state() = 0;
    /// Also while it has no paper. Nothing happens where no drawer is connected.
    [[nodiscard]] virtual Result<void> open_drawer() = 0;
};

}  // namespace pareto::ports
