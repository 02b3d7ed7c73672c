#include "common/sale/sale.h"

#include "common/base/check.h"
#include "common/loyalty/gift.h"

#include <algorithm>

namespace pareto::sale {
namespace {

bool over_limit(std::int64_t minor) { return minor > kMinorMax || minor < -kMinorMax; }

// The limits of an entry: a sale beyond them could be kept here and read nowhere.
bool over_limit(const Line& line) {
    return over_limit(line.amount_minor) || over_limit(line.quantity.thousandths) || over_limit(line.unit_price_minor) ||
           over_limit(line.discount_minor) || over_limit(line.points.value) || over_limit(line.points_paid_minor) ||
           over_limit(line.points_paid.value) || over_limit(line.stored_paid_minor) || over_limit(line.voucher_paid_minor);
}

bool over_limit(const Tender& tender) { return over_limit(tender.amount_minor) || over_limit(tender.points.value); }

// What is given back in a kind of tender is what the lines brought back say, each at most what it gives back at all.
bool gives_back_what_lines_say(const Sale& sale, TenderKind kind, std::int64_t Line::*share) {
    std::int64_t said = 0;
    for (const Line& line : sale.lines) {
        if (!line.original) continue;
        if (line.*share > 0 || line.*share < std::min<std::int64_t>(line.amount_minor, 0)) return false;
        said -= line.*share;
    }
    return said == sale.given_back_minor(kind);
}

// One piece at its value: sold, or all of it taken back.
bool is_value_sold_right(const Sale& sale, const Line& line) {
    const std::int64_t piece = line.original ? -1000 : 1000;
    const bool right_sign = line.original ? line.amount_minor < 0 : line.amount_minor > 0;
    const bool plain = line.discount_minor == 0 && line.campaign_points.value == 0 && line.points.value == 0 && line.tag.empty();
    const bool paid_with_money = line.points_paid_minor == 0 && line.stored_paid_minor == 0 && line.voucher_paid_minor == 0;
    const bool is_somebodys = !line.gift_card.empty() || sale.facts.member;
    return right_sign && line.quantity.thousandths == piece && plain && paid_with_money && is_somebodys;
}

std::optional<SaleRefusal> check_stored_value(const Sale& sale) {
    for (const Line& line : sale.lines) {
        if (line.kind == LineKind::StoredValue ? !is_value_sold_right(sale, line) : !line.gift_card.empty())
            return SaleRefusal::StoredValueLineWrong;
    }
    for (const Tender& tender : sale.tenders) {
        if (tender.amount_minor <= 0 || !tender.instrument.empty()) continue;
        if (tender.kind == TenderKind::Voucher || (tender.kind == TenderKind::StoredValue && !sale.facts.member))
            return SaleRefusal::InstrumentMissing;
    }
    std::int64_t paid = 0;
    std::int64_t given_back = 0;
    for (const TenderKind kind : {TenderKind::Points, TenderKind::StoredValue, TenderKind::Voucher}) {
        paid += sale.paid_minor(kind);
        given_back += sale.given_back_minor(kind);
    }
    const bool gives_back_right = gives_back_what_lines_say(sale, TenderKind::StoredValue, &Line::stored_paid_minor) &&
                                  gives_back_what_lines_say(sale, TenderKind::Voucher, &Line::voucher_paid_minor);
    if (!gives_back_right || (paid > 0 && paid > sale.goods_minor() + given_back)) return SaleRefusal::ValueTenderOverGoods;
    // Each share is within what its line gives back; so must be all of them together.
    for (const Line& line : sale.lines) {
        const std::int64_t shares = line.points_paid_minor + line.stored_paid_minor + line.voucher_paid_minor;
        if (line.original && shares < std::min<std::int64_t>(line.amount_minor, 0)) return SaleRefusal::ValueTenderOverGoods;
    }
    return std::nullopt;
}

// One piece at its price, without anything that goods have.
bool is_gift_plain(const Line& line) {
    const bool no_discount = line.discount_minor == 0 && line.campaign_discount_minor == 0;
    const bool earns_nothing = line.campaign_points.value == 0 && line.points.value == 0;
    const bool paid_with_money = line.points_paid_minor == 0 && line.stored_paid_minor == 0 && line.voucher_paid_minor == 0;
    return loyalty::is_gift_code(line.sku) && no_discount && earns_nothing && paid_with_money && line.tag.empty();
}

bool is_gift_given_right(const Sale& sale, const Line& line) {
    const auto pays = [&](const Tender& tender) {
        return tender.kind == TenderKind::Points && tender.amount_minor == 0 && tender.redemption == line.redemption &&
               tender.points == line.points_paid;
    };
    return line.quantity.thousandths == 1000 && line.amount_minor >= 0 && line.points_paid.value > 0 && line.redemption &&
           sale.facts.member && std::count_if(sale.tenders.begin(), sale.tenders.end(), pays) == 1;
}

std::optional<SaleRefusal> check_gifts(const Sale& sale) {
    std::int64_t said = 0;
    for (const Line& line : sale.lines) {
        if (line.kind != LineKind::Gift) {
            if (line.redemption) return SaleRefusal::GiftLineWrong;
            continue;
        }
        const bool comes_back = line.quantity.thousandths == -1000 && line.amount_minor <= 0 && line.points_paid.value <= 0;
        const bool right = line.original ? comes_back : is_gift_given_right(sale, line);
        if (!right || !is_gift_plain(line)) return SaleRefusal::GiftLineWrong;
        if (line.original) said += line.points_paid.value;
    }
    for (const Tender& tender : sale.tenders) {
        const bool gives_back = tender.kind == TenderKind::Points && tender.amount_minor == 0 && tender.points.value < 0;
        if (gives_back) said -= tender.points.value;
    }
    if (said != 0) return SaleRefusal::GiftLineWrong;
    return std::nullopt;
}

}  // namespace

std::int64_t Sale::total_minor() const {
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.amount_minor;
    return total;
}

std::int64_t Sale::goods_minor() const {
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.kind == LineKind::Goods ? line.amount_minor : 0;
    return total;
}

std::int64_t Sale::value_sold_minor() const {
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.kind == LineKind::StoredValue ? line.amount_minor : 0;
    return total;
}

std::int64_t Sale::paid_minor(TenderKind kind) const {
    std::int64_t total = 0;
    for (const Tender& tender : tenders) {
        if (tender.kind == kind) total += std::max<std::int64_t>(tender.amount_minor, 0);
    }
    return total;
}

std::int64_t Sale::given_back_minor(TenderKind kind) const {
    std::int64_t total = 0;
    for (const Tender& tender : tenders) {
        if (tender.kind == kind) total -= std::min<std::int64_t>(tender.amount_minor, 0);
    }
    return total;
}

std::int64_t Sale::eligible_minor() const {
    const std::int64_t by_voucher = paid_minor(TenderKind::Voucher) - given_back_minor(TenderKind::Voucher);
    return goods_minor() - points_tender_minor() - by_voucher;
}

bool Sale::is_without_goods() const {
    return !lines.empty() &&
           std::none_of(lines.begin(), lines.end(), [](const Line& line) { return line.kind == LineKind::Goods; });
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
    // Points go back to whoever paid with them, so a return need not know the member.
    const bool gives_back_right = gives_back_what_lines_say(sale, TenderKind::Points, &Line::points_paid_minor);
    const std::int64_t paid = sale.points_paid_minor();
    const std::int64_t given_back = sale.points_given_back_minor();
    const bool needs_member = paid > 0 || (given_back > 0 && !gives_back_right);
    if (needs_member && !sale.facts.member) return SaleRefusal::PointsTenderWithoutMember;
    if (!gives_back_right || (paid > 0 && paid > total + given_back)) return SaleRefusal::PointsTenderOverTotal;
    if (const auto refusal = check_stored_value(sale)) return refusal;
    return check_gifts(sale);
}

std::string_view name_of(SaleRefusal refusal) {
    switch (refusal) {
        case SaleRefusal::NoLines: return "NoLines";
        case SaleRefusal::LineOverLimit: return "LineOverLimit";
        case SaleRefusal::ReturnWithoutQuantity: return "ReturnWithoutQuantity";
        case SaleRefusal::TendersDoNotMatch: return "TendersDoNotMatch";
        case SaleRefusal::PointsTenderWithoutMember: return "PointsTenderWithoutMember";
        case SaleRefusal::PointsTenderOverTotal: return "PointsTenderOverTotal";
        case SaleRefusal::StoredValueLineWrong: return "StoredValueLineWrong";
        case SaleRefusal::InstrumentMissing: return "InstrumentMissing";
        case SaleRefusal::ValueTenderOverGoods: return "ValueTenderOverGoods";
        case SaleRefusal::GiftLineWrong: return "GiftLineWrong";
    }
    return "unknown";
}

std::int64_t share_of(std::int64_t whole, const Line& sold, Quantity part) {
    PARETO_CHECK(sold.quantity.thousandths > 0 && part.thousandths >= 0 && part <= sold.quantity);
    return scale(whole, Rational{part.thousandths, sold.quantity.thousandths}, Rounding::HalfAwayFromZero).value_or(0);
}

std::int64_t refund_minor(const Line& sold, Quantity returned, Quantity quantity) {
    PARETO_CHECK(returned.thousandths >= 0 && quantity.thousandths > 0);
    const Quantity after{returned.thousandths + quantity.thousandths};
    return share_of(sold.amount_minor, sold, after) - share_of(sold.amount_minor, sold, returned);
}

}  // namespace pareto::sale
