// Which NFC readers of libnfc are on USB, and who has them: looks in sysfs, because libnfc tells
// only that it found none or could not open one.
#pragma once

#include <string>
#include <vector>

#include "common/base/fault.h"

namespace pareto::drivers::nfc {

struct UsbReader {
    std::string name;   ///< "ACS ACR122"
    std::string taken;  ///< the kernel's driver that has it; "usbfs" = another program; "" = nobody
    bool usable = true;  ///< this user may open it

    bool operator==(const UsbReader&) const = default;
};

/// `devices` is /sys/bus/usb/devices and `nodes` /dev/bus/usb; others in tests.
[[nodiscard]] std::vector<UsbReader> find_usb_readers(const std::string& devices,
                                                      const std::string& nodes);

/// For a person, when none of `readers` could be opened: why, and the fix.
[[nodiscard]] Fault explain_usb(const std::vector<UsbReader>& readers);

}  // namespace pareto::drivers::nfc
