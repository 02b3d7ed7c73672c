#include "tests/database/any_database.h"

#include "tests/support/postgres_cluster.h"

namespace pareto::database {

AnyDatabase::AnyDatabase(Dialect dialect) : dialect_(dialect) {
    if (dialect_ == Dialect::Postgres) url_ = test::fresh_database();
}

AnyDatabase::~AnyDatabase() {
    if (dialect_ == Dialect::Postgres) test::drop_database(url_);
}

std::unique_ptr<Connection> AnyDatabase::connect() const {
    return value_of(dialect_ == Dialect::Postgres ? open_postgres(url_)
                                                  : open_sqlite(directory_.file("test.db")));
}

void DialectTest::SetUp() {
    if (GetParam() == Dialect::Postgres) {
        if (const auto why = test::PostgresCluster::unavailable(); !why.empty())
            GTEST_SKIP() << why;
    }
    database = std::make_unique<AnyDatabase>(GetParam());
    connection = connect();
    ASSERT_NE(connection, nullptr);
}

void DialectTest::TearDown() {
    connection.reset();
    database.reset();
}

Rows DialectTest::run(std::string_view sql, std::vector<Value> parameters) {
    return value_of(connection->execute(sql, parameters));
}

Value DialectTest::scalar(std::string_view sql, std::vector<Value> parameters) {
    const Rows rows = run(sql, std::move(parameters));
    if (rows.empty()) {
        ADD_FAILURE() << "no row: " << sql;
        return {};
    }
    return rows[0].values().at(0);
}

}  // namespace pareto::database
