// What makes a basket a sale, each refusal in its order, and which sales are returns.
#include <limits>

#include <gtest/gtest.h>

#include "common/sale/sale.h"

namespace pareto::sale {
namespace {

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();

Line sold(std::int64_t amount_minor, std::int64_t thousandths = 1000) {
    Line line;
    line.quantity.thousandths = thousandths;
    line.amount_minor = amount_minor;
    return line;
}

Line brought_back(std::int64_t amount_minor, std::int64_t thousandths = -1000) {
    Line line = sold(amount_minor, thousandths);
    line.original = OriginalLine{SaleId{77}, 1};
    return line;
}

Tender cash(std::int64_t amount_minor) {
    return {TenderKind::Cash, amount_minor, {}, {}};
}

Tender points(std::int64_t amount_minor) {
    return {TenderKind::Points, amount_minor, Points{amount_minor}, EntryId{5}};
}

Sale sale_of(std::vector<Line> lines, std::vector<Tender> tenders) {
    Sale sale;
    sale.lines = std::move(lines);
    sale.tenders = std::move(tenders);
    return sale;
}

Sale with_member(Sale sale) {
    sale.facts.member = MemberId{42};
    return sale;
}

std::string verdict(const Sale& sale) {
    const auto refusal = check(sale);
    return refusal ? std::string{name_of(*refusal)} : "complete";
}

TEST(CheckTest, ASaleIsPaidToTheLastCent) {
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {cash(1000)})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(1000), sold(500)}, {cash(700), cash(800)})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {cash(999)})), "TendersDoNotMatch");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {cash(1001)})), "TendersDoNotMatch");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {})), "TendersDoNotMatch");
}

TEST(CheckTest, WhatCostsNothingNeedsNoTender) {
    EXPECT_EQ(verdict(sale_of({sold(0)}, {})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(0, 0)}, {})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(500), brought_back(-500)}, {})), "complete");
}

TEST(CheckTest, AReturnIsPaidOut) {
    EXPECT_EQ(verdict(sale_of({brought_back(-1000)}, {cash(-1000)})), "complete");
    EXPECT_EQ(verdict(sale_of({brought_back(-1000)}, {cash(1000)})), "TendersDoNotMatch");
}

TEST(CheckTest, ABasketWithoutLinesIsNoSale) {
    EXPECT_EQ(verdict(sale_of({}, {})), "NoLines");
    EXPECT_EQ(verdict(sale_of({}, {cash(100)})), "NoLines");
}

TEST(CheckTest, EveryNumberHasALimit) {
    EXPECT_EQ(verdict(sale_of({sold(kMinorMax)}, {cash(kMinorMax)})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(-kMinorMax, -1000)}, {cash(-kMinorMax)})), "complete");
    for (const std::int64_t beyond : {kMinorMax + 1, -kMinorMax - 1, kInt64Max, kInt64Min}) {
        EXPECT_EQ(verdict(sale_of({sold(beyond)}, {cash(beyond)})), "LineOverLimit") << beyond;
        EXPECT_EQ(verdict(sale_of({sold(0)}, {cash(beyond)})), "LineOverLimit") << beyond;
        EXPECT_EQ(verdict(sale_of({sold(0, beyond)}, {})), "LineOverLimit") << beyond;
        Line line = sold(0);
        line.unit_price_minor = beyond;
        EXPECT_EQ(verdict(sale_of({line}, {})), "LineOverLimit") << beyond;
        line = sold(0);
        line.discount_minor = beyond;
        EXPECT_EQ(verdict(sale_of({line}, {})), "LineOverLimit") << beyond;
        Tender tender = points(0);
        tender.points.value = beyond;
        EXPECT_EQ(verdict(sale_of({sold(0)}, {tender})), "LineOverLimit") << beyond;
    }
}

TEST(CheckTest, TheSumsHaveTheSameLimitAtEveryStep) {
    EXPECT_EQ(verdict(sale_of({sold(kMinorMax), sold(1)}, {cash(kMinorMax), cash(1)})),
              "LineOverLimit");
    EXPECT_EQ(verdict(sale_of({sold(kMinorMax), sold(1), sold(-1, -1000)}, {cash(kMinorMax)})),
              "LineOverLimit");
    EXPECT_EQ(verdict(sale_of({sold(0)}, {cash(kMinorMax), cash(1), cash(-kMinorMax), cash(-1)})),
              "LineOverLimit");
    EXPECT_EQ(verdict(sale_of({sold(kMinorMax), sold(-1, -1000), sold(1)}, {cash(kMinorMax)})),
              "complete");
}

TEST(CheckTest, ALineThatBringsBackHasANegativeQuantity) {
    EXPECT_EQ(verdict(sale_of({brought_back(-1000, 1000)}, {cash(-1000)})),
              "ReturnWithoutQuantity");
    EXPECT_EQ(verdict(sale_of({brought_back(-1000, 0)}, {cash(-1000)})), "ReturnWithoutQuantity");
    EXPECT_EQ(verdict(sale_of({brought_back(-1000, -1)}, {cash(-1000)})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(-1000, 1000)}, {cash(-1000)})),
              "complete");  // names no original: a correction
}

TEST(CheckTest, PointsPayOnlyForAMember) {
    const Sale sale = sale_of({sold(1000)}, {points(400), cash(600)});
    EXPECT_EQ(verdict(sale), "PointsTenderWithoutMember");
    EXPECT_EQ(verdict(with_member(sale)), "complete");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {points(0), cash(1000)})), "complete");
}

TEST(CheckTest, PointsPayNoMoreThanTheTotal) {
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {points(1000)}))), "complete");
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {points(1001), cash(-1)}))),
              "PointsTenderOverTotal");
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {points(-1), cash(1001)}))),
              "PointsTenderOverTotal");
    EXPECT_EQ(verdict(with_member(sale_of({brought_back(-1000)}, {points(-1000)}))),
              "PointsTenderOverTotal");
    EXPECT_EQ(verdict(with_member(sale_of({sold(500), brought_back(-500)}, {points(1), cash(-1)}))),
              "PointsTenderOverTotal");
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {points(600), points(400)}))), "complete");
}

TEST(CheckTest, WhatIsGivenBackInPointsIsWhatItsLinesSay) {
    const auto in_points = [](std::int64_t line_minor, std::int64_t tender_minor) {
        Line line = brought_back(-1000);
        line.points_paid_minor = line_minor;
        return verdict(sale_of({line}, {points(tender_minor), cash(-1000 - tender_minor)}));
    };
    EXPECT_EQ(in_points(-400, -400), "complete") << "whoever paid is HQ's to know";
    EXPECT_EQ(in_points(-1000, -1000), "complete");
    EXPECT_EQ(in_points(-1001, -1001), "PointsTenderWithoutMember");
    EXPECT_EQ(in_points(-400, -399), "PointsTenderWithoutMember");
    EXPECT_EQ(in_points(-400, 0), "PointsTenderOverTotal");
    EXPECT_EQ(in_points(400, 0), "PointsTenderOverTotal");
    // An exchange: 4.00 come back in points, and up to 9.00 of the rest may be paid with points.
    Line line = brought_back(-1000);
    line.points_paid_minor = -400;
    EXPECT_EQ(verdict(with_member(sale_of({sold(1500), line}, {points(-400), points(900)}))),
              "complete");
    EXPECT_EQ(
        verdict(with_member(sale_of({sold(1500), line}, {points(-400), points(901), cash(-1)}))),
        "PointsTenderOverTotal");
    const Sale exchange =
        with_member(sale_of({sold(1500), line}, {points(-400), points(300), cash(600)}));
    EXPECT_EQ(exchange.points_paid_minor(), 300);
    EXPECT_EQ(exchange.points_given_back_minor(), 400);
    EXPECT_EQ(exchange.eligible_minor(), 600);
}

// Each sale breaks one rule and every rule after it; the first is named.
TEST(CheckTest, TheFirstRefusalThatAppliesIsGiven) {
    const auto broken = [](std::int64_t amount,
                           std::int64_t thousandths,
                           MemberId member,
                           std::int64_t more_tender) {
        Sale sale = sale_of({sold(amount), brought_back(-1, thousandths)},
                            {points(-1), cash(amount + more_tender)});
        sale.facts.member = member;
        return verdict(sale);
    };
    const MemberId member{42};
    EXPECT_EQ(verdict(sale_of({}, {points(kInt64Max)})), "NoLines");
    EXPECT_EQ(broken(kMinorMax + 1, 1000, MemberId{}, 7), "LineOverLimit");
    EXPECT_EQ(broken(1000, 1000, MemberId{}, 7), "ReturnWithoutQuantity");
    EXPECT_EQ(broken(1000, -1000, MemberId{}, 7), "TendersDoNotMatch");
    EXPECT_EQ(broken(1000, -1000, MemberId{}, 0), "PointsTenderWithoutMember");
    EXPECT_EQ(broken(1000, -1000, member, 0), "PointsTenderOverTotal");
}

Line value_line(std::int64_t amount_minor) {
    Line line = sold(amount_minor, amount_minor < 0 ? -1000 : 1000);
    line.kind = LineKind::StoredValue;
    line.gift_card = Bytes(32, 'g');
    if (amount_minor < 0) line.original = OriginalLine{SaleId{77}, 1};
    return line;
}

Tender gift_card(std::int64_t amount_minor) {
    return {TenderKind::StoredValue,
            amount_minor,
            {},
            EntryId{6},
            loyalty::RedemptionMeans::Hq,
            Bytes(32, 'g')};
}

Tender voucher(std::int64_t amount_minor) {
    return {TenderKind::Voucher,
            amount_minor,
            {},
            EntryId{7},
            loyalty::RedemptionMeans::Hq,
            "voucher 1"};
}

TEST(CheckTest, StoredValueIsSoldByThePieceToAGiftCardOrAMember) {
    const auto with = [](auto change) {
        Line line = value_line(1000);
        change(line);
        return verdict(sale_of({line}, {cash(line.amount_minor)}));
    };
    const std::string wrong = "StoredValueLineWrong";
    EXPECT_EQ(with([](Line&) {}), "complete");
    EXPECT_EQ(with([](Line& line) { line.gift_card.clear(); }), wrong) << "whose?";
    EXPECT_EQ(with([](Line& line) { line.quantity = Quantity{2000}; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.discount_minor = 1; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.amount_minor = 0; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.amount_minor = -1000; }), wrong) << "names no sale";
    EXPECT_EQ(with([](Line& line) { line.points = Points{1}; }), wrong) << "earns nothing";
    EXPECT_EQ(with([](Line& line) { line.campaign_points = Points{1}; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.tag = "urn:epc:id:sgtin:1.2.3"; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.stored_paid_minor = 1000; }), wrong);
    EXPECT_EQ(with([](Line& line) { line.kind = LineKind::Goods; }), wrong)
        << "goods have no gift card";
    Line own = value_line(1000);
    own.gift_card.clear();
    EXPECT_EQ(verdict(with_member(sale_of({own}, {cash(1000)}))), "complete");
    EXPECT_EQ(verdict(sale_of({value_line(-1000)}, {cash(-1000)})), "complete");
    Line part = value_line(-1000);
    part.quantity = Quantity{-500};
    EXPECT_EQ(verdict(sale_of({part}, {cash(-1000)})), wrong) << "all of it or nothing";
}

TEST(CheckTest, ValuePaysForGoodsAndForNoValue) {
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {gift_card(1000)})), "complete");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {voucher(300), gift_card(700)})), "complete");
    EXPECT_EQ(verdict(sale_of({value_line(1000)}, {gift_card(1000)})), "ValueTenderOverGoods");
    EXPECT_EQ(verdict(sale_of({value_line(1000)}, {voucher(1), cash(999)})),
              "ValueTenderOverGoods");
    EXPECT_EQ(verdict(with_member(sale_of({value_line(1000)}, {points(1000)}))),
              "ValueTenderOverGoods");
    EXPECT_EQ(verdict(sale_of({sold(600), value_line(1000)}, {gift_card(600), cash(1000)})),
              "complete");
    EXPECT_EQ(verdict(sale_of({sold(600), value_line(1000)}, {gift_card(601), cash(999)})),
              "ValueTenderOverGoods");
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {gift_card(1001), cash(-1)})), "ValueTenderOverGoods");
}

TEST(CheckTest, ATenderOfValueSaysWhichInstrumentPays) {
    Tender own = gift_card(1000);
    own.instrument.clear();
    EXPECT_EQ(verdict(sale_of({sold(1000)}, {own})), "InstrumentMissing");
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {own}))), "complete");
    Tender nameless = voucher(1000);
    nameless.instrument.clear();
    EXPECT_EQ(verdict(with_member(sale_of({sold(1000)}, {nameless}))), "InstrumentMissing");
}

TEST(CheckTest, WhatGoesBackToAGiftCardIsWhatItsLinesSay) {
    const auto back = [](std::int64_t line_minor, std::int64_t tender_minor) {
        Line line = brought_back(-1000);
        line.stored_paid_minor = line_minor;
        return verdict(sale_of({line}, {gift_card(tender_minor), cash(-1000 - tender_minor)}));
    };
    EXPECT_EQ(back(-400, -400), "complete");
    EXPECT_EQ(back(-1000, -1000), "complete");
    EXPECT_EQ(back(-1001, -1001), "ValueTenderOverGoods");
    EXPECT_EQ(back(-400, -399), "ValueTenderOverGoods");
    EXPECT_EQ(back(-400, 0), "ValueTenderOverGoods");
    EXPECT_EQ(back(0, -400), "ValueTenderOverGoods");
    Line line = brought_back(-1000);
    line.stored_paid_minor = -600;
    line.voucher_paid_minor = -401;
    EXPECT_EQ(verdict(sale_of({line}, {gift_card(-600), voucher(-401), cash(1)})),
              "ValueTenderOverGoods")
        << "together more than the line gives back";
    line.voucher_paid_minor = -400;
    EXPECT_EQ(verdict(sale_of({line}, {gift_card(-600), voucher(-400)})), "complete");
}

TEST(TotalTest, StoredValueSoldIsNoSpendAndStoredValuePaidIs) {
    const Sale sale =
        sale_of({sold(1000), value_line(5000)}, {gift_card(600), voucher(100), cash(5300)});
    EXPECT_EQ(verdict(sale), "complete");
    EXPECT_EQ(sale.total_minor(), 6000);
    EXPECT_EQ(sale.goods_minor(), 1000);
    EXPECT_EQ(sale.paid_minor(TenderKind::StoredValue), 600);
    EXPECT_EQ(sale.eligible_minor(), 900) << "without what the voucher paid";
    EXPECT_FALSE(sale.is_without_goods());
    EXPECT_TRUE(sale_of({value_line(5000)}, {}).is_without_goods());
    EXPECT_FALSE(Sale{}.is_without_goods());
}

TEST(TotalTest, IsTheSumOfTheLinesAndEarnsWithoutWhatPointsPaid) {
    const Sale sale = with_member(sale_of({sold(1000), sold(550), brought_back(-200)},
                                          {points(300), cash(1000), points(50)}));
    EXPECT_EQ(sale.total_minor(), 1350);
    EXPECT_EQ(sale.points_tender_minor(), 350);
    EXPECT_EQ(sale.eligible_minor(), 1000);
    EXPECT_EQ(Sale{}.total_minor(), 0);
    EXPECT_EQ(Sale{}.eligible_minor(), 0);
}

TEST(IsReturnTest, IsASaleThatBringsBackAndSellsNothing) {
    struct Row {
        const char* what;
        std::vector<Line> lines;
        bool is_return;
    };

    Line deposit_back = sold(-20, 0);
    for (const Row& row : {
             Row{"a sale", {sold(1000)}, false},
             Row{"a gift", {sold(0)}, false},
             Row{"a line of neither amount nor quantity", {sold(0, 0)}, false},
             Row{"no lines", {}, false},
             Row{"a return", {brought_back(-1000)}, true},
             Row{"two lines brought back", {brought_back(-1000), brought_back(-5)}, true},
             Row{"a gift brought back", {brought_back(0)}, true},
             Row{"an imported return, which names no original", {sold(-1000, -1000)}, true},
             Row{"a negative amount without a quantity", {deposit_back}, true},
             Row{"a return with a line of nothing", {brought_back(-1000), sold(0, 0)}, true},
             Row{"an exchange for something dearer", {brought_back(-1000), sold(1500)}, false},
             Row{"an exchange for something cheaper", {brought_back(-1000), sold(500)}, false},
             Row{"an exchange for a gift", {brought_back(-1000), sold(0)}, false},
             Row{"a return with a fee", {brought_back(-1000), sold(50, 0)}, false},
             Row{"a corrected return whose amount came out positive", {brought_back(5)}, true},
         })
        EXPECT_EQ(sale_of(row.lines, {}).is_return(), row.is_return) << row.what;
}

TEST(SaleRefusalTest, HasAName) {
    EXPECT_EQ(name_of(SaleRefusal::NoLines), "NoLines");
    EXPECT_EQ(name_of(SaleRefusal::PointsTenderOverTotal), "PointsTenderOverTotal");
    EXPECT_EQ(name_of(SaleRefusal::ValueTenderOverGoods), "ValueTenderOverGoods");
}

}  // namespace
}  // namespace pareto::sale
