// From a tap to a receipt, as a cashier does it.
#include "terminal/app/checkout.h"

#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "terminal/app/post_void.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::Checkout;
using terminal::GoodsBack;
using terminal::RecordedSale;

const MemberId kMember = MemberId::of(1, 7);

class CheckoutTest : public testing::Test {
protected:
    CheckoutTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        const Bytes secret(32, 'k');
        sync::MemberChange member;
        member.facts = {kMember, "gold", true, Points{500}};
        member.member_number = "2900000000018";
        member.cards = {{journal::card_key(secret, "number", "906")},
                        {.card_key = journal::card_key(secret, "number", "907"), .blocked = true}};
        member.as_of_ms = 1'772'000'000'000;
        const sync::ItemChange tea{"tea", "Tea", "food", "471", "piece", 1'250};
        const sync::ItemChange rice{"rice", "Rice", "food", "472", "kg", 999};
        const auto fed =
            file.journal->apply_feed({0,
                                      9,
                                      {{1, "current", sync::encode(sync::RulesChange{rules})},
                                       {2, "tea", sync::encode(tea)},
                                       {2, "rice", sync::encode(rice)},
                                       {3, std::to_string(kMember.value), sync::encode(member)}}});
        EXPECT_TRUE(fed) << describe(fed.error());
        open_shift(file);
    }

    std::string tap(const std::string& number) {
        return text_of(checkout.tap({{}, number, "test"}));
    }

    RecordedSale done(const terminal::Outcome<RecordedSale>& outcome) {
        EXPECT_TRUE(outcome) << text_of(outcome);
        return outcome ? *outcome : RecordedSale{};
    }

    RecordedSale buy_with_card(const std::string& number, std::int64_t amount_minor) {
        EXPECT_EQ(tap(number), "ok");
        EXPECT_TRUE(checkout.add_line(line("x", 1, amount_minor)));
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, amount_minor));
        return done(checkout.complete({}));
    }

    sync::Response response(sync::AuthoriseOutcome outcome) {
        sync::Response response;
        response.outcome = outcome;
        response.available = Points{100};
        return response;
    }

    std::size_t count(journal::Kind kind) {
        std::size_t found = 0;
        const auto entries = file.journal->entries(kRegistration, 1, 1'000);
        for (const auto& entry : entries.value()) {
            if (entry.kind == static_cast<std::int32_t>(kind)) ++found;
        }
        return found;
    }

    TerminalFile file;
    Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
};

TEST_F(CheckoutTest, PricesItemsByQuantityAndGivesChange) {
    EXPECT_TRUE(checkout.add_item("tea", Quantity{2'000}));
    const auto weighed = checkout.add_item("472", Quantity{1'505});
    ASSERT_TRUE(weighed);
    EXPECT_EQ(weighed->amount_minor, 1'503);  // 9.99 × 1.505 = 15.03495
    EXPECT_EQ(text_of(checkout.discount(1, 100)), "ok");
    EXPECT_EQ(checkout.basket().due_minor(), 3'903);
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Card, 3'000));
    EXPECT_EQ(text_of(checkout.complete({})), "InvalidSale: TendersDoNotMatch");
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, 1'000));
    const auto recorded = done(checkout.complete({}));
    EXPECT_EQ(recorded.change_due_minor, 97);
    EXPECT_EQ(recorded.sale.tenders.back().amount_minor, 903);
    EXPECT_EQ(recorded.sale.lines[0].discount_minor, 100);
    EXPECT_EQ(recorded.sale.points_promised.value, 0) << "no card, no points";
    EXPECT_FALSE(checkout.has_basket());
    EXPECT_EQ(file.journal->state().shift_cash_minor, 903);
    EXPECT_EQ(file.uplink.wakes, 1);
}

TEST_F(CheckoutTest, RefusesInTheDocumentedOrder) {
    EXPECT_EQ(text_of(checkout.add_item("coffee", Quantity{1'000})), "UnknownItem: coffee");
    EXPECT_EQ(text_of(checkout.void_line(1)), "UnknownLine: line 1");
    EXPECT_EQ(text_of(checkout.complete({})), "InvalidSale: NoLines");
    EXPECT_EQ(tap("907"), "CardBlocked: ask for another card");
    EXPECT_EQ(text_of(terminal::open_shift(*file.journal, file.clock, {"b", 0, kToday, {}})),
              "ShiftAlreadyOpen: of 2026-03-09");
    EXPECT_TRUE(checkout.add_item("tea", Quantity{1'000}));
    EXPECT_EQ(text_of(checkout.discount(1, 1'251)),
              "InvalidSale: line 1 costs less than the discount");
    EXPECT_EQ(text_of(terminal::close_shift(*file.journal, file.clock, checkout, {})),
              "BasketOpen: complete or void the basket first");
    EXPECT_TRUE(checkout.void_basket());
    EXPECT_TRUE(terminal::close_shift(*file.journal, file.clock, checkout, {}));
    EXPECT_EQ(text_of(checkout.add_item("tea", Quantity{1'000})),
              "NoOpenShift: open a shift first");
}

TEST_F(CheckoutTest, PromisesPointsToAMemberAndToACardThatHqHasYetToKnow) {
    const auto known = buy_with_card("906", 12'345);
    EXPECT_EQ(known.sale.points_promised.value, 123);
    EXPECT_EQ(known.sale.facts.member, kMember);
    EXPECT_EQ(known.member_number, "2900000000018");
    const auto unknown = buy_with_card("12345", 5'000);
    EXPECT_EQ(unknown.sale.points_promised.value, 50);
    EXPECT_FALSE(unknown.sale.facts.member);
    EXPECT_EQ(unknown.sale.card_key, journal::card_key(Bytes(32, 'k'), "number", "12345"));
}

TEST_F(CheckoutTest, CountsTheShiftWithItsCash) {
    sell(file, 1'000);
    sell(file, 250);
    const auto closed = terminal::close_shift(*file.journal, file.clock, checkout, {11'000, {}});
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->cash_expected_minor, 11'250);
    EXPECT_EQ(closed->cash_count_minor, 11'000);
    EXPECT_EQ(closed->sales_minor, 1'250);
    EXPECT_EQ(closed->sale_count, 2);
}

TEST_F(CheckoutTest, GivesBackExactlyWhatWasPaidInAnySteps) {
    EXPECT_EQ(tap("906"), "ok");
    EXPECT_TRUE(checkout.add_line(line("x", 3, 1'000)));
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, 1'000));
    const auto sold = done(checkout.complete({}));
    EXPECT_EQ(sold.sale.points_promised.value, 10);
    std::int64_t refunded = 0;
    std::int64_t points = 0;
    for (int step = 0; step < 3; ++step) {
        const GoodsBack goods[] = {{1, Quantity{1'000}}};
        EXPECT_EQ(text_of(checkout.add_return(sold.id, goods)), "ok");
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
        const auto back = done(checkout.complete({}));
        EXPECT_EQ(back.sale.facts.member, kMember) << "the points come from whoever bought it";
        refunded += back.sale.total_minor();
        points += back.sale.points_promised.value;
    }
    EXPECT_EQ(refunded, -1'000);
    EXPECT_EQ(points, -10);
    const GoodsBack more[] = {{1, Quantity{1}}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, more)),
              "MoreThanSold: line 1: sold 3, brought back before 3");
}

TEST_F(CheckoutTest, NeverTakesBackMoreThanWasSold) {
    const auto sold = sell(file, 1'000);
    const GoodsBack twice[] = {{1, Quantity{600}}, {1, Quantity{600}}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, twice)),
              "MoreThanSold: line 1: sold 1, brought back before 0.6");
    const GoodsBack once[] = {{1, Quantity{600}}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, once)), "ok");
    EXPECT_EQ(text_of(checkout.add_return(sold.id, once)),
              "MoreThanSold: line 1: sold 1, brought back before 0.6")
        << "in this basket";
    const GoodsBack elsewhere[] = {{7, Quantity{1'000}}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, elsewhere)), "UnknownLine: line 7");
    EXPECT_EQ(text_of(checkout.add_return(SaleId::of(99, 1), once)).substr(0, 11), "UnknownSale");
}

TEST_F(CheckoutTest, ExchangesGoodsWithBothSigns) {
    const auto sold = buy_with_card("906", 3'000);
    const GoodsBack goods[] = {{1, Quantity{1'000}}};
    EXPECT_EQ(text_of(checkout.add_return(sold.id, goods)), "ok");
    EXPECT_TRUE(checkout.add_line(line("dearer", 1, 4'500)));
    EXPECT_EQ(checkout.basket().due_minor(), 1'500);
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Card, 1'500));
    const auto exchange = done(checkout.complete({}));
    EXPECT_EQ(exchange.sale.points_promised.value, 45 - 30);
    EXPECT_FALSE(exchange.sale.is_return());
}

TEST_F(CheckoutTest, VoidsASaleOnceAndOnItsOwnDay) {
    const auto sold = sell(file, 1'000);
    const auto returned = sell(file, 500);
    const GoodsBack goods[] = {{1, Quantity{1'000}}};
    EXPECT_TRUE(checkout.add_return(returned.id, goods));
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, -500));
    const auto back = done(checkout.complete({}));
    const auto post_void = [&](SaleId id) {
        return text_of(terminal::post_void(*file.journal, file.clock, {id, "mistake", {}}));
    };
    EXPECT_EQ(post_void(SaleId::of(kRegistration, 1)).substr(0, 11), "UnknownSale")
        << "a shift is no sale";
    EXPECT_EQ(post_void(sold.id), "ok");
    EXPECT_EQ(post_void(sold.id), "AlreadyVoided: BR1-T1-000001");
    EXPECT_EQ(text_of(checkout.add_return(sold.id, goods)).substr(0, 13), "AlreadyVoided");
    EXPECT_EQ(post_void(returned.id), "MoreThanSold: goods of this sale were brought back");
    EXPECT_EQ(post_void(back.id), "ok") << "voiding the return";
    EXPECT_EQ(post_void(returned.id), "ok") << "now nothing of it is back";
    EXPECT_EQ(file.journal->state().shift_cash_minor, 0);
    const auto tomorrow = sell(file, 100);
    EXPECT_TRUE(terminal::close_shift(*file.journal, file.clock, checkout, {}));
    EXPECT_TRUE(
        terminal::open_shift(*file.journal, file.clock, {"anna", 0, add_days(kToday, 1), {}}));
    EXPECT_EQ(post_void(tomorrow.id), "NotSameBusinessDate: sold on 2026-03-09");
}

TEST_F(CheckoutTest, RedeemsWhatHqApproves) {
    EXPECT_EQ(tap("906"), "ok");
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    file.uplink.answer = response(sync::AuthoriseOutcome::Approved);
    const auto redeemed = checkout.redeem(std::nullopt);
    ASSERT_TRUE(redeemed) << text_of(redeemed);
    EXPECT_EQ(redeemed->points.value, 500);
    EXPECT_EQ(redeemed->worth_minor, 500);
    const auto& asked = std::get<sync::Authorise>(file.uplink.asked.at(0));
    EXPECT_EQ(asked.redemption, redeemed->id);
    EXPECT_TRUE(file.journal->find(asked.redemption).value()) << "durable before HQ was asked";
    EXPECT_EQ(tap("12345").substr(0, 10), "BasketOpen") << "the points are another member's";
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, 500));
    const auto recorded = done(checkout.complete({}));
    EXPECT_EQ(recorded.sale.tenders[0].redemption, redeemed->id);
    EXPECT_EQ(recorded.sale.points_promised.value, 5) << "what is paid with points earns none";
    EXPECT_TRUE(file.journal->open_redemptions()->empty());
    EXPECT_EQ(count(journal::Kind::RedemptionReversed), 0U);
}

TEST_F(CheckoutTest, LeavesNoRedemptionBehindThatNoSaleCaptured) {
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    EXPECT_EQ(text_of(checkout.redeem(Points{10})),
              "RedemptionRefused: no known member's card was shown");
    EXPECT_EQ(tap("906"), "ok");
    EXPECT_EQ(text_of(checkout.redeem(Points{1'001})),
              "RedemptionRefused: worth more than what is due");
    EXPECT_EQ(count(journal::Kind::RedemptionRequested), 0U);

    EXPECT_EQ(
        text_of(checkout.redeem(Points{10})),
        "RedemptionOffline: HqTooLongAgo: HQ does not answer, and HQ was last reached too long "
        "ago: take another tender");
    EXPECT_EQ(count(journal::Kind::RedemptionReversed), 1U);
    file.uplink.answer = response(sync::AuthoriseOutcome::InsufficientPoints);
    EXPECT_EQ(text_of(checkout.redeem(Points{200})), "RedemptionRefused: not enough points: 100");
    EXPECT_EQ(count(journal::Kind::RedemptionReversed), 2U);
    file.uplink.answer = response(sync::AuthoriseOutcome::Approved);
    EXPECT_TRUE(checkout.redeem(Points{100}));
    EXPECT_TRUE(checkout.void_basket());
    EXPECT_EQ(count(journal::Kind::RedemptionReversed), 3U);
    EXPECT_TRUE(file.journal->open_redemptions()->empty());

    // The program ends while points are redeemed and nothing is sold.
    EXPECT_EQ(tap("906"), "ok");
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    EXPECT_TRUE(checkout.redeem(Points{100}));
    file.reopen();
    EXPECT_EQ(terminal::reverse_open_redemptions(*file.journal, file.clock).value(), 1);
    EXPECT_EQ(terminal::reverse_open_redemptions(*file.journal, file.clock).value(), 0);
    EXPECT_EQ(count(journal::Kind::RedemptionReversed), 4U);
}

TEST_F(CheckoutTest, RefusesWhatNoEntryCanSay) {
    const auto opened =
        terminal::close_shift(*file.journal, file.clock, checkout, {std::int64_t{1} << 60, {}});
    EXPECT_FALSE(opened);
    EXPECT_TRUE(checkout.add_line(line("\xFF", 1, 1'000)));
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, 1'000));
    EXPECT_FALSE(checkout.complete({}));
    EXPECT_TRUE(file.journal->verify());
    EXPECT_EQ(file.journal->status().unsent, 1);
}

}  // namespace
}  // namespace pareto::test
