#include "drivers/scripted/script_line.h"

#include <algorithm>

#include "common/goods/characters.h"
#include "drivers/card_uid.h"

namespace pareto::drivers::scripted {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_number_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
}

}  // namespace

Expected<std::optional<ports::Tap>, std::string> parse_line(std::string_view line) {
    const auto refused = [](std::string why) {
        return tl::unexpected<std::string>{std::move(why)};
    };
    if (line.size() > kLineBytesMax) return refused("the line is longer than 256 bytes");
    const std::string_view text = trim(line);
    if (text.empty() || text.front() == '#') return std::optional<ports::Tap>{};

    const auto gap = text.find_first_of(kBlank);
    const std::string_view word = text.substr(0, gap);
    const std::string_view value =
        gap == std::string_view::npos ? std::string_view{} : trim(text.substr(gap));
    ports::Tap tap;
    if (word == "uid") {
        const auto uid = from_hex(value);
        if (!uid)
            return refused("after \"uid\" stand pairs of hexadecimal digits and nothing else");
        if (const auto refusal = refuse_uid(*uid)) return refused("the card " + explain(*refusal));
        tap.uid = *uid;
        return tap;
    }
    if (word == "number") {
        if (value.empty() || value.size() > kNumberBytesMax ||
            !std::all_of(value.begin(), value.end(), is_number_character)) {
            return refused(
                "after \"number\" stand 1 to 64 letters, digits, - or _ and nothing else");
        }
        tap.number = value;
        return tap;
    }
    if (word == "scan") {
        if (value.empty() || !std::all_of(value.begin(), value.end(), goods::is_scanned))
            return refused("after \"scan\" stands the text of a code");
        tap.number = value;
        return tap;
    }
    return refused("a line starts with \"uid\", \"number\", \"scan\" or \"#\"");
}

}  // namespace pareto::drivers::scripted
