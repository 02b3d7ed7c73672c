#include "common/loyalty/basket_view.h"

#include <algorithm>

namespace pareto::loyalty {

BasketView::BasketView(const PricingRequest& request, const CampaignSet& campaigns)
    : request_(&request),
      campaigns_(&campaigns),
      words_((request.lines.size() + 63) / 64),
      bits_((campaigns.selections() + 1) * words_) {
    std::int64_t sum = 0;
    for (std::size_t line = 0; line < request.lines.size(); ++line) {
        const std::int64_t amount = request.lines[line].amount_minor;
        if (amount <= 0 || amount > kMinorMax - sum) continue;
        sum += amount;
        for (std::size_t selection = 0; selection <= campaigns.selections(); ++selection) {
            if (selection == campaigns.selections() || campaigns.selects_all(selection))
                bits_[selection * words_ + line / 64] |= bit(line);
        }
        for (const bool excepted : {false, true}) {
            mark(campaigns.by_sku(), request.lines[line].sku, line, excepted);
            mark(campaigns.by_category(), request.lines[line].category, line, excepted);
        }
    }
}

void BasketView::mark(const SelectionIndex& index,
                      std::string_view text,
                      std::size_t line,
                      bool excepted) {
    const auto found = index.find(text);
    if (found == index.end()) return;
    for (const std::int32_t number : found->second) {
        if ((number < 0) != excepted) continue;
        const auto selection = static_cast<std::size_t>(excepted ? -(number + 1) : number);
        std::uint64_t& row = bits_[selection * words_ + line / 64];
        row = excepted ? row & ~bit(line) : row | bit(line);
    }
}

LineNumbers BasketView::all() const {
    LineNumbers numbers;
    for (std::size_t line = 0; line < request_->lines.size(); ++line) {
        if (sells(line)) numbers.push_back(line);
    }
    return numbers;
}

bool BasketView::is_of(const PresentedCoupon& coupon, const Campaign& campaign) {
    if (coupon.campaign) return coupon.campaign == campaign.id && campaign.coupons.pool;
    const auto& codes = campaign.coupons.codes;
    return std::find(codes.begin(), codes.end(), coupon.code) != codes.end();
}

bool BasketView::shows_coupon_of(const Campaign& campaign) const {
    return std::any_of(request_->coupons.begin(),
                       request_->coupons.end(),
                       [&](const PresentedCoupon& coupon) { return is_of(coupon, campaign); });
}

LineNumbers BasketView::lines(std::size_t selection,
                              const ItemSelection& items,
                              const Campaign& campaign) const {
    const auto is_named = [&](std::string_view sku) {
        return std::any_of(
            request_->coupons.begin(), request_->coupons.end(), [&](const PresentedCoupon& coupon) {
                return is_of(coupon, campaign) &&
                       (coupon.skus.empty() ||
                        std::find(coupon.skus.begin(), coupon.skus.end(), sku) !=
                            coupon.skus.end());
            });
    };
    LineNumbers numbers;
    for (std::size_t line = 0; line < request_->lines.size(); ++line) {
        if ((word(selection, line) & bit(line)) == 0) continue;
        if (!items.of_coupon || is_named(request_->lines[line].sku)) numbers.push_back(line);
    }
    return numbers;
}

Amounts BasketView::amounts(const LineNumbers& lines) const {
    Amounts sum;
    sum.lines = lines.size();
    for (const std::size_t line : lines) {
        sum.minor += request_->lines[line].amount_minor;
        // A quantity beyond the limit makes a sale that is refused; here it must only not overflow.
        sum.thousandths +=
            std::clamp<std::int64_t>(request_->lines[line].quantity.thousandths, 0, kMinorMax);
    }
    return sum;
}

}  // namespace pareto::loyalty
