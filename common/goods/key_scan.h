// Tells a scan from typing. A scanner that poses as a keyboard types much faster than a person,
// ends with a key of its own, and may begin with one. Keys that may belong to a scan are held back;
// once they turn out to be typing they are given back, in their order, so that none is lost:
//
//     idle --key--> held --key within the gap--> held ... --suffix--> a scan
//                    \--pause, other key, too long--> given back as typed
//
// Pure: time is what the caller says. Without a prefix a typed key comes back after one gap, which
// nobody notices.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/time.h"

namespace pareto::goods {

struct KeyScanSettings {
    std::string prefix{};       ///< not part of the scan; empty = none
    std::string suffix = "\n";  ///< Enter; "\t" is Tab; empty = a pause ends the scan
    bool symbology = false;     ///< a scan begins with a symbology identifier, "]E0", and keeps it
    std::chrono::milliseconds gap_max{50};  ///< the longest pause between two keys of one scan
    std::size_t length_min = 4;             ///< without prefix and suffix
    std::size_t length_max = 512;
};

struct KeyOutcome {
    std::string typed;                ///< what a person typed
    std::optional<std::string> scan;  ///< without prefix and suffix
    std::string typed_after;          ///< what was typed after the scan

    bool operator==(const KeyOutcome&) const = default;
};

class KeyScan {
public:
    explicit KeyScan(KeyScanSettings settings);

    /// A key that gives a character; Enter is '\n', Tab '\t'. `repeated` = the key is held down.
    [[nodiscard]] KeyOutcome press(char key, SteadyTime at, bool repeated = false);
    /// Any other key, or another reason why a scan cannot go on: gives back what is held.
    [[nodiscard]] std::string interrupt();
    /// Time passed without a key; to be called when the deadline is reached, or later.
    [[nodiscard]] KeyOutcome pass(SteadyTime now);
    /// When the keys held will be given back, or be a scan; nothing when none are held.
    [[nodiscard]] std::optional<SteadyTime> deadline() const;

private:
    [[nodiscard]] bool may_go_on() const;
    [[nodiscard]] bool is_whole(std::size_t suffix_length) const;
    [[nodiscard]] std::string take_scan(std::size_t suffix_length);

    KeyScanSettings settings_;
    std::string held_;
    bool typing_ = false;  // until the next pause: these keys were found to be typing
    SteadyTime last_{};
};

}  // namespace pareto::goods
