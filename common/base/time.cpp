#include "common/base/time.h"

#include <charconv>

namespace pareto {
namespace {

std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

void append_padded(std::string& text, unsigned value, std::size_t width) {
    const std::string number = std::to_string(value);
    text.append(width > number.size() ? width - number.size() : 0, '0');
    text += number;
}

}  // namespace

std::string to_string(BusinessDate date) {
    std::string text;
    append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.day()), 2);
    return text;
}

std::optional<BusinessDate> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day || *year < 1970) return std::nullopt;
    const BusinessDate date{std::chrono::year{*year},
                            std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return date;
}

BusinessDate add_days(BusinessDate date, int days) {
    return std::chrono::sys_days{date} + std::chrono::days{days};
}

int days_between(BusinessDate a, BusinessDate b) {
    return static_cast<int>((std::chrono::sys_days{b} - std::chrono::sys_days{a}).count());
}

std::int32_t to_day_number(BusinessDate date) {
    return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

BusinessDate from_day_number(std::int32_t day) {
    return std::chrono::sys_days{std::chrono::days{day}};
}

}  // namespace pareto
