// What waits to be printed. It is durable, so a sale never waits for a printer, and a receipt comes
// out at the next start if not before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/ports/receipt_printer.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct PrintJob {
    std::int64_t id = 0;
    bool begun = false;  ///< it may have come out already, in part or whole
    ports::Slip slip;
};

class PrintBook {
public:
    virtual ~PrintBook() = default;
    [[nodiscard]] virtual Result<void> add(UtcTime at, const ports::Slip& slip) = 0;
    /// The oldest.
    [[nodiscard]] virtual Result<std::optional<PrintJob>> next() = 0;
    [[nodiscard]] virtual Result<void> note_begun(std::int64_t id, bool begun) = 0;
    [[nodiscard]] virtual Result<void> remove(std::int64_t id) = 0;
    [[nodiscard]] virtual Result<std::int64_t> count() = 0;
};

/// How it stands with the printer and what waits for it.
struct PrinterReport {
    ports::PrinterState state = ports::PrinterState::Ready;
    std::int64_t waiting = 0;
    std::string detail;  ///< what it said last, for IT
    bool operator==(const PrinterReport&) const = default;
};

/// Prints what waits, by itself.
class Printing {
public:
    virtual ~Printing() = default;
    /// There is something new in the book.
    virtual void wake() = 0;
    virtual void open_drawer() = 0;
    [[nodiscard]] virtual PrinterReport report() const = 0;
};

}  // namespace pareto::terminal
