#include "tests/hq/returns/matrix_sale.h"

#include "common/sale/earning.h"

namespace pareto::hq::test {
namespace {

constexpr loyalty::CampaignId kTwofold{21}, kTwelve{22}, kTenth{23}, kFree{24};

const char* sku_of_a(Sold sold) {
    return sold == Sold::Multiplier ? "twofold"
           : sold == Sold::Bonus    ? "twelve"
           : sold == Sold::Discount ? "tenth"
                                    : "sku1";
}

loyalty::Campaign campaign(loyalty::CampaignId id, const char* sku, loyalty::Effect effect) {
    loyalty::Campaign made;
    made.id = id;
    made.version = 1;
    made.name = sku;
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    loyalty::Conditions conditions;
    conditions.items.skus = {sku};
    made.rules = {{0, conditions, {effect}}};
    return made;
}

/// What a campaign gives on one line, as the terminal says it.
void give(sale::Sale& sale, std::size_t index, loyalty::Award award) {
    award.version = 1;
    award.rule = 1;
    award.effect = 1;
    sale::Line& line = sale.lines.at(index);
    line.amount_minor -= award.discount_minor;
    line.discount_minor += award.discount_minor;
    line.campaign_discount_minor = award.discount_minor;
    line.campaign_points = award.points;
    sale.campaigns.list_version = 1;
    sale.campaigns.awards = {award};
}

void give_campaign(sale::Sale& sale, Sold sold) {
    loyalty::Award award;
    switch (sold) {
        case Sold::Multiplier:
            award.campaign = kTwofold;
            award.points = Points{60};
            return give(sale, 0, award);
        case Sold::Bonus:
            award.campaign = kTwelve;
            award.points = Points{12};
            return give(sale, 0, award);
        case Sold::Discount:
            award.campaign = kTenth;
            award.discount_minor = 6'00;
            return give(sale, 0, award);
        case Sold::FreeGoods:
            award.campaign = kFree;
            award.discount_minor = 40'00;
            return give(sale, 1, award);
        default:
            return;
    }
}

sale::Sale empty_sale(const Play& play) {
    sale::Sale sale;
    sale.card_key = play.card_key;
    if (play.cell->sold != Sold::UnknownCard) sale.facts.member = play.member;
    sale.rules_version = matrix_rules(play.cell->policy, play.cell->fate).version;
    return sale;
}

void pay_rest_in_cash(sale::Sale& sale, const Play& play) {
    std::int64_t rest = sale.total_minor();
    for (const auto& tender : sale.tenders)
        rest -= tender.amount_minor;
    if (rest != 0 || sale.tenders.empty())
        sale.tenders.push_back({sale::TenderKind::Cash, rest, {}, {}});
    sale::write_shares(sale, matrix_rules(play.cell->policy, play.cell->fate));
    for (const auto& line : sale.lines)
        sale.points_promised.value += line.points.value;
}

sale::Tender by_voucher(const Play& play, std::int64_t minor) {
    return {sale::TenderKind::Voucher,
            minor,
            {},
            play.voucher_use,
            play.cell->offline ? loyalty::RedemptionMeans::Allowance : loyalty::RedemptionMeans::Hq,
            play.voucher};
}

/// Here with the redemptions and the points; of elsewhere, what the receipt says.
sale::Line line_back(
    const Play& play, bool here, std::size_t index, Quantity before, Quantity now) {
    const sale::Line& sold = play.sale.lines.at(index);
    const loyalty::LineShare whole{sold.points,
                                   sold.points_paid_minor,
                                   sold.points_paid,
                                   sold.stored_paid_minor,
                                   sold.voucher_paid_minor};
    const auto share = sale::share_back(whole, sold, before, now);
    sale::Line line = brought_back(1,
                                   play.sale_entry,
                                   sold.number,
                                   now.thousandths / 1000,
                                   sale::refund_minor(sold, before, now));
    line.kind = sold.kind;
    line.points_paid_minor = -share.points_paid_minor;
    line.stored_paid_minor = -share.stored_paid_minor;
    line.voucher_paid_minor = -share.voucher_paid_minor;
    if (here) line.points = Points{-share.points.value};
    if (here) line.points_paid = Points{-share.points_paid.value};
    return line;
}

void give_back_tenders(sale::Sale& sale, const Play& play, bool here) {
    std::int64_t points_minor = 0;
    std::int64_t voucher_minor = 0;
    std::int64_t value_minor = 0;
    Points points;
    for (const auto& line : sale.lines) {
        if (!line.original) continue;
        points_minor += line.points_paid_minor;
        points.value += line.points_paid.value;
        voucher_minor += line.voucher_paid_minor;
        value_minor += line.stored_paid_minor;
    }
    using Kind = sale::TenderKind;
    if (points_minor != 0)
        sale.tenders.push_back(
            {Kind::Points, points_minor, points, here ? play.points : EntryId{}});
    if (voucher_minor != 0)
        sale.tenders.push_back(here ? by_voucher(play, voucher_minor)
                                    : sale::Tender{Kind::Voucher, voucher_minor, {}, {}});
    if (value_minor == 0) return;
    sale::Tender value{Kind::StoredValue, value_minor, {}, {}};
    if (here) value.redemption = play.value_use;
    if (here) value.instrument = play.gift_card;
    sale.tenders.push_back(value);
}

sale::Sale brings_back(const Play& play, bool here, std::vector<sale::Line> lines) {
    sale::Sale sale = empty_sale(play);
    if (!here) sale.approved_by = "manager";
    sale.lines = std::move(lines);
    for (std::size_t index = 0; index < sale.lines.size(); ++index)
        sale.lines[index].number = static_cast<std::int32_t>(index) + 1;
    give_back_tenders(sale, play, here);
    pay_rest_in_cash(sale, play);
    return sale;
}

}  // namespace

bool Play::is_early() const {
    const bool same_day = cell->back == Back::PostVoid || cell->back == Back::PartVoid;
    return cell->fate != Fate::Pending && !same_day;
}

PaidWith paid_with(Sold sold) {
    switch (sold) {
        case Sold::PointsPart:
            return {.points = 50};
        case Sold::PointsWhole:
            return {.points = 100};
        case Sold::VoucherPart:
            return {.voucher_minor = 50'00, .voucher_of_minor = 50'00};
        case Sold::VoucherWhole:
            return {.voucher_minor = 100'00, .voucher_of_minor = 120'00};
        case Sold::ValuePart:
            return {.value_minor = 60'00};
        case Sold::ValueWhole:
            return {.value_minor = 100'00};
        case Sold::Mixed:
            return {.points = 20,
                    .voucher_minor = 30'00,
                    .value_minor = 25'00,
                    .voucher_of_minor = 30'00};
        default:
            return {};
    }
}

loyalty::RuleSet matrix_rules(loyalty::ClawBack policy, Fate fate) {
    loyalty::RuleSet rules;
    const bool expires = fate == Fate::Expired;
    rules.version = 2 + static_cast<std::int32_t>(policy) + (expires ? 3 : 0);
    rules.minor_per_point = {100, 1};
    rules.pending_days = 5;
    if (expires) rules.lot_days = 8;
    rules.discount_percent_max = 20;
    rules.earning_rules = {{.sku = "", .category = "tobacco", .multiplier = {0, 1}}};
    rules.claw_back = policy;
    rules.tier_rules.tiers = {{"gold", 100, {1, 1}}};
    return rules;
}

std::vector<loyalty::Campaign> matrix_campaigns() {
    loyalty::PercentOff tenth;
    tenth.basis_points = 1'000;
    loyalty::PercentOff free;
    free.basis_points = loyalty::kWholeBasisPoints;
    return {campaign(kTwofold, "twofold", loyalty::PointsMultiplier{}),
            campaign(kTwelve, "twelve", loyalty::PointsBonus{Points{12}}),
            campaign(kTenth, "tenth", tenth),
            campaign(kFree, "free", free)};
}

sale::Sale make_sale(const Play& play) {
    const Sold kind = play.cell->sold;
    sale::Sale sale = empty_sale(play);
    sale::Line a = sold(1, 2, 30'00);
    a.sku = sku_of_a(kind);
    sale::Line b = sold(2, 1, 40'00);
    if (kind == Sold::FreeGoods) b.sku = "free";
    if (kind == Sold::Excluded) b.category = "tobacco";
    if (kind == Sold::Discounted) {
        b.unit_price_minor = 60'00;
        b.discount_minor = 20'00;
    }
    sale.lines = {a, b};
    if (kind == Sold::TopUp) {
        sale.lines.push_back(sold(3, 1, 50'00));
        sale.lines.back().kind = sale::LineKind::StoredValue;
    }
    give_campaign(sale, kind);
    const PaidWith paid = paid_with(kind);
    if (paid.points > 0)
        sale.tenders.push_back(
            {sale::TenderKind::Points, paid.points * 100, Points{paid.points}, play.points});
    if (paid.voucher_minor > 0) sale.tenders.push_back(by_voucher(play, paid.voucher_minor));
    if (paid.value_minor > 0)
        sale.tenders.push_back({sale::TenderKind::StoredValue,
                                paid.value_minor,
                                {},
                                play.value_use,
                                loyalty::RedemptionMeans::Hq,
                                play.gift_card});
    pay_rest_in_cash(sale, play);
    return sale;
}

sale::Sale make_spending(const Play& play, std::int64_t points, EntryId redemption) {
    sale::Sale sale = empty_sale(play);
    sale.card_key.clear();
    sale.facts.member = play.member;
    sale.lines = {sold(1, 1, points * 100)};
    sale.tenders = {{sale::TenderKind::Points, points * 100, Points{points}, redemption}};
    pay_rest_in_cash(sale, play);
    return sale;
}

sale::Sale make_return(const Play& play, bool here, const Pieces& pieces) {
    std::vector<sale::Line> lines;
    const Quantity before{pieces.a_before * 1000};
    if (pieces.a > 0) lines.push_back(line_back(play, here, 0, before, Quantity{pieces.a * 1000}));
    if (pieces.b > 0) lines.push_back(line_back(play, here, 1, {}, Quantity{pieces.b * 1000}));
    const bool top_up = pieces.top_up && play.cell->sold == Sold::TopUp;
    if (top_up) lines.push_back(line_back(play, here, 2, {}, Quantity{1000}));
    sale::Sale sale = brings_back(play, here, std::move(lines));
    if (here) return sale;
    // Whose it was, a receipt does not say; who wants money for stored value shows the card.
    sale.card_key.clear();
    if (!top_up) sale.facts = {};
    return sale;
}

sale::Sale make_exchange(const Play& play, bool here) {
    return brings_back(
        play, here, {line_back(play, here, 1, {}, Quantity{1000}), sold(2, 1, 70'00)});
}

sale::Sale make_return_without_receipt(const Play& play, bool here) {
    sale::Line line = sold(1, -1, 40'00);
    if (play.cell->sold == Sold::Excluded) line.category = "tobacco";
    return brings_back(play, here, {line});
}

std::int64_t cash_of(const sale::Sale& sale) {
    std::int64_t minor = 0;
    for (const auto& tender : sale.tenders)
        minor += tender.kind == sale::TenderKind::Cash ? tender.amount_minor : 0;
    return minor;
}

}  // namespace pareto::hq::test
