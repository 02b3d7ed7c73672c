// What HQ says of what a terminal sold: why a sale cost and earned what it did, which members
// campaigns brought, and what segments make of a campaign at the till.
#include "hq/campaigns/segment_run.h"
#include "hq/commands/question_options.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "hq/reports/catalogue.h"
#include "hq/reports/render.h"
#include "tests/hq/agreement/chain.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

Campaign march(std::int64_t id, const std::string& name, loyalty::Conditions conditions) {
    Campaign made;
    made.id = CampaignId{id};
    made.version = 1;
    made.name = name;
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    made.rules = {{0, std::move(conditions), {loyalty::PercentOff{.basis_points = 1'000}}}};
    return made;
}

/// Turns of a process that has the world's books to itself.
class WorldTurns final : public import::Turns {
public:
    explicit WorldTurns(BooksWorld& world) : world_(world) {}

    [[nodiscard]] Result<void> take(
        const std::function<Result<void>(pareto::database::Connection&)>& work) override {
        return work(world_.connection());
    }

    [[nodiscard]] Result<Registration> registration(pareto::database::Connection&) override {
        return world_.own_registration;
    }

private:
    BooksWorld& world_;
};

class InsightTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<ChainTerminal>(*world_, "HK01", "1");
        till_->take_feed();
        till_->open_shift(date("2026-03-10"));
        anna_ = MemberId{till_->append(enrolled(key_of_number("906"))).value};
        till_->send();
    }

    void live(std::vector<Campaign> campaigns) {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), std::move(campaigns), 0));
        must(transaction.commit());
        till_->take_feed();
    }

    /// Tea for 30.00, 5.00 of it by hand, and rum for 20.00; in cash, to the card or to nobody.
    terminal::RecordedSale sell(const std::string& card) {
        terminal::Checkout checkout = till_->checkout(600);
        if (!card.empty()) {
            EXPECT_TRUE(checkout.tap({{}, card, "command"}));
        }
        sale::Line tea = sold(1, 2, 15'00);
        tea.sku = tea.description = "tea";
        tea.category = "food";
        sale::Line rum = sold(2, 1, 20'00);
        rum.sku = rum.description = "rum";
        rum.category = "drink";
        EXPECT_TRUE(checkout.add_line(tea));
        EXPECT_TRUE(checkout.discount(1, 5'00));
        EXPECT_TRUE(checkout.add_line(rum));
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
        auto recorded = checkout.complete({});
        EXPECT_TRUE(recorded);
        till_->send();
        return recorded ? *recorded : terminal::RecordedSale{};
    }

    std::string why(const std::string& sale, const std::string& language = "en") {
        const auto text = commands::why_sale(world_->connection(), {sale, language});
        return text ? *text : "refused: " + text.error().detail;
    }

    std::unique_ptr<ChainTerminal> till_;
    MemberId anna_;
};

TEST_P(InsightTest, ASaleIsExplainedLineByLineToTheLot) {
    loyalty::RuleSet rules;
    rules.version = 2;
    rules.earning_rules = {{"", "drink", {0, 1}}, {"tea", "", {2, 1}}};
    auto transaction = must(database::begin_writing(world_->connection()));
    must(database::put_rules(world_->connection(), rules));
    must(transaction.commit());
    loyalty::Conditions tea;
    tea.items.skus = {"tea"};
    Campaign off = march(18, "Tea time", tea);
    off.rules[0].effects.emplace_back(loyalty::PointsBonus{Points{7}});
    loyalty::Conditions much;
    much.minimum_spend_minor = 500'00;
    live({off, march(19, "Big basket", much)});
    const auto recorded = sell("906");
    const std::string number = world_->rows("select member_number from member");
    const std::string entry =
        std::to_string(recorded.id.registration()) + ":" + std::to_string(recorded.id.sequence());
    // 25.00 after 5.00 by hand, less 10 %: 22.50, which count twice: 45 points. Rum earns nothing.
    const std::string expected =
        "Receipt HK01-1-000001 of 2026-03-10, member " + number +
        ": HKD 42.50.\n"
        "Decided by version 2 of the rules.\n"
        "Line 1, tea: 2 for HKD 30.00.\n"
        "  Less HKD 5.00, given by hand.\n"
        "  Less HKD 2.50, by campaign 18 \"Tea time\", rule 1: From 2026-03-01 to 2026-03-31, "
        "customers who buy tea get 10 % off each of these items and 7 extra points.\n"
        "  It cost HKD 22.50.\n"
        "  It earned 45 points by the rules: tea counts 2 times.\n"
        "  7 points more, by campaign 18 \"Tea time\", rule 1: From 2026-03-01 to 2026-03-31, "
        "customers who buy tea get 10 % off each of these items and 7 extra points.\n"
        "Line 2, rum: 1 for HKD 20.00.\n"
        "  It earned nothing by the rules: drink is excluded.\n"
        "Paid HKD 42.50 in cash.\n"
        "HKD 42.50 earn, at 1 point for each HKD 1.00, rounded down: 52 points.\n"
        "Not given: campaign 19 \"Big basket\", rule 1: less was spent than it asks for.\n"
        "Its 52 points are lot " +
        entry + "/1, to be used up to 2027-03-10; 52 of them are left.\n";
    EXPECT_EQ(why("HK01-1-000001"), expected);
    EXPECT_EQ(why(entry), expected);
    const std::string chinese = why(entry, "zh-Hant");
    EXPECT_NE(chinese.find("  按規則得 45 分：tea 計 2 倍。\n"), std::string::npos) << chinese;
    EXPECT_NE(chinese.find("未給予：推廣 19 \"Big basket\"，規則 1：未達消費額。\n"),
              std::string::npos)
        << chinese;
    EXPECT_EQ(why("HK01-1-000002"),
              "refused: there is no sale HK01-1-000002; say a receipt's number or an entry, such "
              "as 12:3");
    EXPECT_EQ(why("1:1").substr(0, 27), "refused: there is no sale 1");
}

TEST_P(InsightTest, WhatCameOfASaleSinceIsToldToo) {
    const auto recorded = sell("906");
    terminal::Checkout checkout = till_->checkout(600);
    const terminal::GoodsBack rum{2, Quantity{1'000}};
    ASSERT_TRUE(checkout.add_return(recorded.id, {&rum, 1}));
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Cash, -20'00));
    const auto back = checkout.complete({});
    ASSERT_TRUE(back);
    till_->send();
    const std::string first = why("HK01-1-000001");
    EXPECT_NE(first.find("25 of them are left.\n"), std::string::npos) << first;
    EXPECT_NE(first.find("Goods of line 2 came back with entry "), std::string::npos) << first;
    EXPECT_NE(first.find(": 20 points were taken back.\n"), std::string::npos) << first;
    const std::string second = why("HK01-1-000002");
    EXPECT_NE(second.find("Line 1, rum: 1 brought back of sale "), std::string::npos) << second;
    EXPECT_NE(second.find("line 2; HKD 20.00 given back.\n"
                          "  20 points that it had earned are taken back.\n"
                          "Given back HKD 20.00.\n"),
              std::string::npos)
        << second;
    sell("");
    const std::string nobody = why("HK01-1-000003");
    EXPECT_NE(nobody.find("not a member's: HKD 45.00.\n"), std::string::npos) << nobody;
    EXPECT_EQ(nobody.find("earned"), nobody.find("It earned no points.") + 3) << nobody;
}

TEST_P(InsightTest, NewMembersAreCountedByCampaignWithWhatTheyCost) {
    Campaign bonus = march(18, "welcome", {});
    bonus.rules[0].conditions.members_only = true;
    bonus.rules[0].effects.emplace_back(loyalty::PointsBonus{Points{100}});
    live({bonus});
    static_cast<void>(till_->append(enrolled(key_of_number("907"))));
    static_cast<void>(till_->append(enrolled(key_of_number("908"))));  // buys nothing
    TestTerminal other = world_->terminal("HK02", "1");
    other.append(enrolled(key_of_number("909")), "2026-02-01");  // joined before
    other.send();
    till_->send();
    till_->take_feed();
    sell("906");
    sell("906");
    sell("907");
    // Each sale: 10 % of 25.00 and 20.00, so 4.50, and 100 points that are worth 1.00.
    // Three: 16.50.
    reports::ReportRequest request;
    request.from = date("2026-03-01");
    request.to = date("2026-03-31");
    const auto table = must(
        reports::make_acquisition_report(world_->connection(), *find_currency("HKD"), request));
    EXPECT_EQ(reports::to_csv(table),
              "campaign,name,branch,new_members,points,cost,cost_per_member\r\n"
              ",,HK01,1,0,0.00,0.00\r\n"
              "18,,HK01,2,300,16.50,8.25\r\n");
}

TEST_P(InsightTest, ASegmentDecidesAtTheTillAndFollowsTheMember) {
    TestTerminal old = world_->terminal("HK01", "old");
    old.append(cash_sale(key_of_number("906"), {sold(1, 1, 10'00)}), "2025-08-01");
    old.send();
    WorldTurns turns{*world_};
    const auto refresh = [&](const char* over) {
        return must(campaigns::refresh_segments(turns, world_->clock, date(over)));
    };
    EXPECT_EQ(refresh("2026-03-09").people, 1);
    loyalty::Conditions lapsed;
    lapsed.segments = {"lapsed"};
    live({march(18, "come back", lapsed)});
    EXPECT_EQ(sell("906").sale.total_minor(), 40'50) << "45.00 less 10 %";
    EXPECT_EQ(world_->rows("select reason, detail from suspense"), "");
    refresh("2026-03-10");
    till_->take_feed();
    const auto next = sell("906");
    EXPECT_EQ(next.sale.total_minor(), 45'00) << "not lapsed any more";
    EXPECT_TRUE(next.sale.campaigns.segments.empty());
    EXPECT_EQ(world_->rows("select name from segment_member where name not like 'rfm%' order by 1"),
              "active, returned");
    EXPECT_EQ(world_->rows("select reason, detail from suspense"), "");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         InsightTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
