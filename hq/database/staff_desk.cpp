#include "hq/database/staff_desk.h"

#include <array>

#include "common/sync/staff.h"
#include "hq/database/feed_subjects.h"

namespace pareto::hq::database {

using pareto::database::Blob;
using pareto::database::Connection;

namespace {

Result<void> feed(Connection& connection,
                  BranchId branch,
                  const std::string& operator_id,
                  Bytes bytes) {
    const std::array subjects{
        FeedSubject{sync::kStaffChange, operator_id, std::move(bytes), branch}};
    return publish(connection, subjects);
}

}  // namespace

Result<void> put_staff(Connection& connection, const StaffRow& row) {
    PARETO_TRY_VOID(connection.execute(
        "insert into staff(branch_id, operator_id, name, role, rights, pin, card_key, disabled) "
        "values ($1, $2, $3, $4, $5, $6, $7, 0) on conflict(branch_id, operator_id) do update set "
        "name = excluded.name, role = excluded.role, rights = excluded.rights, pin = excluded.pin, "
        "card_key = excluded.card_key, disabled = 0",
        {row.branch.value,
         row.operator_id,
         row.name,
         row.role,
         std::int64_t{row.rights},
         row.pin_hash,
         Blob{row.card_key}}));
    return feed(connection,
                row.branch,
                row.operator_id,
                sync::encode(sync::StaffChange{
                    row.operator_id, row.name, row.pin_hash, row.card_key, row.rights}));
}

Result<void> disable_staff(Connection& connection,
                           BranchId branch,
                           const std::string& operator_id) {
    PARETO_TRY(const auto found,
               connection.execute("select 1 from staff where branch_id = $1 and operator_id = $2",
                                  {branch.value, operator_id}));
    if (found.empty()) return fault(FaultCode::Unsupported, "nobody works there as " + operator_id);
    PARETO_TRY_VOID(connection.execute(
        "update staff set disabled = 1 where branch_id = $1 and operator_id = $2",
        {branch.value, operator_id}));
    return feed(connection, branch, operator_id, {});
}

Result<std::vector<StaffRow>> read_staff(Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select s.branch_id, s.operator_id, s.name, s.role, s.rights, s.pin, "
                   "s.card_key, s.disabled, b.code from staff s join branch b on b.branch_id = "
                   "s.branch_id order by b.code collate \"C\", s.operator_id collate \"C\""));
    std::vector<StaffRow> staff;
    for (const auto& row : rows)
        staff.push_back({BranchId{row.integer(0)},
                         row.text(1),
                         row.text(2),
                         row.text(3),
                         static_cast<std::uint32_t>(row.integer(4)),
                         row.text(5),
                         row.bytes(6),
                         row.integer(7) != 0,
                         row.text(8)});
    return staff;
}

}  // namespace pareto::hq::database
