// What a campaign would have done to past sales, and what it brought against its control group.
#include "hq/campaigns/simulate.h"

#include "common/loyalty/control_group.h"
#include "hq/campaigns/past_baskets.h"
#include "hq/campaigns/read_campaign.h"
#include "hq/campaigns/result.h"
#include "tests/hq/campaigns/campaign_world.h"

namespace pareto::hq {
namespace {

using campaigns::CampaignId;
using campaigns::Given;
using loyalty::Campaign;

Campaign made(const std::string& json, std::int64_t id) {
    Campaign campaign = good(campaigns::read_campaign(json));
    campaign.id = CampaignId{id};
    campaign.version = 1;
    return campaign;
}

std::string rule(const std::string& give,
                 const std::string& conditions = "{}",
                 const std::string& more = "") {
    return R"({"name": "x", "from": "2026-03-01", "to": "2026-03-31", )" + more +
           R"("rules": [{"if": )" + conditions + R"(, "give": [)" + give + "]}]}";
}

std::string show(const Given& given) {
    return std::to_string(given.applied) + "/" + std::to_string(given.baskets) + " baskets, " +
           std::to_string(given.members.size()) + " members, -" +
           std::to_string(given.discount_minor) + ", " + std::to_string(given.points) + "p, cost " +
           std::to_string(given.cost_minor(loyalty::RuleSet{}));
}

// A: 77 buys for 10.00 and 20.00; 78 for 5.00; a stranger for 40.00. B: 77 for 8.00, and 78 brings
// tea back.
const char* const kSales =
    "branch,receipt,sold_at,card,sku,category,quantity,amount\n"
    "A,1,2026-03-02T09:00:00,77,tea,drinks,1,10.00\n"
    "A,2,2026-03-02T12:00:00,77,tea,drinks,2,20.00\n"
    "A,3,2026-03-03T12:00:00,78,milk,dairy,1,5.00\n"
    "A,4,2026-03-04T12:00:00,,tea,drinks,4,40.00\n"
    "B,1,2026-03-05T20:30:00,77,milk,dairy,1,8.00\n"
    "B,2,2026-03-06T12:00:00,78,tea,drinks,-1,-10.00\n"
    "B,3,2026-04-02T12:00:00,78,tea,drinks,1,10.00\n";

class SimulateTest : public CampaignTest {
protected:
    void SetUp() override {
        CampaignTest::SetUp();
        if (IsSkipped()) return;
        EXPECT_EQ(world->sales(kSales, {{"terminal", "1", true}}).substr(0, 7), "rows 7,")
            << world->reasons;
    }

    campaigns::Simulation simulate(const Campaign& tried, std::vector<Campaign> live = {}) {
        auto simulator = campaigns::Simulator::make(loyalty::RuleSet{}, std::move(live), tried);
        EXPECT_TRUE(simulator);
        std::int64_t baskets = 0;
        baskets = good(campaigns::replay_baskets(
            world->connection(),
            {*parse_date("2026-03-01"), *parse_date("2026-03-31"), "America/New_York"},
            [&](const loyalty::PricingRequest& one) { simulator->take(one); },
            [](std::int64_t, std::int64_t) { return true; }));
        EXPECT_EQ(baskets, simulator->result().all.baskets);
        return simulator->result();
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, SimulateTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, SimulateTest, testing::Values(Engine::Postgres));

TEST_P(SimulateTest, TellsWhoWouldHaveGotWhatByBranchAndStanding) {
    const auto found = simulate(made(
        rule(R"({"kind": "percent_off", "basis_points": 1000})", R"({"items": {"skus": ["tea"]}})"),
        1));
    EXPECT_EQ(show(found.all), "3/5 baskets, 1 members, -700, 0p, cost 700");  // 1.00 + 2.00 + 4.00
    EXPECT_EQ(show(found.by_branch.at("A")), "3/4 baskets, 1 members, -700, 0p, cost 700");
    EXPECT_EQ(show(found.by_branch.at("B")), "0/1 baskets, 0 members, -0, 0p, cost 0");
    EXPECT_EQ(show(found.by_standing.at("member")), "2/4 baskets, 1 members, -300, 0p, cost 300");
    EXPECT_EQ(show(found.by_standing.at("not a member")),
              "1/1 baskets, 0 members, -400, 0p, cost 400");
    EXPECT_EQ(found.sold_minor, 8300);
    EXPECT_EQ(found.reasons.at(0)[static_cast<std::size_t>(loyalty::Why::Applied)], 3);
    EXPECT_EQ(found.reasons.at(0)[static_cast<std::size_t>(loyalty::Why::NoSuchItems)], 2);
}

TEST_P(SimulateTest, PointsCostWhatTheyAreWorthAndHoursAreTheBranchs) {
    // 10 + 20 + 5 + 8 points; the stranger gets none.
    EXPECT_EQ(show(simulate(made(rule(R"({"kind": "points_multiplier", "numerator": 2})"), 1)).all),
              "4/5 baskets, 2 members, -0, 43p, cost 43");
    EXPECT_EQ(show(simulate(made(rule(R"({"kind": "points_bonus", "points": 50})",
                                      R"({"hours": [{"from": "20:00", "to": "21:00"}]})"),
                                 1))
                       .all),
              "1/5 baskets, 1 members, -0, 50p, cost 50");
}

TEST_P(SimulateTest, VisitsAreCountedAndBudgetsAreSpentOnTheWay) {
    EXPECT_EQ(show(simulate(made(rule(R"({"kind": "amount_off", "minor": 100})",
                                      R"({"visit": {"first": 2, "last": 3}})"),
                                 1))
                       .all),
              "2/5 baskets, 1 members, -200, 0p, cost 200");
    EXPECT_EQ(
        show(simulate(
                 made(rule(R"({"kind": "amount_off", "minor": 100})",
                           "{}",
                           R"("budgets": [{"per": "member", "measure": "uses", "limit": 1}], )"),
                      1))
                 .all),
        "2/5 baskets, 2 members, -200, 0p, cost 200");  // 77 once, 78 once; strangers cannot be
                                                        // counted
}

TEST_P(SimulateTest, OtherCampaignsThatItDisplacesAreCounted) {
    const Campaign live =
        made(rule(R"({"kind": "amount_off", "minor": 300})", R"({"items": {"skus": ["tea"]}})"), 1);
    Campaign tried = made(
        rule(R"({"kind": "amount_off", "minor": 50})", "{}", R"("alone": true, "priority": 5, )"),
        2);
    const auto found = simulate(tried, {live});
    EXPECT_EQ(show(found.all), "5/5 baskets, 2 members, -250, 0p, cost 250");
    EXPECT_EQ(found.other_minor, -900);
    tried.priority = -5;
    const auto last = simulate(tried, {live});
    EXPECT_EQ(show(last.all), "2/5 baskets, 2 members, -100, 0p, cost 100");
    EXPECT_EQ(last.other_minor, 0);
}

// Selling the same baskets with the campaign live: each is priced when it comes, and what it gets
// is taken from the budgets before the next one comes.
TEST_P(SimulateTest, CostsWhatTheSameBasketsCostWhenTheyAreSoldWithTheCampaignLive) {
    const std::vector<Campaign> live{
        made(rule(R"({"kind": "percent_off", "basis_points": 333, "on": "basket"})",
                  "{}",
                  R"("budgets": [{"per": "all", "measure": "minor", "limit": 150}], )"),
             1),
        made(rule(R"({"kind": "points_multiplier", "numerator": 5, "denominator": 3})"), 2)};
    const Campaign tried =
        made(rule(R"({"kind": "amount_off", "minor": 777}, {"kind": "points_bonus", "points": 3})",
                  R"({"items": {"skus": ["tea"]}})",
                  R"("priority": 9, "budgets": [{"per": "all", "measure": "uses", "limit": 2}], )"),
             3);
    const auto simulated = simulate(tried, live);
    loyalty::BudgetBook book;
    auto all = live;
    all.push_back(tried);
    const auto set = loyalty::CampaignSet::prepare(all).value();
    std::int64_t booked_minor = 0;
    std::int64_t booked_points = 0;
    const auto sell = [&](const loyalty::PricingRequest& basket) {
        const auto sold = loyalty::price(basket, loyalty::RuleSet{}, set, book);
        for (const auto& [id, use] : loyalty::uses_of(sold.awards)) {
            book.spend(*set.find(id),
                       use,
                       {basket.customer.member.member, basket.branch, basket.business_date});
            if (id != tried.id) continue;
            booked_minor += use.minor;
            booked_points += use.points;
        }
    };
    good(campaigns::replay_baskets(
        world->connection(),
        {*parse_date("2026-03-01"), *parse_date("2026-03-31"), "America/New_York"},
        sell,
        [](std::int64_t, std::int64_t) { return true; }));
    // 7.77 off each of the first two baskets with tea, both of member 77.
    EXPECT_EQ(booked_minor, 1554);
    EXPECT_EQ(booked_points, 6);
    EXPECT_EQ(simulated.all.discount_minor, booked_minor);
    EXPECT_EQ(simulated.all.points, booked_points);
}

TEST_P(SimulateTest, ANewVersionReplacesTheLiveOne) {
    const Campaign live = made(rule(R"({"kind": "amount_off", "minor": 300})"), 1);
    const auto found = simulate(made(rule(R"({"kind": "amount_off", "minor": 100})"), 1), {live});
    EXPECT_EQ(show(found.all), "5/5 baskets, 2 members, -500, 0p, cost 500");
    EXPECT_EQ(found.other_minor, 0);
}

TEST_P(SimulateTest, TheResultComparesGroupsAndCountsWhatWasGiven) {
    Campaign campaign = made(
        rule(R"({"kind": "amount_off", "minor": 1})", "{}", R"("control_basis_points": 5000, )"),
        1);
    auto& connection = world->connection();
    good(campaigns::measure(connection, campaign, loyalty::RuleSet{}, campaign.from, campaign.to));
    // Joined long before the campaign, 40 of each group; the treated spend 30.00 more in two visits
    // instead of one.
    std::int64_t control = 0;
    std::int64_t treated = 0;
    for (std::int64_t number = 1; control < 40 || treated < 40; ++number) {
        const MemberId member = MemberId::of(900, number);
        const bool is_control = loyalty::placement_of(campaign, member).control;
        if ((is_control ? control : treated)++ >= 40) continue;
        good(
            connection.execute("insert into member(member_id, member_number, home_branch_id, tier, "
                               "vip, joined_on, name) values "
                               "($1, $2, 1, '', 0, '2020-01-01', '')",
                               {member.value, "m" + std::to_string(number)}));
        good(connection.execute(
            "insert into member_day(shard_key, business_date, branch_id, net_minor, visits) values "
            "($1, '2026-03-10', 1, $2, $3)",
            {member.value,
             10'000 + number % 7 * 10 + (is_control ? 0 : 3'000),
             std::int64_t{is_control ? 1 : 2}}));
    }
    // A member of the stories above joined on 2026-03-02 and got something.
    good(connection.execute(
        "insert into campaign_award(campaign_id, sale_id, version, variant, member_id, branch_id, "
        "business_date, points, cost_minor) select 1, 5, 1, 0, min(member_id), 1, '2026-03-05', "
        "40, 600 from "
        "member where joined_on > '2026-01-01'"));
    const auto result = good(
        campaigns::measure(connection, campaign, loyalty::RuleSet{}, campaign.from, campaign.to));
    ASSERT_EQ(result.groups.size(), 2U);
    EXPECT_EQ(result.groups[0].members, 40);
    EXPECT_EQ(result.groups[1].members, 40);
    EXPECT_EQ(result.groups[0].visits, 40);
    EXPECT_EQ(result.groups[1].visits, 80);
    ASSERT_TRUE(result.groups[1].spend);
    EXPECT_TRUE(result.groups[1].spend->is_effect());
    EXPECT_NEAR(result.groups[1].spend->mean, 3'000, 15);
    EXPECT_EQ(result.awards, 1);
    EXPECT_EQ(result.points, 40);
    EXPECT_EQ(result.cost_minor, 640);
    ASSERT_EQ(result.acquired.size(), 1U);
    EXPECT_EQ(result.acquired[0].members, 1);
    EXPECT_EQ(result.acquired[0].cost_minor, 640);
    campaign.control_basis_points = 0;
    const auto refused =
        campaigns::measure(connection, campaign, loyalty::RuleSet{}, campaign.from, campaign.to);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail,
              "campaign 1 has no control group; what it brought cannot be told from what would "
              "have been");
}

// Student's own sleep data (Welch: t = 1.8608 with 17.776 degrees of freedom, interval -0.2055
// to 3.3655).
TEST(WelchTest, GivesThePublishedIntervalOfTheSleepData) {
    campaigns::Moments one;
    campaigns::Moments two;
    for (const double value : {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0})
        one.add(value);
    for (const double value : {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4})
        two.add(value);
    const auto difference = campaigns::welch(two, one);
    ASSERT_TRUE(difference);
    EXPECT_NEAR(difference->mean, 1.58, 1e-9);
    EXPECT_NEAR(difference->low, -0.2054832, 1e-6);
    EXPECT_NEAR(difference->high, 3.3654832, 1e-6);
    EXPECT_FALSE(difference->is_effect());
}

TEST(WelchTest, SaysNothingOfAlmostNobody) {
    campaigns::Moments one;
    campaigns::Moments two;
    one.add(1);
    two.add(1);
    two.add(2);
    EXPECT_FALSE(campaigns::welch(one, two));
    one.add(1);
    EXPECT_TRUE(campaigns::welch(one, two));
    campaigns::Moments same;
    same.add(1);
    same.add(1);
    EXPECT_FALSE(campaigns::welch(one, same));
}

// Nobody was treated differently, so every claim is a false one: about 5 of 100.
TEST(WelchTest, AThousandDrawsWithoutAnEffectClaimOneInAboutFiveOfAHundred) {
    TestRandom random;
    std::vector<double> spend;
    for (int member = 0; member < 1'000; ++member) {
        double product = 1;
        for (int i = 0; i < 3; ++i)
            product *= 1 + static_cast<double>(random.below(1000)) / 100;
        spend.push_back(random.below(4) == 0 ? 0 : product);
    }
    Campaign campaign;
    campaign.control_basis_points = 5000;
    int claims = 0;
    for (std::int64_t draw = 1; draw <= 1'000; ++draw) {
        campaign.id = CampaignId{draw};
        campaigns::Moments control;
        campaigns::Moments treated;
        for (std::size_t member = 0; member < spend.size(); ++member) {
            const bool is_control =
                loyalty::placement_of(campaign, MemberId::of(3, std::int64_t(member) + 1)).control;
            (is_control ? control : treated).add(spend[member]);
        }
        claims += campaigns::welch(treated, control)->is_effect() ? 1 : 0;
    }
    EXPECT_GE(claims, 30);
    EXPECT_LE(claims, 70);
    RecordProperty("claims", claims);
}

}  // namespace
}  // namespace pareto::hq
