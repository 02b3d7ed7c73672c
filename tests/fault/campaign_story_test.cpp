// A campaign's life with the real programs: tried on past sales, launched, sold with, measured against what was tried.
#include "tests/fault/terminal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>

namespace pareto::fault_test {
namespace {

// Ten per cent off and five points for members, until long after this test is run.
constexpr const char* kCampaign =
    R"({"name": "Members' week", "from": "2026-01-01", "to": "2099-12-31", "rules": [{"if": {"members_only": true},
        "give": [{"kind": "percent_off", "basis_points": 1000}, {"kind": "points_bonus", "points": 5}]}]})";

constexpr std::int64_t kAmounts[]{10'05, 25'00, 39'99};

/// The awards of a basket of a member, without selling it.
bool is_live(Terminal& till) {
    till.done(R"({"command":"tap","number":"C1"})");
    const auto answer = till.done(R"({"command":"line","sku":"A","amount_minor":1000})");
    const auto basket = till.done(R"({"command":"basket"})");
    till.done(R"({"command":"void_basket"})");
    return basket.contains("awards");
}

void sell_the_same(Terminal& till) {
    for (const std::int64_t amount : kAmounts) till.done(sale_command(amount, "C1"));
    till.done(sale_command(50'00));
    ASSERT_TRUE(till.synced());
}

TEST(CampaignStory, CostsWhenSoldWithWhatItWouldHaveCostBefore) {
    Hq hq;
    hq.import_members({"C1"});
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    ASSERT_TRUE(eventually([&] { return till.done(R"({"command":"tap","number":"C1"})").at("known").as_bool(); }));
    till.done(R"({"command":"void_basket"})");
    sell_the_same(till);

    std::ofstream(hq.beside("week.json")) << kCampaign;
    hq.done("campaign", {"draft", hq.beside("week.json"), "--by", "mei"});
    EXPECT_EQ(hq.command("campaign", {"approve", "1", "--by", "tom"}).status, 1) << "not before it was tried";
    const auto simulated = json::parse(
        hq.done("campaign", {"simulate", "1", "--from", "2026-03-10", "--to", "2026-03-10", "--format", "json"}));
    EXPECT_EQ(hq.command("campaign", {"approve", "1", "--by", "mei"}).status, 1) << "not by who drafted it";
    hq.done("campaign", {"approve", "1", "--by", "tom"});
    hq.done("campaign", {"launch", "1"});
    ASSERT_TRUE(eventually([&] { return is_live(till); }));

    // Out of HQ's reach, too.
    hq.kill();
    for (const std::int64_t amount : kAmounts) till.done(sale_command(amount, "C1"));
    till.done(sale_command(50'00));
    hq.serve();
    ASSERT_TRUE(till.synced());
    // 1.005 is rounded to 1.01, 3.999 to 4.00.
    EXPECT_EQ(hq.rows("select cost_minor, points from campaign_award order by cost_minor"), "101|5, 250|5, 400|5");
    EXPECT_EQ(hq.rows("select reason, detail from suspense"), "");
    EXPECT_EQ(hq.verify(), "");
    SCOPED_TRACE(json::serialize(simulated));
    // The cost counts what the points are worth, 0.01 each.
    EXPECT_EQ(simulated.at("points").as_int64(), hq.number("select sum(points) from campaign_award"));
    EXPECT_EQ(simulated.at("cost").as_int64(), hq.number("select sum(cost_minor + points) from campaign_award"));

    hq.done("campaign", {"end", "1"});
    EXPECT_TRUE(eventually([&] { return !is_live(till); }));
}

}  // namespace
}  // namespace pareto::fault_test
