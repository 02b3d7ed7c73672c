// A terminal asks for an allowance: whose points HQ reserves, how many, and the signature.
//
// One member's points are reserved for one terminal of the home branch at a time, so that no share
// of them is split. HQ chooses those who came to the branch most often in the last 90 days; a
// terminal asks in the background.
#include <algorithm>

#include "hq/database/allowances.h"
#include "hq/database/local_journal.h"
#include "hq/database/rows.h"
#include "hq/database/sync_service.h"
#include "hq/database/terminals.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

constexpr int kFrequentDays = 90;

struct Candidate {
    MemberId member;
    EntryId allowance;  ///< open at this terminal; 0 = none anywhere
    std::int64_t limit = 0;
    std::int64_t left = 0;  ///< L - C, as far as told
    std::int64_t usable = 0;
};

Result<Candidate> read_candidate(Connection& connection, const Row& row, BusinessDate on) {
    Candidate candidate{.member = MemberId{row.integer(0)},
                        .allowance = EntryId{row.integer(1)},
                        .limit = row.integer(2),
                        .left = row.integer(2) - row.integer(3)};
    const std::string lock =
        connection.dialect() == pareto::database::Dialect::Postgres ? " for update" : "";
    PARETO_TRY_VOID(connection.execute("select amount from balance where shard_key = $1" + lock,
                                       {candidate.member.value}));
    PARETO_TRY(const auto usable,
               connection.execute("select coalesce(cast(sum(remaining) as bigint), 0) from lot "
                                  "where shard_key = $1 and expires_on >= $2",
                                  {candidate.member.value, to_string(on)}));
    candidate.usable = usable[0].integer(0);
    return candidate;
}

/// Members of the branch with points of which nothing, or little, is reserved here and nothing
/// elsewhere: who came most often first. With a member: only that one.
Result<std::vector<Candidate>> candidates(Connection& connection,
                                          const TerminalRow& terminal,
                                          MemberId only,
                                          BusinessDate on) {
    constexpr const char* kSql =
        "select m.member_id, coalesce(a.allowance_id, 0), coalesce(a.limit_points, 0), "
        "coalesce(a.spent_points, 0) from member m "
        "join balance b on b.shard_key = m.member_id and b.account = 1 and b.amount > 0 "
        "left join allowance a on a.member_id = m.member_id and a.state = 'open' "
        "left join (select shard_key, sum(visits) as visits from member_day where branch_id = $1 "
        "and business_date >= $2 group by shard_key) v on v.shard_key = m.member_id "
        "where m.home_branch_id = $1 and m.merged_into is null "
        "and (m.member_id = $3 or ($3 = 0 and coalesce(v.visits, 0) > 0)) "
        "and (a.allowance_id is null or (a.terminal_id = $4 and a.recalled = 0 and "
        "(a.limit_points - a.spent_points) * 2 <= a.limit_points and a.last_day >= $5)) "
        "order by coalesce(v.visits, 0) desc, m.member_id limit 20";
    PARETO_TRY(const auto rows,
               connection.execute(kSql,
                                  {terminal.branch.value,
                                   to_string(add_days(on, -kFrequentDays)),
                                   only.value,
                                   terminal.id.value,
                                   to_string(on)}));
    std::vector<Candidate> found;
    for (const Row& row : rows) {
        PARETO_TRY(auto candidate, read_candidate(connection, row, on));
        found.push_back(candidate);
    }
    return found;
}

/// One that was granted and whose answer the terminal did not get.
Result<std::optional<loyalty::Allowance>> unanswered(Connection& connection,
                                                     TerminalId terminal,
                                                     const sync::AllowanceWanted& wanted) {
    PARETO_TRY(
        const auto rows,
        connection.execute(std::string{"select allowance_id, "} + kAllowanceColumns +
                               " from allowance where terminal_id = $1 and state = 'open' and "
                               "limit_points > received_points and not (allowance_id = $2 and "
                               "limit_points <= $3) order by allowance_id limit 1",
                           {terminal.value, wanted.received.value, wanted.received_limit.value}));
    if (rows.empty()) return std::optional<loyalty::Allowance>{};
    PARETO_TRY(const KnownAllowance known, read_allowance(rows[0], 1));
    return std::optional{loyalty::Allowance{EntryId{rows[0].integer(0)},
                                            known.member,
                                            known.holder,
                                            Points{known.limit},
                                            known.last_day,
                                            0}};
}

Result<EntryId> recalled(Connection& connection, TerminalId terminal) {
    PARETO_TRY(const auto rows,
               connection.execute("select allowance_id from allowance where terminal_id = $1 and "
                                  "state = 'open' and recalled = 1 order by allowance_id limit 1",
                                  {terminal.value}));
    return rows.empty() ? EntryId{} : EntryId{rows[0].integer(0)};
}

}  // namespace

Result<sync::Response> SyncService::grant_allowance(TerminalId id,
                                                    const sync::AllowanceWanted& wanted) {
    sync::Response response;
    if (options_.allowance_key.empty()) return response;
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const auto terminal, find_terminal(connection_, id));
    if (!terminal || terminal->standing != "enrolled") return response;
    response.outcome = sync::AuthoriseOutcome::Approved;
    PARETO_TRY(response.recalled, recalled(connection_, id));
    PARETO_TRY(auto allowance, unanswered(connection_, id, wanted));
    if (!allowance) {
        PARETO_TRY(allowance, reserve_allowance(*terminal, wanted.member));
        if (allowance) PARETO_TRY_VOID(transaction.commit());
    }
    if (!allowance) return response;
    allowance->key_id = journal::key_id_of(journal::public_key_of(options_.allowance_key));
    response.grant = journal::encode_grant(*allowance);
    response.signature = journal::sign_grant(options_.allowance_key, response.grant);
    return response;
}

Result<std::optional<loyalty::Allowance>> SyncService::reserve_allowance(
    const TerminalRow& terminal, MemberId only) {
    std::optional<loyalty::Allowance> none;
    PARETO_TRY(const Preamble preamble, preamble_.read(connection_));
    const loyalty::OfflineLimits& limits = preamble.rules.rbegin()->second.offline;
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, terminal.branch));
    PARETO_TRY(const auto open,
               connection_.execute(
                   "select count(*) from allowance where terminal_id = $1 and state = 'open'",
                   {terminal.id.value}));
    PARETO_TRY(const auto found, candidates(connection_, terminal, only, on));
    for (const Candidate& candidate : found) {
        if (!candidate.allowance && open[0].integer(0) >= limits.allowance_members) continue;
        const Points more =
            loyalty::worth_reserving(Points{candidate.usable}, Points{candidate.left}, limits);
        if (more.value <= 0) continue;
        journal::AllowanceGranted granted{candidate.allowance,
                                          candidate.member,
                                          terminal.id,
                                          Points{candidate.limit + more.value},
                                          add_days(on, limits.allowance_days)};
        const LocalEntry entry{.entry = {.occurred_at = clock_.now(),
                                         .business_date = on,
                                         .operator_id = {},
                                         .body = granted},
                               .branch = terminal.branch,
                               .terminal_code = {},
                               .personal = std::nullopt};
        LocalJournal journal{connection_, clock_, options_.own_registration, options_.slot};
        PARETO_TRY(const auto ids, journal.append_within({&entry, 1}));
        return std::optional{
            loyalty::Allowance{candidate.allowance ? candidate.allowance : ids.front(),
                               candidate.member,
                               terminal.id,
                               granted.limit,
                               granted.last_day,
                               0}};
    }
    return none;
}

}  // namespace pareto::hq::database
