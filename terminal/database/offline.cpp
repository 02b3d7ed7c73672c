#include "terminal/database/offline.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

Result<void> project_offline(Connection& connection,
                             EntryId id,
                             const journal::RedemptionRequested& requested) {
    switch (requested.means) {
        case loyalty::RedemptionMeans::Hq:
            break;
        case loyalty::RedemptionMeans::Allowance:
            // Entries that were lost and are given back may come after newer ones.
            PARETO_TRY_VOID(connection.execute(
                "update allowance set spent_points = max(spent_points, $2) where allowance_id = $1",
                {requested.allowance.value, requested.spent.value}));
            break;
        case loyalty::RedemptionMeans::StandIn:
            PARETO_TRY_VOID(connection.execute(
                "insert into stand_in(redemption_id, card_key, secure, points) values ($1, $2, $3, "
                "$4) on conflict(redemption_id) do nothing",
                {id.value,
                 Blob{requested.card_key},
                 std::int64_t{requested.secure ? 1 : 0},
                 requested.points.value}));
            break;
    }
    return {};
}

Result<void> project_allowance(Connection& connection, const journal::AllowanceReceived& received) {
    PARETO_TRY(const auto grant, journal::decode_grant(received.grant));
    PARETO_TRY_VOID(connection.execute(
        "insert into allowance(allowance_id, member_id, limit_points, spent_points, last_day, "
        "usable) values ($1, $2, $3, 0, $4, 1) on conflict(allowance_id) do update set "
        "last_day = case when excluded.limit_points > allowance.limit_points then "
        "excluded.last_day else allowance.last_day end, "
        "limit_points = max(allowance.limit_points, excluded.limit_points)",
        {grant.id.value, grant.member.value, grant.limit.value, to_string(grant.last_day)}));
    return {};
}

Result<void> close_allowance(Connection& connection, EntryId allowance) {
    PARETO_TRY_VOID(connection.execute("update allowance set usable = 0 where allowance_id = $1",
                                       {allowance.value}));
    return {};
}

Result<void> give_allowances_up(Connection& connection) {
    PARETO_TRY_VOID(connection.execute("update allowance set usable = 0 where usable = 1"));
    return {};
}

Result<void> forget_stand_in(Connection& connection, const HeadRow& head) {
    if (head.acked == 0) return {};
    PARETO_TRY_VOID(connection.execute("delete from stand_in where redemption_id between $1 and $2",
                                       {EntryId::of(head.registration, 1).value,
                                        EntryId::of(head.registration, head.acked).value}));
    return {};
}

Result<std::string> offline_misfit(Connection& connection, const journal::Entry& entry) {
    const auto* const requested = std::get_if<journal::RedemptionRequested>(&entry.body);
    if (requested == nullptr || requested->means != loyalty::RedemptionMeans::Allowance)
        return std::string{};
    PARETO_TRY(const auto rows,
               connection.execute("select limit_points, spent_points from allowance where "
                                  "allowance_id = $1 and usable = 1",
                                  {requested->allowance.value}));
    const bool fits = !rows.empty() && requested->spent.value <= rows[0].integer(0) &&
                      requested->spent.value - requested->points.value == rows[0].integer(1);
    return fits ? std::string{} : std::string{"its allowance was spent or closed meanwhile"};
}

Result<std::vector<HeldAllowance>> select_allowances(Connection& connection, MemberId member) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select allowance_id, member_id, limit_points, last_day, spent_points from "
                   "allowance where usable = 1 and ($1 = 0 or member_id = $1) order by "
                   "limit_points - spent_points desc, allowance_id",
                   {member.value}));
    std::vector<HeldAllowance> held;
    for (const Row& row : rows) {
        const auto last_day = parse_date(row.text(3));
        if (!last_day) return fault(FaultCode::Corrupt, "an allowance's last day is no date");
        held.push_back({{EntryId{row.integer(0)},
                         MemberId{row.integer(1)},
                         {},
                         Points{row.integer(2)},
                         *last_day,
                         0},
                        Points{row.integer(4)}});
    }
    return held;
}

Result<loyalty::StandInCounters> select_stand_in(Connection& connection, const Bytes& card_key) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select coalesce(sum(case when secure = 0 then points else 0 end), 0), "
                   "coalesce(sum(case when secure = 1 then points else 0 end), 0), "
                   "coalesce(sum(case when card_key = $1 then 1 else 0 end), 0) from stand_in",
                   {Blob{card_key}}));
    return loyalty::StandInCounters{Points{rows[0].integer(0)},
                                    Points{rows[0].integer(1)},
                                    static_cast<std::int32_t>(rows[0].integer(2))};
}

}  // namespace pareto::terminal::database
