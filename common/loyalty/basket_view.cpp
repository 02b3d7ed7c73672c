#include "common/loyalty/basket_view.h"

#include <algorithm>
#include <bit>

namespace pareto::loyalty {

BasketView::BasketView(const PricingRequest& request, const CampaignSet& campaigns)
    : request_(&request),
      campaigns_(&campaigns),
      words_((request.lines.size() + 63) / 64),
      bits_((campaigns.selections() + 1) * words_) {
    std::int64_t sum = 0;
    const std::size_t everything = campaigns.selections();
    for (std::size_t line = 0; line < request.lines.size(); ++line) {
        const std::int64_t amount = request.lines[line].amount_minor;
        if (amount <= 0 || amount > kMinorMax - sum) continue;
        sum += amount;
        bits_[everything * words_ + line / 64] |= bit(line);
    }
    for (std::size_t selection = 0; selection < everything; ++selection) {
        for (std::size_t i = 0; campaigns.selects_all(selection) && i < words_; ++i)
            bits_[selection * words_ + i] = bits_[everything * words_ + i];
    }
    for (std::size_t line = 0; line < request.lines.size(); ++line) {
        if (!sells(line)) continue;
        const auto by_sku = campaigns.by_sku().find(request.lines[line].sku);
        const auto by_category = campaigns.by_category().find(request.lines[line].category);
        // What is excepted is so whatever names it.
        for (const bool excepted : {false, true}) {
            if (by_sku != campaigns.by_sku().end()) mark(by_sku->second, line, excepted);
            if (by_category != campaigns.by_category().end())
                mark(by_category->second, line, excepted);
        }
    }
}

void BasketView::mark(const std::vector<std::int32_t>& selections,
                      std::size_t line,
                      bool excepted) {
    for (const std::int32_t number : selections) {
        if ((number < 0) != excepted) continue;
        const auto selection = static_cast<std::size_t>(excepted ? -(number + 1) : number);
        std::uint64_t& row = bits_[selection * words_ + line / 64];
        row = excepted ? row & ~bit(line) : row | bit(line);
    }
}

LineNumbers BasketView::lines_of(std::size_t selection) const {
    LineNumbers numbers;
    numbers.reserve(request_->lines.size());
    for (std::size_t i = 0; i < words_; ++i) {
        for (std::uint64_t left = bits_[selection * words_ + i]; left != 0; left &= left - 1)
            numbers.push_back(i * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
    return numbers;
}

LineNumbers BasketView::all() const {
    return lines_of(campaigns_->selections());
}

bool BasketView::has_any(std::size_t selection) const {
    const auto row = bits_.begin() + static_cast<std::ptrdiff_t>(selection * words_);
    return std::any_of(row, row + static_cast<std::ptrdiff_t>(words_), [](std::uint64_t word) {
        return word != 0;
    });
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
    LineNumbers numbers = lines_of(selection);
    if (items.of_coupon) {
        std::erase_if(numbers,
                      [&](std::size_t line) { return !is_named(request_->lines[line].sku); });
    }
    return numbers;
}

void BasketView::add(Amounts& sum, std::size_t line) const {
    const BasketLine& of = request_->lines[line];
    ++sum.lines;
    sum.minor += of.amount_minor;
    // A quantity beyond the limit makes a sale that is refused; here it must only not overflow.
    sum.thousandths += std::clamp<std::int64_t>(of.quantity.thousandths, 0, kMinorMax);
}

Amounts BasketView::amounts_of(std::size_t selection,
                               const ItemSelection& items,
                               const Campaign& campaign) const {
    if (items.of_coupon) return amounts(lines(selection, items, campaign));
    Amounts sum;
    for (std::size_t i = 0; i < words_; ++i) {
        for (std::uint64_t left = bits_[selection * words_ + i]; left != 0; left &= left - 1)
            add(sum, i * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
    return sum;
}

Amounts BasketView::amounts(const LineNumbers& lines) const {
    Amounts sum;
    for (const std::size_t line : lines)
        add(sum, line);
    return sum;
}

}  // namespace pareto::loyalty
