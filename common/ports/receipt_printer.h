// A printer of receipts. What it prints was committed before, so a failed print loses nothing:
// print again.
#pragma once

#include <string_view>

#include "common/base/fault.h"

namespace pareto::ports {

class ReceiptPrinter {
public:
    virtual ~ReceiptPrinter() = default;
    /// UTF-8 lines of at most 40 columns (a CJK character takes two), each ended by a line feed.
    /// Returns when the printer took all of it. Unavailable: no printer, no paper, cover open; the
    /// call may be made again.
    [[nodiscard]] virtual Result<void> print(std::string_view text) = 0;
};

}  // namespace pareto::ports
