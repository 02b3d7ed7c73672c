// The OpenAPI description of the API (openapi.json), compiled in.
#pragma once

#include <string_view>

namespace pareto::hq::api {

[[nodiscard]] std::string_view description();

}  // namespace pareto::hq::api
