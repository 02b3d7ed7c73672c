// What a cashier fills in.
#pragma once

#include <cstdint>
#include <string>

#include "common/money/money.h"

namespace pareto::terminal::ui {

struct OpenShiftForm {
    std::string operator_id;
    std::string pin;  ///< asked for where HQ names staff
    std::int64_t opening_cash_minor = 0;
};

struct NewMemberForm {
    std::string name, phone, consent;
};

/// How the rest is paid once points were redeemed.
enum class Rest { Later, ExactCash };

/// What the next tap is, if not the customer's card.
enum class ExpectedCard { Nothing, NewMember, PayingGiftCard, SoldGiftCard };

/// Goods that this terminal did not sell, as they stand on another one's receipt; without a receipt
/// `sale` and `line` are 0. Figures are positive.
struct ElsewhereForm {
    std::int64_t sale = 0;
    std::int32_t line = 0;
    std::string article;  ///< sku or barcode; what is not in the catalogue is returned by this name
    Quantity quantity{1'000};
    std::int64_t amount_minor = 0;
    std::int64_t points_minor = 0, voucher_minor = 0, stored_minor = 0;  ///< of the amount
    std::string approved_by;  ///< where HQ names no staff
};

}  // namespace pareto::terminal::ui
