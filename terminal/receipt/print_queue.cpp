#include "terminal/receipt/print_queue.h"

#include <utility>

#include "common/log/log.h"
#include "terminal/receipt/paper.h"

namespace pareto::terminal::receipt {

namespace {

void count_waiting(PrintBook& book, PrinterReport& report) {
    if (const auto count = book.count()) report.waiting = *count;
}

// What it says may be out of date by the time it printed nothing.
ports::PrinterState state_after_failure(ports::ReceiptPrinter& printer) {
    const ports::PrinterState state = printer.state();
    return prints(state) ? ports::PrinterState::Away : state;
}

}  // namespace

bool print_next(PrintBook& book, ports::ReceiptPrinter& printer, PrinterReport& report) {
    auto job = book.next();
    if (!job) {
        report.detail = describe(job.error());
        return false;
    }
    if (!*job) {
        report.waiting = 0;
        return false;
    }
    const bool again = (*job)->begun;
    if (!again) {
        if (const auto noted = book.note_begun((*job)->id, true); !noted) {
            report.detail = describe(noted.error());
            return false;
        }
    }
    const auto printed = printer.print(as_printed(std::move((*job)->slip), again));
    if (!printed) {
        // Nothing came out: the next try is the first.
        if (printed.error().code == FaultCode::Unavailable && !again)
            static_cast<void>(book.note_begun((*job)->id, false));
        report.detail = describe(printed.error());
        report.state = state_after_failure(printer);
        count_waiting(book, report);
        return false;
    }
    if (const auto gone = book.remove((*job)->id); !gone) {
        report.detail = describe(gone.error());
        count_waiting(book, report);
        return false;
    }
    report.detail.clear();
    report.state = ports::PrinterState::Ready;
    count_waiting(book, report);
    return report.waiting > 0;
}

PrintQueue::PrintQueue(PrintBook& book, ports::ReceiptPrinter& printer, Pace pace)
    : book_{book}, printer_{printer}, pace_{pace}, thread_{[this] {
          run();
      }} {}

PrintQueue::~PrintQueue() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    rung_.notify_one();
    thread_.join();
}

void PrintQueue::wake() {
    {
        const std::lock_guard lock{mutex_};
        woken_ = true;
        ++report_.waiting;  // until it is counted
    }
    rung_.notify_one();
}

void PrintQueue::open_drawer() {
    {
        const std::lock_guard lock{mutex_};
        drawer_ = true;
    }
    rung_.notify_one();
}

PrinterReport PrintQueue::report() const {
    const std::lock_guard lock{mutex_};
    return report_;
}

void PrintQueue::tell(const PrinterReport& report) {
    const std::lock_guard lock{mutex_};
    if (report.detail != report_.detail && !report.detail.empty())
        log::warning("terminal.printer", {{"fault", report.detail}});
    report_ = report;
    if (woken_) ++report_.waiting;
}

void PrintQueue::run() {
    PrinterReport report;
    std::chrono::milliseconds wait{0};
    std::unique_lock lock{mutex_};
    while (!ending_) {
        rung_.wait_for(lock, wait, [&] { return ending_ || woken_ || drawer_; });
        if (ending_) break;
        const bool drawer = std::exchange(drawer_, false);
        woken_ = false;
        lock.unlock();
        if (drawer) {
            if (const auto opened = printer_.open_drawer(); !opened)
                log::warning("terminal.drawer", {{"fault", describe(opened.error())}});
        }
        const bool more = print_next(book_, printer_, report);
        const bool stuck = report.waiting > 0 || !report.detail.empty();
        if (!more && !stuck) report.state = printer_.state();
        wait = more ? std::chrono::milliseconds{0} : stuck ? pace_.again : pace_.look;
        tell(report);
        lock.lock();
    }
}

}  // namespace pareto::terminal::receipt
