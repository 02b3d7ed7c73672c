// The table of card-reader drivers, in probe order. A driver is a name, what it can do, and a way to open it.
#pragma once

#include "common/ports/card_reader.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace pareto::drivers {

/// What differs between readers is said here, not found out by a failing call.
enum class Feature : unsigned { Uid = 1, Apdu = 2, Ndef = 4, ManyTags = 8, CardNumber = 16 };

struct Driver {
    std::string_view name;
    unsigned supports;  ///< Feature bits
    /// `settings` is the driver's own text: for scripted the path of its script or pipe, for pcsc a part of the names of
    /// the readers to use ("" = all), for nfc a connection string of libnfc ("" = the first reader found),
    /// for wedge the line of wedge_settings.h.
    Result<std::unique_ptr<ports::CardReader>> (*open)(const std::string& settings);
    [[nodiscard]] bool has(Feature feature) const { return (supports & static_cast<unsigned>(feature)) != 0; }
};

/// Every driver built into this program. A library missing at build time removes its driver, visibly.
[[nodiscard]] std::span<const Driver> drivers();
/// Unsupported names the drivers there are.
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> open_reader(const std::string& name, const std::string& settings);

}  // namespace pareto::drivers
