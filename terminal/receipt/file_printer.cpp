#include "terminal/receipt/file_printer.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "terminal/receipt/paper.h"

namespace pareto::terminal::receipt {

namespace {

tl::unexpected<Fault> failed(const char* what) {
    return fault(
        FaultCode::Unavailable,
        std::string{"receipt printer: "} + what + ": " + std::generic_category().message(errno));
}

}  // namespace

// Opened for each receipt: a printer that was switched off and on again is found again.
Result<void> FilePrinter::print(const ports::Slip& slip) {
    const std::string whole = text_of(slip);
    std::string_view text = whole;
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return failed("opening");
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const auto fault = failed("writing");
            ::close(descriptor);
            return fault;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(descriptor) != 0) return failed("closing");
    return {};
}

}  // namespace pareto::terminal::receipt
