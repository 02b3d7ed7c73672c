// Who is in a control group, drawn by a terminal without a network from what the feed brought, and
// by HQ from its books: the same members, in groups as large as was asked, that claim no effect
// where there is none.
#include <cmath>

#include "hq/campaigns/result.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "tests/hq/agreement/chain.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

constexpr std::int64_t kMembers = 900;

/// 20 % control; A gets 5 points, B 7: what a sale earned beyond the rules tells the group.
Campaign tried() {
    Campaign made;
    made.id = CampaignId{4711};
    made.version = 1;
    made.name = "tried";
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    made.control_basis_points = 2'000;
    made.variants = {{"A", 4'000}, {"B", 4'000}};
    made.rules = {{1, {}, {loyalty::PointsBonus{Points{5}}}},
                  {2, {}, {loyalty::PointsBonus{Points{7}}}}};
    return made;
}

class DrawTest : public BooksTest {
protected:
    static std::string number_of(std::int64_t member) { return std::to_string(10'000 + member); }

    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        TestTerminal old = world_->terminal("HK01", "old");
        for (std::int64_t member = 0; member < kMembers; ++member)
            old.append(enrolled(key_of_number(number_of(member))), "2026-02-10");
        while (sent_ < old.last()) {
            const Sequence end = std::min<Sequence>(sent_ + 200, old.last());
            ASSERT_EQ(old.send(sent_ + 1, end).kind, sync::IngestResult::Kind::Acked);
            sent_ = end;
        }
    }

    void live(const Campaign& campaign) {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), {campaign}, 0));
        must(transaction.commit());
    }

    Sequence sent_ = 0;
};

/// A sale of whole dollars; which group it fell to by its bonus: 0 = control, 1 = A, 2 = B.
int sold_to(ChainTerminal& till, const std::string& card, std::int64_t amount_minor) {
    terminal::Checkout checkout = till.checkout(600);
    EXPECT_TRUE(checkout.tap({{}, card, "command"}));
    sale::Line line = sold(1, 1, amount_minor);
    EXPECT_TRUE(checkout.add_line(line));
    EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
    const auto recorded = checkout.complete({});
    EXPECT_TRUE(recorded);
    if (!recorded) return -1;
    const std::int64_t bonus = recorded->sale.points_promised.value - amount_minor / 100;
    EXPECT_TRUE(bonus == 0 || bonus == 5 || bonus == 7) << bonus;
    return bonus == 0 ? 0 : bonus == 5 ? 1 : 2;
}

TEST_P(DrawTest, ATerminalWithoutANetworkDrawsWhatHqDraws) {
    live(tried());
    ChainTerminal till{*world_, "HK01", "1"};
    till.take_feed();
    till.open_shift(date("2026-03-10"));
    till.restart();
    till.uplink().reachable = false;
    std::int64_t sizes[3] = {};
    for (std::int64_t member = 0; member < kMembers; ++member) {
        const int group = sold_to(till, number_of(member), 10'00);
        ASSERT_GE(group, 0);
        ++sizes[group];
    }
    // sigma² = n·p·(1-p): 144 for the control group and 216 for a variant; three sigma: 36 and 44.
    EXPECT_LE(std::abs(sizes[0] - 180), 36);
    EXPECT_LE(std::abs(sizes[1] - 360), 44);
    EXPECT_LE(std::abs(sizes[2] - 360), 44);
    till.uplink().reachable = true;
    till.send();
    EXPECT_EQ(world_->rows("select reason, detail from suspense"), "");
    const auto result = must(campaigns::measure(
        world_->connection(), tried(), loyalty::RuleSet{}, date("2026-03-01"), date("2026-03-31")));
    ASSERT_EQ(result.groups.size(), 3U);
    for (std::size_t group = 0; group < 3; ++group) {
        EXPECT_EQ(result.groups[group].members, sizes[group]) << result.groups[group].name;
        EXPECT_EQ(result.groups[group].visits, sizes[group]) << "each was sold to once";
    }
    // By HQ's books, and member by member, since HQ priced each sale again with its own draw.
    EXPECT_EQ(world_->number("select count(*) from campaign_award where variant = 1"), sizes[1]);
    EXPECT_EQ(world_->number("select count(*) from campaign_award where variant = 2"), sizes[2]);
    EXPECT_EQ(result.points, 5 * sizes[1] + 7 * sizes[2]);
    world_->verify();
}

// Nobody is treated differently, so every claim is a false one: about 5 of 100; three sigma of a
// binomial over 1,000 are 21.
TEST_P(DrawTest, AThousandResultsWithoutAnEffectClaimOneInAboutFiveOfAHundred) {
    TestTerminal till = world_->terminal("HK01", "2");
    for (std::int64_t member = 0; member < kMembers; member += 2) {
        // From 1.00 to 800.00, most of it small, as spend is.
        const auto low = static_cast<std::int64_t>(world_->random.below(80)) + 1;
        const auto high = static_cast<std::int64_t>(world_->random.below(10)) + 1;
        till.append(cash_sale(key_of_number(number_of(member)), {sold(1, low, high * 100)}));
        if (member % 200 == 0) till.send();
    }
    till.send();
    Campaign drawn = tried();
    drawn.variants.clear();
    drawn.rules.resize(1);
    drawn.rules[0].variant = 0;
    drawn.control_basis_points = 5'000;
    int claims = 0;
    for (std::int64_t draw = 1; draw <= 1'000; ++draw) {
        drawn.id = CampaignId{draw};
        const auto result = must(campaigns::measure(world_->connection(),
                                                    drawn,
                                                    loyalty::RuleSet{},
                                                    date("2026-03-01"),
                                                    date("2026-03-31")));
        ASSERT_TRUE(result.groups.at(1).spend.has_value());
        claims += result.groups[1].spend->is_effect() ? 1 : 0;
    }
    EXPECT_GE(claims, 29);
    EXPECT_LE(claims, 71);
    RecordProperty("claims", claims);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         DrawTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
