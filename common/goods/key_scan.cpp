#include "common/goods/key_scan.h"

#include <algorithm>
#include <utility>

#include "common/goods/scan.h"

namespace pareto::goods {
namespace {

constexpr std::size_t kSymbologyLength = 3;

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

KeyScan::KeyScan(KeyScanSettings settings) : settings_(std::move(settings)) {}

KeyOutcome KeyScan::press(char key, SteadyTime at, bool repeated) {
    KeyOutcome outcome = pass(at);
    // A clock that seems to go back is one whose events came out of order: no pause.
    last_ = std::max(last_, at);
    held_ += key;
    if (typing_ || repeated || !may_go_on()) {
        typing_ = true;
        // The pause before this key may have ended a scan.
        (outcome.scan ? outcome.typed_after : outcome.typed) += std::exchange(held_, {});
        return outcome;
    }
    const std::string& suffix = settings_.suffix;
    if (suffix.empty() || held_.size() < settings_.prefix.size() + suffix.size() ||
        !ends_with(held_, suffix))
        return outcome;
    if (is_whole(suffix.size())) {
        outcome.scan = take_scan(suffix.size());
    } else {
        // Enter after too few keys is a person's: what follows may be a scan.
        outcome.typed += std::exchange(held_, {});
    }
    return outcome;
}

std::string KeyScan::interrupt() {
    typing_ = false;
    return std::exchange(held_, {});
}

KeyOutcome KeyScan::pass(SteadyTime now) {
    KeyOutcome outcome;
    if (now - last_ <= settings_.gap_max) return outcome;
    typing_ = false;
    if (held_.empty()) return outcome;
    if (settings_.suffix.empty() && is_whole(0)) {
        outcome.scan = take_scan(0);
    } else {
        outcome.typed = std::exchange(held_, {});
    }
    return outcome;
}

std::optional<SteadyTime> KeyScan::deadline() const {
    if (held_.empty()) return std::nullopt;
    return last_ + settings_.gap_max + std::chrono::milliseconds{1};
}

/// Whether the keys held can still become a scan.
bool KeyScan::may_go_on() const {
    const std::string& prefix = settings_.prefix;
    const std::size_t common = std::min(held_.size(), prefix.size());
    if (held_.compare(0, common, prefix, 0, common) != 0) return false;
    const std::string_view text = std::string_view{held_}.substr(common);
    if (settings_.symbology && !text.empty()) {
        if (text.front() != ']') return false;
        if (text.size() == kSymbologyLength && split_symbology(text).identifier.empty())
            return false;
    }
    return text.size() <= settings_.length_max + settings_.suffix.size();
}

bool KeyScan::is_whole(std::size_t suffix_length) const {
    const std::size_t around = settings_.prefix.size() + suffix_length;
    if (held_.size() < around + std::max<std::size_t>(settings_.length_min, 1)) return false;
    const std::size_t length = held_.size() - around;
    return length <= settings_.length_max && (!settings_.symbology || length > kSymbologyLength);
}

std::string KeyScan::take_scan(std::size_t suffix_length) {
    const std::string all = std::exchange(held_, {});
    return all.substr(settings_.prefix.size(),
                      all.size() - settings_.prefix.size() - suffix_length);
}

}  // namespace pareto::goods
