// A gift's line: what makes it complete, what it counts for, and what comes back with it.
#include "common/loyalty/gift.h"

#include <gtest/gtest.h>

#include "common/sale/earning.h"
#include "common/sale/sale.h"

namespace pareto::sale {
namespace {

const EntryId kRedemption{EntryId::of(3, 7).value};

/// A mug of 500 points and 10.00, beside goods of 20.00; paid with 500 points and 30.00.
Sale mug_and_goods() {
    Sale sale;
    sale.facts.member = MemberId{9};
    Line goods;
    goods.number = 1;
    goods.sku = "A";
    goods.quantity = Quantity{1'000};
    goods.unit_price_minor = goods.amount_minor = 20'00;
    Line mug;
    mug.number = 2;
    mug.sku = "MUG";
    mug.quantity = Quantity{1'000};
    mug.unit_price_minor = mug.amount_minor = 10'00;
    mug.kind = LineKind::Gift;
    mug.points_paid = Points{500};
    mug.redemption = kRedemption;
    sale.lines = {goods, mug};
    sale.tenders = {{TenderKind::Cash, 30'00, {}, {}},
                    {TenderKind::Points, 0, Points{500}, kRedemption}};
    return sale;
}

TEST(GiftLineTest, IsNoSpendAndEarnsNothing) {
    Sale sale = mug_and_goods();
    EXPECT_EQ(check(sale), std::nullopt);
    EXPECT_EQ(sale.total_minor(), 30'00);
    EXPECT_EQ(sale.goods_minor(), 20'00);
    EXPECT_EQ(sale.eligible_minor(), 20'00);
    EXPECT_FALSE(sale.is_without_goods());
    write_shares(sale, loyalty::RuleSet{});
    EXPECT_EQ(sale.lines[0].points.value, 20);
    EXPECT_EQ(sale.lines[0].points_paid.value, 0);
    EXPECT_EQ(sale.lines[1].points.value, 0);
    EXPECT_EQ(sale.lines[1].points_paid.value, 500);
    sale.lines.erase(sale.lines.begin());
    EXPECT_TRUE(sale.is_without_goods());
}

TEST(GiftLineTest, GivesAllItsPointsBack) {
    const Sale sale = mug_and_goods();
    const auto shares = shares_of(sale, loyalty::RuleSet{});
    const auto back = share_back(shares[1], sale.lines[1], Quantity{0}, Quantity{1'000});
    EXPECT_EQ(back.points_paid.value, 500);
    EXPECT_EQ(back.points_paid_minor, 0);
    EXPECT_EQ(back.points.value, 0);
}

TEST(GiftLineTest, IsOnePieceForAMemberWithATenderOfJustItsPoints) {
    struct Case {
        const char* what;
        void (*change)(Sale&);
    };

    const Case cases[] = {
        {"two pieces",
         [](Sale& sale) {
             sale.lines[1].quantity = Quantity{2'000};
         }},
        {"no code",
         [](Sale& sale) {
             sale.lines[1].sku = "a mug";
         }},
        {"no points",
         [](Sale& sale) {
             sale.lines[1].points_paid = {};
         }},
        {"other points than its tender",
         [](Sale& sale) {
             sale.tenders[1].points = Points{1};
         }},
        {"another's redemption",
         [](Sale& sale) {
             sale.tenders[1].redemption = EntryId{1};
         }},
        {"a discount",
         [](Sale& sale) {
             sale.lines[1].discount_minor = 1;
         }},
        {"it earns",
         [](Sale& sale) {
             sale.lines[1].points = Points{1};
         }},
        {"nobody's",
         [](Sale& sale) {
             sale.facts.member = {};
         }},
        {"goods with a redemption",
         [](Sale& sale) {
             sale.lines[0].redemption = kRedemption;
         }},
        {"points given back that no line gives",
         [](Sale& sale) {
             sale.tenders.push_back({TenderKind::Points, 0, Points{-500}, kRedemption});
         }},
    };
    for (const Case& one : cases) {
        Sale sale = mug_and_goods();
        one.change(sale);
        EXPECT_EQ(check(sale), SaleRefusal::GiftLineWrong) << one.what;
    }
}

TEST(GiftLineTest, PointsAndVouchersPayForGoodsOnly) {
    Sale sale = mug_and_goods();
    sale.tenders[0].amount_minor = 9'99;
    sale.tenders.push_back({TenderKind::Points, 20'01, Points{2'001}, EntryId{5}});
    EXPECT_EQ(check(sale), SaleRefusal::ValueTenderOverGoods);
}

TEST(GiftTest, IsRefusedForTheFirstReasonThatApplies) {
    using loyalty::GiftRefusal;
    loyalty::CatalogueGift gift;
    gift.code = "MUG";
    gift.points = 500;
    const BusinessDate day = *parse_date("2026-03-10");
    EXPECT_EQ(check_gift(gift, {day, "", false, {}}), std::nullopt);
    EXPECT_EQ(check_gift(gift, {day, "", false, 0}), GiftRefusal::OutOfStock);
    gift.vip_only = true;
    EXPECT_EQ(check_gift(gift, {day, "", false, 0}), GiftRefusal::NotVip);
    gift.tiers = {"gold"};
    EXPECT_EQ(check_gift(gift, {day, "", false, 0}), GiftRefusal::OtherTier);
    EXPECT_EQ(check_gift(gift, {day, "gold", true, 1}), std::nullopt);
    gift.until = day;
    EXPECT_EQ(check_gift(gift, {day, "gold", true, 1}), std::nullopt);
    EXPECT_EQ(check_gift(gift, {add_days(day, 1), "", false, 0}), GiftRefusal::Over);
    gift.from = day;
    EXPECT_EQ(check_gift(gift, {add_days(day, -1), "", false, 0}), GiftRefusal::NotYet);
    gift.withdrawn = true;
    EXPECT_EQ(check_gift(gift, {add_days(day, -1), "", false, 0}), GiftRefusal::Withdrawn);
}

}  // namespace
}  // namespace pareto::sale
