// The pseudo-commands by which PC/SC readers read and write the pages of a tag (PC/SC part 3), and
// what they are in the tag's own commands: so that whoever speaks with a tag need not know its
// reader.
//
//     FF B0 00 PAGE n         30 PAGE             n bytes of the answer (00: all 16), 90 00
//     FF D6 00 PAGE 04 data   A2 PAGE data        90 00
#pragma once

#include <cstddef>
#include <optional>

#include "common/base/bytes.h"

namespace pareto::drivers::nfc {

inline constexpr BytesView kGetUid{"\xFF\xCA\x00\x00\x00", 5};

/// Readers keep commands of this class for themselves: no card ever gets one.
[[nodiscard]] constexpr bool is_for_reader(BytesView command) {
    return !command.empty() && command.front() == '\xFF';
}

/// ISO 7816-4, or wrapped in it. No tag has a command of its own that begins so.
[[nodiscard]] constexpr bool is_apdu(BytesView command) {
    return !command.empty() && (command.front() == '\x00' || command.front() == '\x90');
}

struct TagCommand {
    Bytes native;
    std::size_t answer_bytes = 0;

    bool operator==(const TagCommand&) const = default;
};

/// Nothing when it is none of the two.
[[nodiscard]] std::optional<TagCommand> tag_command(BytesView pseudo);

}  // namespace pareto::drivers::nfc
