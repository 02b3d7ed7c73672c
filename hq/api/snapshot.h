// A read transaction of one moment; over when this is.
#pragma once

#include "common/database/database.h"

namespace pareto::hq::api {

class Snapshot {
public:
    explicit Snapshot(pareto::database::Connection& books) : books_(books) {}

    ~Snapshot() { books_.rollback(); }

    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    [[nodiscard]] Result<void> begin() {
        PARETO_TRY_VOID(books_.begin());
        if (books_.dialect() != pareto::database::Dialect::Postgres) return {};
        PARETO_TRY_VOID(
            books_.execute("set transaction isolation level repeatable read, read only"));
        return {};
    }

private:
    pareto::database::Connection& books_;
};

}  // namespace pareto::hq::api
