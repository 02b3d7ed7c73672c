// Segments: sets of people, by what HQ's roll-ups say of them as of a business date. Pure.
//
// Figures are of a person: those of merged members together. Days are business dates; a window of n
// days is (as_of - n, as_of], as everywhere. Somebody who never bought has no recency: no condition
// on it holds.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"

namespace pareto::hq {

struct PurchaseDay {
    BusinessDate date;
    std::string branch;  ///< code
    std::int64_t net_minor = 0;
    std::int64_t visits = 0;
};

struct Person {
    MemberId member;
    std::vector<MemberId> merged;  ///< into this one
    std::string tier;
    std::string home_branch;  ///< code
    bool vip = false;
    BusinessDate joined_on;
    std::vector<PurchaseDay> days;  ///< ascending
};

/// One condition; `all`, `any` and `none` hold by others.
struct SegmentNode {
    enum class Kind { All, Any, None, Tier, Vip, Branch, Joined, Spend, Visits, Recency };
    Kind kind = Kind::All;
    std::size_t first_part = 0;  ///< index of the first of its parts, which stand together
    std::size_t parts = 0;
    std::vector<std::string> names;        ///< tiers; codes of branches (empty = all of them)
    bool wanted = true;                    ///< Vip
    std::optional<std::int64_t> at_least;  ///< minor units, visits, or days
    std::optional<std::int64_t> at_most;
    std::int32_t days = 365;               ///< window of Spend and Visits
    std::optional<BusinessDate> from, to;  ///< Joined
};

/// The root first, parts after what they are parts of.
using SegmentCondition = std::vector<SegmentNode>;

[[nodiscard]] bool holds(const SegmentCondition& condition,
                         const Person& person,
                         BusinessDate as_of);

/// Whether a name is one that HQ makes itself: vip, new, active, slipping, lapsed, returned, and
/// rfm-RFM with three digits from 1 to 5.
[[nodiscard]] bool is_ready_made(std::string_view name);
/// A name that people may give: lower-case letters, digits and '-', at most 32, not ready-made.
[[nodiscard]] bool is_segment_name(std::string_view name);

// Of ready-made segments.
inline constexpr int kNewDays = 30;  ///< new: the first purchase lies less than so many days back
inline constexpr int kActiveDays = 60;    ///< active: the last one
inline constexpr int kLapsedDays = 180;   ///< lapsed: not the last one; slipping: between the two
inline constexpr int kReturnedDays = 30;  ///< returned: within these, after a pause of kLapsedDays
inline constexpr int kRfmDays = 365;

/// Takes people one by one, and says at the end who is in which ready-made segment.
///
/// rfm-RFM: of those with a purchase in the last 365 days, a fifth each by recency, by number of
/// visits and by net spend; 5 is the best fifth. Equals have the same digit, the better one.
class ReadyMadeSegments {
public:
    explicit ReadyMadeSegments(BusinessDate as_of) : as_of_(as_of) {}

    void take(const Person& person);
    [[nodiscard]] std::map<std::string, std::set<MemberId>> finish();

private:
    struct Scored {
        MemberId member;
        std::int64_t recency = 0;  ///< minus the days since the last purchase: more is better
        std::int64_t visits = 0;
        std::int64_t net_minor = 0;
        std::string digits;
    };

    void score(std::int64_t Scored::*figure);

    BusinessDate as_of_;
    std::map<std::string, std::set<MemberId>> found_;
    std::vector<Scored> scored_;
};

}  // namespace pareto::hq
