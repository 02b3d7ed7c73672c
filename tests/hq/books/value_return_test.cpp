// Goods that stored value paid come back: to the card, never as cash, and never more than it paid.
#include <gtest/gtest.h>

#include "tests/hq/books/stored_value_world.h"

namespace pareto::hq::test {
namespace {

// A gift card of 100.00 pays 60.00 of what A (2 for 60.00) and B (40.00) cost, or all of it. Which
// of it goes back there, and how much in cash: worked out by hand.
struct ReturnRow {
    const char* what;
    std::int64_t by_card_minor;
    std::int64_t a_back, b_back;  ///< of 2 and of 1
    std::int64_t to_card_minor, cash_minor;
};

constexpr std::array kReturns{
    // The card pays 36.00 of A and 24.00 of B.
    ReturnRow{"part paid, all back", 60'00, 2, 1, 60'00, 40'00},
    ReturnRow{"part paid, half of A back", 60'00, 1, 0, 18'00, 12'00},
    ReturnRow{"part paid, A back", 60'00, 2, 0, 36'00, 24'00},
    ReturnRow{"part paid, B back", 60'00, 0, 1, 24'00, 16'00},
    ReturnRow{"part paid, half of A and B back", 60'00, 1, 1, 42'00, 28'00},
    ReturnRow{"wholly paid, all back", 100'00, 2, 1, 100'00, 0},
    ReturnRow{"wholly paid, half of A back", 100'00, 1, 0, 30'00, 0},
    ReturnRow{"wholly paid, B back", 100'00, 0, 1, 40'00, 0},
    ReturnRow{"a cent paid, all back", 1, 2, 1, 1, 99'99},
};

class ValueReturnTest : public StoredValueTest {
protected:
    /// Pays A and B with a new card of 100.00, and the rest in cash.
    void sell(const ReturnRow& row) {
        gift_card_ = card("gift" + std::to_string(++cards_));
        till_->append(paid("", {value_sold(1, gift_card_, 100'00)}, {}));
        till_->send();
        redemption_ = wanted(*till_, row.by_card_minor);
        EXPECT_EQ(ask(*till_, redemption_, row.by_card_minor, {{}, gift_card_}),
                  "approved " + std::to_string(100'00 - row.by_card_minor));
        sold_ = paid("",
                     {sold(1, 2, 30'00), sold(2, 1, 40'00)},
                     {by_value(row.by_card_minor, redemption_, gift_card_)});
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

    static std::int64_t cash_of(const sale::Sale& sale) {
        std::int64_t minor = 0;
        for (const sale::Tender& tender : sale.tenders)
            minor -= tender.kind == sale::TenderKind::Cash ? tender.amount_minor : 0;
        return minor;
    }

    std::int64_t value() {
        const auto rows = must(world_->connection().execute(
            "select value_minor from value_account where account_key = $1",
            {pareto::database::Blob{gift_card_}}));
        return rows.empty() ? -1 : rows[0].integer(0);
    }

    int cards_ = 0;
    Bytes gift_card_;
    EntryId redemption_, sale_;
    sale::Sale sold_;
};

TEST_P(ValueReturnTest, GoesBackToTheCardAsTheTableSays) {
    for (const ReturnRow& row : kReturns) {
        for (const bool elsewhere : {false, true}) {
            for (const bool arrives_first : {false, true}) {
                SCOPED_TRACE(std::string{row.what} + (elsewhere ? ", elsewhere" : "") +
                             (arrives_first ? ", the return arrives first" : ""));
                sell(row);
                if (!arrives_first) till_->send();
                std::vector<sale::Line> lines;
                if (row.a_back > 0) lines.push_back(back(0, row.a_back));
                if (row.b_back > 0) lines.push_back(back(1, row.b_back));
                const sale::Sale returned = brings_back(std::move(lines));
                EXPECT_EQ(cash_of(returned), row.cash_minor);
                TestTerminal& desk = elsewhere ? *other_ : *till_;
                const EntryId id = desk.append(returned);
                desk.send();
                till_->send();
                EXPECT_EQ(value(), 100'00 - row.by_card_minor + row.to_card_minor);
                desk.append(sale::PostVoid{SaleId{id.value}, 900 + cards_, "wrong"});
                desk.send();
                EXPECT_EQ(value(), 100'00 - row.by_card_minor) << "the return is voided";
            }
        }
    }
    EXPECT_EQ(suspense(), "");
    EXPECT_EQ(world_->rows("select distinct held_minor from value_account"), "0");
    world_->verify();
}

TEST_P(ValueReturnTest, StepsComeToTheSameAsAllAtOnceAndThePostVoidGivesBackTheRest) {
    for (const ReturnRow& row : kReturns) {
        SCOPED_TRACE(row.what);
        sell(row);
        till_->append(brings_back({back(0, 1)}));
        till_->append(brings_back({back(0, 1, 1)}));
        till_->send();
        other_->append(brings_back({back(1, 1)}));
        other_->send();
        EXPECT_EQ(value(), 100'00);
        sell(row);
        till_->append(brings_back({back(0, 1)}));
        till_->append(sale::PostVoid{SaleId{sale_.value}, 500 + cards_, "mistake"});
        till_->send();
        EXPECT_EQ(value(), 100'00);
    }
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(ValueReturnTest, TwoBranchesThatTakeTheSameGoodsBackFillTheCardOnce) {
    sell(kReturns[0]);
    till_->append(brings_back({back(0, 2), back(1, 1)}));
    other_->append(brings_back({back(0, 2), back(1, 1)}));
    till_->send();
    other_->send();
    EXPECT_EQ(value(), 100'00);
    EXPECT_EQ(suspense(), "return_conflict");
    world_->verify();
}

TEST_P(ValueReturnTest, WhatACardPaidAndWasRefundedInCashIsListed) {
    sell(kReturns[5]);
    sale::Line in_cash = back(1, 1);
    in_cash.stored_paid_minor = 0;
    till_->append(paid("", {in_cash}, {}));
    till_->send();
    EXPECT_EQ(value(), 0);
    EXPECT_EQ(suspense(), "return_conflict");
    world_->verify();
}

TEST_P(ValueReturnTest, MoreThanTheCardPaidDoesNotGoBackToIt) {
    sell(kReturns[0]);
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
