// A basket as the rules of a campaign set see it: which lines each selection of items means. Part
// of pricing.
#pragma once

#include "common/loyalty/pricing.h"

namespace pareto::loyalty {

/// Indices of lines, ascending.
using LineNumbers = std::vector<std::size_t>;

struct Amounts {
    std::int64_t minor = 0;
    std::int64_t thousandths = 0;
    std::size_t lines = 0;
};

class BasketView {
public:
    BasketView(const PricingRequest& request, const CampaignSet& campaigns);

    [[nodiscard]] const PricingRequest& request() const { return *request_; }

    /// Whether the line sells something. A line with which the sum would exceed the limit of money
    /// is not seen.
    [[nodiscard]] bool sells(std::size_t line) const {
        return (word(campaigns_->selections(), line) & bit(line)) != 0;
    }

    /// The lines that sell something.
    [[nodiscard]] LineNumbers all() const;
    /// The lines of a selection; `items` is the selection itself, `campaign` the one whose coupons
    /// are looked at.
    [[nodiscard]] LineNumbers lines(std::size_t selection,
                                    const ItemSelection& items,
                                    const Campaign& campaign) const;
    /// Whether the selection means any line, whatever coupons say.
    [[nodiscard]] bool has_any(std::size_t selection) const;
    [[nodiscard]] Amounts amounts(const LineNumbers& lines) const;
    /// Of the lines of a selection.
    [[nodiscard]] Amounts amounts_of(std::size_t selection,
                                     const ItemSelection& items,
                                     const Campaign& campaign) const;
    [[nodiscard]] bool shows_coupon_of(const Campaign& campaign) const;

private:
    [[nodiscard]] static std::uint64_t bit(std::size_t line) {
        return std::uint64_t{1} << (line % 64);
    }

    [[nodiscard]] std::uint64_t word(std::size_t selection, std::size_t line) const {
        return bits_[selection * words_ + line / 64];
    }

    [[nodiscard]] LineNumbers lines_of(std::size_t selection) const;
    [[nodiscard]] static bool is_of(const PresentedCoupon& coupon, const Campaign& campaign);
    void mark(const std::vector<std::int32_t>& selections, std::size_t line, bool excepted);
    void add(Amounts& sum, std::size_t line) const;

    const PricingRequest* request_;
    const CampaignSet* campaigns_;
    std::size_t words_;                // of 64 lines
    std::vector<std::uint64_t> bits_;  // a row for each selection, the last for all lines that sell
};

/// The first condition of the rule that does not hold; Applied when all do. Budgets, control groups
/// and other campaigns are not conditions.
[[nodiscard]] Why first_unmet(const BasketView& view,
                              const CampaignSet& campaigns,
                              std::size_t campaign,
                              std::size_t rule);
/// What is missing of a rule whose only unmet conditions are about how much is in the basket.
[[nodiscard]] std::optional<Offer> nearly_met(const BasketView& view,
                                              const CampaignSet& campaigns,
                                              std::size_t campaign,
                                              std::size_t rule);

}  // namespace pareto::loyalty
