// What the API answers, on both engines; the figures are added up by hand from the sales of
// api_world.h.
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;

class AnswersTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (!api_) return;
        api_->add("ada", Role::Admin);
        ada_ = api_->visitor("ada");
    }

    api::Response get(const std::string& target) { return api_->get(ada_, target); }

    Visitor ada_;
};

// Of 3 members the first fifth is 1: anna with 100.00 of 140.00.
TEST_P(AnswersTest, TheBestFifthOfTheChain) {
    const auto vips = get("vips?as_of=2026-03-10");
    EXPECT_EQ(at(vips, "/members"), "3");
    EXPECT_EQ(at(vips, "/vips"), "1");
    EXPECT_EQ(at(vips, "/threshold"), "10000");
    EXPECT_EQ(at(vips, "/vip_revenue"), "10000");
    EXPECT_EQ(at(vips, "/total_revenue"), "14000");
    EXPECT_DOUBLE_EQ(json_of(vips).at("vip_revenue_share").as_double(), 0.714286);
    EXPECT_EQ(at(vips, "/rows/0/name"), "\"anna\"");
    EXPECT_EQ(at(vips, "/rows/0/member"), "\"" + number("anna") + "\"");
    EXPECT_EQ(at(vips, "/rows/0/visits"), "2");
    EXPECT_EQ(at(vips, "/rows/0/status"), "\"entered\"");
    EXPECT_EQ(at(vips, "/rows/0/before_rank"), "null");
    // 34 % of 3 members are the first 2: 130.00 of 140.00; 100 % are all.
    EXPECT_EQ(at(vips, "/curve/0"), "[0,0]");
    EXPECT_DOUBLE_EQ(json_of(vips).at("curve").at(34).at(1).as_double(), 0.928571);
    EXPECT_EQ(at(vips, "/curve/100"), "[100,1]");
}

// A month later: with a window of 31 days anna has only the 40.00 of 2026-03-10 left, bert 30.00.
TEST_P(AnswersTest, WhyAMemberEnteredLeftOrIsAtRisk) {
    TestTerminal till = world_->terminal("HK02", "2");
    till.append(cash_sale(card("bert"), {sold(1, 1, 90'00)}), "2026-04-08");
    till.send();
    // The window (2026-03-09, 2026-04-09]: bert 30 + 90, anna 40, carl 10.
    const auto vips = get("vips?as_of=2026-04-09&window_days=31");
    EXPECT_EQ(at(vips, "/rows/0/name"), "\"bert\"");
    EXPECT_EQ(at(vips, "/rows/0/net_spend"), "12000");
    // 30 days before, as of 2026-03-10, the window held anna's 100.00, then bert's 30.00.
    EXPECT_EQ(at(vips, "/rows/0/status"), "\"entered\"");
    EXPECT_EQ(at(vips, "/rows/0/before_rank"), "2");
    EXPECT_EQ(at(vips, "/rows/0/before_net_spend"), "3000");
    EXPECT_EQ(at(vips, "/threshold_before"), "10000");
    EXPECT_EQ(at(vips, "/left/0/name"), "\"anna\"");
    EXPECT_EQ(at(vips, "/left/0/rank"), "2");
    EXPECT_EQ(at(vips, "/left/0/net_spend"), "4000");
    EXPECT_EQ(at(vips, "/left/0/before_rank"), "1");
    EXPECT_EQ(at(vips, "/left/0/before_net_spend"), "10000");
    // Of a window of 50 days up to 2026-04-06 the last 20 days will still count 30 days later, and
    // anna bought nothing in them. As of 2026-03-07 her 60.00 were all that there was.
    const auto risk = get("vips?as_of=2026-04-06&window_days=50");
    EXPECT_EQ(at(risk, "/rows/0/name"), "\"anna\"");
    EXPECT_EQ(at(risk, "/rows/0/kept"), "0");
    EXPECT_EQ(at(risk, "/rows/0/status"), "\"at_risk\"");
    EXPECT_EQ(at(risk, "/at_risk"), "1");
}

TEST_P(AnswersTest, HomeAddsUpThirtyDays) {
    const auto home = get("home");
    EXPECT_EQ(at(home, "/from"), "\"2026-02-09\"");
    EXPECT_EQ(at(home, "/to"), "\"2026-03-10\"");
    EXPECT_EQ(at(home, "/figures/0/name"), "\"net_revenue\"");
    EXPECT_EQ(at(home, "/figures/0/now"), "14500");
    EXPECT_EQ(at(home, "/figures/0/before"), "0");
    EXPECT_EQ(at(home, "/figures/1/now"), "5");     // sales
    EXPECT_EQ(at(home, "/figures/2/now"), "2900");  // 145.00 / 5
    EXPECT_EQ(at(home, "/figures/3/now"), "3");     // members who bought
    // Members' share: 140.00 of 145.00.
    EXPECT_DOUBLE_EQ(json_of(home).at("figures").at(4).at("now").as_double(), 0.965517);
    EXPECT_EQ(at(home, "/days"), R"([["2026-03-01",6000],["2026-03-10",8500]])");
    EXPECT_EQ(at(home, "/customers/entered_names/0/name"), "\"anna\"");
    // The terminals were last seen today; a day later they are silent.
    EXPECT_EQ(at(home, "/needs"), "[]");
    world_->clock.advance(std::chrono::hours{25});
    const auto later = api_->get(api_->visitor("ada"), "home");
    EXPECT_EQ(at(later, "/needs"), R"([{"kind":"silent_terminals","count":2}])");
}

TEST_P(AnswersTest, AMemberFromAllSides) {
    const auto anna = get("members/" + number("anna"));
    EXPECT_EQ(at(anna, "/name"), "\"anna\"");
    EXPECT_EQ(at(anna, "/home_branch"), "\"HK01\"");
    EXPECT_EQ(at(anna, "/balance"), "100");  // 1 point for each 1.00
    EXPECT_EQ(at(anna, "/cards"), R"([{"card":"C1","blocked":false,"proves_itself":false}])");
    EXPECT_EQ(at(anna, "/months"), R"([{"month":"2026-03","net_spend":10000,"visits":2}])");
    EXPECT_EQ(at(anna, "/branches/0/branch"), "\"HK01\"");
    const auto statement = get("members/" + number("anna") + "/statement");
    EXPECT_EQ(at(statement, "/rows/0/3"), "60");
    EXPECT_EQ(at(statement, "/rows/1/4"), "100");
    const auto chinese = get("members/" + number("anna") + "/statement?language=zh-Hant");
    EXPECT_NE(at(chinese, "/rows/0/2").find("購物"), std::string::npos);
    const std::string sale =
        std::to_string(annas_sale_.registration()) + ":" + std::to_string(annas_sale_.sequence());
    const auto visits = get("members/" + number("anna") + "/visits");
    EXPECT_EQ(at(visits, "/visits/1/sale"), "\"" + sale + "\"");
    EXPECT_EQ(at(visits, "/visits/1/total"), "6000");
    const auto why = get("members/" + number("anna") + "/visits/" + sale);
    EXPECT_EQ(at(why, "/rows/0/4"), "60");
    // Another member has no such sale.
    EXPECT_EQ(get("members/" + number("bert") + "/visits/" + sale).status, 422);
    EXPECT_EQ(get("members/nobody").status, 404);
    EXPECT_EQ(world_->rows("select actor, action, subject from audit_row"),
              "ada|member.show|" + number("anna"));
    world_->verify();
}

TEST_P(AnswersTest, MembersAreFoundByNameMemberAndCardNumber) {
    for (const std::string& wanted : {std::string{"ann"}, number("anna"), std::string{"C1"}})
        EXPECT_EQ(at(get("members?q=" + wanted), "/members/0/name"), "\"anna\"") << wanted;
    EXPECT_EQ(at(get("members?q=zz"), "/members"), "[]");
    EXPECT_EQ(get("members?q=a").status, 422);
    EXPECT_EQ(get("members").status, 422);
}

// F56: what would be SQL if it were put into a statement stays text.
TEST_P(AnswersTest, TextIsNeverSql) {
    const std::vector<std::string> hostile{
        "'%20or%20'1'='1",
        "%27%3B%20drop%20table%20member%3B--",
        "%22%20or%20%22%22%3D%22",
        "anna%27%20union%20select%20password_hash%20from%20web_user--",
        "%25",
        "__",
        "1%29%20or%201%3D1--"};
    for (const std::string& text : hostile) {
        EXPECT_EQ(at(get("members?q=xx" + text), "/members"), "[]") << text;
        EXPECT_EQ(get("members/" + text).status, 404) << text;
        EXPECT_EQ(get("vips?branch=" + text).status, 404) << text;
        EXPECT_EQ(get("reports/" + text).status, 404) << text;
        EXPECT_EQ(get("vips?as_of=" + text).status, 422) << text;
        EXPECT_EQ(get("vips?percent=" + text).status, 422) << text;
        EXPECT_EQ(get("audit?before=" + text).status, 422) << text;
        EXPECT_EQ(get("campaigns/" + text).status, 404) << text;
    }
    EXPECT_EQ(world_->number("select count(*) from member"), 3);
}

// F57: a name is data in every answer; nothing of it is markup, and JSON is never sniffed as such.
TEST_P(AnswersTest, ANameThatIsMarkupStaysAString) {
    const std::string hostile = R"html(</script><img src=x onerror="alert(1)">)html";
    static_cast<void>(must(world_->connection().execute(
        "update member set name = $1 where member_number = $2", {hostile, number("anna")})));
    for (const std::string& target :
         {"members/" + number("anna"), std::string{"vips"}, std::string{"home"}}) {
        const auto answer = get(target);
        EXPECT_EQ(answer.content_type, "application/json");
        EXPECT_NE(answer.body.find(R"html(<img src=x onerror=\"alert(1)\">)html"),
                  std::string::npos)
            << target;
    }
    std::string policy;
    for (const auto& [name, value] : api::safety_headers())
        policy += name + ": " + value + "\n";
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_NE(policy.find("X-Content-Type-Options: nosniff"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_NE(policy.find("default-src 'none'; script-src 'self'; style-src 'self'"),
              std::string::npos);
}

TEST_P(AnswersTest, AnUnchangedAnswerIsNotSentTwice) {
    const auto first = get("branches");
    const std::string tag = header_of(first, "ETag");
    ASSERT_EQ(tag.size(), 34U);
    api::Request again = request_of(api::Method::Get, ada_, "branches");
    again.headers["if-none-match"] = tag;
    const auto second = api_->ask(again);
    EXPECT_EQ(second.status, 304);
    EXPECT_EQ(second.body, "");
    world_->branch("HK03");
    EXPECT_EQ(api_->ask(again).status, 200);
}

TEST_P(AnswersTest, AnAddressThatIsNoneIsToldSo) {
    EXPECT_EQ(problem_of(get("nothing")), "unknown");
    EXPECT_EQ(problem_of(get("reports/nothing")), "unknown");
    EXPECT_EQ(problem_of(api_->post(ada_, "home", "{}")), "method");
    EXPECT_EQ(problem_of(get("vips?as_of=2026-02-30")), "parameter");
    EXPECT_EQ(problem_of(get("reports/vip?as_of=2026-01-01&from=2025-01-01")), "parameter");
    EXPECT_EQ(problem_of(get("reports/branches?from=2026-02-02&to=2026-02-01")), "refused");
    EXPECT_EQ(problem_of(get("reports/vip?format=exe")), "parameter");
    EXPECT_EQ(problem_of(api_->post({}, "session", "not json")), "malformed");
    EXPECT_EQ(problem_of(api_->post({}, "session", "{}")), "parameter");
}

TEST_P(AnswersTest, HealthAndMetricsAreForTheMachine) {
    api::Request request;
    request.path = {"healthz"};
    EXPECT_EQ(api_->ask(request).status, 200);
    request.path = {"metrics"};
    EXPECT_EQ(api_->ask(request).status, 403);
    request.is_loopback = true;
    const auto metrics = api_->ask(request);
    EXPECT_EQ(metrics.status, 200);
    EXPECT_NE(metrics.body.find("pareto_web_answers_total{status=\"2xx\"} 1\n"), std::string::npos)
        << metrics.body;
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         AnswersTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
