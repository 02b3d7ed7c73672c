// Entries born at HQ: an import's members and sales, under HQ's own registration and their
// branches' names.
#include "hq/database/local_journal.h"

#include <gtest/gtest.h>

#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

class LocalJournalTest : public BooksTest {
protected:
    static database::LocalEntry entry(journal::Body body,
                                      BranchId branch,
                                      std::string terminal,
                                      std::string_view day) {
        const UtcTime occurred = std::chrono::sys_days{date(day)} + std::chrono::hours{10};
        return {.entry = {.occurred_at = occurred,
                          .business_date = date(day),
                          .operator_id = "",
                          .body = std::move(body)},
                .branch = branch,
                .terminal_code = std::move(terminal),
                .personal = std::nullopt,
                .received_when_occurred = true};
    }
};

TEST_P(LocalJournalTest, PostsImportedSalesForTheirBranchesAndTerminals) {
    const BranchId one = world_->branch("1"), two = world_->branch("2");
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 3};
    const EntryId first = must(journal.next_id());
    const std::vector<database::LocalEntry> entries{
        entry(enrolled(card("anna"), "A1"), one, "", "2017-01-01"),
        entry(cash_sale(card("anna"), {sold(1, 1, 10'00)}), one, "T1", "2017-01-02"),
        entry(cash_sale(card("anna"), {sold(1, 2, 10'00)}), two, "T1", "2017-01-03"),
        entry(cash_sale("", {sold(1, 1, 5'00)}), two, "T2", "2017-01-03")};
    const auto ids = must(journal.append(entries));
    ASSERT_EQ(ids.size(), 4U);
    EXPECT_EQ(ids[0], first);
    EXPECT_EQ(world_->rows("select branch_id, business_date, slot, net_minor, member_minor from "
                           "branch_day order by 1, 2"),
              "1|2017-01-02|3|1000|1000, 2|2017-01-03|3|2500|2000");
    EXPECT_EQ(world_->rows("select branch_id, code, standing from terminal order by terminal_id"),
              "1|T1|imported, 2|T1|imported, 2|T2|imported");
    EXPECT_EQ(world_->number("select min(received_ms) from entry"),
              to_ms(std::chrono::sys_days{date("2017-01-01")} + std::chrono::hours{10}));
    EXPECT_EQ(world_->rows("select amount from balance"), "30");
    world_->verify();
    TestTerminal real = world_->terminal("1", "T1");
    EXPECT_EQ(world_->number("select count(*) from terminal where standing = 'replaced'"), 0);
}

TEST_P(LocalJournalTest, WritesWithTheCallersRowsOrNotAtAll) {
    const BranchId branch = world_->branch("1");
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 0};
    const std::vector<database::LocalEntry> entries{
        entry(cash_sale("", {sold(1, 1, 10'00)}), branch, "T1", "2017-01-02")};
    {
        auto transaction = must(database::begin_writing(world_->connection()));
        static_cast<void>(must(journal.append_within(entries)));
    }
    EXPECT_EQ(world_->number("select count(*) from entry"), 0);
    const EntryId id = must(journal.append(entries)).at(0);
    EXPECT_EQ(id, EntryId::of(world_->own_registration, 1));
    world_->verify();
}

TEST_P(LocalJournalTest, SharesItsRegistrationWithSecondHistories) {
    TestTerminal till = world_->terminal("HK01", "1");
    TestTerminal clone = till;
    till.append(cash_sale("", {sold(1, 1, 1'00)}));
    clone.append(cash_sale("", {sold(1, 1, 2'00)}));
    till.send();
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 0};
    const std::vector<database::LocalEntry> entries{
        entry(enrolled(card("anna"), "A1"), world_->branch("HK01"), "", "2017-01-01")};
    static_cast<void>(must(journal.append(entries)));
    clone.send();
    static_cast<void>(must(journal.append(entries)));
    EXPECT_EQ(world_->number("select sequence from watermark where registration = " +
                             std::to_string(world_->own_registration)),
              3);
    EXPECT_EQ(world_->rows("select reason from suspense"), "card_conflict");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         LocalJournalTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
