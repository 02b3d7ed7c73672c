// A campaign's life through the API, on both engines: drafted, tried, approved by another person,
// launched, ended; and that what is asked twice is done once.
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;

// 5 points for every basket of a member. The sales of api_world.h hold four such baskets.
const std::string kFive =
    R"({"campaign": {"name": "Five", "from": "2026-03-01", "to": "2099-12-31", "rules": [
        {"if": {"members_only": true}, "give": [{"kind": "points_bonus", "points": 5}]}]}})";

class CampaignChangesTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (!api_) return;
        for (const char* const name : {"mei", "tom"}) {
            api_->add(name, Role::Marketing);
            visitors_[name] = api_->visitor(name);
        }
    }

    /// With a key of its own, unless one is given.
    api::Response change(const std::string& who,
                         const std::string& target,
                         const std::string& body,
                         const std::string& key = {}) {
        return api_->change(
            visitors_.at(who), target, body, key.empty() ? "key-" + std::to_string(++keys_) : key);
    }

    /// The state of a task when it is over.
    std::string ended(const std::string& who, const api::Response& started) {
        EXPECT_EQ(started.status, 202) << started.body;
        api_->wait();
        const std::string id{json_of(started).at("task").as_string().c_str()};
        const auto task = api_->get(visitors_.at(who), "tasks/" + id);
        return at(task, "/state") + at(task, "/problem");
    }

    std::string versions() {
        return world_->rows(
            "select campaign_id, version, state, drafted_by, approved_by from campaign_version "
            "order by campaign_id, version");
    }

    std::map<std::string, Visitor> visitors_;
    int keys_ = 0;
};

TEST_P(CampaignChangesTest, AWholeLife) {
    EXPECT_EQ(change("mei", "campaigns", kFive).status, 201);
    const std::string seen = R"({"version": 1})";
    EXPECT_EQ(problem_of(change("tom", "campaigns/1/approval", seen)), "refused");
    EXPECT_EQ(ended("mei", change("mei", "campaigns/1/simulation", seen)), "\"done\"null");
    const auto tried = api_->get(visitors_.at("tom"), "campaigns/1");
    EXPECT_EQ(at(tried, "/state"), "\"simulated\"");
    EXPECT_EQ(at(tried, "/trial/by"), "\"mei\"");
    EXPECT_EQ(at(tried, "/trial/from"), "\"2026-03-01\"");
    EXPECT_EQ(at(tried, "/trial/to"), "\"2026-03-10\"");
    // Five baskets, four of members; 4 times 5 points.
    EXPECT_EQ(at(tried, "/trial/report/headline/0/value"), "5");
    EXPECT_EQ(at(tried, "/trial/report/headline/1/value"), "4");
    EXPECT_EQ(at(tried, "/trial/report/headline/4/value"), "20");
    EXPECT_EQ(problem_of(change("mei", "campaigns/1/approval", seen)), "refused");
    EXPECT_EQ(change("tom", "campaigns/1/approval", seen).status, 200);
    EXPECT_EQ(versions(), "1|1|approved|mei|tom");
    EXPECT_EQ(ended("mei", change("mei", "campaigns/1/launch", seen)), "\"done\"null");
    EXPECT_EQ(versions(), "1|1|live|mei|tom");
    EXPECT_EQ(at(api_->get(visitors_.at("mei"), "campaigns/1/progress"), "/baskets"), "0");
    EXPECT_EQ(change("mei", "campaigns/1/end", "").status, 200);
    EXPECT_EQ(versions(), "1|1|ended|mei|tom");
    EXPECT_EQ(world_->rows("select actor, action, subject from audit_row order by position"),
              "mei|campaign.draft|campaign 1, version 1, "
              "mei|campaign.simulate|campaign 1, version 1, "
              "tom|campaign.approve|campaign 1, version 1, "
              "mei|campaign.launch|campaign 1, version 1, "
              "mei|campaign.end|campaign 1, version 1");
}

TEST_P(CampaignChangesTest, WhatIsWrongIsNamedWithItsField) {
    const auto bad = change("mei",
                            "campaigns",
                            R"({"campaign": {"name": "X", "from": "2026-03-01", "to": "2026-03-31",
                                "rules": [{"give": [{"kind": "points_bonus"}]}]}})");
    EXPECT_EQ(bad.status, 422);
    EXPECT_EQ(problem_of(bad), "campaign");
    EXPECT_EQ(at(bad, "/field"), "\"rules[0].give[0].points\"");
    EXPECT_EQ(at(bad, "/detail"), "\"is missing\"");
    EXPECT_EQ(versions(), "");
    EXPECT_EQ(problem_of(change("mei", "campaigns", R"({"campaign": 7})")), "parameter");
    // What was refused is forgotten: mended, it may bear the same key.
    EXPECT_EQ(change("mei", "campaigns", R"({"campaign": {}})", "again").status, 422);
    EXPECT_EQ(change("mei", "campaigns", kFive, "again").status, 201);
}

TEST_P(CampaignChangesTest, APreviewSaysItInBothLanguagesAndChangesNothing) {
    const auto told = api_->post(visitors_.at("mei"), "campaigns/preview", kFive);
    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_NE(at(told, "/sentences/en/0").find("5 "), std::string::npos) << told.body;
    EXPECT_EQ(json_of(told).at("sentences").at("zh-Hant").as_array().size(),
              json_of(told).at("sentences").at("en").as_array().size());
    EXPECT_EQ(versions(), "");
}

TEST_P(CampaignChangesTest, WhatIsAskedTwiceIsDoneOnce) {
    const auto first = change("mei", "campaigns", kFive, "one");
    const auto second = change("mei", "campaigns", kFive, "one");
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(header_of(first, "Idempotent-Replayed"), "");
    EXPECT_EQ(header_of(second, "Idempotent-Replayed"), "true");
    EXPECT_EQ(versions(), "1|1|draft|mei|");
    // The same key for something else, none at all, and another person's own.
    EXPECT_EQ(problem_of(change("mei", "campaigns/1/versions", kFive, "one")), "key-reused");
    EXPECT_EQ(problem_of(api_->post(visitors_.at("mei"), "campaigns", kFive)), "key-missing");
    EXPECT_EQ(change("tom", "campaigns", kFive, "one").status, 201);
    // A day later it is forgotten.
    world_->clock.advance(std::chrono::hours{25});
    visitors_["mei"] = api_->visitor("mei");
    EXPECT_EQ(header_of(change("mei", "campaigns", kFive, "one"), "Idempotent-Replayed"), "");
    EXPECT_EQ(versions(), "1|1|draft|mei|, 2|1|draft|tom|, 3|1|draft|mei|");
}

TEST_P(CampaignChangesTest, AnAnswerThatGotLostIsToldAsUnknown) {
    EXPECT_EQ(change("mei", "campaigns", kFive, "one").status, 201);
    // As when HQ ended between the work and its answer.
    static_cast<void>(must(world_->connection().execute("update web_answer set status = 0")));
    EXPECT_EQ(problem_of(change("mei", "campaigns", kFive, "one")), "unfinished");
    EXPECT_EQ(versions(), "1|1|draft|mei|");
    // What is kept is of no use without the key.
    EXPECT_EQ(world_->rows("select count(*) from web_answer where cast(answer as text) like "
                           "'%Five%'"),
              "0");
}

TEST_P(CampaignChangesTest, WhatSomebodySawIsWhatIsApproved) {
    EXPECT_EQ(change("mei", "campaigns", kFive).status, 201);
    EXPECT_EQ(ended("mei", change("mei", "campaigns/1/simulation", R"({"version": 1})")),
              "\"done\"null");
    EXPECT_EQ(change("mei", "campaigns/1/versions", kFive).status, 201);
    EXPECT_EQ(problem_of(change("tom", "campaigns/1/approval", R"({"version": 1})")), "changed");
    EXPECT_EQ(problem_of(change("tom", "campaigns/1/approval", "{}")), "parameter");
    EXPECT_EQ(problem_of(change("tom", "campaigns/9/approval", R"({"version": 1})")), "unknown");
    EXPECT_EQ(versions(), "1|1|simulated|mei|, 1|2|draft|mei|");
}

TEST_P(CampaignChangesTest, ATrialThatCannotBeIsToldAndATaskIsItsOwnersOnly) {
    EXPECT_EQ(change("mei", "campaigns", kFive).status, 201);
    const auto started = change("mei",
                                "campaigns/1/simulation",
                                R"({"version": 1, "from": "2026-03-09", "to": "2026-03-08"})");
    const std::string ending = ended("mei", started);
    EXPECT_EQ(ending.substr(0, 8), "\"failed\"");
    EXPECT_NE(ending.find("there are no sales"), std::string::npos) << ending;
    const std::string id{json_of(started).at("task").as_string().c_str()};
    EXPECT_EQ(problem_of(api_->get(visitors_.at("tom"), "tasks/" + id)), "unknown");
    EXPECT_EQ(problem_of(api_->get(visitors_.at("mei"), "tasks/nothing")), "unknown");
    EXPECT_EQ(versions(), "1|1|draft|mei|");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         CampaignChangesTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
