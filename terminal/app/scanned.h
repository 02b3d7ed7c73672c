// What a scan did at the checkout.
#pragma once

#include <string>
#include <variant>

#include "common/sale/sale.h"
#include "terminal/app/rewards.h"
#include "terminal/app/scan_goods.h"

namespace pareto::terminal {

struct LineAdded {
    sale::Line line;
};

/// It was presented, and claimed if it is of a pool.
struct CouponShown {
    std::string code;
};

using Scanned = std::
    variant<LineAdded, AlreadyInBasket, PresentedCard, SaleFound, ApprovedVoucher, CouponShown>;

}  // namespace pareto::terminal
