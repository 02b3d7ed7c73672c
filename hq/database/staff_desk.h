// Who works at a branch's terminals: rows of HQ's, and what the branch is fed of them. All that
// write run inside a transaction begun with begin_writing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/id.h"
#include "common/database/database.h"

namespace pareto::hq::database {

struct StaffRow {
    BranchId branch;
    std::string operator_id, name, role;
    std::uint32_t rights = 0;
    std::string pin_hash;  ///< empty = none
    Bytes card_key;        ///< empty = none
    bool disabled = false;
    std::string branch_code = {};  ///< only read
};

/// A new operator, or the same one as he is from now on (also enabled again).
[[nodiscard]] Result<void> put_staff(pareto::database::Connection& connection, const StaffRow& row);
/// Unsupported when nobody of that number works there.
[[nodiscard]] Result<void> disable_staff(pareto::database::Connection& connection,
                                         BranchId branch,
                                         const std::string& operator_id);
/// By branch and number.
[[nodiscard]] Result<std::vector<StaffRow>> read_staff(pareto::database::Connection& connection);

}  // namespace pareto::hq::database
