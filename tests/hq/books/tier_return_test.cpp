// A return of the sale that reached a tier, the tier's column of the matrix of returns. Every cell
// was worked out by hand.
//
// Gold is reached with 100 points in a calendar year, exactly what Anna earns: A 60, B 40. The
// review goes by the day on which HQ received what it counts. A tier once reached holds to the end
// of the year, whatever comes back, and through the next one only if the year's sum gives it.
#include <gtest/gtest.h>

#include "hq/database/tier_review.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

enum class Back { Not, Whole, Partial, TwoSteps, Exchange, PostVoid, WithoutReceipt };

struct Row {
    const char* name;
    Back back;
    /// Where HQ hears of the return with the sale, and a day after it: the tier then, and on the
    /// first day of the next year.
    const char *same_day, *next_year;
    const char *a_day_later, *next_year_too;
    std::int64_t points;  ///< left, of 100
};

constexpr Row kTable[] = {
    {"not", Back::Not, "gold", "gold", "gold", "gold", 100},
    {"whole", Back::Whole, "", "", "gold", "", 0},
    {"partial: 30 of A", Back::Partial, "", "", "gold", "", 70},
    {"in two steps", Back::TwoSteps, "", "", "gold", "", 0},
    {"exchange: B for 70.00", Back::Exchange, "gold", "gold", "gold", "gold", 130},
    {"post-void", Back::PostVoid, "", "", "gold", "", 0},
    {"without receipt: 40.00", Back::WithoutReceipt, "", "", "gold", "", 60},
};

struct Member {
    const Row* row = nullptr;
    bool later = false;
    Bytes key;
    MemberId id;
    EntryId sale;
};

class TierReturnTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        loyalty::RuleSet rules;
        rules.version = 2;
        rules.tier_rules.tiers = {{"gold", 100, {1, 1}}};
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::put_rules(world_->connection(), rules));
        must(transaction.commit());
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
    }

    void come_back(const Member& member) {
        const auto append = [&](std::vector<sale::Line> lines) {
            till_->append(cash_sale(member.key, std::move(lines)));
        };
        switch (member.row->back) {
            case Back::Not:
                return;
            case Back::Whole:
                return append({brought_back(1, member.sale, 1, 2, 60'00),
                               brought_back(2, member.sale, 2, 1, 40'00)});
            case Back::Partial:
                return append({brought_back(1, member.sale, 1, 1, 30'00)});
            case Back::TwoSteps:
                append({brought_back(1, member.sale, 1, 1, 30'00)});
                return append({brought_back(1, member.sale, 1, 1, 30'00),
                               brought_back(2, member.sale, 2, 1, 40'00)});
            case Back::Exchange:
                return append({brought_back(1, member.sale, 2, 1, 40'00), sold(2, 1, 70'00)});
            case Back::PostVoid:
                till_->append(sale::PostVoid{SaleId{member.sale.value}, 9, "mistake"});
                return;
            case Back::WithoutReceipt:
                return append({sold(1, -1, 40'00)});
        }
    }

    void review(const char* over) {
        static_cast<void>(must(
            database::review_some(world_->connection(), world_->clock, date(over), MemberId{})));
    }

    std::string tier(const Member& member) {
        return world_->rows("select tier from member where member_id = " +
                            std::to_string(member.id.value));
    }

    std::unique_ptr<TestTerminal> till_;
};

TEST_P(TierReturnTest, EveryCellIsAsComputedByHand) {
    std::vector<Member> members;
    for (const Row& row : kTable) {
        for (const bool later : {false, true})
            members.push_back({&row, later, card("m" + std::to_string(members.size())), {}, {}});
    }
    for (Member& member : members) {
        member.id = MemberId{till_->append(enrolled(member.key)).value};
        member.sale = till_->append(cash_sale(member.key, {sold(1, 2, 30'00), sold(2, 1, 40'00)}));
        if (!member.later) come_back(member);
    }
    till_->send();
    review("2026-03-10");
    for (const Member& member : members) {
        EXPECT_EQ(tier(member), member.later ? "gold" : member.row->same_day)
            << member.row->name << ", before what is later";
    }
    world_->clock.advance(std::chrono::hours{24});
    for (const Member& member : members) {
        if (member.later) come_back(member);
    }
    till_->send();
    review("2026-03-11");
    for (const Member& member : members) {
        EXPECT_EQ(tier(member), member.later ? member.row->a_day_later : member.row->same_day)
            << member.row->name << (member.later ? ", a day later" : ", the same day");
        EXPECT_EQ(world_->number("select sum(amount) from balance where shard_key = " +
                                 std::to_string(member.id.value)),
                  member.row->points)
            << member.row->name;
    }
    world_->clock.advance(std::chrono::hours{24 * 297});  // 2027-01-02
    review("2027-01-01");
    for (const Member& member : members) {
        EXPECT_EQ(tier(member), member.later ? member.row->next_year_too : member.row->next_year)
            << member.row->name << (member.later ? ", a day later" : ", the same day");
    }
    EXPECT_EQ(world_->rows("select reason, detail from suspense"), "");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         TierReturnTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
