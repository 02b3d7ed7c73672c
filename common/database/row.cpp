#include "common/database/row.h"

#include "common/base/check.h"

namespace pareto::database {
namespace {

template <typename Alternative>
const Alternative& column_as(const std::vector<Value>& values, std::size_t column) {
    PARETO_CHECK(column < values.size());
    const auto* const value = std::get_if<Alternative>(&values[column]);
    PARETO_CHECK(value != nullptr);
    return *value;
}

}  // namespace

bool Row::is_null(std::size_t column) const {
    PARETO_CHECK(column < values_.size());
    return std::holds_alternative<std::monostate>(values_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
    return column_as<std::int64_t>(values_, column);
}

const std::string& Row::text(std::size_t column) const {
    return column_as<std::string>(values_, column);
}

const Bytes& Row::bytes(std::size_t column) const {
    return column_as<Blob>(values_, column).bytes;
}

}  // namespace pareto::database
