#include "drivers/wedge/wedge_settings.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/goods/characters.h"
#include "common/goods/digits.h"

namespace pareto::drivers::wedge {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::uint64_t kGapMax = 1000;
constexpr std::uint64_t kLengthMax = 512;

std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(kBlank));
    line.remove_prefix(word.size());
    return word;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto byte = goods::from_hex_pair(text[i + 1], text[i + 2]);
        if (!byte) return std::nullopt;
        plain += *byte;
        i += 2;
    }
    return plain;
}

std::optional<std::string> suffix_of(std::string_view value) {
    if (value == "enter") return "\n";
    if (value == "tab") return "\t";
    if (value == "none") return "";
    return unescaped(value);
}

/// "4-64"
bool set_lengths(goods::KeyScanSettings& keys, std::string_view value) {
    const auto dash = value.find('-');
    if (dash == std::string_view::npos) return false;
    const auto shortest = goods::number_of(value.substr(0, dash));
    const auto longest = goods::number_of(value.substr(dash + 1));
    if (!shortest || !longest || *shortest < 1 || *shortest > *longest || *longest > kLengthMax)
        return false;
    keys.length_min = *shortest;
    keys.length_max = *longest;
    return true;
}

/// What the setting must be, in words, when it is not; nothing when it was set.
std::optional<std::string> set(WedgeSettings& settings,
                               std::string_view name,
                               std::string_view value) {
    if (name == "content") {
        if (value == "number") settings.content = Content::Number;
        if (value == "uid") settings.content = Content::Uid;
        if (value == "uid-reversed") settings.content = Content::UidReversed;
        if (value == "number" || value == "uid" || value == "uid-reversed") return std::nullopt;
        if (value != "scan") return "content is number, uid, uid-reversed or scan";
        settings.content = Content::Scan;
        settings.keys.length_max = kScanBytesMax;
        return std::nullopt;
    }
    if (name == "suffix" || name == "prefix") {
        auto text = name == "suffix" ? suffix_of(value) : unescaped(value);
        if (!text || value.empty())
            return std::string{name} + " is one or more characters; %20 is a blank, %25 a %";
        (name == "suffix" ? settings.keys.suffix : settings.keys.prefix) = *std::move(text);
        return std::nullopt;
    }
    if (name == "symbology") {
        if (value != "yes" && value != "no") return "symbology is yes or no";
        settings.keys.symbology = value == "yes";
        return std::nullopt;
    }
    if (name == "gap_ms") {
        const auto gap = goods::number_of(value);
        if (!gap || *gap < 1 || *gap > kGapMax) return "gap_ms is 1 to 1000";
        settings.keys.gap_max = std::chrono::milliseconds{static_cast<std::int64_t>(*gap)};
        return std::nullopt;
    }
    if (name == "length") {
        if (!set_lengths(settings.keys, value)) return "length is like 4-64, at most 512";
        return std::nullopt;
    }
    return "a setting is content, suffix, prefix, symbology, gap_ms or length, then = and its "
           "value";
}

}  // namespace

Expected<WedgeSettings, std::string> parse_settings(std::string_view line) {
    WedgeSettings settings;
    settings.device = take_word(line);
    if (settings.device.empty() || settings.device.front() != '/') {
        return tl::unexpected<std::string>{
            "the settings begin with the device, like /dev/input/by-id/usb-...-event-kbd"};
    }
    for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
        const auto equals = word.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
        if (auto wrong = set(settings, word.substr(0, equals), value))
            return tl::unexpected<std::string>{*std::move(wrong)};
    }
    return settings;
}

}  // namespace pareto::drivers::wedge
