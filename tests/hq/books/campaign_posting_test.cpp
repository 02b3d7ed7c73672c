// What campaigns gave, in HQ's books: the list that is fed down, and sales that are priced again.
#include "common/sync/campaign.h"
#include "common/sync/feed.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

Campaign ten_percent(std::int64_t id) {
    Campaign made;
    made.id = CampaignId{id};
    made.version = 1;
    made.name = "ten percent";
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    made.rules.push_back({0,
                          {},
                          {loyalty::PercentOff{loyalty::Target::Items, 1'000, 0, 0},
                           loyalty::PointsBonus{Points{5}, loyalty::Per::Basket, 0}}});
    return made;
}

class CampaignPostingTest : public BooksTest {
protected:
    void live(std::vector<Campaign> campaigns) {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), std::move(campaigns), 0));
        must(transaction.commit());
    }

    /// "20 18:1, 21 current v2 (18:1 for 1)": what a terminal of the branch is fed about campaigns.
    std::string fed(const TestTerminal& till) {
        const sync::Feed feed = must(world_->service().read_feed(till.id(), 0));
        std::string text;
        for (const sync::Change& change : feed.changes) {
            if (change.kind < 20) continue;
            text += (text.empty() ? "" : ", ") + std::to_string(change.kind) + " " + change.subject;
            if (change.bytes.empty()) text += " gone";
            if (change.kind != 21) continue;
            const auto list = must(sync::decode_campaign_list(change.bytes));
            text += " v" + std::to_string(list.version);
            for (const auto& one : list.campaigns)
                text += " (" + sync::campaign_subject(one.id, one.version) + " for " +
                        std::to_string(one.terminals) + ")";
        }
        return text;
    }

    /// A sale of 10.00 with what campaign 18 gives: 1.00 off and 5 points.
    static sale::Sale sale_with_campaign(MemberId member) {
        sale::Sale sale = cash_sale(card("anna"), {sold(1, 1, 10'00)});
        sale.facts.member = member;
        sale::Line& line = sale.lines[0];
        line.amount_minor = 9'00;
        line.discount_minor = line.campaign_discount_minor = 1'00;
        line.campaign_points = Points{5};
        line.points = Points{9 + 5};
        sale.points_promised = Points{14};
        sale.tenders[0].amount_minor = 9'00;
        sale.campaigns.list_version = 1;
        loyalty::Award off;
        off.campaign = CampaignId{18};
        off.version = 1;
        off.rule = 1;
        off.effect = 1;
        off.discount_minor = 1'00;
        loyalty::Award points = off;
        points.effect = 2;
        points.discount_minor = 0;
        points.points = Points{5};
        sale.campaigns.awards = {off, points};
        return sale;
    }

    static constexpr const char* kAwards =
        "select campaign_id, version, points, cost_minor from campaign_award order by sale_id";
    static constexpr const char* kSuspense = "select reason, detail from suspense";
};

TEST_P(CampaignPostingTest, AListIsFedAfterItsCampaignsAndTheyLeaveAfterIt) {
    TestTerminal till = world_->terminal("HK01", "1");
    EXPECT_EQ(fed(till), "");
    live({ten_percent(18)});
    EXPECT_EQ(fed(till), "20 18:1, 21 current v1 (18:1 for 1)");
    live({ten_percent(18)});
    EXPECT_EQ(world_->number("select count(*) from campaign_list"), 1) << "nothing changed";
    // A terminal that comes later has no share of budgets that were shared out before.
    world_->terminal("HK02", "1");
    Campaign next = ten_percent(18);
    next.version = 2;
    live({ten_percent(7), next});
    EXPECT_EQ(fed(till), "20 7:1, 20 18:2, 21 current v2 (7:1 for 2) (18:2 for 2), 20 18:1 gone");
    live({});
    EXPECT_EQ(fed(till), "20 18:1 gone, 21 current v3, 20 7:1 gone, 20 18:2 gone");
}

TEST_P(CampaignPostingTest, ASaleIsPricedAgainAndBooksWhatItPromised) {
    TestTerminal till = world_->terminal("HK01", "1");
    live({ten_percent(18)});
    const EntryId anna = till.append(enrolled(card("anna")));
    const EntryId sale = till.append(sale_with_campaign(MemberId{anna.value}));
    till.send();
    EXPECT_EQ(world_->rows(kSuspense), "");
    EXPECT_EQ(world_->rows(kAwards), "18|1|5|100");
    EXPECT_EQ(world_->rows("select account, amount from balance"), "1|14");
    world_->verify();
    till.append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"});
    till.send();
    EXPECT_EQ(world_->rows(kAwards), "");
    EXPECT_EQ(world_->rows("select account, amount from balance"), "1|0");
    world_->verify();
}

// Buy what a campaign makes free, keep its bonus, bring the goods back, and again: found by the
// property tests of terminal and HQ.
TEST_P(CampaignPostingTest, GoodsThatACampaignMadeFreeTakeItsBonusBackToo) {
    TestTerminal till = world_->terminal("HK01", "1");
    Campaign free = ten_percent(18);
    free.rules[0].effects[0] = loyalty::PercentOff{loyalty::Target::Items, 10'000, 0, 0};
    live({free});
    const EntryId anna = till.append(enrolled(card("anna")));
    sale::Sale sale = sale_with_campaign(MemberId{anna.value});
    sale::Line& line = sale.lines[0];
    line.amount_minor = 0;
    line.discount_minor = line.campaign_discount_minor = 10'00;
    line.points = sale.points_promised = Points{5};
    sale.tenders.clear();
    sale.campaigns.awards[0].discount_minor = 10'00;
    const EntryId entry = till.append(sale);
    till.send();
    EXPECT_EQ(world_->rows("select account, amount from balance"), "1|5");
    till.append(cash_sale(card("anna"), {brought_back(1, entry, 1, 1, 0)}));
    till.send();
    EXPECT_EQ(world_->rows("select account, amount from balance"), "1|0");
    EXPECT_EQ(world_->rows(kSuspense), "");
    world_->verify();
}

TEST_P(CampaignPostingTest, AnotherPriceThanHereIsHonouredAndListed) {
    struct Case {
        const char* what;
        std::function<void(sale::Sale&)> change;
        const char* detail;
    };

    const std::vector<Case> cases{
        {"more points than the campaign gives",
         [](sale::Sale& sale) {
             sale.lines[0].campaign_points = Points{500};
             sale.lines[0].points = sale.points_promised = Points{509};
             sale.campaigns.awards[1].points = Points{500};
         },
         "engine_mismatch|campaigns: line 1: 500 points, here 5"},
        {"more off than the campaign gives",
         [](sale::Sale& sale) {
             sale.lines[0].amount_minor = 8'00;
             sale.lines[0].discount_minor = sale.lines[0].campaign_discount_minor = 2'00;
             sale.lines[0].points = sale.points_promised = Points{13};
             sale.tenders[0].amount_minor = 8'00;
         },
         "engine_mismatch|campaigns: line 1: 200 off, here 100"},
        {"a list that HQ never had",
         [](sale::Sale& sale) { sale.campaigns.list_version = 9; },
         "engine_mismatch|campaign list 9 is not known"},
        {"a campaign that is not live",
         [](sale::Sale& sale) {
             for (auto& award : sale.campaigns.awards)
                 award.campaign = CampaignId{19};
         },
         "engine_mismatch|campaigns: gave campaign 19 rule 1: 100 off, 0 points, here campaign 18 "
         "rule 1: 100 off, 0 points"},
    };
    TestTerminal till = world_->terminal("HK01", "1");
    live({ten_percent(18)});
    const EntryId anna = till.append(enrolled(card("anna")));
    for (const Case& one : cases) {
        sale::Sale sale = sale_with_campaign(MemberId{anna.value});
        one.change(sale);
        till.append(sale);
        till.send();
        EXPECT_EQ(
            world_->rows("select reason, detail from suspense order by entry_id desc limit 1"),
            one.detail)
            << one.what;
    }
    EXPECT_EQ(world_->number("select count(*) from suspense"), 4);
    world_->verify();
}

TEST_P(CampaignPostingTest, ARuleWithoutBudgetLeftIsNotAskedForAgain) {
    Campaign limited = ten_percent(18);
    limited.budgets = {{loyalty::BudgetScope::Total, loyalty::BudgetMeasure::Uses, 1}};
    TestTerminal till = world_->terminal("HK01", "1");
    live({limited});
    sale::Sale sale = cash_sale("", {sold(1, 1, 10'00)});
    sale.campaigns.list_version = 1;
    sale.campaigns.budget_spent = {{CampaignId{18}, 1}};
    till.append(sale);
    till.send();
    EXPECT_EQ(world_->rows(kSuspense), "");
    sale.campaigns.budget_spent.clear();
    till.append(sale);
    till.send();
    EXPECT_EQ(world_->rows(kSuspense), "engine_mismatch|campaigns: line 1: 0 off, here 100");
}

TEST_P(CampaignPostingTest, TerminalsLearnWhatCampaignsAskAboutMembers) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId anna = till.append(enrolled(card("anna")));
    till.append(cash_sale(card("anna"), {sold(1, 1, 10'00)}));
    till.send();
    const auto facts = [&] {
        const auto found =
            must(database::read_campaign_facts(world_->connection(), {MemberId{anna.value}}));
        return found.empty() ? sync::CampaignFacts{} : found.begin()->second;
    };
    EXPECT_EQ(facts(), sync::CampaignFacts{}) << "nobody asks";
    must(world_->connection().execute(
        "insert into campaign_target(campaign_id, member_id) values (18, $1), (19, $1)",
        {anna.value}));
    live({ten_percent(18)});
    EXPECT_EQ(facts().visits, 1);
    EXPECT_EQ(facts().targeted, std::vector{CampaignId{18}});
    till.append(sale_with_campaign(MemberId{anna.value}));
    till.send();
    const std::vector<std::pair<CampaignId, loyalty::BudgetUse>> uses{
        {CampaignId{18}, {1, 5, 1'00}}};
    EXPECT_EQ(facts().uses, uses);
    EXPECT_EQ(facts().visits, 2);
}

INSTANTIATE_TEST_SUITE_P(On,
                         CampaignPostingTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
