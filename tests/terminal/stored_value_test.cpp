// Stored value at the till: sold whether HQ is there or not, spent only when HQ debits it first,
// given back to the card it came from.
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "terminal/app/checkout.h"
#include "terminal/app/post_void.h"
#include "terminal/receipt/receipt.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::Checkout;
using terminal::GoodsBack;
using terminal::RecordedSale;
using Outcome = sync::AuthoriseOutcome;

const MemberId kMember = MemberId::of(1, 7);
const ports::Tap kGift{{}, "5000", "test"};

class StoredValueTest : public testing::Test {
protected:
    StoredValueTest() {
        const Bytes secret(32, 'k');
        sync::MemberChange member;
        member.facts = {kMember, "gold", false, Points{500}};
        member.member_number = "2900000000018";
        member.cards = {{journal::card_key(secret, "number", "906")},
                        {.card_key = journal::card_key(secret, "number", "907"), .blocked = true}};
        const auto fed = file.journal->apply_feed(
            {0, 9, {{3, std::to_string(kMember.value), sync::encode(member)}}});
        EXPECT_TRUE(fed) << describe(fed.error());
        open_shift(file);
    }

    void hq_says(Outcome outcome, std::optional<std::int64_t> minor = {}) {
        sync::Response response;
        response.outcome = outcome;
        if (minor) response.stored_value = sync::StoredValue{*minor, {}};
        file.uplink.answer = response;
    }

    RecordedSale done(const terminal::Outcome<RecordedSale>& outcome) {
        EXPECT_TRUE(outcome) << text_of(outcome);
        return outcome ? *outcome : RecordedSale{};
    }

    void pay_cash() {
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
    }

    /// "stored -3600@5 cash -2400": each tender, with its redemption's sequence.
    static std::string tenders(const RecordedSale& recorded) {
        std::string text;
        for (const auto& tender : recorded.sale.tenders) {
            const bool stored = tender.kind == sale::TenderKind::StoredValue;
            text += std::string{text.empty() ? "" : " "} + (stored ? "stored " : "cash ") +
                    std::to_string(tender.amount_minor);
            if (stored) text += "@" + std::to_string(tender.redemption.sequence());
        }
        return text;
    }

    /// The kinds of the journal's entries after the shift's.
    std::string kinds() {
        std::string text;
        const auto entries = file.journal->entries(kRegistration, 1, 1'000);
        for (const auto& entry : entries.value())
            text += (text.empty() ? "" : " ") + std::to_string(entry.kind);
        return text;
    }

    RecordedSale sell_gift_card(std::int64_t minor) {
        EXPECT_TRUE(checkout.add_value(minor, kGift));
        pay_cash();
        return done(checkout.complete({}));
    }

    /// A (2 for 60.00) and B (40.00), `minor` of it by gift card.
    RecordedSale buy_with_card(std::int64_t minor) {
        EXPECT_TRUE(checkout.add_line(line("a", 2, 60'00)));
        EXPECT_TRUE(checkout.add_line(line("b", 1, 40'00)));
        hq_says(Outcome::Approved, 5'00);
        EXPECT_EQ(text_of(checkout.pay_with_value(minor, kGift)), "ok");
        if (checkout.basket().due_minor() != 0) pay_cash();
        return done(checkout.complete({}));
    }

    TerminalFile file;
    Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
};

TEST_F(StoredValueTest, AGiftCardIsSoldWithoutHqAndEarnsNothing) {
    const auto sold = sell_gift_card(100'00);
    EXPECT_EQ(sold.sale.lines[0].kind, sale::LineKind::StoredValue);
    EXPECT_EQ(sold.sale.lines[0].gift_card, journal::card_key(Bytes(32, 'k'), "number", "5000"));
    EXPECT_EQ(sold.sale.points_promised, Points{0});
    EXPECT_TRUE(sold.value_left.empty()) << "HQ was not there to say";
    EXPECT_EQ(file.journal->state().shift_cash_minor, 100'00);
    EXPECT_EQ(file.journal->state().shift_sales_minor, 0) << "no goods were sold";
    EXPECT_EQ(file.journal->state().shift_value_sold_minor, 100'00);
}

TEST_F(StoredValueTest, WhatIsWrongIsSaidBeforeAnythingIsSold) {
    EXPECT_EQ(text_of(checkout.add_value(100, std::nullopt)),
              "InvalidSale: no known member's card was shown");
    EXPECT_EQ(text_of(checkout.add_value(100, ports::Tap{{}, "906", "test"})),
              "InvalidSale: that is a member's card, and no gift card");
    EXPECT_EQ(text_of(checkout.add_value(100, ports::Tap{{}, "907", "test"})),
              "CardBlocked: ask for another card");
    EXPECT_EQ(text_of(checkout.add_value(0, kGift)),
              "InvalidSale: stored value is sold in amounts above 0");
    EXPECT_TRUE(checkout.add_value(100, kGift));
    EXPECT_EQ(text_of(checkout.discount(1, 10)), "InvalidSale: stored value is sold at its value");
    EXPECT_EQ(text_of(checkout.tender(sale::TenderKind::StoredValue, 100)),
              "InvalidSale: HQ is asked for it before it is tendered");
}

TEST_F(StoredValueTest, ATopUpGoesToTheMemberWhoseCardWasShown) {
    EXPECT_TRUE(checkout.tap({{}, "906", "test"}));
    hq_says(Outcome::Approved, 20'00);
    EXPECT_TRUE(checkout.add_value(50'00, std::nullopt));
    pay_cash();
    const auto recorded = done(checkout.complete({}));
    EXPECT_EQ(recorded.sale.facts.member, kMember);
    EXPECT_TRUE(recorded.sale.lines[0].gift_card.empty());
    ASSERT_EQ(recorded.value_left.size(), 1U);
    EXPECT_EQ(recorded.value_left[0].left.minor, 70'00);
    const std::string receipt = terminal::receipt::render({"Example",
                                                           *find_currency("HKD"),
                                                           [](UtcTime) {
                                                               return std::string{"today"};
                                                           }},
                                                          recorded,
                                                          terminal::receipt::Copy::First);
    EXPECT_NE(receipt.find("Stored value left"), std::string::npos) << receipt;
    EXPECT_NE(receipt.find("70.00\n"), std::string::npos) << receipt;
}

TEST_F(StoredValueTest, HqDebitsBeforeTheGoodsAreHandedOut) {
    EXPECT_TRUE(checkout.add_line(line("tea", 1, 30'00)));
    hq_says(Outcome::Approved, 5'00);
    EXPECT_EQ(text_of(checkout.pay_with_value(30'00, kGift)), "ok");
    ASSERT_EQ(file.uplink.asked.size(), 1U);
    const auto& asked = std::get<sync::AuthoriseValue>(file.uplink.asked[0]);
    EXPECT_EQ(asked.minor, 30'00);
    EXPECT_EQ(asked.account.gift_card, journal::card_key(Bytes(32, 'k'), "number", "5000"));
    EXPECT_EQ(checkout.basket().due_minor(), 0);
    EXPECT_EQ(file.journal->open_redemptions().value().size(), 1U);
    const auto recorded = done(checkout.complete({}));
    EXPECT_EQ(recorded.sale.tenders[0].redemption, asked.redemption);
    EXPECT_EQ(recorded.sale.lines[0].stored_paid_minor, 30'00);
    EXPECT_TRUE(file.journal->open_redemptions().value().empty());
    EXPECT_EQ(file.journal->state().shift_cash_minor, 0);
    EXPECT_EQ(file.journal->state().shift_tenders.at(sale::TenderKind::StoredValue), 30'00);
}

TEST_F(StoredValueTest, WithoutHqItPaysNothingAndWhatWasAskedIsReversed) {
    EXPECT_TRUE(checkout.add_line(line("tea", 1, 30'00)));
    EXPECT_EQ(text_of(checkout.pay_with_value(30'00, kGift)),
              "RedemptionOffline: NoAllowance: HQ does not answer, and of stored value nothing is "
              "set aside for this terminal: take cash or card");
    EXPECT_EQ(kinds(), "11 16 17") << "asked for, and reversed: HQ may have debited";
    EXPECT_EQ(text_of(checkout.stored_value(kGift)).substr(0, 17), "RedemptionOffline");
    hq_says(Outcome::InsufficientPoints, 7'00);
    EXPECT_EQ(text_of(checkout.pay_with_value(30'00, kGift)),
              "RedemptionRefused: not enough stored value: 700");
    hq_says(Outcome::UnknownMember);
    EXPECT_EQ(text_of(checkout.pay_with_value(30'00, kGift)),
              "RedemptionRefused: no stored value was ever put there");
    EXPECT_EQ(checkout.basket().due_minor(), 30'00);
    EXPECT_TRUE(file.journal->open_redemptions().value().empty());
}

TEST_F(StoredValueTest, ItPaysForGoodsAndForNoValue) {
    EXPECT_TRUE(checkout.add_line(line("tea", 1, 30'00)));
    EXPECT_TRUE(checkout.add_value(50'00, ports::Tap{{}, "5001", "test"}));
    hq_says(Outcome::Approved, 99'00);
    EXPECT_EQ(text_of(checkout.pay_with_value(30'01, kGift)),
              "RedemptionRefused: stored value pays for goods, of which 3000 are due");
    const auto most = checkout.pay_with_value(std::nullopt, kGift);
    ASSERT_TRUE(most) << text_of(most);
    EXPECT_EQ(most->minor, 30'00);
    EXPECT_EQ(text_of(checkout.pay_with_value(std::nullopt, kGift)),
              "RedemptionRefused: there is nothing for it to pay");
    EXPECT_EQ(checkout.basket().due_minor(), 50'00);
}

TEST_F(StoredValueTest, AVoidedBasketGivesBackWhatWasHeld) {
    EXPECT_TRUE(checkout.add_line(line("tea", 1, 30'00)));
    hq_says(Outcome::Approved, 5'00);
    EXPECT_EQ(text_of(checkout.pay_with_value(30'00, kGift)), "ok");
    EXPECT_TRUE(checkout.void_basket());
    EXPECT_EQ(kinds(), "11 16 17");
    EXPECT_TRUE(file.journal->open_redemptions().value().empty());
}

// The card pays 60.00 of 100.00: 36.00 of A and 24.00 of B.
TEST_F(StoredValueTest, GoodsItPaidGoBackToTheCardAndNeverInCash) {
    const auto sold = buy_with_card(60'00);
    EXPECT_EQ(tenders(sold), "stored 6000@2 cash 4000");
    const GoodsBack half{1, Quantity{1'000}};
    EXPECT_TRUE(checkout.add_return(sold.id, {&half, 1}));
    EXPECT_EQ(checkout.basket().due_minor(), -12'00);
    pay_cash();
    EXPECT_EQ(tenders(done(checkout.complete({}))), "cash -1200 stored -1800@2");
    const GoodsBack rest[]{{1, Quantity{1'000}}, {2, Quantity{1'000}}};
    EXPECT_TRUE(checkout.add_return(sold.id, rest));
    EXPECT_EQ(checkout.basket().due_minor(), -28'00);
    pay_cash();
    const auto last = done(checkout.complete({}));
    EXPECT_EQ(tenders(last), "cash -2800 stored -4200@2");
    EXPECT_EQ(last.sale.tenders[1].instrument, journal::card_key(Bytes(32, 'k'), "number", "5000"));
    EXPECT_EQ(file.journal->state().shift_tenders.at(sale::TenderKind::StoredValue), 0);
}

TEST_F(StoredValueTest, AnUntouchedGiftCardComesBackWhenHqSaysSo) {
    const auto sold = sell_gift_card(100'00);
    const GoodsBack whole{1, Quantity{1'000}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, {&whole, 1})).substr(0, 17),
              "RedemptionOffline");
    hq_says(Outcome::Approved, 99'99);
    EXPECT_EQ(text_of(checkout.add_return(sold.id, {&whole, 1})),
              "RedemptionRefused: the gift card was used: 9999 of 10000 are left");
    hq_says(Outcome::Approved, 100'00);
    EXPECT_EQ(text_of(checkout.add_return(sold.id, {&whole, 1})), "ok");
    pay_cash();
    EXPECT_EQ(tenders(done(checkout.complete({}))), "cash -10000");
    EXPECT_EQ(file.journal->state().shift_value_sold_minor, 0);
}

TEST_F(StoredValueTest, AManagerReadsFromAnotherBranchsReceiptWhatACardPaid) {
    terminal::ApprovedReturn wanted;
    wanted.approved_by = "chief";
    wanted.original = SaleId::of(9, 9);
    terminal::GoodsOfElsewhere back;
    back.line = 1;
    back.goods = line("a", 1, 30'00);
    back.stored_paid_minor = 30'01;
    wanted.goods = {back};
    EXPECT_EQ(text_of(checkout.add_approved_return(wanted)).substr(0, 11), "InvalidSale");
    wanted.goods[0].stored_paid_minor = 18'00;
    EXPECT_EQ(text_of(checkout.add_approved_return(wanted)), "ok");
    EXPECT_EQ(checkout.basket().due_minor(), -12'00);
    pay_cash();
    EXPECT_EQ(tenders(done(checkout.complete({}))), "cash -1200 stored -1800@0");
}

TEST_F(StoredValueTest, TheShiftsTotalsSurviveTheProgram) {
    sell_gift_card(100'00);
    buy_with_card(60'00);
    file.reopen();
    const auto state = file.journal->state();
    EXPECT_EQ(state.shift_value_sold_minor, 100'00);
    EXPECT_EQ(state.shift_tenders.at(sale::TenderKind::StoredValue), 60'00);
    EXPECT_EQ(state.shift_tenders.at(sale::TenderKind::Cash), 140'00);
    EXPECT_EQ(state.shift_cash_minor, 140'00);
    EXPECT_EQ(state.shift_sales_minor, 100'00);
}

}  // namespace
}  // namespace pareto::test
