#include <gtest/gtest.h>

#include "drivers/nfc/connection.h"

namespace pareto::drivers::nfc {
namespace {

/// "driver|port|rest", or the fault.
std::string read(const std::string& text) {
    const auto connection = read_connection(text);
    if (!connection) return describe(connection.error());
    return connection->driver + "|" + connection->port + "|" + connection->rest;
}

TEST(ConnectionTest, TakesTheStringsOfLibnfcApart) {
    EXPECT_EQ(read(""), "||");
    EXPECT_EQ(read("pn532_uart:/dev/ttyUSB0"), "pn532_uart|/dev/ttyUSB0|");
    EXPECT_EQ(read("pn532_uart:/dev/ttyUSB0:115200"), "pn532_uart|/dev/ttyUSB0|:115200");
    EXPECT_EQ(read("pn532_i2c:/dev/i2c-1"), "pn532_i2c|/dev/i2c-1|");
    EXPECT_EQ(read("pn532_spi:/dev/spidev0.0:50000"), "pn532_spi|/dev/spidev0.0|:50000");
    EXPECT_EQ(read("acr122_usb"), "acr122_usb||");
    EXPECT_EQ(read("pn53x_usb:001:004"), "pn53x_usb||:001:004");
    EXPECT_EQ(read("usb"), "usb||");
}

TEST(ConnectionTest, TakesPortsWithColons) {
    EXPECT_EQ(read("pn532_uart:/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0"),
              "pn532_uart|/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0|");
    EXPECT_EQ(read("pn532_uart:/dev/serial/by-path/usb-0:2:1.0-port0:9600"),
              "pn532_uart|/dev/serial/by-path/usb-0:2:1.0-port0|:9600");
}

TEST(ConnectionTest, RefusesWhatLibnfcDoesNotHaveAndSaysWhatToWrite) {
    EXPECT_EQ(
        read("/dev/ttyUSB0"),
        "unsupported: \"/dev/ttyUSB0\" is no connection string of libnfc; it begins with one of: "
        "pn532_uart, pn532_i2c, pn532_spi, arygon, acr122s, pn53x_usb, acr122_usb, usb");
    EXPECT_EQ(read("acr122_pcsc:ACS"),
              "unsupported: libnfc has no acr122_pcsc here: use the driver pcsc for this reader");
    EXPECT_EQ(read("pn532_uart"),
              "unsupported: name the port of the reader: pn532_uart:/dev/ttyUSB0, for example");
    EXPECT_EQ(read("pn532_uart:"), read("pn532_uart"));
    EXPECT_EQ(read("pn532_uart:" + std::string(2000, 'x')).find("unsupported: \"pn532_uart:xxx"),
              0U);
}

}  // namespace
}  // namespace pareto::drivers::nfc
