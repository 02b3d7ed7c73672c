// The matrix of returns, each row of return_matrix.txt a test, on both engines.
#include <cstdlib>
#include <filesystem>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/hq/returns/matrix_world.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::hq::test {
namespace {

/// All rows are played in one world of each engine, which the first test makes.
std::map<Engine, std::unique_ptr<MatrixWorld>>& worlds() {
    static std::map<Engine, std::unique_ptr<MatrixWorld>> made;
    return made;
}

const MatrixWorld& world(Engine engine) {
    auto& made = worlds()[engine];
    if (made == nullptr) made = std::make_unique<MatrixWorld>(engine, matrix_rows());
    return *made;
}

const Refusals& refusals() {
    static const Refusals asked = ask_terminals(matrix_rows());
    return asked;
}

class ReturnMatrixTest : public testing::TestWithParam<std::tuple<Engine, std::size_t>> {
protected:
    void SetUp() override {
        if (std::get<0>(GetParam()) != Engine::Postgres) return;
        const std::string why = pareto::test::PostgresCluster::unavailable();
        if (!why.empty()) GTEST_SKIP() << why;
    }
};

TEST_P(ReturnMatrixTest, EveryCellIsAsComputedByHand) {
    const auto [engine, number] = GetParam();
    for (const Cell& cell : matrix_rows()[number].cells) {
        SCOPED_TRACE(cell.text());
        if (cell.is_refused()) {
            EXPECT_EQ(refusals().at(refusal_key(cell)), cell.expected);
            continue;
        }
        const Outcome outcome = world(engine).outcome(cell);
        EXPECT_EQ(outcome.points, cell.expected);
        EXPECT_EQ(outcome.row.cash_minor, cell.row.cash_minor) << "cash";
        EXPECT_EQ(outcome.row.points_given, cell.row.points_given) << "points given back";
        EXPECT_EQ(outcome.row.voucher_minor, cell.row.voucher_minor) << "left on the voucher";
        EXPECT_EQ(outcome.row.value_minor, cell.row.value_minor) << "left as stored value";
        EXPECT_EQ(outcome.row.spend_minor, cell.row.spend_minor) << "spend";
        EXPECT_EQ(outcome.row.listed, cell.row.listed);
    }
}

std::string name_of_row(const testing::TestParamInfo<std::tuple<Engine, std::size_t>>& row) {
    return name_of(std::get<0>(row.param)) + "__" + matrix_rows()[std::get<1>(row.param)].name;
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         ReturnMatrixTest,
                         testing::Combine(testing::Values(Engine::Sqlite, Engine::Postgres),
                                          testing::Range(std::size_t{0}, matrix_rows().size())),
                         name_of_row);

// Whatever is sold, however it comes back, wherever, by whichever link, policy and fate: once.
TEST(ReturnMatrixTableSqlite, HasOneCellForEveryCombinationOfItsAxes) {
    using Axes = std::tuple<int, int, bool, bool, int, int>;
    std::set<Axes> seen;
    for (const Row& row : matrix_rows()) {
        for (const Cell& cell : row.cells) {
            const Axes axes{static_cast<int>(cell.sold),
                            static_cast<int>(cell.back),
                            cell.elsewhere,
                            cell.offline,
                            static_cast<int>(cell.policy),
                            static_cast<int>(cell.fate)};
            EXPECT_TRUE(seen.insert(axes).second) << "twice: " << cell.text();
        }
    }
    EXPECT_EQ(seen.size(), kSoldNames.size() * kBackNames.size() * 2 * 2 * 3 * kFateNames.size());
}

}  // namespace
}  // namespace pareto::hq::test

int main(int argc, char** argv) {
    // What a disk does is not the question here, and waiting for it would be most of the time.
    if (std::filesystem::is_directory("/dev/shm")) setenv("TMPDIR", "/dev/shm", 0);
    testing::InitGoogleTest(&argc, argv);
    const int failed = RUN_ALL_TESTS();
    pareto::hq::test::worlds().clear();
    return failed;
}
