#include "hq/app/personal.h"

#include <charconv>

#include <array>
#include <utility>

namespace pareto::hq {
namespace {

using Field = std::pair<std::string_view, std::string PersonalData::*>;
constexpr std::array<Field, 5> kFields{{
    {"name", &PersonalData::name},
    {"phone", &PersonalData::phone},
    {"email", &PersonalData::email},
    {"birthday", &PersonalData::birthday},
    {"consent_marketing", &PersonalData::consent_marketing},
}};

}  // namespace

Bytes encode_personal(const PersonalData& personal) {
    Bytes bytes;
    for (const auto& [name, member] : kFields) {
        const std::string& value = personal.*member;
        if (value.empty()) continue;
        bytes += name;
        bytes += '=';
        for (const char character : value)
            bytes += character == '\n' || character == '\r' ? ' ' : character;
        bytes += '\n';
    }
    return bytes;
}

PersonalData read_personal(BytesView bytes) {
    PersonalData personal;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const BytesView line = bytes.substr(0, end);
        bytes = end == BytesView::npos ? BytesView{} : bytes.substr(end + 1);
        const auto equals = line.find('=');
        if (equals == BytesView::npos) continue;
        for (const auto& [name, member] : kFields) {
            if (line.substr(0, equals) == name) personal.*member = line.substr(equals + 1);
        }
    }
    return personal;
}

std::optional<std::chrono::month_day> parse_birthday(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    unsigned month = 0;
    unsigned day = 0;
    const auto read = [](std::string_view digits, unsigned& value) {
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    if (!read(text.substr(5, 2), month) || !read(text.substr(8, 2), day)) return std::nullopt;
    const std::chrono::month_day found{std::chrono::month{month}, std::chrono::day{day}};
    return found.ok() ? std::optional{found} : std::nullopt;
}

}  // namespace pareto::hq
