// The moment of a sale as foreign files write it, and the zone it is read in.
//
//     2017-01-31T07:30:27.5+08:00     T, t or a blank; seconds, fraction and offset may be missing;
//     Z is an offset 2017-01-31                      noon: a day without a time
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/expected.h"
#include "common/base/time.h"

namespace pareto::hq::import {

struct WrittenTime {
    std::chrono::milliseconds since_epoch{0};  ///< of the written date and time, as if it were UTC
    std::optional<std::chrono::minutes> utc_offset;  ///< none: the branch's own time
    bool operator==(const WrittenTime&) const = default;
};

/// Nothing when the text is not such a time, or a day or time that does not exist.
[[nodiscard]] std::optional<WrittenTime> read_written_time(std::string_view text);

/// An IANA time zone.
class Zone {
public:
    /// Nothing for a name that the time zone database does not have.
    [[nodiscard]] static std::optional<Zone> find(const std::string& name);

    enum class Oddity { None, Skipped, Repeated };

    struct Moment {
        UtcTime at;
        BusinessDate date;             ///< the zone's calendar day
        Oddity oddity = Oddity::None;  ///< of a local time on the day the clocks change
    };

    /// A skipped local time is moved on by the gap; of a repeated one the first is taken.
    [[nodiscard]] Moment moment_of(const WrittenTime& written) const;
    /// Minutes since the zone's midnight, by its clock.
    [[nodiscard]] std::int32_t minute_of(UtcTime at) const;

private:
    explicit Zone(const void* zone) : zone_(zone) {}

    const void* zone_;  ///< const date::time_zone*, which lives as long as the program
};

}  // namespace pareto::hq::import
