// The down feed, read in chunks: rows of `feed` (all branches and the own), and members who bought
// at the branch, whose newest state is put together here.
#include <algorithm>
#include <map>

#include "common/sync/feed.h"
#include "hq/database/member_changes.h"
#include "hq/database/sync_service.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

constexpr std::int64_t kChangesMax = 500;

struct Positioned {
    std::int64_t position = 0;
    sync::Change change;
    MemberId member;  ///< its change is made later; 0 = `change` is it
};

Result<std::vector<Positioned>> read_positions(Connection& connection,
                                               BranchId branch,
                                               std::int64_t after,
                                               std::int64_t end) {
    std::vector<Positioned> found;
    PARETO_TRY(const auto subjects,
               connection.execute("select position, kind, subject, bytes from feed where branch_id "
                                  "in (0, $1) and position > $2 and "
                                  "position <= $3 order by position limit 501",
                                  {branch.value, after, end}));
    for (const Row& row : subjects) {
        found.push_back({row.integer(0),
                         {static_cast<std::int32_t>(row.integer(1)), row.text(2), row.bytes(3)},
                         {}});
    }
    PARETO_TRY(const auto members,
               connection.execute("select position, member_id from member_branch where branch_id = "
                                  "$1 and position > $2 and "
                                  "position <= $3 order by position limit 501",
                                  {branch.value, after, end}));
    for (const Row& row : members)
        found.push_back({row.integer(0), {}, MemberId{row.integer(1)}});
    std::sort(found.begin(), found.end(), [](const Positioned& a, const Positioned& b) {
        return a.position < b.position;
    });
    return found;
}

}  // namespace

Result<sync::Feed> SyncService::read_feed(TerminalId terminal, std::int64_t cursor) {
    PARETO_TRY(const std::int64_t end, feed_end());
    sync::Feed feed{.from = cursor, .to = end, .changes = {}};
    // A cursor beyond the end is of books that were lost: begin again.
    if (cursor > end) feed.from = 0;
    PARETO_TRY(
        const auto branches,
        connection_.execute(
            "select branch_id from terminal where terminal_id = $1 and standing = 'enrolled'",
            {terminal.value}));
    if (branches.empty()) return fault(FaultCode::Denied, "no feed for this terminal");
    const BranchId branch{branches[0].integer(0)};
    PARETO_TRY(auto found, read_positions(connection_, branch, feed.from, end));
    if (static_cast<std::int64_t>(found.size()) > kChangesMax) {
        found.erase(found.begin() + kChangesMax, found.end());
        feed.to = found.back().position;
    }
    std::set<MemberId> members;
    for (const Positioned& item : found) {
        if (item.member) members.insert(item.member);
    }
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, branch));
    PARETO_TRY(auto changes,
               read_member_changes(connection_, branch, members, on, to_ms(clock_.now())));
    for (Positioned& item : found) {
        if (item.member) {
            item.change.kind = static_cast<std::int32_t>(sync::ChangeKind::Member);
            item.change.subject = std::to_string(item.member.value);
            const auto change = changes.find(item.member);
            if (change != changes.end())
                item.change.bytes = sync::encode(sync::ChangeBody{std::move(change->second)});
        }
        feed.changes.push_back(std::move(item.change));
    }
    return feed;
}

Result<std::int64_t> SyncService::feed_end() {
    return last_drawn(connection_, "feed");
}

}  // namespace pareto::hq::database
