// One empty database on either engine, for the suites that both must pass.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/database/database.h"
#include "tests/support/temporary_directory.h"

namespace pareto::database {

class AnyDatabase {
public:
    explicit AnyDatabase(Dialect dialect);
    ~AnyDatabase();
    AnyDatabase(const AnyDatabase&) = delete;
    AnyDatabase& operator=(const AnyDatabase&) = delete;

    /// Another connection to it.
    [[nodiscard]] std::unique_ptr<Connection> connect() const;

private:
    Dialect dialect_;
    test::TemporaryDirectory directory_;
    std::string url_;
};

/// The value or a failed test with the fault.
template <typename Value>
Value value_of(Result<Value> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        return Value{};
    }
    return std::move(*result);
}

#define PARETO_EXPECT_OK(expression)                                           \
    do {                                                                       \
        const auto expect_ok_outcome = (expression);                           \
        EXPECT_TRUE(expect_ok_outcome) << describe(expect_ok_outcome.error()); \
    } while (false)

#define PARETO_EXPECT_FAULT(expression, expected)                                \
    do {                                                                         \
        const auto expect_fault_outcome = (expression);                          \
        ASSERT_FALSE(expect_fault_outcome);                                      \
        EXPECT_EQ(name_of(expect_fault_outcome.error().code), name_of(expected)) \
            << expect_fault_outcome.error().detail;                              \
    } while (false)

/// Skips where the engine is not there.
class DialectTest : public testing::TestWithParam<Dialect> {
protected:
    void SetUp() override;
    void TearDown() override;

    [[nodiscard]] std::unique_ptr<Connection> connect() const { return database->connect(); }

    /// On the suite's own connection, which must succeed.
    Rows run(std::string_view sql, std::vector<Value> parameters = {});
    /// The first column of the first row.
    Value scalar(std::string_view sql, std::vector<Value> parameters = {});

    std::unique_ptr<AnyDatabase> database;
    std::unique_ptr<Connection> connection;
};

/// GoogleTest looks for this name to print a parameter.
inline void PrintTo(Dialect dialect, std::ostream* out) {
    *out << (dialect == Dialect::Sqlite ? "Sqlite" : "Postgres");
}

inline std::string name_of_engine(const testing::TestParamInfo<Dialect>& engine) {
    return engine.param == Dialect::Sqlite ? "Sqlite" : "Postgres";
}

#define PARETO_ON_BOTH_ENGINES(suite)                                             \
    INSTANTIATE_TEST_SUITE_P(On,                                                  \
                             suite,                                               \
                             testing::Values(Dialect::Sqlite, Dialect::Postgres), \
                             &pareto::database::name_of_engine)

}  // namespace pareto::database
