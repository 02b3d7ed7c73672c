#include "common/sale/earning.h"

#include <algorithm>

namespace pareto::sale {
namespace {

loyalty::Paid paid_with(const Sale& sale) {
    loyalty::Paid paid;
    for (const Tender& tender : sale.tenders) {
        switch (tender.kind) {
            case TenderKind::Cash: paid.cash_minor += tender.amount_minor; break;
            case TenderKind::Card: paid.card_minor += tender.amount_minor; break;
            case TenderKind::Points:
                if (tender.amount_minor <= 0) break;
                paid.points_minor += tender.amount_minor;
                paid.points.value += std::max<std::int64_t>(tender.points.value, 0);
                break;
            case TenderKind::StoredValue:
                // Earns like cash.
                paid.cash_minor += tender.amount_minor;
                paid.stored_minor += std::max<std::int64_t>(tender.amount_minor, 0);
                break;
            case TenderKind::Voucher: paid.voucher_minor += std::max<std::int64_t>(tender.amount_minor, 0); break;
        }
    }
    return paid;
}

// Stored value and gifts earn nothing, and what is brought back takes back its own sale's points.
bool has_share(const Line& line) { return !line.original && line.kind == LineKind::Goods; }

}  // namespace

std::vector<loyalty::LineShare> shares_of(const Sale& sale, const loyalty::RuleSet& rules) {
    std::vector<loyalty::EarningLine> own;
    for (const Line& line : sale.lines) {
        if (has_share(line)) own.push_back({line.sku, line.category, line.amount_minor, line.discount_minor});
    }
    loyalty::Paid paid = paid_with(sale);
    paid.tier = loyalty::tier_multiplier(rules, sale.facts.tier);
    const auto shares = loyalty::earn_by_line(own, paid, rules);
    std::vector<loyalty::LineShare> all(sale.lines.size());
    auto next = shares.begin();
    for (std::size_t i = 0; i < sale.lines.size(); ++i) {
        // Its points paid for the whole gift, and no goods.
        if (sale.lines[i].kind == LineKind::Gift && !sale.lines[i].original) all[i].points_paid = sale.lines[i].points_paid;
        if (!has_share(sale.lines[i])) continue;
        all[i] = *next++;
        all[i].points.value += sale.lines[i].campaign_points.value;
    }
    return all;
}

Points points_of(std::span<const loyalty::LineShare> shares) {
    Points points;
    for (const loyalty::LineShare& share : shares) points.value += share.points.value;
    return points;
}

void write_shares(Sale& sale, const loyalty::RuleSet& rules) {
    const bool earns = !sale.card_key.empty() || sale.facts.member;
    const auto shares = shares_of(sale, rules);
    for (std::size_t i = 0; i < sale.lines.size(); ++i) {
        Line& line = sale.lines[i];
        if (line.original) continue;
        line.points = earns ? shares[i].points : Points{};
        line.points_paid_minor = shares[i].points_paid_minor;
        line.points_paid = shares[i].points_paid;
        line.stored_paid_minor = shares[i].stored_paid_minor;
        line.voucher_paid_minor = shares[i].voucher_paid_minor;
    }
}

std::int64_t points_given(const loyalty::LineShare& share, std::int64_t given_minor) {
    if (share.points_paid_minor <= 0) return 0;
    const Rational part{given_minor, share.points_paid_minor};
    return scale(share.points_paid.value, part, Rounding::HalfAwayFromZero).value_or(0);
}

loyalty::LineShare share_back(const loyalty::LineShare& share, const Line& sold, Quantity returned, Quantity quantity) {
    const Quantity after{returned.thousandths + quantity.thousandths};
    const auto part = [&](std::int64_t whole) { return share_of(whole, sold, after) - share_of(whole, sold, returned); };
    const auto points_up_to = [&](Quantity upto) {
        if (sold.kind == LineKind::Gift) return share_of(share.points_paid.value, sold, upto);
        return points_given(share, share_of(share.points_paid_minor, sold, upto));
    };
    return {Points{part(share.points.value)}, part(share.points_paid_minor),
            Points{points_up_to(after) - points_up_to(returned)}, part(share.stored_paid_minor), part(share.voucher_paid_minor)};
}

}  // namespace pareto::sale
