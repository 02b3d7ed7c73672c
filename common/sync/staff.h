// Who may work at a branch's terminals and what they may do there, as the down feed carries it. A
// branch for which HQ names nobody has no list: whoever stands at its terminals may do everything.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/sync/feed.h"

namespace pareto::sync {

/// subject = the operator; to the branch. No bytes: may not work there any more.
inline constexpr ChangeKind kStaffChange{40};

/// What not everybody may do. One bit each.
enum class Right : std::uint32_t {
    Discount = 1,
    Return = 2,           ///< of a sale of this terminal
    CancelSale = 4,       ///< a post-void
    ReturnElsewhere = 8,  ///< goods that this terminal did not sell
    OpenDrawer = 16,      ///< without a sale
    CloseShift = 32,
    Approve = 64,  ///< lends somebody else a right of one's own, for one action
};

inline constexpr std::array kRights{Right::Discount,
                                    Right::Return,
                                    Right::CancelSale,
                                    Right::ReturnElsewhere,
                                    Right::OpenDrawer,
                                    Right::CloseShift,
                                    Right::Approve};
inline constexpr std::size_t kOperatorBytesMax = 32;

[[nodiscard]] std::string_view name_of(Right right);
[[nodiscard]] std::optional<Right> find_right(std::string_view name);
/// What a "cashier", "supervisor" or "manager" may do unless it is said otherwise.
[[nodiscard]] std::optional<std::uint32_t> rights_of_role(std::string_view role);

struct StaffChange {
    std::string operator_id;
    std::string name;
    std::string pin_hash;  ///< Argon2id; empty = signs on with the card only
    Bytes card_key;        ///< empty = none
    std::uint32_t rights = 0;
    bool operator==(const StaffChange&) const = default;

    [[nodiscard]] bool may(Right right) const {
        return (rights & static_cast<std::uint32_t>(right)) != 0;
    }
};

[[nodiscard]] Bytes encode(const StaffChange& staff);
/// Corrupt for malformed bytes and somebody without a name to sign on with.
[[nodiscard]] Result<StaffChange> decode_staff(BytesView bytes);

}  // namespace pareto::sync
