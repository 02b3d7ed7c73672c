// Where an NFC reader is: the connection strings of libnfc, taken apart.
//
//     ""                                the first USB reader, or what LIBNFC_DEVICE and libnfc.conf
//     name pn532_uart:PORT[:SPEED]           PN532 on a serial port; also arygon and acr122s
//     pn532_i2c:PORT  pn532_spi:PORT[:SPEED]
//     pn53x_usb[:BUS[:DEVICE]]          also acr122_usb, and usb for any of both
//
// PORT is a device file or a link to one, and may hold colons, as those in /dev/serial/by-path do.
// BUS and DEVICE change when a reader is plugged in again: leave them out unless there are two.
#pragma once

#include <string>

#include "common/base/fault.h"

namespace pareto::drivers::nfc {

struct Connection {
    std::string driver;  ///< as libnfc names it; empty for the first reader found
    std::string port;    ///< a device file; empty for readers on USB
    std::string rest;    ///< what follows, with its colon: speed, or bus and device

    bool operator==(const Connection&) const = default;
};

/// Unsupported names the drivers there are.
[[nodiscard]] Result<Connection> read_connection(const std::string& text);

/// What the port's lock file is called, for all names of one device alike: "pareto-nfc-188-0.lock".
[[nodiscard]] std::string lock_name(unsigned major, unsigned minor);

}  // namespace pareto::drivers::nfc
