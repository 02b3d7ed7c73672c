#include "drivers/nfc/usb_readers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <unistd.h>

namespace pareto::drivers::nfc {
namespace {

namespace fs = std::filesystem;

struct Known {
    std::string_view id;
    std::string_view name;
};

constexpr std::array kKnown{
    Known{.id = "04cc:0531", .name = "Philips PN531"},
    Known{.id = "04cc:2533", .name = "NXP PN533"},
    Known{.id = "04e6:5591", .name = "SCM SCL3711"},
    Known{.id = "04e6:5594", .name = "SCM SCL3712"},
    Known{.id = "054c:0193", .name = "Sony PN531"},
    Known{.id = "054c:02e1", .name = "Sony FeliCa S360"},
    Known{.id = "1fd3:0608", .name = "ASK LoGO"},
    Known{.id = "072f:2200", .name = "ACS ACR122"},
    Known{.id = "072f:90cc", .name = "Touchatag"},
    Known{.id = "072f:2214", .name = "ACS ACR1222"},
};

std::string first_word(const fs::path& file) {
    std::string word;
    std::ifstream{file} >> word;
    return word;
}

/// As the names of the device nodes have it: "001".
std::string three_digits(const std::string& number) {
    return std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
}

/// The kernel's driver of the reader's first interface.
std::string driver_of(const fs::path& device) {
    std::error_code error;
    const fs::path interface = device / (device.filename().string() + ":1.0") / "driver";
    const fs::path driver = fs::read_symlink(interface, error);
    return error ? "" : driver.filename().string();
}

}  // namespace

std::vector<UsbReader> find_usb_readers(const std::string& devices, const std::string& nodes) {
    std::vector<UsbReader> readers;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{devices, error}) {
        const fs::path& device = entry.path();
        const std::string id =
            first_word(device / "idVendor") + ":" + first_word(device / "idProduct");
        const auto* const known = std::find_if(
            kKnown.begin(), kKnown.end(), [&](const Known& each) { return each.id == id; });
        if (known == kKnown.end()) continue;
        const std::string node = nodes + "/" + three_digits(first_word(device / "busnum")) + "/" +
                                 three_digits(first_word(device / "devnum"));
        readers.push_back({.name = std::string{known->name},
                           .taken = driver_of(device),
                           .usable = ::access(node.c_str(), R_OK | W_OK) == 0});
    }
    return readers;
}

Fault explain_usb(const std::vector<UsbReader>& readers) {
    for (const UsbReader& reader : readers) {
        if (reader.taken == "usbfs") {
            return {FaultCode::Denied,
                    "the " + reader.name +
                        " is held by another program, often pcscd: use the driver pcsc for it, or "
                        "run `systemctl disable --now pcscd.socket pcscd`"};
        }
        if (!reader.taken.empty()) {
            return {FaultCode::Denied,
                    "the kernel module " + reader.taken + " has taken the " + reader.name +
                        ": run `modprobe -r " + reader.taken +
                        " pn533 nfc`, and write \"blacklist " + reader.taken +
                        "\" into a file in /etc/modprobe.d so that it stays away"};
        }
        if (!reader.usable) {
            return {
                FaultCode::Denied,
                "this user may not use the " + reader.name +
                    ": install its udev rule (package libnfc6 has 93-pn53x.rules), put the user "
                    "into the group plugdev, then plug the reader in again"};
        }
    }
    if (!readers.empty()) {
        return {FaultCode::Unavailable,
                "the " + readers.front().name + " does not answer: unplug it and plug it in again"};
    }
    return {FaultCode::Unavailable,
            "no NFC reader is connected: plug one in; one that is not on USB must be named in the "
            "settings (pn532_uart:/dev/ttyUSB0)"};
}

}  // namespace pareto::drivers::nfc
