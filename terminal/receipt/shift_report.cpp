#include "terminal/receipt/shift_report.h"

#include "terminal/receipt/paper.h"

namespace pareto::terminal::receipt {

namespace {

using Kind = ports::Slip::Kind;

std::string_view name_of(const Words& words, sale::TenderKind kind) {
    switch (kind) {
        case sale::TenderKind::Cash:
            return words.cash;
        case sale::TenderKind::Card:
            return words.card;
        case sale::TenderKind::Points:
            return words.points;
        case sale::TenderKind::StoredValue:
            return words.stored_value;
        case sale::TenderKind::Voucher:
            return words.voucher_paid;
    }
    return {};
}

void print_figures(Paper& paper, const ShiftFigures& figures) {
    const Words& words = paper.words();
    paper.both(words.business_date, to_string(figures.business_date));
    paper.both(words.cashier, figures.operator_id);
    paper.rule();
    paper.both(words.sales, std::to_string(figures.sale_count));
    paper.amount(words.net_sales, figures.sales_minor, Kind::Tall);
    for (const auto& [kind, minor] : figures.tenders)
        paper.amount(name_of(words, kind), minor);
    if (figures.value_sold_minor != 0) paper.amount(words.value_sold, figures.value_sold_minor);
    paper.rule();
    paper.amount(words.opening_cash, figures.opening_cash_minor);
}

}  // namespace

ports::Slip x_report(const Heading& heading, const ShiftFigures& figures, UtcTime at) {
    Paper paper{heading.currency, heading.language};
    const Words& words = paper.words();
    paper.centre(heading.company, Kind::Strong);
    paper.centre(words.x_report, Kind::Strong);
    paper.left(heading.local_time(at));
    print_figures(paper, figures);
    paper.amount(words.cash_expected, figures.opening_cash_minor + figures.cash_minor);
    paper.centre(words.not_counted);
    return paper.take();
}

ports::Slip z_report(const Heading& heading, const ZReport& report) {
    Paper paper{heading.currency, heading.language};
    const Words& words = paper.words();
    paper.centre(heading.company, Kind::Strong);
    paper.centre(std::string{words.z_report} + " " + std::to_string(report.number), Kind::Strong);
    paper.centre(words.again, Kind::IfAgain);
    paper.left(heading.local_time(report.closed_at));
    print_figures(paper, report.figures);
    paper.amount(words.cash_expected, report.expected_minor);
    paper.amount(words.cash_counted, report.counted_minor);
    paper.amount(words.variance, report.counted_minor - report.expected_minor, Kind::Strong);
    return paper.take();
}

}  // namespace pareto::terminal::receipt
