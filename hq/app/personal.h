// Personal data beside an entry, as bytes: one "field=value" line each (name, phone, email,
// birthday, consent), UTF-8, no empty values, no line breaks inside a value. Unknown fields are
// kept by whoever keeps the bytes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"

namespace pareto::hq {

struct PersonalData {
    std::string name, phone, email, birthday, consent_marketing;
    bool operator==(const PersonalData&) const = default;
};

/// Line breaks inside a value become spaces. Empty when every field is empty.
[[nodiscard]] Bytes encode_personal(const PersonalData& personal);
/// Month and day of "1980-02-29"; nothing for another text.
[[nodiscard]] std::optional<std::chrono::month_day> parse_birthday(std::string_view text);
/// Takes what it knows and ignores the rest; never fails.
[[nodiscard]] PersonalData read_personal(BytesView bytes);

}  // namespace pareto::hq
