// Campaigns in words. A rule is written as its conditions and effects; the sentences are golden.
#include <functional>

#include <gtest/gtest.h>

#include "common/loyalty/campaign_sentence.h"
#include "tests/loyalty/campaigns_made.h"

namespace pareto::loyalty::test {
namespace {

const Currency kHkd = find_currency("HKD").value();

struct Golden {
    Conditions conditions;
    Effect effect;
    const char* english;
    const char* chinese;
};

Conditions with(const std::function<void(Conditions&)>& change) {
    Conditions made;
    change(made);
    return made;
}

void expect(const std::vector<Golden>& table) {
    for (const Golden& row : table) {
        const Campaign of = campaign(1, 0, row.conditions, {row.effect});
        EXPECT_EQ(sentence(of, 0, kHkd, Language::English),
                  "From 2026-03-01 to 2026-03-31, " + std::string{row.english});
        EXPECT_EQ(sentence(of, 0, kHkd, Language::TraditionalChinese),
                  "2026-03-01 至 2026-03-31，" + std::string{row.chinese});
    }
}

const Effect kOff = AmountOff{.minor = 500};
const char* const kEnglishOff = " get HKD 5.00 off the whole basket.";
const char* const kChineseOff = "，可得：整單減 HKD 5.00。";

TEST(SentenceTest, EachEffect) {
    expect({
        {{},
         PointsMultiplier{Target::Basket, {2, 1}},
         "customers get 2 times the points on the whole basket.",
         "顧客，可得：整單 2 倍積分。"},
        {{},
         PointsMultiplier{Target::Items, {3, 2}},
         "customers get 1.5 times the points on each item.",
         "顧客，可得：每項貨品 1.5 倍積分。"},
        {{},
         PointsMultiplier{Target::ItemsTogether, {4, 3}},
         "customers get 4/3 times the points on the whole basket.",
         "顧客，可得：整單 4/3 倍積分。"},
        {{},
         PointsBonus{Points{50}},
         "customers get 50 extra points.",
         "顧客，可得：50 額外積分。"},
        {{},
         PointsBonus{Points{5}, Per::Spend, 1000},
         "customers get 5 extra points for every HKD 10.00 paid.",
         "顧客，可得：每付 HKD 10.00 得 5 額外積分。"},
        {{},
         PointsBonus{Points{5}, Per::Quantity, 2000},
         "customers get 5 extra points for every 2 bought.",
         "顧客，可得：每購 2 件得 5 額外積分。"},
        {{},
         PercentOff{.basis_points = 1250, .maximum_minor = 5000},
         "customers get 12.5 % off each item (at most HKD 50.00).",
         "顧客，可得：每項貨品減 12.5%（最多 HKD 50.00）。"},
        {{},
         PercentOff{.basis_points = 10000, .cheapest_of = 3},
         "customers get the cheapest of every 3 free.",
         "顧客，可得：每 3 件中最平一件免費。"},
        {{},
         PercentOff{.basis_points = 5000, .cheapest_of = 2},
         "customers get 50 % off the cheapest of every 2.",
         "顧客，可得：每 2 件中最平一件減 50%。"},
        {{},
         AmountOff{.target = Target::Items, .minor = 5},
         "customers get HKD 0.05 off each unit.",
         "顧客，可得：每件減 HKD 0.05。"},
        {{},
         Gift{"mug", Quantity{2000}, 0},
         "customers get 2 × mug as a gift.",
         "顧客，可得：贈品 mug × 2。"},
        {{},
         VoucherGiven{1000, 30},
         "customers get a voucher of HKD 10.00, valid for 30 days.",
         "顧客，可得：HKD 10.00 禮券（30 日內有效）。"},
        {{},
         StoredValueGiven{250},
         "customers get HKD 2.50 on their account.",
         "顧客，可得：戶口儲值 HKD 2.50。"},
    });
}

TEST(SentenceTest, EffectsOnItemsThatTheRuleNames) {
    const auto tea = of_skus({"tea"});
    const auto row = [&](const Effect& effect, const char* english, const char* chinese) {
        static std::vector<std::string> kept;
        kept.reserve(100);
        const char* const first =
            kept.emplace_back("customers who buy tea get " + std::string{english} + ".").c_str();
        return Golden{
            tea,
            effect,
            first,
            kept.emplace_back("顧客購買 tea，可得：" + std::string{chinese} + "。").c_str()};
    };
    expect({
        row(PointsMultiplier{Target::Items, {3, 2}},
            "1.5 times the points on each of these items",
            "每項此類貨品 1.5 倍積分"),
        row(PointsMultiplier{Target::ItemsTogether, {4, 3}},
            "4/3 times the points on these items together",
            "此類貨品合計 4/3 倍積分"),
        row(PointsBonus{Points{5}, Per::Spend, 1000},
            "5 extra points for every HKD 10.00 paid for these items",
            "此類貨品每付 HKD 10.00 得 5 額外積分"),
        row(PointsBonus{Points{5}, Per::Quantity, 2000},
            "5 extra points for every 2 bought of these items",
            "此類貨品每購 2 件得 5 額外積分"),
        row(AmountOff{.target = Target::Items, .minor = 5},
            "HKD 0.05 off each unit of these items",
            "此類貨品每件減 HKD 0.05"),
        row(AmountOff{.target = Target::Basket, .minor = 5},
            "HKD 0.05 off the whole basket",
            "整單減 HKD 0.05"),
    });
}

TEST(SentenceTest, EachCondition) {
    const auto row = [](const std::function<void(Conditions&)>& change,
                        const char* english,
                        const char* chinese) {
        static std::vector<std::string> kept;
        kept.reserve(100);
        const char* const first = kept.emplace_back(std::string{english} + kEnglishOff).c_str();
        return Golden{with(change),
                      kOff,
                      first,
                      kept.emplace_back(std::string{chinese} + kChineseOff).c_str()};
    };
    using C = Conditions;
    expect({
        row([](C&) {}, "customers", "顧客"),
        row([](C& c) { c.weekdays = 65; },
            "on Mondays and Sundays, customers",
            "星期一 或 星期日，顧客"),
        row(
            [](C& c) {
                c.hours = {{540, 750}, {1320, 1440}};
            },
            "from 09:00 to 12:30 or 22:00 to 24:00, customers",
            "09:00 至 12:30 或 22:00 至 24:00，顧客"),
        row(
            [](C& c) {
                c.branches = {"HK01", "HK02"};
            },
            "in HK01 or HK02, customers",
            "於分店 HK01 或 HK02，顧客"),
        row([](C& c) { c.members_only = true; }, "members", "會員"),
        row([](C& c) { c.vip = true; }, "VIP members", "VIP 會員"),
        row(
            [](C& c) {
                c.tiers = {"gold", "silver"};
            },
            "members of tier gold or silver",
            "會員（級別 gold 或 silver）"),
        row([](C& c) { c.segments = {"lapsed"}; },
            "members in segment lapsed",
            "會員（客群 lapsed）"),
        row([](C& c) { c.targeted = true; }, "members on the campaign's list", "會員（名單內）"),
        row(
            [](C& c) {
                c.birthday = {{7, 3}};
            },
            "members from 7 days before to 3 days after their birthday",
            "會員生日前 7 日至後 3 日"),
        row(
            [](C& c) {
                c.birthday = {{0, 0}};
            },
            "members on their birthday",
            "會員生日當日"),
        row(
            [](C& c) {
                c.visit = {{1, 1, 1}};
            },
            "members on visit 1",
            "會員第 1 次光顧"),
        row(
            [](C& c) {
                c.visit = {{1, 3, 1}};
            },
            "members on visits 1 to 3",
            "會員第 1 至 3 次光顧"),
        row(
            [](C& c) {
                c.visit = {{5, 0, 5}};
            },
            "members from visit 5 on, each 5 visits",
            "會員由第 5 次光顧起（每 5 次一次）"),
        row([](C& c) { c.coupon = true; }, "customers with a coupon", "顧客憑優惠券"),
        row(
            [](C& c) {
                c.items.skus = {"tea"};
                c.items.categories = {"fruit"};
                c.items.except_skus = {"rum"};
            },
            "customers who buy tea or anything of fruit (except rum)",
            "顧客購買 tea 或 fruit類（rum 除外）"),
        row([](C& c) { c.items.of_coupon = true; },
            "customers who buy anything that the coupon names",
            "顧客購買 任何貨品（限優惠券所列）"),
        row([](C& c) { c.minimum_spend_minor = 10000; },
            "customers who buy anything for at least HKD 100.00",
            "顧客購買 任何貨品 滿 HKD 100.00"),
        row(
            [](C& c) {
                c.items.skus = {"tea"};
                c.minimum_quantity = {2000};
            },
            "customers who buy at least 2 of tea",
            "顧客購買 至少 2 件 tea"),
        row(
            [](C& c) {
                c.combination = {{{{"tea"}, {}, {}, {}, false}, {1000}},
                                 {{{}, {"cheese"}, {}, {}, false}, {500}}};
            },
            "customers who buy 1 of tea and 0.5 of anything of cheese",
            "顧客購買 1 件 tea 及 0.5 件 cheese類"),
        row([](C& c) { c.paid_by = PaidByCash | PaidByCard; },
            "customers who pay with cash or card",
            "顧客，以現金 或 銀行卡付款"),
        row(
            [](C& c) {
                c.items.skus = {"tea"};
                c.paid_by = PaidByVoucher;
            },
            "customers who buy tea and pay with vouchers",
            "顧客購買 tea，以禮券付款"),
    });
}

TEST(SentenceTest, WhatHoldsForTheWholeCampaign) {
    auto of = campaign(1, 0, {}, {kOff, PointsBonus{Points{5}}});
    of.to = of.from;
    of.control_basis_points = 1000;
    of.variants = {{"A", 4500}, {"B", 4500}};
    of.rules[0].variant = 2;
    of.budgets = {{BudgetScope::Total, BudgetMeasure::Minor, 100'000},
                  {BudgetScope::MemberDay, BudgetMeasure::Uses, 1},
                  {BudgetScope::Day, BudgetMeasure::Points, 900}};
    of.coupons = {{"TEA"}, true, 1, 2};
    of.alone = of.first_rule_only = true;
    of.exclusive_group = "spring";
    EXPECT_EQ(
        sentences(of, kHkd, Language::English),
        (std::vector<std::string>{
            ("On 2026-03-01, members offered variant B get HKD 5.00 off the whole basket and "
             "5 extra points."),
            ("10 % of members are the control group and get nothing, 45 % are offered "
             "variant A and 45 % are offered variant B."),
            ("It is given at most HKD 1000.00 in all, 1 times a member and day and 900 points "
             "a day."),
            ("Its coupons are the code TEA or a code of its pool, each used at most 1 times, "
             "by one member at most 2 times."),
            ("It applies only where no other campaign does, excludes the others of group "
             "spring and gives only the first of its rules that holds.")}));
    EXPECT_EQ(sentences(of, kHkd, Language::TraditionalChinese),
              (std::vector<std::string>{
                  "2026-03-01，會員（方案 B），可得：整單減 HKD 5.00 及 5 額外積分。",
                  "10%會員為對照組，不獲優惠、45%會員獲方案 A 及 45%會員獲方案 B。",
                  "最多給予：合共 HKD 1000.00、每會員每日 1 次 及 每日 900 積分。",
                  "優惠券為優惠碼 TEA 或 名冊內優惠碼，每碼最多用 1 次，每會員最多用 2 次。",
                  "不可與其他推廣同用、組別 spring 只限一項 及 只給予首項符合的優惠。"}));
}

}  // namespace
}  // namespace pareto::loyalty::test
