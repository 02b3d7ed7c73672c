#include "drivers/driver.h"

#include "drivers/scripted/scripted_reader.h"
#include "drivers/wedge/wedge_reader.h"
#ifdef PARETO_HAVE_NFC
#include "drivers/nfc/nfc_reader.h"
#endif
#ifdef PARETO_HAVE_PCSC
#include "drivers/pcsc/pcsc_reader.h"
#endif

#include <array>

namespace pareto::drivers {
namespace {

constexpr unsigned bits(Feature feature) {
    return static_cast<unsigned>(feature);
}

// In probe order. The scripted reader is last: it is whatever it is told to be.
constexpr auto kDrivers = std::to_array<Driver>({
#ifdef PARETO_HAVE_PCSC
    {.name = "pcsc", .supports = bits(Feature::Uid) | bits(Feature::Apdu), .open = &pcsc::open},
#endif
#ifdef PARETO_HAVE_NFC
    {.name = "nfc",
     .supports = bits(Feature::Uid) | bits(Feature::Apdu) | bits(Feature::ManyTags),
     .open = &nfc::open},
#endif
    {.name = "wedge",
     .supports = bits(Feature::Uid) | bits(Feature::CardNumber),
     .open = &wedge::open},
    {.name = "scripted",
     .supports = bits(Feature::Uid) | bits(Feature::CardNumber),
     .open = &scripted::open},
});

}  // namespace

std::span<const Driver> drivers() {
    return kDrivers;
}

Result<std::unique_ptr<ports::CardReader>> open_reader(const std::string& name,
                                                       const std::string& settings) {
    std::string names;
    for (const Driver& driver : kDrivers) {
        if (driver.name == name) return driver.open(settings);
        if (!names.empty()) names += ", ";
        names += driver.name;
    }
    return fault(FaultCode::Unsupported,
                 "no card-reader driver \"" + name + "\" in this program; there are: " + names);
}

}  // namespace pareto::drivers
