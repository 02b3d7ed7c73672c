// Segments: who is in which, on days counted by hand, and what campaigns make of it.
#include "hq/campaigns/segment_run.h"
#include "hq/database/campaign_lists.h"
#include "tests/hq/campaigns/campaign_world.h"

namespace pareto::hq {
namespace {

// Days before 2026-03-31, by card:  1: 11 and 6 · 2: 303, and 21 in B · 3: 101 · 4: 211 · 5: 816 ·
// 6: 59 · 7: 60 · 8: 180 · 9: 179
const char* const kSales =
    "branch,receipt,sold_at,card,sku,quantity,amount\n"
    "A,1,2026-03-20T12:00:00,1,tea,1,30.00\n"
    "A,2,2026-03-25T12:00:00,1,tea,1,20.00\n"
    "A,3,2025-06-01T12:00:00,2,tea,1,100.00\n"
    "B,1,2026-03-10T12:00:00,2,tea,1,10.00\n"
    "A,4,2025-12-20T12:00:00,3,tea,1,40.00\n"
    "A,5,2025-09-01T12:00:00,4,tea,1,60.00\n"
    "A,6,2024-01-05T12:00:00,5,tea,1,500.00\n"
    "A,7,2026-01-31T12:00:00,6,tea,1,5.00\n"
    "A,8,2026-01-30T12:00:00,7,tea,1,5.00\n"
    "A,9,2025-10-02T12:00:00,8,tea,1,20.00\n"
    "A,10,2025-10-03T12:00:00,9,tea,1,80.00\n";

class SegmentTest : public CampaignTest {
protected:
    void SetUp() override {
        CampaignTest::SetUp();
        if (IsSkipped()) return;
        EXPECT_EQ(world->sales(kSales, {{"terminal", "1", true}}).substr(0, 8), "rows 11,")
            << world->reasons;
        change("update member set vip = 1 where member_id in " + of_card("2"));
    }

    static std::string of_card(const std::string& card) {
        return "(select member_id from card where card_number = '" + card + "')";
    }

    void change(const std::string& sql) { good(world->connection().execute(sql)); }

    campaigns::SegmentRun refresh(const char* over) {
        return good(campaigns::refresh_segments(world->turns(), world->clock, *parse_date(over)));
    }

    /// "name: 3 members", or "refused: …".
    std::string define(const std::string& json, const char* over = "2026-03-31") {
        const auto row =
            campaigns::define_segment(world->turns(), world->clock, json, *parse_date(over));
        if (!row) return "refused: " + row.error().detail;
        return row->name + ": " + std::to_string(row->members) + " members";
    }

    /// "active 1 2 6, lapsed 4": cards by segment.
    std::string members(const std::string& like = "%") {
        const auto rows = good(world->connection().execute(
            "select x.name, c.card_number from segment_member x join card c on c.member_id = "
            "x.member_id where x.name like $1 order by x.name, c.card_number",
            {like}));
        std::string text;
        std::string before;
        for (const auto& row : rows) {
            if (row.text(0) != before) text += (text.empty() ? "" : ", ") + row.text(0);
            before = row.text(0);
            text += " " + row.text(1);
        }
        return text;
    }

    std::vector<std::string> asked_of(const std::string& card) {
        const MemberId member{std::stoll(
            world->scalar("select member_id from card where card_number = '" + card + "'"))};
        const auto facts = good(database::read_campaign_facts(world->connection(), {member}));
        return facts.empty() ? std::vector<std::string>{} : facts.begin()->second.segments;
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, SegmentTest, testing::Values(Engine::Sqlite));
INSTANTIATE_TEST_SUITE_P(OnPostgres, SegmentTest, testing::Values(Engine::Postgres));

TEST_P(SegmentTest, ReadyMadeOnesAreCountedFromTheLastPurchases) {
    const auto run = refresh("2026-03-31");
    EXPECT_EQ(run.people, 9);
    EXPECT_EQ(members(),
              // Eight people in 365 days. By recency 1 2 | 6 7 | 3 | 9 8 | 4; by visits 1 2 | the
              // rest; by spend 2 9 | 4 1 | 3 | 8, and 6 and 7 alike with it.
              "active 1 2 6, lapsed 4 5 8, new 1, returned 2, rfm-144 4, rfm-242 8, rfm-245 9, "
              "rfm-343 3, rfm-442 6 7, rfm-554 1, rfm-555 2, slipping 3 7 9, vip 2");
    EXPECT_EQ(run.entered, 20);
    EXPECT_TRUE(refresh("2026-03-31").done_before);
    // 30 days later: 1 was last seen 36 days ago, and 6 89 days ago.
    const auto later = refresh("2026-04-30");
    EXPECT_EQ(members("active"), "active 1 2");
    EXPECT_EQ(members("new"), "");
    EXPECT_EQ(members("returned"), "");
    EXPECT_EQ(members("slipping"), "slipping 3 6 7");
    EXPECT_EQ(members("lapsed"), "lapsed 4 5 8 9");
    EXPECT_GT(later.left, 0);
    EXPECT_EQ(
        world->scalar("select since from segment_member where name = 'lapsed' and member_id in " +
                      of_card("4")),
        "2026-03-31")
        << "who stays does not enter again";
}

TEST_P(SegmentTest, MergedMembersAreOnePersonAndBothCardsBelong) {
    change("update member set merged_into = " + of_card("1") + " where member_id in " +
           of_card("3"));
    EXPECT_EQ(refresh("2026-03-31").people, 8);
    EXPECT_EQ(members("active"), "active 1 2 3 6");
    EXPECT_EQ(members("new"), "") << "the first purchase lies 101 days back";
    const auto rows = good(database::read_segments(world->connection(), "active"));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].members, 3) << "people";
    EXPECT_EQ(good(database::read_segment_members(world->connection(), "active")).size(), 3U);
}

TEST_P(SegmentTest, ConditionsAreJoinedAndFiguresHaveWindowsAndBranches) {
    struct Case {
        const char* condition;
        const char* cards;
    };

    const Case cases[] = {
        {R"({"spend": {"at_least": 5000}})", " 1 2 4 9"},
        {R"({"spend": {"at_least": 5001, "days": 365}})", " 2 4 9"},
        {R"({"spend": {"at_least": 1, "days": 22, "branches": ["B"]}})", " 2"},
        {R"({"visits": {"at_least": 1, "days": 21}})", " 1"},
        {R"({"visits": {"at_most": 0, "days": 365}})", " 5"},
        {R"({"visits": {"at_least": 2, "at_most": 2}})", " 1 2"},
        {R"({"recency": {"at_least": 180}})", " 4 5 8"},
        {R"({"recency": {"at_least": 300, "branches": ["A"]}})", " 2 5"},
        {R"({"vip": true})", " 2"},
        {R"({"all": [{"vip": false}, {"recency": {"at_most": 60}}]})", " 1 6 7"},
        {R"({"any": [{"vip": true}, {"not": {"spend": {"at_most": 5999}}}]})", " 2 4 9"},
        {R"({"not": {"any": [{"recency": {"at_most": 179}}, {"recency": {"at_least": 300}}]}})",
         " 4 8"},
        {R"({"branch": ["B"]})", ""},
        {R"({"joined": {"from": "2026-01-31"}})", " 1 6"},
        {R"({"joined": {"at_most": 59}})", " 1 6"},
        {R"({"tier": ["gold"]})", " 5"},
    };
    change("update member set tier = 'gold' where member_id in " + of_card("5"));
    for (const Case& one : cases) {
        define(R"({"name": "x", "if": )" + std::string{one.condition} + "}");
        EXPECT_EQ(members("x"), *one.cards == 0 ? "" : std::string{"x"} + one.cards)
            << one.condition;
    }
}

TEST_P(SegmentTest, AFixedOneStaysAndARefreshingOneFollows) {
    const std::string lately = R"("if": {"recency": {"at_most": 30}}})";
    EXPECT_EQ(define(R"({"name": "fixed", )" + lately), "fixed: 2 members");
    EXPECT_EQ(define(R"({"name": "follows", "refreshing": true, )" + lately), "follows: 2 members");
    refresh("2026-04-30");
    EXPECT_EQ(members("f%"), "fixed 1 2");
    EXPECT_EQ(define(R"({"name": "fixed", "if": {"vip": true}})"), "fixed: 1 members")
        << "defined anew";
    EXPECT_EQ(members("f%"), "fixed 2");
}

TEST_P(SegmentTest, ACampaignThatAsksForOneIsLaunchedAndItsMembersAreTold) {
    const std::string ten_off =
        R"({"name": "Back", "from": "2026-03-01", "to": "2026-04-30", "rules": [{"if": {"segments": ["SEGMENT"]}, )"
        R"("give": [{"kind": "amount_off", "minor": 1000}]}]})";
    const auto asking = [&](const std::string& segment) {
        std::string json = ten_off;
        return json.replace(json.find("SEGMENT"), 7, segment);
    };
    world->draft(asking("nobody-knows"));
    world->draft(asking("lapsed"));
    for (const std::int64_t id : {1, 2}) {
        world->simulated(id, 1);
        world->approve(id, "bea");
    }
    EXPECT_EQ(world->launch(1),
              "refused: campaign 1 asks for the segment nobody-knows, which is neither ready-made "
              "nor defined; run pareto-hq segment define");
    refresh("2026-03-31");
    EXPECT_TRUE(asked_of("4").empty()) << "nobody asks";
    EXPECT_EQ(world->launch(2), "2.1 live");
    EXPECT_EQ(asked_of("4"), std::vector<std::string>{"lapsed"});
    EXPECT_TRUE(asked_of("1").empty()) << "of new and active no campaign asks";
    const std::string position =
        "select max(position) from member_branch where member_id in " + of_card("9");
    const std::string before = world->scalar(position);
    refresh("2026-04-01");
    EXPECT_EQ(asked_of("9"), std::vector<std::string>{"lapsed"}) << "180 days";
    EXPECT_NE(world->scalar(position), before) << "who entered is fed";
    EXPECT_EQ(world->end(2), "2.1 ended");
    EXPECT_TRUE(asked_of("4").empty());
}

TEST_P(SegmentTest, MembersAreFedInChunksBeforeACampaignIsLaunched) {
    refresh("2026-03-31");
    loyalty::Campaign back;
    back.id = loyalty::CampaignId{7};
    back.version = 1;
    back.name = "back";
    back.from = *parse_date("2026-03-01");
    back.to = *parse_date("2026-04-30");
    loyalty::Conditions lapsed;
    lapsed.segments = {"lapsed"};
    back.rules = {{0, lapsed, {loyalty::AmountOff{.minor = 100}}}};
    const auto within = [&](auto&& work) {
        auto transaction = good(database::begin_writing(world->connection()));
        auto result = good(work());
        good(transaction.commit());
        return result;
    };
    auto& at = world->connection();
    EXPECT_TRUE(within([&] { return database::announce_campaign(at, back); }));
    EXPECT_EQ(asked_of("4"), std::vector<std::string>{"lapsed"}) << "before it is live";
    const auto last = within([&] { return database::feed_members_after(at, {}, 1); });
    EXPECT_TRUE(last);
    EXPECT_FALSE(within([&] { return database::feed_members_after(at, last, 1); }));
    auto transaction = good(database::begin_writing(at));
    good(database::note_members_fed(at, back));
    const std::string members_fed = world->scalar("select max(position) from member_branch");
    good(database::publish_campaigns(at, {back}, 1));
    good(transaction.commit());
    EXPECT_EQ(world->scalar("select max(position) from member_branch"), members_fed)
        << "nobody is fed again";
    EXPECT_FALSE(within([&] { return database::announce_campaign(at, back); }));
}

TEST(ReadSegmentTest, SaysWhatIsWrongAndWhere) {
    const std::pair<const char*, const char*> cases[] = {
        {"{", "line 1: not JSON: incomplete JSON"},
        {R"({"if": {"vip": true}})", "name: is missing"},
        {R"({"name": "Gold", "if": {"vip": true}})",
         "name: \"Gold\" is not a name: lower-case letters, digits and '-', at most 32"},
        {R"({"name": "lapsed", "if": {"vip": true}})", "name: \"lapsed\" is ready-made"},
        {R"({"name": "rfm-555", "if": {"vip": true}})", "name: \"rfm-555\" is ready-made"},
        {R"({"name": "x"})", "if: is missing"},
        {R"({"name": "x", "if": {}})",
         "if: needs one of all, any, not, tier, vip, branch, joined, spend, visits, recency"},
        {R"({"name": "x", "if": {"vip": true, "tier": ["gold"]}})",
         "if.\"vip\": is not a field that is known here"},
        {R"({"name": "x", "if": {"all": [{"vip": true}, {"spend": {}}]}})",
         "if.all[1].spend.at_least: or at_most is missing"},
        {R"({"name": "x", "if": {"visits": {"at_least": 3, "at_most": 2}}})",
         "if.visits.at_most: is below at_least"},
        {R"({"name": "x", "if": {"joined": {"from": "2026-02-30"}}})",
         "if.joined.from: \"2026-02-30\" is not a day (YYYY-MM-DD)"},
    };
    for (const auto& [json, expected] : cases) {
        const auto read = campaigns::read_segment(json);
        EXPECT_EQ(read ? "sound" : read.error().detail, expected) << json;
    }
}

}  // namespace
}  // namespace pareto::hq
