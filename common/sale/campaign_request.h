// A sale's lines and tenders as campaigns see them: the one translation of terminal and HQ.
#pragma once

#include <span>
#include <vector>

#include "common/loyalty/pricing.h"
#include "common/sale/sale.h"

namespace pareto::sale {

/// The lines as they were before campaigns took anything off. Goods brought back are not sold, and
/// stored value and gifts are no goods: a campaign sees nothing of them. The views are of `lines`.
[[nodiscard]] std::vector<loyalty::BasketLine> before_campaigns(std::span<const Line> lines,
                                                                const loyalty::RuleSet& rules);
/// What is paid how; tenders that give something back do not count.
void add_tenders(std::span<const Tender> tenders, loyalty::PricingRequest& request);

}  // namespace pareto::sale
