#include "common/sale/campaign_request.h"

#include "common/loyalty/earning.h"

namespace pareto::sale {

std::vector<loyalty::BasketLine> before_campaigns(std::span<const Line> lines,
                                                  const loyalty::RuleSet& rules) {
    std::vector<loyalty::BasketLine> seen;
    seen.reserve(lines.size());
    for (const Line& line : lines) {
        const std::int64_t amount = line.amount_minor + line.campaign_discount_minor;
        const std::int64_t discount = line.discount_minor - line.campaign_discount_minor;
        const bool earns = loyalty::earns({line.sku, line.category, amount, discount}, rules);
        const bool sells_goods = !line.original && line.kind == LineKind::Goods;
        seen.push_back({line.sku, line.category, line.quantity, sells_goods ? amount : 0, sells_goods && earns});
    }
    return seen;
}

void add_tenders(std::span<const Tender> tenders, loyalty::PricingRequest& request) {
    for (const Tender& tender : tenders) {
        if (tender.amount_minor <= 0) continue;
        request.paid_by |= 1U << (static_cast<unsigned>(tender.kind) - 1);
        if (tender.kind == TenderKind::Points) request.points_tender_minor += tender.amount_minor;
    }
}

}  // namespace pareto::sale
