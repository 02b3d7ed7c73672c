// The address of a request, as a stranger sends it: what is read names no folder above and holds
// nothing that a database or a file system would take otherwise.
#include "hq/api/http.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(web_target) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    hq::api::Request request;
    if (!hq::api::read_target(input, request)) return;
    for (const std::string& segment : request.path) {
        PARETO_CHECK(!segment.empty() && segment != "." && segment != "..");
        PARETO_CHECK(segment.find_first_of(std::string_view{"/\\\0", 3}) == std::string::npos);
    }
    for (const auto& [name, value] : request.query) {
        PARETO_CHECK(name.find('\0') == std::string::npos);
        PARETO_CHECK(value.find('\0') == std::string::npos);
    }
    request.headers["cookie"] = std::string{input};
    PARETO_CHECK(request.cookie("__Host-pareto").size() <= input.size());
}
