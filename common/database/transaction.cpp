#include <utility>

#include "common/base/check.h"
#include "common/database/database.h"

namespace pareto::database {

Result<Transaction> Transaction::begin(Connection& connection) {
    PARETO_TRY_VOID(connection.begin());
    return Transaction{connection};
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
    if (connection_ != nullptr) connection_->rollback();
}

Result<void> Transaction::commit() {
    PARETO_CHECK(connection_ != nullptr);
    return std::exchange(connection_, nullptr)->commit();
}

}  // namespace pareto::database
