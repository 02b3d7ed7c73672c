// --map and --const, and the calculations in them: a header in the first line, then one assignment
// a line, then a row.
#include <array>

#include "hq/import/columns.h"
#include "hq/import/expression.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

using hq::import::Assignment;

std::vector<std::string> cells(BytesView line) {
    std::vector<std::string> found;
    for (;;) {
        const auto comma = line.find(',');
        found.emplace_back(line.substr(0, comma));
        if (comma == BytesView::npos || found.size() >= 64) return found;
        line.remove_prefix(comma + 1);
    }
}

constexpr std::array kFields{
    hq::import::FieldSpec{.name = "branch", .required = false, .number = false},
    hq::import::FieldSpec{.name = "amount", .required = false, .number = true},
};

void check_expression(BytesView text,
                      const std::vector<std::string>& header,
                      const hq::import::CsvRecord& record) {
    const auto expression = hq::import::Expression::compile(text, header);
    if (!expression) {
        PARETO_CHECK(!expression.error().empty());
        return;
    }
    for (const std::size_t column : expression->columns())
        PARETO_CHECK(column < header.size());
    const auto value = expression->evaluate(record);
    if (!value) {
        PARETO_CHECK(!value.error().reason.empty());
        return;
    }
    // Brackets around the whole, and two signs before it, change nothing. Numbers at the limits may
    // refuse the signs.
    const auto bracketed = hq::import::Expression::compile("(" + std::string{text} + ")", header);
    if (!bracketed) return;
    const auto same = bracketed->evaluate(record);
    PARETO_CHECK(same && same->digits == value->digits && same->scale == value->scale);
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(mapping) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const auto header = cells(decisions.line());
    const BytesView mapped = decisions.line();
    const BytesView constant = decisions.line();
    const auto row = cells(decisions.line());
    hq::import::CsvRecord record;
    record.line = 2;
    record.fields.assign(row.begin(), row.end());

    const auto equals = mapped.find('=');
    check_expression(
        equals == BytesView::npos ? mapped : mapped.substr(equals + 1), header, record);

    std::vector<Assignment> assignments;
    if (auto one = hq::import::assignment_of(mapped, false)) assignments.push_back(std::move(*one));
    if (auto one = hq::import::assignment_of(constant, true))
        assignments.push_back(std::move(*one));
    const auto columns = hq::import::Columns::bind(kFields, header, assignments);
    if (!columns) {
        PARETO_CHECK(!columns.error().empty());
        return;
    }
    if (columns->has(0)) static_cast<void>(columns->text(0, record));
    if (columns->has(1)) static_cast<void>(columns->number(1, record));
    for (const std::size_t column : columns->unused())
        PARETO_CHECK(column < header.size());
}
