// Entries as addresses name them: "7:12", registration and sequence.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/id.h"

namespace pareto::hq::api {

[[nodiscard]] inline std::string entry_name(EntryId entry) {
    return std::to_string(entry.registration()) + ":" + std::to_string(entry.sequence());
}

[[nodiscard]] inline std::optional<EntryId> entry_named(std::string_view name) {
    Registration registration = 0;
    Sequence sequence = 0;
    const char* const end = name.data() + name.size();
    const auto first = std::from_chars(name.data(), end, registration);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, sequence);
    const bool good = second.ec == std::errc{} && second.ptr == end && registration > 0 &&
                      sequence > 0 && sequence <= kSequenceMax;
    return good ? std::optional{EntryId::of(registration, sequence)} : std::nullopt;
}

}  // namespace pareto::hq::api
