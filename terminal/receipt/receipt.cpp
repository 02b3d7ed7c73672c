#include "terminal/receipt/receipt.h"

#include <algorithm>
#include <string_view>

#include "terminal/receipt/text_width.h"

namespace pareto::terminal::receipt {

namespace {

class Paper {
public:
    explicit Paper(const Heading& heading) : currency_{heading.currency} {}

    void centre(std::string_view text) {
        const std::string_view shown = cut(text, kColumns);
        out_.append((kColumns - columns_of(shown)) / 2, ' ').append(shown).push_back('\n');
    }

    void left(std::string_view text) { out_.append(cut(text, kColumns)).push_back('\n'); }

    // What stands right is never cut: it is a figure.
    void both(std::string_view left, std::string_view right) {
        const std::size_t wide = columns_of(right);
        const std::string_view shown = cut(left, kColumns > wide ? kColumns - wide - 1 : 0);
        const std::size_t used = columns_of(shown) + wide;
        out_.append(shown)
            .append(kColumns > used ? kColumns - used : 1, ' ')
            .append(right)
            .push_back('\n');
    }

    void rule() { out_.append(kColumns, '-').push_back('\n'); }

    void amount(std::string_view name, std::int64_t minor) { both(name, money(minor)); }

    [[nodiscard]] std::string money(std::int64_t minor) const {
        return format_decimal(Money{minor, currency_});
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    Currency currency_;
    std::string out_;
};

void print_line(Paper& paper, const sale::Line& line) {
    paper.both(line.description.empty() ? line.sku : line.description,
               paper.money(line.amount_minor));
    if (line.quantity.thousandths != 1'000) {
        paper.left("  " + format_decimal(line.quantity) + " x " +
                   paper.money(line.unit_price_minor));
    }
    if (line.discount_minor != 0) paper.left("  discount " + paper.money(line.discount_minor));
    if (line.kind == sale::LineKind::Gift && line.points_paid.value > 0)
        paper.left("  gift, for " + std::to_string(line.points_paid.value) + " points");
    if (line.kind == sale::LineKind::Gift && line.points_paid.value < 0)
        paper.left("  gift, " + std::to_string(-line.points_paid.value) + " points back");
    // Another branch reads here what of a line must not be given back in money.
    if (line.points_paid_minor > 0)
        paper.left("  of it in points " + paper.money(line.points_paid_minor));
    if (line.points_paid_minor < 0)
        paper.left("  of it back in points " + paper.money(-line.points_paid_minor));
    if (line.voucher_paid_minor > 0)
        paper.left("  of it by voucher " + paper.money(line.voucher_paid_minor));
    if (line.voucher_paid_minor < 0)
        paper.left("  of it back to voucher " + paper.money(-line.voucher_paid_minor));
    if (line.stored_paid_minor > 0)
        paper.left("  of it in stored value " + paper.money(line.stored_paid_minor));
    if (line.stored_paid_minor < 0)
        paper.left("  of it back to stored value " + paper.money(-line.stored_paid_minor));
    if (line.original) {
        paper.left("  returned, line " + std::to_string(line.original->line) + " of sale " +
                   std::to_string(line.original->sale.value));
    }
}

// What each campaign gave. One that is not live here any more has only its number.
void print_campaigns(Paper& paper, const RecordedSale& recorded) {
    for (const auto& award : recorded.sale.campaigns.awards) {
        const auto known = recorded.campaign_names.find(award.campaign);
        const std::string name = known == recorded.campaign_names.end()
                                     ? "Campaign " + std::to_string(award.campaign.value)
                                     : known->second;
        if (award.discount_minor != 0) paper.amount(name, -award.discount_minor);
        if (award.points.value != 0)
            paper.both(name, "+" + std::to_string(award.points.value) + " points");
        if (!award.gift_sku.empty())
            paper.both(name, format_decimal(award.gift_quantity) + " x " + award.gift_sku);
        if (award.voucher_minor != 0)
            paper.both(name, "voucher " + paper.money(award.voucher_minor));
        if (award.stored_value_minor != 0)
            paper.both(name, "credit " + paper.money(award.stored_value_minor));
    }
}

// Each on lines of its own, so that it can be cut off and kept.
void print_vouchers(Paper& paper, const RecordedSale& recorded) {
    for (const PrintedVoucher& voucher : recorded.vouchers) {
        paper.rule();
        paper.amount("VOUCHER", voucher.value_minor);
        paper.both("Until", to_string(voucher.until));
        paper.centre(voucher.code.empty() ? "print it where it was given" : voucher.code);
    }
}

void print_tenders(Paper& paper, const RecordedSale& recorded) {
    const auto& tenders = recorded.sale.tenders;
    const bool has_cash =
        std::any_of(tenders.begin(), tenders.end(), [](const sale::Tender& tender) {
            return tender.kind == sale::TenderKind::Cash;
        });
    for (const auto& tender : tenders) {
        switch (tender.kind) {
            case sale::TenderKind::Cash:
                paper.amount("Cash", tender.amount_minor + recorded.change_due_minor);
                break;
            case sale::TenderKind::Card:
                paper.amount("Card", tender.amount_minor);
                break;
            case sale::TenderKind::Points:
                paper.amount(tender.amount_minor < 0 && tender.points.value == 0
                                 ? std::string{"Points, counted by HQ"}
                                 : std::to_string(tender.points.value) + " points",
                             tender.amount_minor);
                if (tender.means != loyalty::RedemptionMeans::Hq)
                    paper.left("  redeemed offline (" +
                               std::string{loyalty::name_of(tender.means)} + ")");
                break;
            case sale::TenderKind::StoredValue:
                paper.amount(tender.instrument.empty() ? "Stored value" : "Gift card",
                             tender.amount_minor);
                break;
            case sale::TenderKind::Voucher:
                paper.amount("Voucher", tender.amount_minor);
                break;
        }
    }
    if (recorded.change_due_minor == 0) return;
    // All of the cash was handed back: the points or the card had paid already.
    if (!has_cash) paper.amount("Cash", recorded.change_due_minor);
    paper.amount("Change due", recorded.change_due_minor);
}

// As HQ said it when the sale was made; a copy does not know.
void print_value_left(Paper& paper, const RecordedSale& recorded) {
    for (const ValueLeft& value : recorded.value_left) {
        const bool is_card = !value.account.gift_card.empty();
        paper.amount(is_card ? "Left on the gift card" : "Stored value left", value.left.minor);
        if (value.left.last_day) paper.both("  to be used by", to_string(*value.left.last_day));
    }
}

void print_member(Paper& paper, const Heading& heading, const RecordedSale& recorded) {
    const sale::Sale& sale = recorded.sale;
    if (sale.card_key.empty() && !sale.facts.member) return;
    paper.rule();
    if (!recorded.member_number.empty()) paper.both("Member", recorded.member_number);
    const std::int64_t promised = sale.points_promised.value;
    // The promise holds for a card that HQ has yet to know, too.
    const std::string name = promised < 0        ? "Points taken back"
                             : sale.facts.member ? "Points earned"
                                                 : "Points to be credited";
    paper.both(name, std::to_string(std::abs(promised)));
    std::int64_t redeemed = 0;
    std::int64_t given_back = 0;
    for (const auto& tender : sale.tenders) {
        redeemed += std::max<std::int64_t>(tender.points.value, 0);
        given_back -= std::min<std::int64_t>(tender.points.value, 0);
    }
    if (redeemed != 0) paper.both("Points redeemed", std::to_string(redeemed));
    if (given_back != 0) paper.both("Points given back", std::to_string(given_back));
    if (sale.facts.member && recorded.as_of_ms != 0) {
        paper.both("Points on " + heading.local_time(from_ms(recorded.as_of_ms)),
                   std::to_string(sale.facts.available.value));
    }
}

}  // namespace

std::string render(const Heading& heading, const RecordedSale& recorded, Copy copy) {
    Paper paper{heading};
    paper.centre(heading.company);
    if (copy == Copy::Reprint) paper.centre("*** REPRINT ***");
    paper.both("Receipt", recorded.receipt_number);
    paper.both(heading.local_time(recorded.occurred_at), recorded.operator_id);
    paper.rule();
    std::int64_t discount = 0;
    for (const auto& line : recorded.sale.lines) {
        print_line(paper, line);
        discount += line.discount_minor;
    }
    paper.rule();
    print_campaigns(paper, recorded);
    if (discount != 0) paper.amount("You saved", discount);
    paper.amount("TOTAL " + std::string{heading.currency.text()}, recorded.sale.total_minor());
    print_tenders(paper, recorded);
    print_value_left(paper, recorded);
    print_member(paper, heading, recorded);
    if (!recorded.sale.approved_by.empty()) paper.both("Approved by", recorded.sale.approved_by);
    print_vouchers(paper, recorded);
    paper.rule();
    paper.centre("Sale " + std::to_string(recorded.id.value));
    return paper.take();
}

std::string render(const Heading& heading, const RecordedVoid& voided, UtcTime at) {
    Paper paper{heading};
    paper.centre(heading.company);
    paper.centre("*** CANCELLED ***");
    paper.both("Receipt", voided.receipt_number);
    paper.left(heading.local_time(at));
    paper.rule();
    paper.both("Cancels receipt", voided.voided.receipt_number);
    paper.amount("Given back " + std::string{heading.currency.text()},
                 voided.voided.sale.total_minor());
    paper.rule();
    return paper.take();
}

}  // namespace pareto::terminal::receipt
