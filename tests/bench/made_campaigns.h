// Campaigns and baskets for benches: always the same, of every kind that there is.
#pragma once

#include <string>
#include <vector>

#include "common/loyalty/pricing.h"

namespace pareto::bench {

/// In force through 2026; categories c0 … c49 and SKUs s0 … s4999.
[[nodiscard]] std::vector<loyalty::Campaign> made_campaigns(int count);

class MadeBasket {
public:
    MadeBasket(std::uint64_t seed, int lines);
    /// Valid as long as the basket stays where it is.
    [[nodiscard]] const loyalty::PricingRequest& request() const;

private:
    std::vector<std::string> texts_;
    std::vector<loyalty::BasketLine> lines_;
    mutable loyalty::PricingRequest request_;
};

[[nodiscard]] std::vector<MadeBasket> made_baskets(int count, int lines);

}  // namespace pareto::bench
