// Goods that stored value paid come back otherwise than they should: never more to the card than it
// paid, and what was refunded in cash instead is listed. How they should is in the matrix of
// returns (tests/hq/returns).
#include <gtest/gtest.h>

#include "tests/hq/books/stored_value_world.h"

namespace pareto::hq::test {
namespace {

class ValueReturnTest : public StoredValueTest {
protected:
    /// A (2 for 60.00) and B (40.00), of which a new card of 100.00 pays so much, and cash the
    /// rest.
    void sell(std::int64_t by_card_minor) {
        gift_card_ = card("gift");
        till_->append(paid("", {value_sold(1, gift_card_, 100'00)}, {}));
        till_->send();
        redemption_ = wanted(*till_, by_card_minor);
        EXPECT_EQ(ask(*till_, redemption_, by_card_minor, {{}, gift_card_}),
                  "approved " + std::to_string(100'00 - by_card_minor));
        sold_ = paid("",
                     {sold(1, 2, 30'00), sold(2, 1, 40'00)},
                     {by_value(by_card_minor, redemption_, gift_card_)});
        sale_ = till_->append(sold_);
    }

    /// `count` of the line as the terminal brings it back.
    sale::Line back(std::size_t index, std::int64_t count, std::int64_t before = 0) {
        const auto number = static_cast<std::int32_t>(index) + 1;
        sale::Line line =
            brought_back(number, sale_, number, count, count * (index == 0 ? 30'00 : 40'00));
        const auto shares = sale::shares_of(sold_, loyalty::RuleSet{});
        const auto part = sale::share_back(
            shares[index], sold_.lines[index], Quantity{before * 1000}, Quantity{count * 1000});
        line.stored_paid_minor = -part.stored_paid_minor;
        return line;
    }

    sale::Sale brings_back(std::vector<sale::Line> lines) {
        std::int64_t minor = 0;
        for (const sale::Line& line : lines)
            minor += line.stored_paid_minor;
        return paid("", std::move(lines), {by_value(minor, redemption_, gift_card_)});
    }

    std::int64_t value() {
        const auto rows = must(world_->connection().execute(
            "select value_minor from value_account where account_key = $1",
            {pareto::database::Blob{gift_card_}}));
        return rows.empty() ? -1 : rows[0].integer(0);
    }

    Bytes gift_card_;
    EntryId redemption_, sale_;
    sale::Sale sold_;
};

// Which line the cent is of is for allocate() to say; it goes back once.
TEST_P(ValueReturnTest, ASingleCentGoesBackOnceInWhateverSteps) {
    sell(1);
    till_->append(brings_back({back(0, 1)}));
    till_->append(brings_back({back(0, 1, 1)}));
    till_->send();
    other_->append(brings_back({back(1, 1)}));
    other_->send();
    EXPECT_EQ(value(), 100'00);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(ValueReturnTest, WhatACardPaidAndWasRefundedInCashIsListed) {
    sell(100'00);
    sale::Line in_cash = back(1, 1);
    in_cash.stored_paid_minor = 0;
    till_->append(paid("", {in_cash}, {}));
    till_->send();
    EXPECT_EQ(value(), 0);
    EXPECT_EQ(suspense(), "return_conflict");
    world_->verify();
}

TEST_P(ValueReturnTest, MoreThanTheCardPaidDoesNotGoBackToIt) {
    sell(60'00);
    sale::Line greedy = back(1, 1);
    greedy.stored_paid_minor = -40'00;
    till_->append(paid("", {greedy}, {by_value(-40'00, redemption_, gift_card_)}));
    till_->send();
    EXPECT_EQ(value(), 40'00 + 24'00);
    EXPECT_EQ(suspense(), "return_conflict");
    world_->verify();
}

const auto kEngines = testing::Values(Engine::Sqlite, Engine::Postgres);

INSTANTIATE_TEST_SUITE_P(Engines, ValueReturnTest, kEngines, [](const auto& engine) {
    return name_of(engine.param);
});

}  // namespace
}  // namespace pareto::hq::test
