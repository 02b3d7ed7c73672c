#include "hq/campaigns/segment_run.h"

#include <algorithm>
#include <functional>

#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::campaigns {
namespace {

using database::Membership;
using database::SegmentRow;
using pareto::database::Connection;

constexpr std::size_t kChangesAtOnce = 1'000;
constexpr const char* kNamedReady[] = {"vip", "new", "active", "slipping", "lapsed", "returned"};

struct Wanted {
    BusinessDate as_of;
    std::vector<Segment> segments;
    bool ready_made = false;
};

struct Computed {
    Membership membership;
    std::int64_t people = 0;
};

void add(Membership& membership, const std::string& name, const Person& person) {
    std::set<MemberId>& members = membership[name];
    members.insert(person.member);
    members.insert(person.merged.begin(), person.merged.end());
}

/// In a transaction of its own.
Result<void> in_turn(import::Turns& turns, const std::function<Result<void>(Connection&)>& work) {
    return turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, database::begin_writing(connection));
        PARETO_TRY_VOID(work(connection));
        return transaction.commit();
    });
}

Result<Computed> compute(import::Turns& turns, const Wanted& wanted) {
    Computed computed;
    ReadyMadeSegments ready{wanted.as_of};
    std::map<MemberId, std::vector<MemberId>> merged;
    MemberId after;
    for (bool more = true; more;) {
        database::PeoplePage page;
        PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(page, database::read_people(connection, after));
            return {};
        }));
        more = !page.done;
        after = page.last;
        computed.people += std::ssize(page.people);
        for (const Person& person : page.people) {
            for (const Segment& segment : wanted.segments) {
                if (holds(segment.condition, person, wanted.as_of))
                    add(computed.membership, segment.name, person);
            }
            if (!wanted.ready_made) continue;
            ready.take(person);
            if (!person.merged.empty()) merged[person.member] = person.merged;
        }
    }
    if (!wanted.ready_made) return computed;
    for (auto& [name, members] : ready.finish()) {
        std::set<MemberId>& all = computed.membership[name];
        for (const MemberId member : members) {
            all.insert(member);
            if (const auto found = merged.find(member); found != merged.end())
                all.insert(found->second.begin(), found->second.end());
        }
    }
    return computed;
}

Result<SegmentRun> write(import::Turns& turns,
                         ports::Clock& clock,
                         const Wanted& wanted,
                         const Computed& computed) {
    SegmentRun run;
    run.people = computed.people;
    std::set<std::string> names;
    for (const Segment& segment : wanted.segments)
        names.insert(segment.name);
    std::vector<database::SegmentChange> changes;
    PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(
            changes,
            database::segment_changes(connection, names, wanted.ready_made, computed.membership));
        return {};
    }));
    for (const database::SegmentChange& change : changes) {
        run.entered += std::ssize(change.enters);
        run.left += std::ssize(change.leaves);
    }
    for (std::size_t first = 0; first < changes.size(); first += kChangesAtOnce) {
        const std::span<const database::SegmentChange> chunk{
            changes.data() + first, std::min(kChangesAtOnce, changes.size() - first)};
        PARETO_TRY_VOID(in_turn(turns, [&](Connection& connection) {
            return database::apply_segment_changes(
                connection, chunk, wanted.as_of, to_ms(clock.now()));
        }));
    }
    return run;
}

Result<Wanted> wanted_on(Connection& connection, BusinessDate over) {
    Wanted wanted{.as_of = over, .segments = {}, .ready_made = true};
    PARETO_TRY(const auto rows, database::read_segments(connection));
    for (const SegmentRow& row : rows) {
        if (row.kind != "refreshing") continue;
        auto read = read_segment(row.json);
        if (!read) {
            return fault(FaultCode::Corrupt,
                         "segment " + row.name + " in the books: " + read.error().detail);
        }
        wanted.segments.push_back(std::move(*read));
    }
    return wanted;
}

Result<void> note_refreshed(Connection& connection,
                            const Membership& membership,
                            BusinessDate over,
                            std::int64_t now_ms) {
    const std::string as_of = to_string(over);
    std::set<std::string> ready{std::begin(kNamedReady), std::end(kNamedReady)};
    for (const auto& [name, members] : membership) {
        if (is_ready_made(name)) ready.insert(name);
    }
    // A cell of RFM that nobody is in any more is no segment any more.
    PARETO_TRY_VOID(connection.execute("delete from segment where kind = 'ready'"));
    for (const std::string& name : ready)
        PARETO_TRY_VOID(database::put_segment(connection, {name, "ready", "", as_of, 0}, now_ms));
    PARETO_TRY_VOID(
        connection.execute("update segment set as_of = $1 where kind = 'refreshing'", {as_of}));
    PARETO_TRY_VOID(connection.execute(
        "insert into job_run(job, business_date, finished_ms) values ('segments', $1, $2) on "
        "conflict do nothing",
        {as_of, now_ms}));
    return {};
}

}  // namespace

Result<SegmentRun> refresh_segments(import::Turns& turns, ports::Clock& clock, BusinessDate over) {
    Wanted wanted;
    bool done_before = false;
    PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const auto done,
                   connection.execute("select 1 from job_run where job = 'segments' and "
                                      "business_date >= $1 limit 1",
                                      {to_string(over)}));
        done_before = !done.empty();
        PARETO_TRY(wanted, wanted_on(connection, over));
        return {};
    }));
    if (done_before) return SegmentRun{.done_before = true};
    PARETO_TRY(const Computed computed, compute(turns, wanted));
    PARETO_TRY(const SegmentRun run, write(turns, clock, wanted, computed));
    PARETO_TRY_VOID(in_turn(turns, [&](Connection& connection) {
        return note_refreshed(connection, computed.membership, over, to_ms(clock.now()));
    }));
    return run;
}

Result<SegmentRow> define_segment(import::Turns& turns,
                                  ports::Clock& clock,
                                  const std::string& json,
                                  BusinessDate over) {
    PARETO_TRY(Segment segment, read_segment(json));
    SegmentRow row{
        segment.name, segment.refreshing ? "refreshing" : "fixed", json, to_string(over), 0};
    PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
        for (const std::string& code : branches_of(segment.condition)) {
            PARETO_TRY(const auto branch, database::find_branch(connection, code));
            if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + code);
        }
        return {};
    }));
    const Wanted wanted{.as_of = over, .segments = {std::move(segment)}, .ready_made = false};
    PARETO_TRY(const Computed computed, compute(turns, wanted));
    // It is there before its members are, so that a run that ends half way can be done again.
    PARETO_TRY_VOID(in_turn(turns, [&](Connection& connection) {
        return database::put_segment(connection, row, to_ms(clock.now()));
    }));
    PARETO_TRY_VOID(write(turns, clock, wanted, computed));
    PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto found, database::read_segments(connection, row.name));
        if (!found.empty()) row = std::move(found.front());
        return {};
    }));
    return row;
}

}  // namespace pareto::hq::campaigns
