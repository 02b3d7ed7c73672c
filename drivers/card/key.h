// An AES-128 key. Its bytes are wiped when it goes out of scope, and nothing prints them.
#pragma once

#include <array>
#include <optional>

#include "common/base/bytes.h"

namespace pareto::drivers::card {

inline constexpr std::size_t kKeyBytes = 16;

class AesKey {
public:
    /// All zero: what a card has when it comes from the factory.
    AesKey() = default;
    AesKey(const AesKey&) = default;
    AesKey& operator=(const AesKey&) = default;
    ~AesKey();

    /// Nothing unless there are exactly 16 bytes.
    [[nodiscard]] static std::optional<AesKey> from(BytesView bytes);

    [[nodiscard]] BytesView view() const { return {bytes_.data(), bytes_.size()}; }

    bool operator==(const AesKey&) const = default;

private:
    std::array<char, kKeyBytes> bytes_{};
};

/// Overwrites what a buffer of key material holds, and empties it.
void wipe(Bytes& secret);

}  // namespace pareto::drivers::card
