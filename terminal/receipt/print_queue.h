// Takes what waits in the book to the printer, oldest first, on a thread of its own.
//
// Invariant: a job leaves the book only after the printer took it. What it may have printed already
// (the power went, the paper ended in the middle) is printed again, and says on it that it may be
// a copy.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "terminal/app/printing.h"

namespace pareto::terminal::receipt {

/// One step without waiting: prints the oldest job. Whether there may be more to do at once.
[[nodiscard]] bool print_next(PrintBook& book,
                              ports::ReceiptPrinter& printer,
                              PrinterReport& report);

class PrintQueue final : public Printing {
public:
    struct Pace {
        std::chrono::milliseconds again{1'000};  ///< after a failure
        std::chrono::milliseconds look{15'000};  ///< at a printer that has nothing to do
    };

    PrintQueue(PrintBook& book, ports::ReceiptPrinter& printer, Pace pace);

    PrintQueue(PrintBook& book, ports::ReceiptPrinter& printer)
        : PrintQueue{book, printer, Pace{}} {}

    ~PrintQueue() override;
    PrintQueue(const PrintQueue&) = delete;
    PrintQueue& operator=(const PrintQueue&) = delete;

    void wake() override;
    void open_drawer() override;
    [[nodiscard]] PrinterReport report() const override;

private:
    void run();
    void tell(const PrinterReport& report);

    PrintBook& book_;
    ports::ReceiptPrinter& printer_;
    const Pace pace_;
    mutable std::mutex mutex_;
    std::condition_variable rung_;
    PrinterReport report_;
    bool woken_ = true;
    bool drawer_ = false;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace pareto::terminal::receipt
