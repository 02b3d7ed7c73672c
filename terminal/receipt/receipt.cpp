#include "terminal/receipt/receipt.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "terminal/receipt/paper.h"

namespace pareto::terminal::receipt {

namespace {

using Kind = ports::Slip::Kind;

std::string indented(std::string_view text) {
    return "  " + std::string{text};
}

// Another branch reads here what of a line must not be given back in money.
void print_share(Paper& paper,
                 std::int64_t minor,
                 std::string_view paid,
                 std::string_view given_back) {
    if (minor == 0) return;
    paper.left(indented(minor > 0 ? paid : given_back) + " " + paper.money(std::abs(minor)));
}

void print_line(Paper& paper, const sale::Line& line) {
    const Words& words = paper.words();
    paper.both(line.description.empty() ? line.sku : line.description,
               paper.money(line.amount_minor));
    if (line.quantity.thousandths != 1'000) {
        paper.left("  " + format_decimal(line.quantity) + " x " +
                   paper.money(line.unit_price_minor));
    }
    if (line.discount_minor != 0)
        paper.left(indented(words.discount) + " " + paper.money(line.discount_minor));
    if (line.kind == sale::LineKind::Gift && line.points_paid.value != 0)
        paper.left(indented(line.points_paid.value > 0 ? words.gift : words.gift_back) + " " +
                   std::to_string(std::abs(line.points_paid.value)));
    print_share(paper, line.points_paid_minor, words.in_points, words.back_in_points);
    print_share(paper, line.voucher_paid_minor, words.by_voucher, words.back_to_voucher);
    print_share(paper, line.stored_paid_minor, words.in_value, words.back_to_value);
    if (line.original) {
        paper.left(indented(words.returned_line) + " " + std::to_string(line.original->line) + " " +
                   std::string{words.of_sale} + " " + std::to_string(line.original->sale.value));
    }
}

// What each campaign gave. One that is not live here any more has only its number.
void print_campaigns(Paper& paper, const RecordedSale& recorded) {
    const Words& words = paper.words();
    for (const auto& award : recorded.sale.campaigns.awards) {
        const auto known = recorded.campaign_names.find(award.campaign);
        const std::string name =
            known == recorded.campaign_names.end()
                ? std::string{words.campaign} + " " + std::to_string(award.campaign.value)
                : known->second;
        if (award.discount_minor != 0) paper.amount(name, -award.discount_minor);
        if (award.points.value != 0)
            paper.both(name,
                       "+" + std::to_string(award.points.value) + " " + std::string{words.points});
        if (!award.gift_sku.empty())
            paper.both(name, format_decimal(award.gift_quantity) + " x " + award.gift_sku);
        if (award.voucher_minor != 0)
            paper.both(name, std::string{words.voucher} + " " + paper.money(award.voucher_minor));
        if (award.stored_value_minor != 0)
            paper.both(name,
                       std::string{words.credit} + " " + paper.money(award.stored_value_minor));
    }
}

// Each on lines of its own, so that it can be cut off and kept.
void print_vouchers(Paper& paper, const RecordedSale& recorded) {
    const Words& words = paper.words();
    for (const PrintedVoucher& voucher : recorded.vouchers) {
        paper.rule();
        paper.amount(words.voucher_title, voucher.value_minor, Kind::Tall);
        paper.both(words.until, to_string(voucher.until));
        paper.centre(voucher.code.empty() ? words.print_elsewhere : voucher.code);
        if (!voucher.code.empty()) paper.code(Kind::QrCode, voucher.code);
    }
}

void print_tenders(Paper& paper, const RecordedSale& recorded) {
    const Words& words = paper.words();
    const auto& tenders = recorded.sale.tenders;
    const bool has_cash =
        std::any_of(tenders.begin(), tenders.end(), [](const sale::Tender& tender) {
            return tender.kind == sale::TenderKind::Cash;
        });
    for (const auto& tender : tenders) {
        switch (tender.kind) {
            case sale::TenderKind::Cash:
                paper.amount(words.cash, tender.amount_minor + recorded.change_due_minor);
                break;
            case sale::TenderKind::Card:
                paper.amount(words.card, tender.amount_minor);
                break;
            case sale::TenderKind::Points:
                paper.amount(
                    tender.amount_minor < 0 && tender.points.value == 0
                        ? std::string{words.points_by_hq}
                        : std::to_string(tender.points.value) + " " + std::string{words.points},
                    tender.amount_minor);
                if (tender.means != loyalty::RedemptionMeans::Hq)
                    paper.left(indented(words.redeemed_offline) + " (" +
                               std::string{loyalty::name_of(tender.means)} + ")");
                break;
            case sale::TenderKind::StoredValue:
                paper.amount(tender.instrument.empty() ? words.stored_value : words.gift_card,
                             tender.amount_minor);
                break;
            case sale::TenderKind::Voucher:
                paper.amount(words.voucher_paid, tender.amount_minor);
                break;
        }
    }
    if (recorded.change_due_minor == 0) return;
    // All of the cash was handed back: the points or the card had paid already.
    if (!has_cash) paper.amount(words.cash, recorded.change_due_minor);
    paper.amount(words.change_due, recorded.change_due_minor);
}

// As HQ said it when the sale was made; a copy does not know.
void print_value_left(Paper& paper, const RecordedSale& recorded) {
    const Words& words = paper.words();
    for (const ValueLeft& value : recorded.value_left) {
        const bool is_card = !value.account.gift_card.empty();
        paper.amount(is_card ? words.left_on_gift_card : words.stored_value_left, value.left.minor);
        if (value.left.last_day)
            paper.both(indented(words.to_be_used_by), to_string(*value.left.last_day));
    }
}

void print_member(Paper& paper, const Heading& heading, const RecordedSale& recorded) {
    const sale::Sale& sale = recorded.sale;
    if (sale.card_key.empty() && !sale.facts.member) return;
    const Words& words = paper.words();
    paper.rule();
    if (!recorded.member_number.empty()) paper.both(words.member, recorded.member_number);
    const std::int64_t promised = sale.points_promised.value;
    // The promise holds for a card that HQ has yet to know, too.
    const std::string_view name = promised < 0        ? words.taken_back
                                  : sale.facts.member ? words.earned
                                                      : words.to_be_credited;
    paper.both(name, std::to_string(std::abs(promised)));
    std::int64_t redeemed = 0;
    std::int64_t given_back = 0;
    for (const auto& tender : sale.tenders) {
        redeemed += std::max<std::int64_t>(tender.points.value, 0);
        given_back -= std::min<std::int64_t>(tender.points.value, 0);
    }
    if (redeemed != 0) paper.both(words.redeemed, std::to_string(redeemed));
    if (given_back != 0) paper.both(words.given_back, std::to_string(given_back));
    if (sale.facts.member && recorded.as_of_ms != 0) {
        paper.both(
            std::string{words.points_on} + " " + heading.local_time(from_ms(recorded.as_of_ms)),
            std::to_string(sale.facts.available.value));
    }
}

}  // namespace

ports::Slip slip_of(const Heading& heading, const RecordedSale& recorded, Copy copy) {
    Paper paper{heading.currency, heading.language};
    const Words& words = paper.words();
    paper.centre(heading.company, Kind::Strong);
    if (copy == Copy::Reprint) paper.centre(words.reprint, Kind::Strong);
    if (copy == Copy::First) paper.centre(words.again, Kind::IfAgain);
    paper.both(words.receipt, recorded.receipt_number);
    paper.both(heading.local_time(recorded.occurred_at), recorded.operator_id);
    paper.rule();
    std::int64_t discount = 0;
    for (const auto& line : recorded.sale.lines) {
        print_line(paper, line);
        discount += line.discount_minor;
    }
    paper.rule();
    print_campaigns(paper, recorded);
    if (discount != 0) paper.amount(words.you_saved, discount);
    paper.amount(std::string{words.total} + " " + std::string{heading.currency.text()},
                 recorded.sale.total_minor(),
                 Kind::Tall);
    print_tenders(paper, recorded);
    print_value_left(paper, recorded);
    print_member(paper, heading, recorded);
    if (!recorded.sale.approved_by.empty())
        paper.both(words.approved_by, recorded.sale.approved_by);
    print_vouchers(paper, recorded);
    paper.rule();
    paper.code(Kind::Barcode, recorded.receipt_number);
    paper.centre(std::string{words.sale} + " " + std::to_string(recorded.id.value));
    return paper.take();
}

ports::Slip slip_of(const Heading& heading, const RecordedVoid& voided, UtcTime at) {
    Paper paper{heading.currency, heading.language};
    const Words& words = paper.words();
    paper.centre(heading.company, Kind::Strong);
    paper.centre(words.cancelled, Kind::Strong);
    paper.centre(words.again, Kind::IfAgain);
    paper.both(words.receipt, voided.receipt_number);
    paper.left(heading.local_time(at));
    paper.rule();
    paper.both(words.cancels, voided.voided.receipt_number);
    paper.amount(std::string{words.given_back_money} + " " + std::string{heading.currency.text()},
                 voided.voided.sale.total_minor(),
                 Kind::Tall);
    paper.rule();
    return paper.take();
}

std::string render(const Heading& heading, const RecordedSale& recorded, Copy copy) {
    return text_of(slip_of(heading, recorded, copy));
}

std::string render(const Heading& heading, const RecordedVoid& voided, UtcTime at) {
    return text_of(slip_of(heading, voided, at));
}

}  // namespace pareto::terminal::receipt
