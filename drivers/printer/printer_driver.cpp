#include "drivers/printer/printer_driver.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "drivers/printer/answering_printer.h"

namespace pareto::drivers::printer {

namespace {

using Opened = Result<std::unique_ptr<ports::PrinterDevice>>;

constexpr Line::Milliseconds kConnect{3'000};

tl::unexpected<Fault> unsupported(const std::string& what) {
    return fault(FaultCode::Unsupported, "printer: " + what);
}

/// The digits after the last colon, and what stands before.
std::pair<std::string, std::string> cut_number(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return {text, {}};
    const std::string number = text.substr(colon + 1);
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
    return digits ? std::pair{text.substr(0, colon), number} : std::pair{text, std::string{}};
}

Opened open_network(const std::string& settings) {
    auto [host, port] = cut_number(settings);
    if (host.size() > 1 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (host.empty()) return unsupported("network:HOST[:PORT]");
    if (port.empty()) port = "9100";
    return std::make_unique<AnsweringPrinter>(
        [host = host, port = port] { return connect_line(host, port, kConnect); },
        false,
        AnsweringPrinter::Patience{});
}

// A device that answers nothing soon is one that cannot.
constexpr AnsweringPrinter::Patience kDevice{
    Line::Milliseconds{300}, Line::Milliseconds{10'000}, Line::Milliseconds{20'000}};

Opened open_file(const std::string& settings) {
    if (settings.empty()) return unsupported("file:PATH");
    return std::make_unique<AnsweringPrinter>(
        [settings] { return open_line(settings, 0); }, true, kDevice);
}

Opened open_serial(const std::string& settings) {
    const auto [path, number] = cut_number(settings);
    int baud = 19'200;
    if (!number.empty()) std::from_chars(number.data(), number.data() + number.size(), baud);
    constexpr std::array kBauds{9'600, 19'200, 38'400, 57'600, 115'200};
    const bool known = std::find(kBauds.begin(), kBauds.end(), baud) != kBauds.end();
    if (path.empty() || !known) return unsupported("serial:PATH[:9600|19200|38400|57600|115200]");
    return std::make_unique<AnsweringPrinter>(
        [path = path, baud] { return open_line(path, baud); }, true, kDevice);
}

constexpr std::array kDrivers{PrinterDriver{"network", true, &open_network},
                              PrinterDriver{"serial", true, &open_serial},
                              PrinterDriver{"file", true, &open_file}};

}  // namespace

std::span<const PrinterDriver> printer_drivers() {
    return kDrivers;
}

Opened open_printer(const std::string& text) {
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon);
    std::string known;
    for (const PrinterDriver& driver : kDrivers) {
        if (driver.name == name && colon != std::string::npos)
            return driver.open(text.substr(colon + 1));
        known.append(known.empty() ? "" : ", ").append(driver.name);
    }
    return unsupported("there is no driver " + name + "; there are " + known);
}

}  // namespace pareto::drivers::printer
