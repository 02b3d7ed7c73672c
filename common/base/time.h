// Time as values. The core never reads a clock and never converts a zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pareto {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;  ///< an instant
/// A point on a clock that never goes back; only differences mean anything.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;
using BusinessDate = std::chrono::year_month_day;                  ///< a branch's trading day

[[nodiscard]] inline std::int64_t to_ms(UtcTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline UtcTime from_ms(std::int64_t ms) { return UtcTime{std::chrono::milliseconds{ms}}; }

/// "2026-03-09"
[[nodiscard]] std::string to_string(BusinessDate date);
/// Strictly YYYY-MM-DD and a day that exists, years 1970 to 9999; nothing otherwise.
[[nodiscard]] std::optional<BusinessDate> parse_date(std::string_view text);
[[nodiscard]] BusinessDate add_days(BusinessDate date, int days);
/// b - a in days.
[[nodiscard]] int days_between(BusinessDate a, BusinessDate b);
/// Days since 1970-01-01, the form a date has in an entry.
[[nodiscard]] std::int32_t to_day_number(BusinessDate date);
[[nodiscard]] BusinessDate from_day_number(std::int32_t day);

}  // namespace pareto
