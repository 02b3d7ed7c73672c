// Codes of campaigns' pools: claimed by one terminal before the sale, used once, free again when no
// sale came of it.
#include <gtest/gtest.h>

#include "common/sync/reward.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/coupon_desk.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

/// 1.00 off a basket for a code of its pool, each code once.
Campaign one_off(std::int64_t id) {
    Campaign made;
    made.id = CampaignId{id};
    made.version = 1;
    made.name = "one off";
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    made.coupons.pool = true;
    made.coupons.uses_per_code = 1;
    loyalty::CampaignRule rule;
    rule.conditions.coupon = true;
    rule.effects = {loyalty::AmountOff{loyalty::Target::Basket, 1'00, 0}};
    made.rules = {rule};
    return made;
}

class CouponsTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        other_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), {one_off(18)}, 0));
        for (const char* code : {"A-1", "A-2", "A-3"}) {
            static_cast<void>(must(world_->connection().execute(
                "insert into coupon(code, campaign_id) values ($1, 18)", {std::string{code}})));
        }
        must(transaction.commit());
    }

    static journal::CouponRequested request(const std::string& code) {
        return {.code = code, .member = {}, .campaigns = {}};
    }

    std::string ask(TestTerminal& till, EntryId claim, const std::string& code) {
        const auto response =
            must(world_->service().answer(till.id(), {1, sync::CouponWanted{claim, code, {}}}));
        if (!response.reward.refusal.empty()) return response.reward.refusal;
        std::string text;
        for (const auto& coupon : response.reward.coupons)
            text += "campaign " + std::to_string(coupon.campaign);
        return text;
    }

    std::string claim(TestTerminal& till, const std::string& code) {
        return ask(till, till.append(request(code)), code);
    }

    /// 10.00 of goods with 1.00 off by the code.
    static sale::Sale coupon_sale(const std::string& code, EntryId claim) {
        sale::Sale sale = cash_sale({}, {sold(1, 1, 10'00)});
        sale::Line& line = sale.lines[0];
        line.amount_minor = 9'00;
        line.discount_minor = line.campaign_discount_minor = 1'00;
        sale.tenders[0].amount_minor = 9'00;
        sale.campaigns.list_version = 1;
        sale.campaigns.coupons = {{code, CampaignId{18}, {}, claim}};
        loyalty::Award off;
        off.campaign = CampaignId{18};
        off.version = 1;
        off.rule = 1;
        off.effect = 1;
        off.discount_minor = 1'00;
        sale.campaigns.awards = {off};
        return sale;
    }

    std::string uses() { return world_->rows("select campaign_id, code, cause from coupon_use"); }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id, reason");
    }

    std::unique_ptr<TestTerminal> till_, other_;
};

TEST_P(CouponsTest, AreClaimedByOneTerminalAndUsedByItsSale) {
    const EntryId id = till_->append(request("A-1"));
    EXPECT_EQ(ask(*till_, id, "A-1"), "campaign 18");
    EXPECT_EQ(ask(*till_, id, "A-1"), "campaign 18") << "the same question again";
    EXPECT_EQ(ask(*till_, id, "A-2"), "NotAllowed") << "the same id, otherwise";
    EXPECT_EQ(claim(*other_, "A-1"), "UsedUp");
    const EntryId sale = till_->append(coupon_sale("A-1", id));
    till_->send();
    EXPECT_EQ(uses(), "18|A-1|" + std::to_string(sale.value));
    EXPECT_EQ(suspense(), "");
    EXPECT_EQ(claim(*other_, "A-1"), "UsedUp");
    world_->verify();
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"}, "2026-03-10");
    till_->send();
    EXPECT_EQ(uses(), "");
    EXPECT_EQ(claim(*other_, "A-1"), "campaign 18") << "the sale was void: it is free again";
    world_->verify();
}

TEST_P(CouponsTest, AreFreeAgainWhenNoSaleCameOfTheClaim) {
    const EntryId id = till_->append(request("A-1"));
    EXPECT_EQ(ask(*till_, id, "A-1"), "campaign 18");
    till_->append(journal::RedemptionReversed{id});
    till_->send();
    EXPECT_EQ(ask(*till_, id, "A-1"), "NotAllowed");
    EXPECT_EQ(claim(*other_, "A-1"), "campaign 18");
    const EntryId overtaken = till_->append(request("A-2"));
    till_->append(journal::RedemptionReversed{overtaken});
    till_->send();
    EXPECT_EQ(ask(*till_, overtaken, "A-2"), "NotAllowed");
    // A claim that brought nothing (the basket had no goods for it) is free after its sale.
    const EntryId nothing = till_->append(request("A-3"));
    EXPECT_EQ(ask(*till_, nothing, "A-3"), "campaign 18");
    sale::Sale sale = cash_sale({}, {sold(1, 1, 10'00)});
    sale.campaigns.coupons = {{"A-3", CampaignId{18}, {}, nothing}};
    till_->append(sale);
    till_->send();
    EXPECT_EQ(claim(*other_, "A-3"), "campaign 18");
    world_->verify();
}

TEST_P(CouponsTest, AreRefusedWithTheRightReason) {
    EXPECT_EQ(claim(*till_, "NONE"), "UnknownCoupon");
    world_->clock.set(std::chrono::sys_days{std::chrono::year{2026} / 4 / 1} +
                      std::chrono::hours{12});
    EXPECT_EQ(claim(*till_, "A-1"), "OutsideDates");
    world_->clock.set(std::chrono::sys_days{std::chrono::year{2026} / 3 / 31} +
                      std::chrono::hours{12});
    EXPECT_EQ(claim(*till_, "A-1"), "campaign 18");
    world_->verify();
}

TEST_P(CouponsTest, AnAllottedCodeIsItsTerminalsAloneAndWhatElseIsUsedIsListed) {
    auto transaction = must(database::begin_writing(world_->connection()));
    EXPECT_EQ(must(database::allot_coupons(world_->connection(), CampaignId{18}, till_->id(), 2)),
              2);
    must(transaction.commit());
    std::string fed;
    for (const sync::Change& change : must(world_->service().read_feed(till_->id(), 0)).changes) {
        if (change.kind == 31) fed += change.subject + " ";
    }
    EXPECT_EQ(fed, "18:A-1 18:A-2 ");
    EXPECT_EQ(claim(*other_, "A-1"), "OtherTerminal");
    EXPECT_EQ(claim(*till_, "A-1"), "NotAllowed") << "it would use it by itself as well";
    journal::CouponRequested own = request("A-1");
    own.means = loyalty::RedemptionMeans::Allowance;
    own.campaigns = {CampaignId{18}};
    till_->append(coupon_sale("A-1", till_->append(own)));
    till_->send();
    EXPECT_EQ(suspense(), "");
    // A terminal that HQ did not leave it to, and the same code once more at its own.
    other_->append(coupon_sale("A-2", other_->append(own)));
    other_->send();
    till_->append(coupon_sale("A-1", till_->append(own)));
    till_->send();
    EXPECT_EQ(world_->rows("select detail from suspense where reason = 'coupon_conflict' order by "
                           "entry_id"),
              "coupon A-1 was used more often than its campaign allows, coupon A-1 is not allotted "
              "to this terminal, coupon A-2 of campaign 18 was used without a claim that HQ, or "
              "its allotment, gave");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         CouponsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
