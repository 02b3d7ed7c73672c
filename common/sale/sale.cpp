#include "common/sale/sale.h"

#include "common/base/check.h"

#include <algorithm>

namespace pareto::sale {
namespace {

bool over_limit(std::int64_t minor) { return minor > kMinorMax || minor < -kMinorMax; }

// The limits of an entry: a sale beyond them could be kept here and read nowhere.
bool over_limit(const Line& line) {
    return over_limit(line.amount_minor) || over_limit(line.quantity.thousandths) || over_limit(line.unit_price_minor) ||
           over_limit(line.discount_minor);
}

bool over_limit(const Tender& tender) { return over_limit(tender.amount_minor) || over_limit(tender.points.value); }

}  // namespace

std::int64_t Sale::total_minor() const {
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.amount_minor;
    return total;
}

std::int64_t Sale::points_tender_minor() const {
    std::int64_t total = 0;
    for (const Tender& tender : tenders) {
        if (tender.kind == TenderKind::Points) total += tender.amount_minor;
    }
    return total;
}

bool Sale::is_return() const {
    const bool sells = std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return !line.original && (line.quantity.thousandths > 0 || line.amount_minor > 0);
    });
    const bool brings_back = std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return line.original.has_value() || line.quantity.thousandths < 0 || line.amount_minor < 0;
    });
    return brings_back && !sells;
}

std::optional<SaleRefusal> check(const Sale& sale) {
    if (sale.lines.empty()) return SaleRefusal::NoLines;
    std::int64_t total = 0;
    for (const Line& line : sale.lines) {
        if (over_limit(line)) return SaleRefusal::LineOverLimit;
        total += line.amount_minor;
        if (over_limit(total)) return SaleRefusal::LineOverLimit;
    }
    std::int64_t tendered = 0;
    for (const Tender& tender : sale.tenders) {
        if (over_limit(tender)) return SaleRefusal::LineOverLimit;
        tendered += tender.amount_minor;
        if (over_limit(tendered)) return SaleRefusal::LineOverLimit;
    }
    for (const Line& line : sale.lines) {
        if (line.original && line.quantity.thousandths >= 0) return SaleRefusal::ReturnWithoutQuantity;
    }
    if (tendered != total) return SaleRefusal::TendersDoNotMatch;
    const std::int64_t with_points = sale.points_tender_minor();
    if (with_points != 0 && !sale.facts.member) return SaleRefusal::PointsTenderWithoutMember;
    if (with_points < 0 || (with_points > 0 && with_points > total)) return SaleRefusal::PointsTenderOverTotal;
    return std::nullopt;
}

std::string_view name_of(SaleRefusal refusal) {
    switch (refusal) {
        case SaleRefusal::NoLines: return "NoLines";
        case SaleRefusal::LineOverLimit: return "LineOverLimit";
        case SaleRefusal::ReturnWithoutQuantity: return "ReturnWithoutQuantity";
        case SaleRefusal::TendersDoNotMatch: return "TendersDoNotMatch";
        case SaleRefusal::PointsTenderWithoutMember: return "PointsTenderWithoutMember";
        case SaleRefusal::PointsTenderOverTotal: return "PointsTenderOverTotal";
    }
    return "unknown";
}

std::int64_t refund_minor(const Line& sold, Quantity returned, Quantity quantity) {
    const std::int64_t whole = sold.quantity.thousandths;
    PARETO_CHECK(whole > 0 && returned.thousandths >= 0 && quantity.thousandths > 0);
    PARETO_CHECK(returned.thousandths + quantity.thousandths <= whole);
    const auto share = [&](std::int64_t part) {
        return scale(sold.amount_minor, Rational{part, whole}, Rounding::HalfAwayFromZero).value_or(0);
    };
    return share(returned.thousandths + quantity.thousandths) - share(returned.thousandths);
}

}  // namespace pareto::sale
