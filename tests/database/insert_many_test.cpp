// insert_many does on both engines what one insert after the other would do.
#include "tests/database/any_database.h"

namespace pareto::database {
namespace {

class InsertManyTest : public DialectTest {
protected:
    void SetUp() override {
        DialectTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        PARETO_EXPECT_OK(connection->execute_script(
            "create table sample (id bigint not null primary key, n bigint, t text, b bytea);"
            "create table word (word text not null);"
            "create table total (member_id bigint not null, day text not null, net bigint not null,"
            " primary key (member_id, day))"));
    }

    /// In a transaction of its own.
    Result<void> insert(const BulkInsert& rows) {
        PARETO_TRY(auto transaction, Transaction::begin(*connection));
        PARETO_TRY_VOID(connection->insert_many(rows));
        return transaction.commit();
    }

    static BulkInsert samples(std::vector<std::vector<Value>> rows, std::string conflict = {}) {
        return {"sample", {"id", "n", "t", "b"}, std::move(conflict), std::move(rows)};
    }

    /// Values that one of the text forms on the way writes in a special way.
    static std::vector<std::vector<Value>> awkward_rows() {
        const std::vector<std::string> texts{"",
                                             " ",
                                             "\\",
                                             "\\N",
                                             "\\.",
                                             "a\tb",
                                             "a\nb",
                                             "a\rb",
                                             "\"",
                                             "'",
                                             "{}",
                                             "{",
                                             ",",
                                             "NULL",
                                             "null",
                                             "頁骨",
                                             "\\\"",
                                             "a,b\\",
                                             "\b\f\v"};
        std::vector<std::vector<Value>> rows{{std::int64_t{0}, {}, {}, {}}};
        for (const auto& text : texts) {
            const auto id = static_cast<std::int64_t>(rows.size());
            rows.push_back({id, -id, text, Blob{text + std::string("\0\\", 2)}});
        }
        rows.push_back({std::int64_t{99}, INT64_MIN, {}, Blob{}});
        return rows;
    }

    void expect_samples(const std::vector<std::vector<Value>>& rows) {
        const Rows found = run("select id, n, t, b from sample order by id");
        ASSERT_EQ(found.size(), rows.size());
        for (std::size_t index = 0; index < rows.size(); ++index)
            EXPECT_EQ(found[index].values(), rows[index]);
    }
};

PARETO_ON_BOTH_ENGINES(InsertManyTest);

TEST_P(InsertManyTest, KeepsAwkwardValues) {
    PARETO_EXPECT_OK(insert(samples(awkward_rows())));
    expect_samples(awkward_rows());
}

TEST_P(InsertManyTest, KeepsAwkwardValuesWithAConflictClause) {
    PARETO_EXPECT_OK(insert(samples(awkward_rows(), "on conflict do nothing")));
    expect_samples(awkward_rows());
}

TEST_P(InsertManyTest, KeepsRowsThatAreOneEmptyText) {
    PARETO_EXPECT_OK(
        insert({"word", {"word"}, {}, {{std::string{}}, {std::string{"a"}}, {std::string{}}}}));
    EXPECT_EQ(scalar("select count(*) from word where word = ''"), Value{std::int64_t{2}});
}

TEST_P(InsertManyTest, TakesNoRowsAndManyRows) {
    PARETO_EXPECT_OK(insert(samples({})));
    std::vector<std::vector<Value>> rows;
    for (std::int64_t id = 0; id < 25'000; ++id)
        rows.push_back({id, id * 2, "text " + std::to_string(id), Blob{"x"}});
    PARETO_EXPECT_OK(insert(samples(rows)));
    PARETO_EXPECT_OK(insert(samples(rows, "on conflict(id) do update set n = sample.n + 1")));
    EXPECT_EQ(scalar("select sum(n) from sample"), Value{std::int64_t{25'000} * 24'999 + 25'000});
}

TEST_P(InsertManyTest, SkipsWhatIsThereWithDoNothing) {
    run("insert into sample(id, t) values (1, 'old')");
    PARETO_EXPECT_OK(insert({"sample",
                             {"id", "t"},
                             "on conflict do nothing",
                             {{1, std::string{"new"}}, {2, std::string{"new"}}}}));
    EXPECT_EQ(scalar("select t from sample where id = 1"), Value{std::string{"old"}});
    EXPECT_EQ(scalar("select t from sample where id = 2"), Value{std::string{"new"}});
}

TEST_P(InsertManyTest, MeetsOneKeyAsOftenAsItComes) {
    BulkInsert totals{"total", {"net", "member_id", "day"}, {}, {}};
    totals.conflict = "on conflict(member_id, day) do update set net = total.net + excluded.net";
    for (std::int64_t net = 1; net <= 100; ++net)
        totals.rows.push_back({net, net % 3, std::string{"2026-03-09"}});
    PARETO_EXPECT_OK(insert(totals));
    PARETO_EXPECT_OK(insert(totals));
    std::string found;
    for (const Row& row : run("select member_id, net from total order by member_id")) {
        found += std::to_string(row.integer(0)) + ":" + std::to_string(row.integer(1)) + " ";
    }
    EXPECT_EQ(found, "0:3366 1:3434 2:3300 ");
}

TEST_P(InsertManyTest, InsertsAllRowsOrNone) {
    for (const char* conflict : {"", "on conflict(id) do nothing"}) {
        BulkInsert rows{"sample", {"id", "n"}, conflict, {{1, 1}, {2, 2}, {{}, 3}}};
        PARETO_EXPECT_FAULT(insert(rows), FaultCode::Conflict);
        EXPECT_EQ(scalar("select count(*) from sample"), Value{std::int64_t{0}});
    }
}

TEST_P(InsertManyTest, RefusesWhatDoesNotFit) {
    PARETO_EXPECT_FAULT(insert({"missing", {"id"}, {}, {{1}}}), FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(insert({"sample", {"missing"}, {}, {{1}}}), FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(insert({"missing", {"id"}, "on conflict do nothing", {{1}}}),
                        FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(insert({"sample", {"id", "missing"}, "on conflict do nothing", {{1, 1}}}),
                        FaultCode::Unsupported);
    PARETO_EXPECT_FAULT(insert({"sample", {"id", "t"}, {}, {{1, std::string{"\xFF"}}}}),
                        FaultCode::Unsupported);
    PARETO_EXPECT_OK(insert({"sample", {"id"}, {}, {{1}}}));
}

}  // namespace
}  // namespace pareto::database
