// What entries of a second history name, and registrations after HQ was restored more than once.
#include <set>

#include "common/loyalty/control_group.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

class SecondHistoriesTest : public BooksTest {
protected:
    /// Two machines of one journal each enrol a member as their entry 1; the first is at HQ first.
    void two_machines_enrol() {
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        clone_ = std::make_unique<TestTerminal>(*till_);
        till_->append(enrolled(card("anna")));
        till_->send();
        named_ = clone_->append(enrolled(card("berta")));
        clone_->send();
        known_ = EntryId{world_->number("select entry_id from fork")};
        ASSERT_EQ(named_, EntryId::of(till_->registration(), 1));
        ASSERT_NE(known_, named_);
    }

    /// 5 points more for half of the members.
    static Campaign for_half(std::int64_t id) {
        Campaign campaign;
        campaign.id = CampaignId{id};
        campaign.version = 1;
        campaign.name = "five more";
        campaign.from = date("2026-03-01");
        campaign.to = date("2026-03-31");
        campaign.control_basis_points = 5'000;
        campaign.rules.push_back(
            {0, {}, {loyalty::PointsBonus{Points{5}, loyalty::Per::Basket, 0}}});
        return campaign;
    }

    std::unique_ptr<TestTerminal> till_, clone_;
    EntryId named_, known_;  ///< berta, as her machine names her, and as HQ does
};

TEST_P(SecondHistoriesTest, AMemberIsDrawnForCampaignsByTheIdThatTheTerminalKnew) {
    two_machines_enrol();
    Campaign campaign = for_half(1);
    while (loyalty::placement_of(campaign, MemberId{named_.value}).control ||
           !loyalty::placement_of(campaign, MemberId{known_.value}).control)
        ++campaign.id.value;
    auto transaction = must(database::begin_writing(world_->connection()));
    must(database::publish_campaigns(world_->connection(), {campaign}, 0));
    must(transaction.commit());
    sale::Sale sale = cash_sale(card("berta"), {sold(1, 1, 10'00)});
    sale.facts.member = MemberId{named_.value};
    sale.lines[0].campaign_points = Points{5};
    sale.lines[0].points = Points{15};
    sale.points_promised = Points{15};
    sale.campaigns.list_version = 1;
    loyalty::Award award;
    award.campaign = campaign.id;
    award.version = 1;
    award.rule = 1;
    award.effect = 1;
    award.points = Points{5};
    sale.campaigns.awards = {award};
    clone_->append(sale);
    clone_->send();
    // The promise stands; that HQ would have drawn otherwise is for people to look at.
    EXPECT_EQ(world_->rows("select reason from suspense"), "conflict");
    EXPECT_EQ(world_->number("select amount from balance where shard_key = " +
                             std::to_string(known_.value)),
              15);
    EXPECT_EQ(world_->number("select member_id from campaign_award"), known_.value);
    world_->verify();
}

TEST_P(SecondHistoriesTest, RequestsOfVouchersAndCouponsNameTheMemberOfTheirOwnHistory) {
    two_machines_enrol();
    journal::VoucherRequested voucher;
    voucher.voucher = Bytes(16, 'v');
    voucher.member = MemberId{named_.value};
    voucher.due_minor = 5'00;
    clone_->append(voucher);
    journal::CouponRequested coupon;
    coupon.code = "SPRING";
    coupon.member = MemberId{named_.value};
    clone_->append(coupon);
    clone_->send();
    EXPECT_EQ(world_->number("select member_id from voucher_use"), known_.value);
    EXPECT_EQ(world_->number("select member_id from coupon_claim"), known_.value);
}

std::set<Registration> handed_out(BooksWorld& world, int count) {
    std::set<Registration> registrations;
    for (int i = 0; i < count; ++i)
        registrations.insert(must(database::open_process(world.connection(), world.clock)));
    return registrations;
}

// The same backup is put in place twice, a minute apart, and a day after an HQ was restored before.
TEST_P(SecondHistoriesTest, TwoRestoresOfOneBackupHandOutOtherRegistrations) {
    BooksWorld again{GetParam()};
    for (BooksWorld* const world : {world_.get(), &again}) {
        must(database::begin_term(world->connection(), world->clock));
        static_cast<void>(handed_out(*world, 3));
        world->clock.advance(std::chrono::hours{24});
    }
    again.clock.advance(std::chrono::minutes{1});
    must(database::begin_term(world_->connection(), world_->clock));
    must(database::begin_term(again.connection(), again.clock));
    std::set<Registration> first = handed_out(*world_, 100);
    const std::set<Registration> second = handed_out(again, 100);
    EXPECT_EQ(first.size(), 100U);
    EXPECT_EQ(second.size(), 100U);
    first.insert(second.begin(), second.end());
    EXPECT_EQ(first.size(), 200U);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         SecondHistoriesTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& parameter) { return name_of(parameter.param); });

}  // namespace
}  // namespace pareto::hq::test
