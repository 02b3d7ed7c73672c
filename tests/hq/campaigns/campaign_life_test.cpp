// A campaign's life: draft, simulated, approved by another person, live, ended; and its lists.
#include "tests/hq/campaigns/campaign_world.h"

namespace pareto::hq {
namespace {

using campaigns::CampaignId;
using campaigns::ListKind;

class CampaignLifeTest : public CampaignTest {};

INSTANTIATE_TEST_SUITE_P(OnSqlite, CampaignLifeTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, CampaignLifeTest, testing::Values(Engine::Postgres));

TEST_P(CampaignLifeTest, GoesFromDraftToEndOneStepAfterTheOther) {
    EXPECT_EQ(world->draft(kTenOff), "1.1 draft");
    EXPECT_EQ(world->approve(1, "bea"),
              "refused: campaign 1 was not simulated yet; run pareto-hq campaign simulate");
    EXPECT_EQ(world->launch(1), "refused: campaign 1 was not approved yet; it is a draft version");
    EXPECT_EQ(world->end(1), "refused: campaign 1 is not live; it is a draft");
    world->simulated(1, 1);
    EXPECT_EQ(world->approve(1, ""), "refused: who approves it is missing");
    EXPECT_EQ(world->approve(1, "ann"),
              "refused: campaign 1 was drafted by ann; another person approves it");
    EXPECT_EQ(world->approve(1, "bea"), "1.1 approved");
    EXPECT_EQ(world->approve(1, "bea"), "refused: campaign 1 is approved already");
    EXPECT_TRUE(good(campaigns::live_campaigns(world->connection())).empty());
    EXPECT_EQ(world->launch(1, "2026-04-01"), "refused: campaign 1 has its last day on 2026-03-31");
    EXPECT_EQ(world->launch(1, "2026-03-31"), "1.1 live");
    EXPECT_EQ(good(campaigns::live_campaigns(world->connection())).at(0).name, "Ten off");
    EXPECT_EQ(world->launch(1), "refused: campaign 1 is live already");
    EXPECT_EQ(world->end(1), "1.1 ended");
    EXPECT_EQ(world->end(1), "refused: campaign 1 is not live; it is ended");
    EXPECT_EQ(world->approve(2, "bea"), "refused: there is no campaign 2");
}

TEST_P(CampaignLifeTest, EveryVersionIsKeptAndTheNewOneTakesOverWhenItIsLaunched) {
    world->draft(kTenOff);
    world->simulated(1, 1);
    world->approve(1, "bea");
    world->launch(1);
    std::string changed = kTenOff;
    changed.replace(changed.find("1000"), 4, "2000");
    EXPECT_EQ(world->draft(changed, 1, "bea"), "1.2 draft");
    EXPECT_EQ(good(campaigns::live_campaigns(world->connection())).at(0).version, 1);
    world->simulated(1, 2);
    EXPECT_EQ(world->approve(1, "ann"), "1.2 approved");
    EXPECT_EQ(world->launch(1), "1.2 live");
    const auto live = good(campaigns::live_campaigns(world->connection()));
    ASSERT_EQ(live.size(), 1U);
    EXPECT_EQ(live[0].version, 2);
    const auto all = good(campaigns::all_versions(world->connection()));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].state, "ended");
    EXPECT_EQ(all[0].json, kTenOff);
    EXPECT_EQ(all[1].approved_by, "ann");
    EXPECT_EQ(world->draft(kTenOff, 7), "refused: there is no campaign 7");
    EXPECT_EQ(world->draft("{", 0), "refused: line 1: not JSON: incomplete JSON");
    EXPECT_EQ(world->draft(kTenOff, 0, ""), "refused: who drafts it is missing");
}

TEST_P(CampaignLifeTest, TheBooksThemselvesRefuseADraftersOwnApproval) {
    world->draft(kTenOff);
    EXPECT_FALSE(world->connection().execute(
        "update campaign_version set approved_by = drafted_by, approved_ms = 1"));
}

TEST_P(CampaignLifeTest, ListsAreImportedOnceAndBadRowsAreTold) {
    world->run(&import::import_members,
               world->write("members.csv", "card,name\n77,Anna\n78,Bert\n"));
    world->draft(
        R"({"name": "Tea", "from": "2026-03-01", "to": "2026-03-31", "coupons": {"pool": true, "uses_per_code": 2,
            "uses_per_member": 1}, "rules": [{"if": {"coupon": true, "targeted": true, "items": {"of_coupon": true}},
            "give": [{"kind": "percent_off", "basis_points": 5000}]}]})");
    const std::string codes = world->write("codes.csv", "code,sku\nA1,tea\nA1,milk\n,rum\nB2,\n");
    EXPECT_EQ(world->lists(ListKind::Coupons, codes, {}, 1),
              "4 rows, 3 taken, 1 rejected\ncodes.csv:4: code is empty");
    EXPECT_EQ(world->lists(ListKind::Coupons, codes, {}, 1),
              "4 rows, 3 taken, 1 rejected\ncodes.csv:4: code is empty");
    EXPECT_EQ(world->scalar("select count(*) from coupon"), "2");
    EXPECT_EQ(world->scalar("select count(*) from coupon_item"), "2");
    EXPECT_EQ(world->lists(ListKind::Targets,
                           world->write("t.csv", "campaign,card\nTea,77\nTea,99\nRum,77\n")),
              "3 rows, 1 taken, 2 rejected\nt.csv:3: there is no card 99\nt.csv:4: there is no "
              "campaign Rum");
    const std::string used = world->write(
        "r.csv",
        "campaign,code,card,date\nTea,A1,77,2026-03-01\nTea,A1,77,2026-03-02\n"
        "Tea,A1,78,2026-03-01\nTea,B2,77,2026-04-01\nTea,C3,77,2026-03-01\nTea,A1,77,soon\n");
    EXPECT_EQ(
        world->lists(ListKind::Redemptions, used),
        "6 rows, 1 taken, 5 rejected\nr.csv:3: coupon A1 refused: UsedUpByMember\nr.csv:4: coupon "
        "A1 refused: NotTargeted\n"
        "r.csv:5: coupon B2 refused: OutsideDates\nr.csv:6: coupon C3 refused: UnknownCoupon\n"
        "r.csv:7: date is not a day (YYYY-MM-DD)");
    const auto shown = good(campaigns::look_up(world->connection(), "A1"));
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[1].campaign, CampaignId{1});
    EXPECT_EQ(shown[1].skus, (std::vector<std::string>{"milk", "tea"}));
    const auto figures = good(campaigns::redemption_figures(world->connection())).at(CampaignId{1});
    EXPECT_EQ(figures.codes, 2);
    EXPECT_EQ(figures.targeted, 1);
    EXPECT_EQ(figures.redeemed, 1);
    EXPECT_EQ(figures.uses, 1);
}

}  // namespace
}  // namespace pareto::hq
