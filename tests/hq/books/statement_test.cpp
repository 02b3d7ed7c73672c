// "Why is my balance 1,240?": the statement, on both engines.
#include "hq/commands/statement.h"

#include <gtest/gtest.h>

#include "hq/database/expire.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

class StatementTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        for (const char* const name : {"anna", "bert", "carl"})
            members_.push_back(MemberId{till_->append(enrolled(card(name))).value});
        till_->send();
    }

    void local(journal::Body body) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "7",
                                                   .body = std::move(body)},
                                         .branch = {},
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&entry, 1})));
    }

    database::MemberFound found(MemberId member) {
        return must(database::read_members(world_->connection(), {member})).at(0);
    }

    reports::Report statement(MemberId member,
                              commands::Language language = commands::Language::English) {
        return must(commands::make_statement(world_->connection(), found(member), language));
    }

    /// "2026-03-01 60 60 Bought …"
    std::string lines(MemberId member, commands::Language language) {
        std::string text;
        for (const auto& row : statement(member, language).rows) {
            text += std::get<std::string>(row[0]) + " " +
                    std::to_string(std::get<std::int64_t>(row[3])) + " " +
                    std::to_string(std::get<std::int64_t>(row[4])) + " " +
                    std::get<std::string>(row[2]) + "\n";
        }
        return text;
    }

    std::unique_ptr<TestTerminal> till_;
    std::vector<MemberId> members_;
};

// A cashier's manual credit without a trace: here it names who, why, and who approved it.
TEST_P(StatementTest, TellsEveryMovementInThePlainWordsOfTheLanguage) {
    const MemberId anna = members_[0];
    sale::Sale bought = cash_sale(card("anna"), {sold(1, 1, 60'00)});
    bought.receipt_number = 12;
    const EntryId sale = till_->append(bought, "2026-03-01");
    till_->send();
    local(journal::PointsAdjusted{anna, Points{50}, date("2026-12-31"), "goodwill", "8"});
    local(journal::PointsAdjusted{anna, Points{-10}, date("2026-12-31"), "mistake"});
    local(journal::PointsTransferred{anna, members_[1], Points{5}, "gift", ""});
    EXPECT_EQ(lines(anna, commands::Language::English),
              "2026-03-01 60 60 Bought for HKD 60.00 in branch HK01, receipt 12.\n"
              "2026-03-10 50 110 Adjusted by 7, approved by 8, reason: goodwill.\n"
              "2026-03-10 -10 100 Adjusted by 7, reason: mistake.\n"
              "2026-03-10 -5 95 Given to another member, by 7, reason: gift.\n");
    EXPECT_EQ(lines(anna, commands::Language::TraditionalChinese),
              "2026-03-01 60 60 購物 HKD 60.00，分店 HK01，收據 12。\n"
              "2026-03-10 50 110 由 7 調整，8 批准，原因：goodwill。\n"
              "2026-03-10 -10 100 由 7 調整，原因：mistake。\n"
              "2026-03-10 -5 95 轉給另一位會員，經辦：7，原因：gift。\n");
    const auto first = statement(anna).rows.at(0);
    EXPECT_EQ(std::get<std::string>(first[5]), commands::entry_text(sale));
    EXPECT_EQ(std::get<std::string>(first[6]), commands::entry_text(sale) + "/1");
    EXPECT_EQ(std::get<std::string>(first[7]), "2027-03-01");
    EXPECT_EQ(std::get<std::int64_t>(first[8]), 1);
}

TEST_P(StatementTest, ExplainsASaleLineByLine) {
    const EntryId sale = till_->append(
        cash_sale(card("anna"), {sold(1, 1, 60'50), sold(2, 1, 40'50)}), "2026-03-01");
    till_->send();
    const auto report = must(commands::explain_sale(
        world_->connection(), found(members_[0]), sale, commands::Language::English));
    EXPECT_EQ(std::get<std::string>(report.headline.at(0).cell),
              "HKD 101.00 earn, at 1 point for each HKD 1.00, rounded down: 101 points.");
    // 101 points over 60.50 and 40.50: 60.5 and 40.5, the odd one to the first of equals.
    EXPECT_EQ(std::get<std::int64_t>(report.rows.at(0).at(4)), 61);
    EXPECT_EQ(std::get<std::int64_t>(report.rows.at(1).at(4)), 40);
    EXPECT_FALSE(commands::explain_sale(
        world_->connection(), found(members_[1]), sale, commands::Language::English));
}

TEST_P(StatementTest, SumsToTheBalanceWhateverHappened) {
    SeededRandom random;
    const std::array names{"anna", "bert", "carl"};
    std::vector<EntryId> sales;
    for (int step = 0; step < 120; ++step) {
        const std::size_t who = random.below(3);
        const auto points = static_cast<std::int64_t>(1 + random.below(90));
        switch (random.below(8)) {
            case 0:
            case 1:
            case 2:
                sales.push_back(
                    till_->append(cash_sale(card(names.at(who)), {sold(1, 1, points * 100)}),
                                  random.below(3) == 0 ? "2025-03-01" : "2026-03-01"));
                break;
            case 3:
                if (!sales.empty())
                    till_->append(
                        sale::PostVoid{SaleId{sales[random.below(sales.size())].value}, 9, "x"});
                break;
            case 4:
                local(journal::PointsAdjusted{
                    members_[who], Points{40 - points}, date("2026-12-31"), "goodwill"});
                break;
            case 5:
                local(journal::PointsTransferred{
                    members_[who], members_[(who + 1) % 3], Points{points}, "gift", ""});
                break;
            case 6: {
                const EntryId redemption =
                    till_->append(journal::RedemptionRequested{members_[who], Points{points}});
                static_cast<void>(must(world_->service().answer(
                    till_->id(), {1, sync::Authorise{redemption, members_[who], Points{points}}})));
                if (random.below(2) == 0) till_->append(journal::RedemptionReversed{redemption});
                break;
            }
            default: {
                database::LocalJournal journal{
                    world_->connection(), world_->clock, world_->own_registration, 0};
                static_cast<void>(must(database::expire_some(world_->connection(),
                                                             world_->clock,
                                                             journal,
                                                             add_days(date("2026-03-05"), step),
                                                             3)));
            }
        }
        till_->send();
        if (step == 60 && world_->number("select sum(amount) from balance where account = 2 and "
                                         "shard_key <> " +
                                         std::to_string(members_[1].value)) == 0)
            local(journal::AccountChanged{members_[2], members_[0], false, "household"});
    }
    world_->verify();
    for (const MemberId member : members_) {
        const auto report = statement(member);
        std::int64_t sum = 0;
        for (const auto& row : report.rows)
            sum += std::get<std::int64_t>(row[3]);
        const auto account =
            must(database::read_account(world_->connection(), member, date("2026-03-10")));
        EXPECT_EQ(sum, account.points + account.debt);
        EXPECT_EQ(sum, std::get<std::int64_t>(report.headline.at(1).cell));
        ASSERT_FALSE(report.rows.empty());
        EXPECT_EQ(std::get<std::int64_t>(report.rows.back()[4]), sum);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         StatementTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
