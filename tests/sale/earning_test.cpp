// The shares of a sale's lines, and of parts of lines that come back.
#include "common/sale/earning.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pareto::sale {
namespace {

Sale part_redeemed() {
    Sale sale;
    sale.facts.member = MemberId{42};
    Line a;
    a.number = 1;
    a.quantity = Quantity{3000};
    a.amount_minor = 60'00;
    Line back = a;
    back.number = 2;
    back.original = OriginalLine{SaleId{7}, 1};
    back.quantity = Quantity{-1000};
    back.amount_minor = -10'00;
    Line b = a;
    b.number = 3;
    b.quantity = Quantity{1000};
    b.amount_minor = 40'00;
    sale.lines = {a, back, b};
    sale.tenders = {{TenderKind::Points, 50'00, Points{500}, EntryId{5}},
                    {TenderKind::Cash, 40'00, {}, {}}};
    return sale;
}

TEST(SharesTest, AreOfTheLinesThatNameNoOriginal) {
    Sale sale = part_redeemed();
    write_shares(sale, loyalty::RuleSet{});
    EXPECT_EQ(sale.lines[0].points, Points{30});
    EXPECT_EQ(sale.lines[0].points_paid_minor, 30'00);
    EXPECT_EQ(sale.lines[0].points_paid, Points{300});
    EXPECT_EQ(sale.lines[1], part_redeemed().lines[1]);
    EXPECT_EQ(sale.lines[2].points, Points{20});
    EXPECT_EQ(points_of(shares_of(sale, loyalty::RuleSet{})), Points{50});
}

// 60.00 and 40.00 of goods and 50.00 of value; 10.00 by voucher, 45.00 by gift card, the rest cash.
TEST(SharesTest, StoredValueEarnsWhenItPaysAndNotWhenItIsSold) {
    Sale sale;
    sale.facts.member = MemberId{42};
    Line a;
    a.quantity = Quantity{3000};
    a.amount_minor = 60'00;
    Line value;
    value.kind = LineKind::StoredValue;
    value.quantity = Quantity{1000};
    value.amount_minor = 50'00;
    Line b = a;
    b.quantity = Quantity{1000};
    b.amount_minor = 40'00;
    Line gift = b;
    gift.kind = LineKind::Gift;
    gift.amount_minor = 0;
    sale.lines = {a, value, b, gift};
    const auto tender = [](TenderKind kind, std::int64_t minor) {
        Tender made;
        made.kind = kind;
        made.amount_minor = minor;
        return made;
    };
    sale.tenders = {tender(TenderKind::Voucher, 10'00),
                    tender(TenderKind::StoredValue, 45'00),
                    tender(TenderKind::Cash, 95'00)};
    write_shares(sale, loyalty::RuleSet{});
    // The voucher 6.00 and 4.00; the gift card of what is left, 54.00 and 36.00: 27.00 and 18.00.
    EXPECT_EQ(sale.lines[0].points, Points{54});
    EXPECT_EQ(sale.lines[0].voucher_paid_minor, 6'00);
    EXPECT_EQ(sale.lines[0].stored_paid_minor, 27'00);
    EXPECT_EQ(sale.lines[1], value) << "neither earns nor is paid with value";
    EXPECT_EQ(sale.lines[2].points, Points{36});
    EXPECT_EQ(sale.lines[2].voucher_paid_minor, 4'00);
    EXPECT_EQ(sale.lines[2].stored_paid_minor, 18'00);
    EXPECT_EQ(sale.lines[3], gift);
    // A third of the first line comes back, then the rest.
    const auto shares = shares_of(sale, loyalty::RuleSet{});
    const auto third = share_back(shares[0], sale.lines[0], Quantity{}, Quantity{1000});
    EXPECT_EQ(third.stored_paid_minor, 9'00);
    EXPECT_EQ(third.voucher_paid_minor, 2'00);
    EXPECT_EQ(third.points, Points{18});
    const auto rest = share_back(shares[0], sale.lines[0], Quantity{1000}, Quantity{2000});
    EXPECT_EQ(rest.stored_paid_minor, 18'00);
    EXPECT_EQ(rest.voucher_paid_minor, 4'00);
}

// What points, a voucher and a gift card pay together, they pay no line beyond its amount.
TEST(SharesTest, EveryLineIsPaidNoMoreThanItCosts) {
    Sale sale;
    sale.facts.member = MemberId{42};
    for (const std::int64_t minor : {1, 2, 4}) {
        Line line;
        line.quantity = Quantity{1000};
        line.amount_minor = minor;
        sale.lines.push_back(line);
    }
    Tender by_voucher;
    by_voucher.kind = TenderKind::Voucher;
    by_voucher.amount_minor = 3;
    Tender by_card = by_voucher;
    by_card.kind = TenderKind::StoredValue;
    by_card.amount_minor = 2;
    sale.tenders = {{TenderKind::Points, 2, Points{2}, EntryId{5}}, by_voucher, by_card};
    write_shares(sale, loyalty::RuleSet{});
    for (const Line& line : sale.lines) {
        EXPECT_EQ(line.points_paid_minor + line.voucher_paid_minor + line.stored_paid_minor,
                  line.amount_minor);
    }
}

TEST(SharesTest, ASaleOfNobodyEarnsNothing) {
    Sale sale = part_redeemed();
    sale.facts = {};
    write_shares(sale, loyalty::RuleSet{});
    EXPECT_EQ(sale.lines[0].points, Points{});
    sale.card_key = Bytes(32, 'k');
    write_shares(sale, loyalty::RuleSet{});
    EXPECT_EQ(sale.lines[0].points, Points{30});
}

TEST(SharesTest, ATierMultipliesWhatIsEarnedAndCampaignsAddToTheirLine) {
    loyalty::RuleSet rules;
    rules.tier_rules.tiers = {{"gold", 100, {3, 2}}};
    Sale sale = part_redeemed();
    sale.facts.tier = "gold";
    sale.lines[2].campaign_points = Points{7};
    write_shares(sale, rules);
    // 50.00 are paid in money: 75 points, in the proportion of 30.00 to 20.00.
    EXPECT_EQ(sale.lines[0].points, Points{45});
    EXPECT_EQ(sale.lines[2].points, Points{30 + 7});
    sale.facts.tier = "silver";  // which these rules do not know
    write_shares(sale, rules);
    EXPECT_EQ(sale.lines[0].points, Points{30});
}

TEST(ShareBackTest, IsWhatThePartAddsToTheSharesSoFar) {
    Line line;
    line.quantity = Quantity{3000};
    line.amount_minor = 10'00;
    const loyalty::LineShare whole{Points{10}, 5'00, Points{7}};
    // A third of 10 is 3.33, two thirds 6.67; of 500 166.67 and 333.33; of 7, by worth, 2.34
    // and 4.66.
    EXPECT_EQ(share_back(whole, line, Quantity{0}, Quantity{1000}),
              (loyalty::LineShare{Points{3}, 167, Points{2}}));
    EXPECT_EQ(share_back(whole, line, Quantity{1000}, Quantity{1000}),
              (loyalty::LineShare{Points{4}, 166, Points{3}}));
    EXPECT_EQ(share_back(whole, line, Quantity{2000}, Quantity{1000}),
              (loyalty::LineShare{Points{3}, 167, Points{2}}));
    EXPECT_EQ(share_back(whole, line, Quantity{0}, Quantity{3000}), whole);
}

RC_GTEST_PROP(ShareBackProperty, AnyStepsGiveBackAndTakeBackTheWhole, ()) {
    Line line;
    line.quantity = Quantity{*rc::gen::inRange<std::int64_t>(1, 1'000'000)};
    const loyalty::LineShare whole{Points{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)},
                                   *rc::gen::inRange<std::int64_t>(1, 1'000'000'000),
                                   Points{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)}};
    loyalty::LineShare sum;
    std::int64_t returned = 0;
    while (returned < line.quantity.thousandths) {
        const std::int64_t left = line.quantity.thousandths - returned;
        const auto step =
            *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, left + 1), rc::gen::just(left));
        const auto part = share_back(whole, line, Quantity{returned}, Quantity{step});
        RC_ASSERT(part.points.value >= 0 && part.points_paid_minor >= 0 &&
                  part.points_paid.value >= 0);
        sum.points.value += part.points.value;
        sum.points_paid_minor += part.points_paid_minor;
        sum.points_paid.value += part.points_paid.value;
        returned += step;
    }
    RC_ASSERT(sum == whole);
}

}  // namespace
}  // namespace pareto::sale
