#include "hq/database/segments.h"

#include <algorithm>

#include "hq/database/plan_writer.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;

/// Each survivor with whom was merged into it.
Result<std::map<MemberId, std::vector<MemberId>>> merged_by_survivor(Connection& connection) {
    PARETO_TRY(const auto merged, read_merged(connection));
    std::map<MemberId, std::vector<MemberId>> by_survivor;
    for (const auto& [member, survivor] : merged)
        by_survivor[survivor].push_back(member);
    return by_survivor;
}

Result<void> read_days(Connection& connection,
                       const std::map<MemberId, std::size_t>& owners,
                       std::vector<Person>& people) {
    PARETO_TRY(const auto branches, connection.execute("select branch_id, code from branch"));
    std::map<std::int64_t, std::string> codes;
    for (const Row& row : branches)
        codes[row.integer(0)] = row.text(1);
    std::set<MemberId> members;
    for (const auto& [member, index] : owners)
        members.insert(member);
    PARETO_TRY_VOID(
        select_in(connection,
                  "select shard_key, business_date, branch_id, net_minor, visits from "
                  "member_day where shard_key",
                  keys_of(members),
                  "",
                  [&](const Row& row) -> Result<void> {
                      PARETO_TRY(const BusinessDate date, read_date(row, 1));
                      people[owners.at(MemberId{row.integer(0)})].days.push_back(
                          {date, codes[row.integer(2)], row.integer(3), row.integer(4)});
                      return {};
                  }));
    for (Person& person : people) {
        std::stable_sort(
            person.days.begin(), person.days.end(), [](const PurchaseDay& a, const PurchaseDay& b) {
                return a.date < b.date;
            });
    }
    return {};
}

Result<std::set<std::string>> asked_names(Connection& connection) {
    PARETO_TRY(const auto rows, connection.execute("select distinct name from asked_segment"));
    std::set<std::string> names;
    for (const Row& row : rows)
        names.insert(row.text(0));
    return names;
}

}  // namespace

Result<std::vector<SegmentRow>> read_segments(Connection& connection, const std::string& name) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select s.name, s.kind, s.json, s.as_of, (select count(*) from segment_member x "
                   "join member m on m.member_id = x.member_id where x.name = s.name and "
                   "m.merged_into is null) from segment s where $1 = '' or s.name = $1 "
                   "order by s.name",
                   {name}));
    std::vector<SegmentRow> found;
    for (const Row& row : rows)
        found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
    return found;
}

Result<std::vector<SegmentMemberRow>> read_segment_members(Connection& connection,
                                                           const std::string& name) {
    PARETO_TRY(const auto rows,
               connection.execute("select m.member_number, m.name, m.tier, b.code, x.since, m.vip "
                                  "from segment_member x join member m on m.member_id = "
                                  "x.member_id left join branch b on b.branch_id = "
                                  "m.home_branch_id where x.name = $1 and m.merged_into is null "
                                  "order by m.member_number",
                                  {name}));
    std::vector<SegmentMemberRow> found;
    for (const Row& row : rows) {
        found.push_back({row.text(0),
                         row.text(1),
                         row.text(2),
                         row.is_null(3) ? std::string{} : row.text(3),
                         row.text(4),
                         row.integer(5) != 0});
    }
    return found;
}

Result<PeoplePage> read_people(Connection& connection, MemberId after, std::int64_t people_max) {
    PARETO_TRY(const auto merged, merged_by_survivor(connection));
    PARETO_TRY(const auto rows,
               connection.execute("select m.member_id, m.tier, m.vip, m.joined_on, b.code from "
                                  "member m left join branch b on b.branch_id = m.home_branch_id "
                                  "where m.member_id > $1 and m.merged_into is null "
                                  "order by m.member_id limit $2",
                                  {after.value, people_max}));
    PeoplePage page;
    page.done = static_cast<std::int64_t>(rows.size()) < people_max;
    std::map<MemberId, std::size_t> owners;
    for (const Row& row : rows) {
        Person person;
        person.member = MemberId{row.integer(0)};
        person.tier = row.text(1);
        person.vip = row.integer(2) != 0;
        PARETO_TRY(person.joined_on, read_date(row, 3));
        if (!row.is_null(4)) person.home_branch = row.text(4);
        if (const auto found = merged.find(person.member); found != merged.end())
            person.merged = found->second;
        owners[person.member] = page.people.size();
        for (const MemberId other : person.merged)
            owners[other] = page.people.size();
        page.last = person.member;
        page.people.push_back(std::move(person));
    }
    PARETO_TRY_VOID(read_days(connection, owners, page.people));
    return page;
}

Result<std::vector<SegmentChange>> segment_changes(Connection& connection,
                                                   const std::set<std::string>& names,
                                                   bool ready_made,
                                                   const Membership& wanted) {
    std::map<MemberId, SegmentChange> changes;
    for (const auto& [name, members] : wanted) {
        for (const MemberId member : members)
            changes[member].enters.push_back(name);
    }
    PARETO_TRY(const auto rows, connection.execute("select name, member_id from segment_member"));
    for (const Row& row : rows) {
        const std::string& name = row.text(0);
        if (!names.contains(name) && !(ready_made && is_ready_made(name))) continue;
        SegmentChange& change = changes[MemberId{row.integer(1)}];
        // Who is there already neither enters nor leaves.
        const auto entering = std::find(change.enters.begin(), change.enters.end(), name);
        if (entering == change.enters.end()) {
            change.leaves.push_back(name);
        } else {
            change.enters.erase(entering);
        }
    }
    std::vector<SegmentChange> found;
    for (auto& [member, change] : changes) {
        if (change.enters.empty() && change.leaves.empty()) continue;
        change.member = member;
        found.push_back(std::move(change));
    }
    return found;
}

Result<void> apply_segment_changes(Connection& connection,
                                   std::span<const SegmentChange> changes,
                                   BusinessDate as_of,
                                   std::int64_t now_ms) {
    PARETO_TRY(const auto asked, asked_names(connection));
    BulkInsert entering{.table = "segment_member",
                        .columns = {"name", "member_id", "since"},
                        .conflict = "on conflict do nothing",
                        .rows = {}};
    std::map<std::string, std::set<MemberId>> leaving;
    std::set<MemberId> fed;
    const auto is_asked = [&](const std::string& name) {
        return asked.contains(name);
    };
    for (const SegmentChange& change : changes) {
        for (const std::string& name : change.enters)
            entering.rows.push_back({name, change.member.value, to_string(as_of)});
        for (const std::string& name : change.leaves)
            leaving[name].insert(change.member);
        if (std::any_of(change.enters.begin(), change.enters.end(), is_asked) ||
            std::any_of(change.leaves.begin(), change.leaves.end(), is_asked))
            fed.insert(change.member);
    }
    for (const auto& [name, members] : leaving) {
        for (const MemberId member : members) {
            PARETO_TRY_VOID(
                connection.execute("delete from segment_member where name = $1 and member_id = $2",
                                   {name, member.value}));
        }
    }
    if (!entering.rows.empty()) PARETO_TRY_VOID(connection.insert_many(entering));
    return feed_members(connection, fed, {}, now_ms);
}

Result<void> put_segment(Connection& connection, const SegmentRow& segment, std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "insert into segment(name, kind, json, defined_ms, as_of) values ($1, $2, $3, $4, $5) "
        "on conflict(name) do update set kind = excluded.kind, json = excluded.json, "
        "defined_ms = excluded.defined_ms, as_of = excluded.as_of",
        {segment.name, segment.kind, segment.json, now_ms, segment.as_of}));
    return {};
}

Result<std::vector<std::string>> unknown_segments(Connection& connection,
                                                  const std::set<std::string>& names) {
    std::vector<std::string> unknown;
    for (const std::string& name : names) {
        if (is_ready_made(name)) continue;
        PARETO_TRY(const auto rows,
                   connection.execute("select 1 from segment where name = $1", {name}));
        if (rows.empty()) unknown.push_back(name);
    }
    return unknown;
}

}  // namespace pareto::hq::database
