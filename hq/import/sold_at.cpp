// ISO 8601 times, and the time zone database behind Zone.
#include "hq/import/sold_at.h"

#include <exception>

#include <date/tz.h>

namespace pareto::hq::import {
namespace {

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

// Takes two digits off the front.
std::optional<int> take_two(std::string_view& text) {
    const auto digit = [&](std::size_t index) {
        return '0' <= text[index] && text[index] <= '9';
    };
    if (text.size() < 2 || !digit(0) || !digit(1)) return std::nullopt;
    const int value = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// The milliseconds of a fraction; further digits are cut off.
std::optional<int> take_fraction(std::string_view& text) {
    int milliseconds = 0;
    int digits = 0;
    while (!text.empty() && '0' <= text.front() && text.front() <= '9') {
        if (digits < 3) milliseconds = milliseconds * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits)
        milliseconds *= 10;
    return milliseconds;
}

// Everything that is left: nothing, Z, ±hh, ±hhmm or ±hh:mm.
bool take_offset(std::string_view text, std::optional<std::chrono::minutes>& offset) {
    if (text.empty()) return true;
    if (text == "Z" || text == "z") {
        offset = std::chrono::minutes{0};
        return true;
    }
    const bool west = text.front() == '-';
    if (!take(text, "+-")) return false;
    const auto hours = take_two(text);
    if (!hours || *hours > 15) return false;
    int minutes = 0;
    if (!text.empty()) {
        take(text, ":");
        const auto taken = take_two(text);
        if (!taken || *taken > 59 || !text.empty()) return false;
        minutes = *taken;
    }
    const std::chrono::minutes size{*hours * 60 + minutes};
    offset = west ? -size : size;
    return true;
}

}  // namespace

std::optional<WrittenTime> read_written_time(std::string_view text) {
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    text.remove_prefix(10);
    WrittenTime written;
    const auto midnight = std::chrono::sys_days{*date}.time_since_epoch();
    if (text.empty()) {
        written.since_epoch = midnight + std::chrono::hours{12};
        return written;
    }
    if (!take(text, "Tt ")) return std::nullopt;
    const auto hour = take_two(text);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_two(text);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0;
    int millisecond = 0;
    if (take(text, ":")) {
        const auto taken = take_two(text);
        if (!taken || *taken > 59) return std::nullopt;
        second = *taken;
        if (take(text, ".,")) {
            const auto fraction = take_fraction(text);
            if (!fraction) return std::nullopt;
            millisecond = *fraction;
        }
    }
    if (text.size() > 1 && text.front() == ' ') text.remove_prefix(1);
    if (!take_offset(text, written.utc_offset)) return std::nullopt;
    written.since_epoch = midnight + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                          std::chrono::seconds{second} + std::chrono::milliseconds{millisecond};
    return written;
}

std::optional<Zone> Zone::find(const std::string& name) {
    try {
        return Zone{date::locate_zone(name)};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

Zone::Moment Zone::moment_of(const WrittenTime& written) const {
    Moment moment;
    const auto day_of = [](std::chrono::milliseconds local) {
        return BusinessDate{std::chrono::floor<std::chrono::days>(UtcTime{local})};
    };
    if (written.utc_offset) {
        moment.at = UtcTime{written.since_epoch - *written.utc_offset};
        const auto offset =
            zone_of(zone_).get_info(std::chrono::floor<std::chrono::seconds>(moment.at)).offset;
        moment.date = day_of(moment.at.time_since_epoch() + offset);
        return moment;
    }
    const date::local_time<std::chrono::milliseconds> local{written.since_epoch};
    const auto facts = zone_of(zone_).get_info(std::chrono::floor<std::chrono::seconds>(local));
    // In a gap `first` is what held before it, so that the time moves on by the gap; of a repeated
    // hour `first` is the earlier one.
    moment.at = UtcTime{written.since_epoch - facts.first.offset};
    moment.date = day_of(written.since_epoch);
    if (facts.result == date::local_info::nonexistent) moment.oddity = Oddity::Skipped;
    if (facts.result == date::local_info::ambiguous) moment.oddity = Oddity::Repeated;
    return moment;
}

std::int32_t Zone::minute_of(UtcTime at) const {
    const auto offset =
        zone_of(zone_).get_info(std::chrono::floor<std::chrono::seconds>(at)).offset;
    const UtcTime local = at + offset;
    const auto since_midnight = local - std::chrono::floor<std::chrono::days>(local);
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::minutes>(since_midnight).count());
}

}  // namespace pareto::hq::import
