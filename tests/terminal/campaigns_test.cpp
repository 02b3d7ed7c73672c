// Campaigns at the till: what the feed brought is priced, tendered, recorded and taken back.
#include "terminal/app/campaigns.h"

#include <gtest/gtest.h>

#include "common/sync/campaign.h"
#include "common/sync/campaign_list.h"
#include "terminal/app/post_void.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;
using terminal::Checkout;
using terminal::RecordedSale;

const MemberId kAnna = MemberId::of(1, 7);
const Bytes kSecret(32, 'k');

/// Live in March 2026, one rule.
Campaign campaign(std::int64_t id, loyalty::Conditions conditions, loyalty::Effect effect) {
    Campaign made;
    made.id = CampaignId{id};
    made.version = 1;
    made.name = "campaign " + std::to_string(id);
    made.from = *parse_date("2026-03-01");
    made.to = *parse_date("2026-03-31");
    made.rules.push_back({0, std::move(conditions), {std::move(effect)}});
    return made;
}

loyalty::Conditions food() {
    loyalty::Conditions conditions;
    conditions.items.categories = {"food"};
    return conditions;
}

class CampaignsTest : public testing::Test {
protected:
    CampaignsTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        anna.facts = {kAnna, "gold", true, Points{500}};
        anna.member_number = "2900000000018";
        anna.cards = {{journal::card_key(kSecret, "number", "906")}};
        feed({{1, "current", sync::encode(sync::RulesChange{rules})}});
        feed_anna();
        open_shift(file);
    }

    void feed(std::vector<sync::Change> changes) {
        const auto fed = file.journal->apply_feed({cursor, cursor + 1, std::move(changes)});
        ASSERT_TRUE(fed) << describe(fed.error());
        ++cursor;
    }

    void feed_anna() { feed({{3, std::to_string(kAnna.value), sync::encode(anna)}}); }

    /// A list of these; the budgets of each are for `terminals` terminals up to `last_terminal`.
    void live(const std::vector<Campaign>& campaigns,
              std::int64_t terminals = 1,
              std::int64_t last_terminal = 11) {
        sync::CampaignList list{++version, {}};
        std::vector<sync::Change> changes;
        for (const Campaign& one : campaigns) {
            changes.push_back({20, sync::campaign_subject(one.id, one.version), sync::encode(one)});
            list.campaigns.push_back({one.id, one.version, terminals, TerminalId{last_terminal}});
        }
        changes.push_back({21, "current", sync::encode(list)});
        feed(std::move(changes));
    }

    /// Sells one line to a card (or nobody) for cash, and gives what the sale says.
    RecordedSale sell(const std::string& card, std::int64_t amount_minor) {
        Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
        if (!card.empty()) {
            EXPECT_EQ(text_of(checkout.tap({{}, card, "test"})), "ok");
        }
        EXPECT_EQ(text_of(checkout.add_line(line("milk", 1, amount_minor))), "ok");
        EXPECT_EQ(text_of(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor())),
                  "ok");
        const auto recorded = checkout.complete({});
        EXPECT_EQ(text_of(recorded), "ok");
        return recorded ? *recorded : RecordedSale{};
    }

    /// "900 + 109p": what the line cost and all it earned.
    static std::string text(const RecordedSale& recorded) {
        const sale::Line& first = recorded.sale.lines.front();
        return std::to_string(first.amount_minor) + " + " +
               std::to_string(recorded.sale.points_promised.value) + "p";
    }

    TerminalFile file;
    sync::MemberChange anna;
    std::int64_t cursor = 0;
    std::int64_t version = 0;
};

TEST_F(CampaignsTest, WithoutAListNothingIsSaidOfCampaigns) {
    const RecordedSale sold = sell("906", 10'00);
    EXPECT_EQ(text(sold), "1000 + 10p");
    EXPECT_EQ(sold.sale.campaigns, sale::CampaignPricing{});
}

TEST_F(CampaignsTest, ADiscountIsOnTheLineAndAMultiplierOnItsPoints) {
    loyalty::Conditions members = food();
    members.members_only = true;
    live({campaign(1, food(), loyalty::PercentOff{loyalty::Target::Items, 1'000, 0, 0}),
          campaign(2, members, loyalty::PointsMultiplier{loyalty::Target::Items, {3, 1}})});
    const RecordedSale sold = sell("906", 10'00);
    // 10.00 less 10 %; 9 points by the rules, twice as many on top.
    EXPECT_EQ(text(sold), "900 + 27p");
    const sale::Line& milk = sold.sale.lines.front();
    EXPECT_EQ(milk.discount_minor, 1'00);
    EXPECT_EQ(milk.campaign_discount_minor, 1'00);
    EXPECT_EQ(milk.campaign_points.value, 18);
    EXPECT_EQ(milk.points.value, 27);
    EXPECT_EQ(sold.sale.campaigns.list_version, 1);
    EXPECT_EQ(sold.sale.campaigns.awards.size(), 2U);
    EXPECT_EQ(sold.campaign_names.at(CampaignId{1}), "campaign 1");
    EXPECT_EQ(text(sell("", 10'00)), "900 + 0p") << "no member: no points, the discount is for all";
}

TEST_F(CampaignsTest, SurviveARestartAndEndWithTheirList) {
    live({campaign(1, food(), loyalty::AmountOff{loyalty::Target::Basket, 2'50, 0})});
    file.reopen();
    EXPECT_EQ(text(sell("", 10'00)), "750 + 0p");
    live({});
    EXPECT_EQ(text(sell("", 10'00)), "1000 + 0p");
}

TEST_F(CampaignsTest, WhatIsKnownOfAMemberDecides) {
    loyalty::Conditions birthday = food();
    birthday.birthday = loyalty::BirthdayWindow{1, 1};
    loyalty::Conditions targeted = food();
    targeted.targeted = true;
    loyalty::Conditions fifth = food();
    fifth.visit = loyalty::VisitNumbers{5, 5, 1};
    live({campaign(1, birthday, loyalty::PointsBonus{Points{100}, loyalty::Per::Basket, 0}),
          campaign(2, targeted, loyalty::PointsBonus{Points{20}, loyalty::Per::Basket, 0}),
          campaign(3, fifth, loyalty::PointsBonus{Points{3}, loyalty::Per::Basket, 0})});
    EXPECT_EQ(text(sell("906", 10'00)), "1000 + 10p") << "nothing is known yet";
    anna.campaigns.birthday = std::chrono::March / 10;  // kToday is the 9th
    anna.campaigns.targeted = {CampaignId{2}};
    anna.campaigns.visits = 4;
    feed_anna();
    const RecordedSale sold = sell("906", 10'00);
    EXPECT_EQ(text(sold), "1000 + 133p");
    EXPECT_EQ(sold.sale.campaigns.birthday_rules,
              (std::vector<loyalty::RuleNumber>{{CampaignId{1}, 1}}))
        << "the entry names the rule, never the birthday";
}

TEST_F(CampaignsTest, ATerminalSpendsItsShareOfABudgetAndNoMore) {
    Campaign limited = campaign(1, food(), loyalty::AmountOff{loyalty::Target::Basket, 1'00, 0});
    limited.budgets = {{loyalty::BudgetScope::Total, loyalty::BudgetMeasure::Uses, 5}};
    live({limited}, 2);  // five uses for two terminals: two each, one is nobody's
    EXPECT_EQ(text(sell("", 10'00)), "900 + 0p");
    const RecordedSale second = sell("", 10'00);
    EXPECT_EQ(text(second), "900 + 0p");
    const RecordedSale third = sell("", 10'00);
    EXPECT_EQ(text(third), "1000 + 0p");
    EXPECT_EQ(third.sale.campaigns.budget_spent,
              (std::vector<loyalty::RuleNumber>{{CampaignId{1}, 1}}));
    const auto voided =
        terminal::post_void(*file.journal, file.clock, {second.id, "mistake", std::nullopt});
    ASSERT_TRUE(voided) << text_of(voided);
    EXPECT_EQ(text(sell("", 10'00)), "900 + 0p") << "a post-void gives the use back";
    limited.version = 2;
    live({limited}, 2, 10);  // listed before this terminal, 11, was enrolled
    EXPECT_EQ(text(sell("", 10'00)), "1000 + 0p");
}

TEST_F(CampaignsTest, AMembersBudgetCountsWhatHqAndThisTerminalKnow) {
    Campaign twice = campaign(1, food(), loyalty::AmountOff{loyalty::Target::Basket, 1'00, 0});
    twice.rules[0].conditions.members_only = true;
    twice.budgets = {{loyalty::BudgetScope::Member, loyalty::BudgetMeasure::Uses, 2}};
    live({twice});
    anna.campaigns.uses = {{CampaignId{1}, {1, 0, 1'00}}};
    feed_anna();
    EXPECT_EQ(text(sell("906", 10'00)), "900 + 9p");
    anna.campaigns.uses = {{CampaignId{1}, {2, 0, 2'00}}};
    feed_anna();
    EXPECT_EQ(text(sell("906", 10'00)), "1000 + 10p");
}

TEST_F(CampaignsTest, ACouponAndAMeansOfPaymentAreKnownBeforeTheSaleIsDone) {
    loyalty::Conditions coupon = food();
    coupon.coupon = true;
    Campaign spring = campaign(1, coupon, loyalty::AmountOff{loyalty::Target::Basket, 3'00, 0});
    spring.coupons.codes = {"SPRING"};
    loyalty::Conditions by_card = food();
    by_card.paid_by = loyalty::PaidByCard;
    live({spring, campaign(2, by_card, loyalty::AmountOff{loyalty::Target::Basket, 50, 0})});
    Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
    ASSERT_TRUE(checkout.add_line(line("milk", 1, 10'00)));
    EXPECT_EQ(checkout.basket().due_minor(), 10'00);
    ASSERT_TRUE(checkout.present_coupon("WINTER"));
    EXPECT_EQ(checkout.basket().due_minor(), 10'00);
    ASSERT_TRUE(checkout.present_coupon("SPRING"));
    EXPECT_EQ(checkout.basket().due_minor(), 7'00);
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Card, 6'50));
    EXPECT_EQ(checkout.basket().due_minor(), 0) << "the card brings another 0.50 off";
    EXPECT_EQ(text_of(checkout.complete({})), "ok");
}

TEST_F(CampaignsTest, WhatIsBroughtBackGivesBackWhatItCostAndTakesTheBonusToo) {
    loyalty::Conditions members = food();
    members.members_only = true;
    live({campaign(1, members, loyalty::PercentOff{loyalty::Target::Items, 5'000, 0, 0}),
          campaign(2, members, loyalty::PointsBonus{Points{30}, loyalty::Per::Basket, 0})});
    const RecordedSale sold = sell("906", 20'00);
    EXPECT_EQ(text(sold), "1000 + 40p");
    Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
    const terminal::GoodsBack all{1, Quantity{1'000}};
    ASSERT_EQ(text_of(checkout.add_return(sold.id, {&all, 1})), "ok");
    EXPECT_EQ(checkout.basket().due_minor(), -10'00);
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Cash, -10'00));
    const auto back = checkout.complete({});
    ASSERT_EQ(text_of(back), "ok");
    EXPECT_EQ(back->sale.points_promised.value, -40);
    EXPECT_TRUE(back->sale.campaigns.awards.empty());
}

TEST_F(CampaignsTest, AnExchangeWithoutACardIsTheBuyersAndPricedSo) {
    const RecordedSale sold = sell("906", 20'00);
    loyalty::Conditions members = food();
    members.members_only = true;
    live({campaign(1, members, loyalty::AmountOff{loyalty::Target::Basket, 3'00, 0})});
    Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
    const terminal::GoodsBack all{1, Quantity{1'000}};
    ASSERT_EQ(text_of(checkout.add_return(sold.id, {&all, 1})), "ok");
    ASSERT_EQ(text_of(checkout.add_line(line("bread", 1, 25'00))), "ok");
    EXPECT_EQ(checkout.basket().due_minor(), 2'00);
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Cash, 2'00));
    const auto recorded = checkout.complete({});
    ASSERT_EQ(text_of(recorded), "ok");
    EXPECT_EQ(recorded->sale.facts.member, kAnna);
    ASSERT_EQ(recorded->sale.campaigns.awards.size(), 1U);
}

TEST_F(CampaignsTest, HoursAreThoseOfHqWhenTheClockWasSetBack) {
    Campaign evening = campaign(1, food(), loyalty::AmountOff{loyalty::Target::Basket, 1'00, 0});
    evening.rules[0].conditions.hours = {{20 * 60, 24 * 60}};
    live({evening});
    EXPECT_EQ(text(sell("", 10'00)), "1000 + 0p");
    sync::Welcome welcome;
    welcome.term = 1;
    const auto day = std::chrono::floor<std::chrono::days>(file.clock.now());
    welcome.hq_time_ms = to_ms(day + std::chrono::hours{21});
    ASSERT_LT(file.clock.now(), from_ms(welcome.hq_time_ms));
    ASSERT_TRUE(file.journal->record_welcome(welcome));
    EXPECT_EQ(text(sell("", 10'00)), "900 + 0p");
}

TEST_F(CampaignsTest, ACampaignOfALaterVersionIsLeftOutAndSellingGoesOn) {
    live({campaign(1, food(), loyalty::AmountOff{loyalty::Target::Basket, 1'00, 0})});
    sync::CampaignList list{
        ++version, {{CampaignId{1}, 1, 1, TerminalId{11}}, {CampaignId{2}, 1, 1, TerminalId{11}}}};
    feed({{20, "2:1", Bytes("\xff\xff")}, {21, "current", sync::encode(list)}});
    EXPECT_EQ(text(sell("", 10'00)), "900 + 0p");
}

}  // namespace
}  // namespace pareto::test
