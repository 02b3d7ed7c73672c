// The real coupons of "The Complete Journey": 27 campaigns, their targeted households, pools and
// redemptions.
#include <map>
#include <set>

#include "hq/import/csv_reader.h"
#include "tests/hq/campaigns/campaign_world.h"

namespace pareto::hq {
namespace {

using campaigns::CampaignId;
using campaigns::ListKind;
using Table = std::vector<std::vector<std::string>>;

class CompleteJourneyTest : public CampaignTest {
protected:
    void SetUp() override {
        if (real_data().empty())
            GTEST_SKIP() << "the shared data is not there: set PARETO_DATA to its folder";
        CampaignTest::SetUp();
    }

    static std::string path(const std::string& name) {
        return real_data() + "/completejourney_" + name + ".csv.zst";
    }

    /// Without the header.
    static Table read(const std::string& name) {
        import::CsvReader reader{good(import::open_file(path(name)))};
        import::CsvRecord record;
        Table rows;
        while (good(reader.next(record)))
            rows.emplace_back(record.fields.begin(), record.fields.end());
        rows.erase(rows.begin());
        return rows;
    }

    void import_everything() {
        std::set<std::string> households;
        for (const auto& row : read("campaigns"))
            households.insert(row[1]);
        std::string members = "card\n";
        for (const auto& household : households)
            members += household + "\n";
        EXPECT_EQ(households.size(), 1559U);
        world->run(&import::import_members, world->write("members.csv", members));
        EXPECT_EQ(world->lists(ListKind::Campaigns,
                               path("campaign_descriptions"),
                               {{"campaign", "campaign_id", false},
                                {"from", "start_date", false},
                                {"to", "end_date", false},
                                {"amount", "1.00", true}}),
                  "27 rows, 27 taken, 0 rejected");
        EXPECT_EQ(
            world->lists(ListKind::Targets,
                         path("campaigns"),
                         {{"campaign", "campaign_id", false}, {"card", "household_id", false}}),
            "6589 rows, 6589 taken, 0 rejected");
        EXPECT_EQ(world->lists(ListKind::Coupons,
                               path("coupons"),
                               {{"campaign", "campaign_id", false},
                                {"code", "coupon_upc", false},
                                {"sku", "product_id", false}}),
                  "116204 rows, 116204 taken, 0 rejected");
    }

    /// Of each campaign by its name in the data.
    std::map<std::string, loyalty::Campaign> by_name() {
        std::map<std::string, loyalty::Campaign> found;
        for (auto& version : good(campaigns::all_versions(world->connection())))
            found[version.campaign.name] = version.campaign;
        return found;
    }

    std::string checked(const loyalty::Campaign& campaign,
                        const std::string& household,
                        const std::string& code,
                        BusinessDate date) {
        const auto member = good(campaigns::member_of(world->connection(), household));
        const auto facts = good(campaigns::coupon_facts(
            world->connection(), {campaign.id, code, member.value_or(MemberId{}), date, 0}));
        const auto refusal = loyalty::check_coupon(campaign, code, facts, date);
        return refusal ? std::string{name_of(*refusal)} : "accepted";
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, CompleteJourneyTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, CompleteJourneyTest, testing::Values(Engine::Postgres));

TEST_P(CompleteJourneyTest, EveryRedemptionIsAcceptedAndTheRatesAreThoseOfTheData) {
    import_everything();
    const std::vector<import::Assignment> columns{{"campaign", "campaign_id", false},
                                                  {"code", "coupon_upc", false},
                                                  {"card", "household_id", false},
                                                  {"date", "redemption_date", false}};
    EXPECT_EQ(world->lists(ListKind::Redemptions, path("coupon_redemptions"), columns),
              "2102 rows, 2102 taken, 0 rejected");
    EXPECT_EQ(world->lists(ListKind::Redemptions, path("coupon_redemptions"), columns),
              "2102 rows, 2102 taken, 0 rejected");
    EXPECT_EQ(world->scalar("select count(*) from coupon_use"), "2102");

    std::map<std::string, std::set<std::string>> targeted;
    std::map<std::string, std::set<std::string>> redeemed;
    for (const auto& row : read("campaigns"))
        targeted[row[0]].insert(row[1]);
    for (const auto& row : read("coupon_redemptions"))
        redeemed[row[2]].insert(row[0]);
    const auto figures = good(campaigns::redemption_figures(world->connection()));
    EXPECT_EQ(figures.size(), 27U);
    for (const auto& [name, campaign] : by_name()) {
        EXPECT_EQ(figures.at(campaign.id).targeted, std::ssize(targeted[name])) << name;
        EXPECT_EQ(figures.at(campaign.id).redeemed, std::ssize(redeemed[name])) << name;
    }
    const std::tuple<const char*, std::int64_t, std::int64_t> published[] = {
        {"18", 214, 1133}, {"13", 196, 1077}, {"8", 158, 1076}};
    for (const auto& [name, with, of] : published) {
        EXPECT_EQ(figures.at(by_name().at(name).id).redeemed, with);
        EXPECT_EQ(figures.at(by_name().at(name).id).targeted, of);
    }
}

TEST_P(CompleteJourneyTest, AThousandAlteredRedemptionsAreRefusedForTheRightReason) {
    import_everything();
    const auto named = by_name();
    const Table redemptions = read("coupon_redemptions");
    std::map<std::string, std::set<std::string>> targeted;
    std::map<std::string, std::set<std::string>> pools;
    std::set<std::string> households;
    std::set<std::string> codes;
    for (const auto& row : read("campaigns")) {
        targeted[row[0]].insert(row[1]);
        households.insert(row[1]);
    }
    for (const auto& row : read("coupons")) {
        pools[row[2]].insert(row[0]);
        codes.insert(row[0]);
    }
    const std::vector<std::string> all_households{households.begin(), households.end()};
    const std::vector<std::string> all_codes{codes.begin(), codes.end()};
    TestRandom random;
    const auto draw_outside = [&](const std::vector<std::string>& from,
                                  const std::set<std::string>& of) {
        while (true) {
            const std::string& drawn = from[random.below(from.size())];
            if (!of.contains(drawn)) return drawn;
        }
    };
    std::map<std::string, int> said;
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto& row = redemptions[random.below(redemptions.size())];
        const loyalty::Campaign& campaign = named.at(row[2]);
        const BusinessDate date = parse_date(row[3]).value();
        ASSERT_EQ(checked(campaign, row[0], row[1], date), "accepted");
        std::string expected;
        std::string found;
        switch (i % 4) {
            case 0:
                expected = "NotTargeted";
                found =
                    checked(campaign, draw_outside(all_households, targeted[row[2]]), row[1], date);
                break;
            case 1:
                expected = "OutsideDates";
                found = checked(
                    campaign,
                    row[0],
                    row[1],
                    i % 8 == 1 ? add_days(campaign.to, 1 + static_cast<int>(random.below(60)))
                               : add_days(campaign.from, -1 - static_cast<int>(random.below(60))));
                break;
            case 2:
                expected = "OtherCampaign";
                found = checked(campaign, row[0], draw_outside(all_codes, pools[row[2]]), date);
                break;
            default:
                expected = "UnknownCoupon";
                found = checked(campaign, row[0], "9" + row[1] + std::to_string(i), date);
        }
        ASSERT_EQ(found, expected) << i;
        ++said[found];
    }
    EXPECT_EQ(said,
              (std::map<std::string, int>{{"NotTargeted", 250},
                                          {"OutsideDates", 250},
                                          {"OtherCampaign", 250},
                                          {"UnknownCoupon", 250}}));
}

}  // namespace
}  // namespace pareto::hq
