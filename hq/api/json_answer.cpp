#include "hq/api/json_answer.h"

#include <charconv>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace pareto::hq::api {
namespace {

tl::unexpected<Problem> bad_parameter(const std::string& name, const std::string& why) {
    return problem(422, "parameter", "A parameter is not good", name + " " + why);
}

}  // namespace

Response json_answer(const boost::json::value& body, int status) {
    Response response;
    response.status = status;
    response.body = boost::json::serialize(body);
    return response;
}

Expected<boost::json::object, Problem> body_of(const Request& request,
                                               std::size_t depth_max) {
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = depth_max;
    boost::json::value value =
        boost::json::parse({request.body.data(), request.body.size()}, error, {}, options);
    if (error || !value.is_object())
        return problem(400, "malformed", "The body is not a JSON object", {});
    return std::move(value.as_object());
}

Expected<std::string, Problem> text_in(const boost::json::object& object,
                                       std::string_view name,
                                       std::size_t most) {
    const auto* const found = object.if_contains({name.data(), name.size()});
    if (found == nullptr || !found->is_string() || found->as_string().size() > most)
        return bad_parameter(std::string{name}, "is missing or too long");
    const std::string text{found->as_string().c_str(), found->as_string().size()};
    if (text.find('\0') != std::string::npos)
        return bad_parameter(std::string{name}, "holds a NUL");
    return text;
}

boost::json::value json_share(const reports::Ratio& ratio) {
    if (ratio.whole == 0) return nullptr;
    const std::string digits = reports::format_ratio(ratio);
    boost::system::error_code error;
    boost::json::value value = boost::json::parse({digits.data(), digits.size()}, error);
    return error ? boost::json::value{nullptr} : value;
}

boost::json::value json_cell(const reports::Cell& cell, reports::CellKind kind) {
    if (const auto* const text = std::get_if<std::string>(&cell))
        return boost::json::string_view{text->data(), text->size()};
    if (const auto* const ratio = std::get_if<reports::Ratio>(&cell)) return json_share(*ratio);
    if (const auto* const number = std::get_if<std::int64_t>(&cell)) {
        if (kind != reports::CellKind::Id) return *number;
        const std::string digits = std::to_string(*number);
        return boost::json::string_view{digits.data(), digits.size()};
    }
    return nullptr;
}

std::string_view name_of(reports::CellKind kind) {
    using reports::CellKind;
    switch (kind) {
        case CellKind::Text:
            return "text";
        case CellKind::Id:
            return "id";
        case CellKind::Count:
            return "count";
        case CellKind::Money:
            return "money";
        case CellKind::Share:
            return "share";
        case CellKind::Growth:
            return "growth";
    }
    return "text";
}

boost::json::object json_grid(const reports::Report& report) {
    const auto text = [](std::string_view one) {
        return boost::json::string_view{one.data(), one.size()};
    };
    boost::json::object grid;
    grid["title"] = text(report.title);
    grid["currency"] = text(report.currency.text());
    grid["exponent"] = report.currency.exponent;
    boost::json::array headline;
    for (const reports::Figure& figure : report.headline) {
        headline.push_back(
            boost::json::object{{"name", text(figure.column.name)},
                                {"kind", text(name_of(figure.column.kind))},
                                {"value", json_cell(figure.cell, figure.column.kind)}});
    }
    grid["headline"] = std::move(headline);
    boost::json::array columns;
    for (const reports::Column& column : report.columns) {
        columns.push_back(
            boost::json::object{{"name", text(column.name)}, {"kind", text(name_of(column.kind))}});
    }
    grid["columns"] = std::move(columns);
    boost::json::array rows;
    for (const auto& row : report.rows) {
        boost::json::array cells;
        for (std::size_t index = 0; index < row.size(); ++index)
            cells.push_back(json_cell(row[index], report.columns[index].kind));
        rows.push_back(std::move(cells));
    }
    grid["rows"] = std::move(rows);
    return grid;
}

Expected<std::optional<BusinessDate>, Problem> date_in(const Request& request,
                                                       const std::string& name) {
    const std::string text = request.parameter(name);
    if (text.empty()) return std::optional<BusinessDate>{};
    const auto date = parse_date(text);
    if (!date) return bad_parameter(name, "is not a date (YYYY-MM-DD)");
    return date;
}

Expected<std::int64_t, Problem> number_in(const Request& request,
                                          const std::string& name,
                                          const Bounds& bounds) {
    const std::string text = request.parameter(name);
    if (text.empty()) return bounds.otherwise;
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < bounds.least || number > bounds.most)
        return bad_parameter(name,
                             "is not a number from " + std::to_string(bounds.least) + " to " +
                                 std::to_string(bounds.most));
    return number;
}

}  // namespace pareto::hq::api
