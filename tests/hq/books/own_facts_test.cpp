// A sale is priced by what its entry says was known, and then by what HQ knows itself: a difference
// is honoured and listed.
#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::Campaign;
using loyalty::CampaignId;

constexpr const char* kPoints = "select coalesce(sum(amount), 0) from balance where account = 1";
constexpr const char* kConflicts =
    "select detail from suspense where reason = 'conflict' order by entry_id";

/// A condition of a rule, all others left open.
template <typename Value>
loyalty::Conditions when(Value loyalty::Conditions::*member, Value value) {
    loyalty::Conditions conditions;
    conditions.*member = std::move(value);
    return conditions;
}

class OwnFactsTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        loyalty::RuleSet rules;
        rules.version = 2;
        rules.tier_rules.tiers = {{"silver", 100, {1, 1}}, {"gold", 1'000, {2, 1}}};
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::put_rules(world_->connection(), rules));
        must(transaction.commit());
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
        must(world_->connection().execute("update member set tier = 'silver'"));
    }

    /// 10.00 by the rules of version 2.
    [[nodiscard]] sale::Sale sale_of(const std::string& tier, std::int64_t points) const {
        sale::Sale sale = cash_sale(card("anna"), {sold(1, 1, 10'00)});
        sale.rules_version = 2;
        sale.facts.member = anna_;
        sale.facts.tier = tier;
        sale.points_promised = Points{points};
        return sale;
    }

    /// 5 points more from campaign 18, whose only rule has this condition.
    void live(const loyalty::Conditions& conditions) {
        Campaign campaign;
        campaign.id = CampaignId{18};
        campaign.version = ++version_;
        campaign.name = "five more";
        campaign.from = date("2026-03-01");
        campaign.to = date("2026-03-31");
        campaign.rules.push_back(
            {0, conditions, {loyalty::PointsBonus{Points{5}, loyalty::Per::Basket, 0}}});
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), {campaign}, 0));
        must(transaction.commit());
    }

    /// With the five points, as the terminal has it that they are due.
    [[nodiscard]] sale::Sale sale_with_five() const {
        sale::Sale sale = sale_of("silver", 15);
        sale.lines[0].campaign_points = Points{5};
        sale.lines[0].points = Points{15};
        sale.campaigns.list_version = version_;
        loyalty::Award award;
        award.campaign = CampaignId{18};
        award.version = version_;
        award.rule = 1;
        award.effect = 1;
        award.points = Points{5};
        sale.campaigns.awards = {award};
        return sale;
    }

    void send(const sale::Sale& sale) {
        till_->append(sale);
        till_->send();
    }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
    std::int32_t version_ = 0;  ///< of the campaign, and so of the list
};

TEST_P(OwnFactsTest, AnotherTierThanHqsIsHonouredAndListedWhenThePointsDiffer) {
    send(sale_of("silver", 10));
    send(sale_of("", 10));
    EXPECT_EQ(world_->rows(kConflicts), "") << "the same points";
    send(sale_of("gold", 20));
    EXPECT_EQ(world_->rows(kConflicts), "20 points in tier \"gold\", 10 in HQ's \"silver\"");
    EXPECT_EQ(world_->number(kPoints), 10 + 10 + 20);
    EXPECT_EQ(world_->number("select count(*) from suspense"), 1) << "no engine differs";
    world_->verify();
}

TEST_P(OwnFactsTest, WhoWasNotKnownAtTheTerminalWasPromisedNothing) {
    sale::Sale sale = cash_sale(card("anna"), {sold(1, 1, 10'00)});
    sale.rules_version = 2;
    sale.points_promised = Points{0};
    must(world_->connection().execute("update member set tier = 'gold'"));
    send(sale);
    EXPECT_EQ(world_->number("select count(*) from suspense"), 0);
}

TEST_P(OwnFactsTest, AVipThatHqDoesNotKnowOfIsListed) {
    live(when(&loyalty::Conditions::vip, true));
    sale::Sale sale = sale_with_five();
    sale.facts.vip = true;
    send(sale);
    EXPECT_EQ(world_->rows(kConflicts),
              "campaigns gave 0 off and 5 points, by HQ's facts 0 off and 0 points");
    EXPECT_EQ(world_->number(kPoints), 15);
    must(world_->connection().execute("update member set vip = 1"));
    send(sale);
    EXPECT_EQ(world_->number("select count(*) from suspense"), 1) << "now HQ knows it too";
    world_->verify();
}

TEST_P(OwnFactsTest, VisitsAreCountedWithThoseOfTheSameBatch) {
    live(when(&loyalty::Conditions::visit, std::optional{loyalty::VisitNumbers{2, 2, 1}}));
    sale::Sale second = sale_with_five();
    second.campaigns.visits = 1;
    till_->append(sale_of("silver", 10));
    till_->append(second);
    till_->append(second);
    till_->send();
    EXPECT_EQ(world_->rows(kConflicts),
              "campaigns gave 0 off and 5 points, by HQ's facts 0 off and 0 points")
        << "the third says that it is the second";
    EXPECT_EQ(world_->number(kPoints), 10 + 15 + 15);
    world_->verify();
}

TEST_P(OwnFactsTest, SegmentsBirthdaysAndListsAreHqs) {
    struct Case {
        const char* what;
        loyalty::Conditions conditions;
        std::function<void(sale::CampaignPricing&)> say;
    };

    const std::vector<Case> cases{
        {"a segment",
         when(&loyalty::Conditions::segments, std::vector<std::string>{"parents"}),
         [](auto& said) {
             said.segments = {"parents"};
         }},
        {"a list",
         when(&loyalty::Conditions::targeted, true),
         [](auto& said) {
             said.targeted = {CampaignId{18}};
         }},
        {"a birthday",
         when(&loyalty::Conditions::birthday, std::optional{loyalty::BirthdayWindow{}}),
         [](auto& said) {
             said.birthday_rules = {{CampaignId{18}, 1}};
         }}};
    for (const Case& one : cases) {
        live(one.conditions);
        sale::Sale sale = sale_with_five();
        one.say(sale.campaigns);
        send(sale);
        EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'conflict'"),
                  version_)
            << one.what;
        EXPECT_EQ(world_->number("select count(*) from suspense"), version_) << one.what;
    }
}

INSTANTIATE_TEST_SUITE_P(On,
                         OwnFactsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
