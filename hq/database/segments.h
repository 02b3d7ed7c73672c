// Segments in the books: what is known of people, who is in which, and the campaigns that ask.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "hq/app/segment.h"

namespace pareto::hq::database {

struct SegmentRow {
    std::string name;
    std::string kind;  ///< ready, refreshing, fixed
    std::string json;  ///< empty when it is ready-made
    std::string as_of;
    std::int64_t members = 0;  ///< people: merged members are one
};

/// Where `name` is given, that one alone. Ready-made ones appear when they were first computed.
[[nodiscard]] Result<std::vector<SegmentRow>> read_segments(
    pareto::database::Connection& connection, const std::string& name = {});

struct SegmentMemberRow {
    std::string number, name, tier, home_branch, since;
    bool vip = false;
};

/// By member number; merged members are not listed apart.
[[nodiscard]] Result<std::vector<SegmentMemberRow>> read_segment_members(
    pareto::database::Connection& connection, const std::string& name);

inline constexpr std::int64_t kPeopleOfPage = 2'000;

struct PeoplePage {
    std::vector<Person> people;
    MemberId last;
    bool done = false;
};

/// The next people after `after`, by id.
[[nodiscard]] Result<PeoplePage> read_people(pareto::database::Connection& connection,
                                             MemberId after,
                                             std::int64_t people_max = kPeopleOfPage);

/// Members, merged ones too, by segment.
using Membership = std::map<std::string, std::set<MemberId>>;

struct SegmentChange {
    MemberId member;
    std::vector<std::string> enters, leaves;
};

/// What makes the segments of `names` hold `wanted`; with `ready_made`, every ready-made one too.
[[nodiscard]] Result<std::vector<SegmentChange>> segment_changes(
    pareto::database::Connection& connection,
    const std::set<std::string>& names,
    bool ready_made,
    const Membership& wanted);
/// Writes them, and feeds the members of whom a campaign asks it. Inside a transaction begun with
/// begin_writing; some 1,000 at once.
[[nodiscard]] Result<void> apply_segment_changes(pareto::database::Connection& connection,
                                                 std::span<const SegmentChange> changes,
                                                 BusinessDate as_of,
                                                 std::int64_t now_ms);
/// Adds or replaces what the segment is. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<void> put_segment(pareto::database::Connection& connection,
                                       const SegmentRow& segment,
                                       std::int64_t now_ms);

/// The segments that a campaign asks for and that are neither ready-made nor defined.
[[nodiscard]] Result<std::vector<std::string>> unknown_segments(
    pareto::database::Connection& connection, const std::set<std::string>& names);

}  // namespace pareto::hq::database
