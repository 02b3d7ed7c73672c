// Bytes as they are on the wire, on disk and in both databases. A string may hold NULs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pareto {

using Bytes = std::string;
using BytesView = std::string_view;

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(BytesView bytes);
/// Nothing when the text has an odd length or another character than 0-9 a-f A-F.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// A SHA-256 value. All zero stands before the first entry of a journal.
struct Hash {
    std::array<char, 32> bytes{};

    bool operator==(const Hash&) const = default;
    [[nodiscard]] BytesView view() const { return {bytes.data(), bytes.size()}; }
    /// Nothing unless `view` is exactly 32 bytes.
    [[nodiscard]] static std::optional<Hash> from(BytesView view);
};

}  // namespace pareto
