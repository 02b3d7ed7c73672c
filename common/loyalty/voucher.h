// A cash voucher, and whether it may pay now: decided purely, by HQ with its books and by the one
// terminal that holds a voucher's allowance with what it has.
//
// A voucher's account holds what all its uses are worth together. One use takes the value of one,
// or what is left of the account; it pays what is due, and no change is given: the rest of the use
// is forfeit, unless the rules keep it on the account. Goods that come back put what they had
// brought in back on the account.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/base/time.h"
#include "common/money/money.h"

namespace pareto::loyalty {

inline constexpr std::size_t kVoucherKeyBytes = 16;
inline constexpr std::int32_t kVoucherUsesMax = 1'000;

/// Part of the rule set.
struct VoucherRules {
    bool keeps_rest = false;                     ///< what a use does not need stays on the voucher
    std::int64_t approval_above_minor = 100'00;  ///< issuing more in all needs a second person
    bool operator==(const VoucherRules&) const = default;
};

/// As HQ issued it; what is left of it is known to HQ, or to its holder.
struct Voucher {
    Bytes key;                     ///< made of the printed code's secret, which it does not tell
    std::int64_t value_minor = 0;  ///< of one use
    std::int32_t uses = 1;
    BusinessDate from{}, until{};  ///< the first and the last day
    MemberId member{};             ///< whose card must be shown; 0 = whoever brings it
    TerminalId holder{};           ///< the terminal that takes it without asking; 0 = HQ is asked
    std::int64_t key_id = 0;       ///< of a signed one: the key of HQ
    bool operator==(const Voucher&) const = default;
};

struct VoucherQuestion {
    MemberId member{};  ///< shown at the terminal; 0 = none
    TerminalId terminal{};
    BusinessDate today{};
    std::int64_t due_minor = 0;
    std::int64_t left_minor = 0;  ///< on the voucher's account
    bool keeps_rest = false;
};

/// What one use takes off the account, and what of it pays.
struct VoucherUse {
    std::int64_t taken_minor = 0;
    std::int64_t paid_minor = 0;  ///< ≤ taken
    bool operator==(const VoucherUse&) const = default;
};

/// Why a voucher does not pay. Checked in this order; the first that applies is returned.
enum class VoucherRefusal : std::uint8_t {
    NothingDue = 1,
    UnknownVoucher,  ///< nobody who could be asked knows it
    OtherTerminal,   ///< another one holds it
    NotYetValid,
    Expired,
    OtherMember,      ///< it is personal, and that member's card was not shown
    UsedUp,           ///< or void
    NotAllowed,       ///< HQ: this terminal may not ask, or asked otherwise before
    HqDoesNotAnswer,  ///< and this terminal does not hold it
};
inline constexpr std::uint8_t kVoucherRefusalLast = 9;
[[nodiscard]] std::string_view name_of(VoucherRefusal refusal);
/// One sentence for a cashier.
[[nodiscard]] std::string_view advice(VoucherRefusal refusal);

[[nodiscard]] Expected<VoucherUse, VoucherRefusal> plan_use(const Voucher& voucher,
                                                            const VoucherQuestion& question);

}  // namespace pareto::loyalty
