// JSON in and out, for the handlers.
#pragma once

#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "hq/api/http.h"
#include "hq/reports/report.h"

namespace pareto::hq::api {

[[nodiscard]] Response json_answer(const boost::json::value& body, int status = 200);
/// The body of a request as an object. 400 when it is none.
[[nodiscard]] Expected<boost::json::object, Problem> body_of(const Request& request,
                                                              std::size_t depth_max = 8);
/// A text of the object of at most `most` bytes; 422 when it has none.
[[nodiscard]] Expected<std::string, Problem> text_in(const boost::json::object& object,
                                                     std::string_view name,
                                                     std::size_t most = 200);
/// Null when there is no ratio. For showing only.
[[nodiscard]] boost::json::value json_share(const reports::Ratio& ratio);
[[nodiscard]] boost::json::value json_cell(const reports::Cell& cell, reports::CellKind kind);
[[nodiscard]] std::string_view name_of(reports::CellKind kind);
/// {title, currency, exponent, headline: [{name, kind, value}], columns: [{name, kind}], rows:
/// [[…]]}: what a table on a page is made of.
[[nodiscard]] boost::json::object json_grid(const reports::Report& report);

/// The date of a parameter; nothing when it is not given, 422 when it is none.
[[nodiscard]] Expected<std::optional<BusinessDate>, Problem> date_in(const Request& request,
                                                                     const std::string& name);

struct Bounds {
    std::int64_t least;
    std::int64_t most;
    std::int64_t otherwise;  ///< when it is not given
};

[[nodiscard]] Expected<std::int64_t, Problem> number_in(const Request& request,
                                                        const std::string& name,
                                                        const Bounds& bounds);

}  // namespace pareto::hq::api
