#include "drivers/nfc/connection.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace pareto::drivers::nfc {
namespace {

struct Kind {
    std::string_view driver;
    bool has_port;
    bool has_speed;
};

// What Debian 12's libnfc has compiled in.
constexpr std::array kKinds{
    Kind{.driver = "pn532_uart", .has_port = true, .has_speed = true},
    Kind{.driver = "pn532_i2c", .has_port = true, .has_speed = false},
    Kind{.driver = "pn532_spi", .has_port = true, .has_speed = true},
    Kind{.driver = "arygon", .has_port = true, .has_speed = true},
    Kind{.driver = "acr122s", .has_port = true, .has_speed = true},
    Kind{.driver = "pn53x_usb", .has_port = false, .has_speed = false},
    Kind{.driver = "acr122_usb", .has_port = false, .has_speed = false},
    Kind{.driver = "usb", .has_port = false, .has_speed = false},
};
constexpr std::size_t kTextMax = 900;  // libnfc has 1024, and the port may be a short link

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; });
}

std::string all_drivers() {
    std::string names;
    for (const Kind& kind : kKinds)
        names += (names.empty() ? "" : ", ") + std::string{kind.driver};
    return names;
}

}  // namespace

Result<Connection> read_connection(const std::string& text) {
    if (text.empty()) return Connection{};
    const auto colon = text.find(':');
    const std::string driver = text.substr(0, colon);
    const auto* const kind = std::find_if(
        kKinds.begin(), kKinds.end(), [&](const Kind& each) { return each.driver == driver; });
    if (driver == "pcsc" || driver == "acr122_pcsc") {
        return fault(FaultCode::Unsupported,
                     "libnfc has no " + driver + " here: use the driver pcsc for this reader");
    }
    if (kind == kKinds.end() || text.size() > kTextMax) {
        return fault(
            FaultCode::Unsupported,
            "\"" + text.substr(0, 100) +
                "\" is no connection string of libnfc; it begins with one of: " + all_drivers());
    }
    Connection connection{.driver = driver, .port = {}, .rest = {}};
    const std::string after = colon == std::string::npos ? "" : text.substr(colon + 1);
    if (!kind->has_port) {
        if (!after.empty()) connection.rest = ":" + after;
        return connection;
    }
    connection.port = after;
    const auto last = after.rfind(':');
    if (kind->has_speed && last != std::string::npos && is_number(after.substr(last + 1))) {
        connection.port = after.substr(0, last);
        connection.rest = after.substr(last);
    }
    if (connection.port.empty()) {
        return fault(FaultCode::Unsupported,
                     "name the port of the reader: " + driver + ":/dev/ttyUSB0, for example");
    }
    return connection;
}

std::string lock_name(unsigned major, unsigned minor) {
    return "pareto-nfc-" + std::to_string(major) + "-" + std::to_string(minor) + ".lock";
}

}  // namespace pareto::drivers::nfc
