// What operations does through the API, on both engines: terminals, suspense with a second person,
// segments; and what figures drill down to.
#include "hq/database/setup.h"
#include "hq/database/writing.h"
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;

class OperationsTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (!api_) return;
        add("ida", Role::Operations);
        add("otto", Role::Operations);
        add("mei", Role::Marketing);
        add("bo", Role::Manager, {"HK01"});
    }

    void add(const std::string& name, Role role, std::vector<std::string> branches = {}) {
        api_->add(name, role, std::move(branches));
        visitors_[name] = api_->visitor(name);
    }

    api::Response get(const std::string& who, const std::string& target) {
        return api_->get(visitors_.at(who), target);
    }

    api::Response change(const std::string& who,
                         const std::string& target,
                         const std::string& body,
                         const std::string& key = {}) {
        return api_->change(
            visitors_.at(who), target, body, key.empty() ? "key-" + std::to_string(++keys_) : key);
    }

    std::string terminal_of(const std::string& branch) {
        return world_->rows(
            "select t.terminal_id from terminal t join branch b on b.branch_id = t.branch_id where "
            "b.code = '" +
            branch + "' and t.code = '1'");
    }

    /// The result of a task when it is over.
    std::string result(const std::string& who, const api::Response& started, const char* pointer) {
        EXPECT_EQ(started.status, 202) << started.body;
        api_->wait();
        const std::string id{json_of(started).at("task").as_string().c_str()};
        return at(get(who, "tasks/" + id), pointer);
    }

    std::map<std::string, Visitor> visitors_;
    int keys_ = 0;
};

TEST_P(OperationsTest, ATerminalIsEnrolledWithACodeThatIsKeptNowhere) {
    const std::string body = R"({"branch": "HK01", "terminal": "7"})";
    const auto made = change("ida", "terminals", body, "one");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string code{json_of(made).at("code").as_string().c_str()};
    EXPECT_GT(code.size(), 20U);
    EXPECT_EQ(world_->rows("select terminal_code from enrolment_code where used_ms is null"), "7");
    // Asked again, it is the same code and not a second one.
    EXPECT_EQ(change("ida", "terminals", body, "one").body, made.body);
    EXPECT_EQ(world_->number("select count(*) from enrolment_code where used_ms is null"), 1);
    EXPECT_EQ(world_->number("select count(*) from web_answer where cast(answer as text) like '%" +
                             code.substr(0, 9) + "%'"),
              0);
    EXPECT_EQ(problem_of(change("ida", "terminals", R"({"branch": "nowhere", "terminal": "7"})")),
              "refused");
    EXPECT_EQ(problem_of(change("bo", "terminals", body)), "not-granted");
    const std::string replacement = "terminals/" + terminal_of("HK02") + "/replacement";
    const auto second = change("ida", replacement, "{}");
    EXPECT_EQ(second.status, 201) << second.body;
    EXPECT_EQ(at(second, "/branch"), "\"HK02\"");
    EXPECT_EQ(world_->rows("select actor, action, subject from audit_row order by position"),
              "ida|terminal.enrol|HK01/7, ida|terminal.replace|HK02/1");
}

TEST_P(OperationsTest, ATerminalIsRevokedOnceAndForGood) {
    const std::string path = "terminals/" + terminal_of("HK01");
    EXPECT_EQ(problem_of(change("ida", path + "/write-off", R"({"reason": "lost"})")), "refused");
    EXPECT_EQ(change("ida", path + "/revocation", "{}").status, 200);
    EXPECT_EQ(
        world_->rows("select standing from terminal where terminal_id = " + terminal_of("HK01")),
        "revoked");
    EXPECT_EQ(change("ida", path + "/revocation", "{}").status, 200) << "revoked is revoked";
    EXPECT_EQ(problem_of(change("ida", path + "/renewal", "{}")), "refused");
    EXPECT_EQ(problem_of(change("ida", "terminals/7777/revocation", "{}")), "unknown");
    // A manager sees the own terminals only.
    EXPECT_EQ(get("bo", path + "/allowances").status, 200);
    EXPECT_EQ(problem_of(get("bo", "terminals/" + terminal_of("HK02") + "/allowances")), "unknown");
    EXPECT_EQ(problem_of(change("bo", "terminals/" + terminal_of("HK02") + "/renewal", "{}")),
              "unknown");
}

TEST_P(OperationsTest, WhatIsWithheldIsReleasedByTwoPeople) {
    loyalty::RuleSet rules;
    rules.version = 2;
    rules.mint_caps = {Points{1'000}, Points{50}};
    auto transaction = must(database::begin_writing(world_->connection()));
    must(database::put_rules(world_->connection(), rules));
    must(transaction.commit());
    TestTerminal till = world_->terminal("HK02", "9");
    const EntryId sale = till.append(cash_sale(card("bert"), {sold(1, 1, 80'00)}), "2026-03-10");
    till.send();
    const auto list = get("ida", "suspense");
    EXPECT_EQ(at(list, "/entries/0/reason"), "\"mint_cap\"");
    EXPECT_EQ(at(list, "/entries/0/withheld_points"), "80");
    EXPECT_EQ(at(list, "/entries/0/proposal"), "null");
    EXPECT_EQ(at(get("bo", "suspense"), "/entries"), "[]");
    const std::string path =
        "suspense/" + std::to_string(sale.registration()) + ":" + std::to_string(sale.sequence());
    const std::string released = R"({"outcome": "released", "reason": "checked"})";
    EXPECT_EQ(
        problem_of(change("ida", path + "/proposal", R"({"outcome": "noted", "reason": ""})")),
        "parameter");
    EXPECT_EQ(problem_of(change("ida", path + "/confirmation", released)), "changed");
    EXPECT_EQ(change("ida", path + "/proposal", released).status, 201);
    EXPECT_EQ(problem_of(change("otto", path + "/proposal", released)), "conflict");
    EXPECT_EQ(problem_of(change("ida", path + "/confirmation", released)), "refused");
    EXPECT_EQ(problem_of(change("otto", path + "/confirmation", R"({"outcome": "rejected"})")),
              "changed");
    const std::int64_t before =
        world_->number("select coalesce(sum(amount), 0) from balance where account = 1");
    EXPECT_EQ(change("otto", path + "/confirmation", released).status, 200);
    EXPECT_EQ(world_->number("select coalesce(sum(amount), 0) from balance where account = 1"),
              before + 80);
    EXPECT_EQ(world_->number("select count(*) from suspense_proposal"), 0);
    EXPECT_EQ(problem_of(change("otto", path + "/confirmation", released)), "unknown");
    world_->verify();
}

TEST_P(OperationsTest, AProposalIsWithdrawn) {
    TestTerminal till = world_->terminal("HK02", "9");
    auto wrong = cash_sale(card("bert"), {sold(1, 1, 80'00)});
    wrong.tenders.front().amount_minor = 1;
    const EntryId sale = till.append(wrong, "2026-03-10");
    till.send();
    const std::string path =
        "suspense/" + std::to_string(sale.registration()) + ":" + std::to_string(sale.sequence());
    const std::string noted = R"({"outcome": "noted", "reason": "seen"})";
    EXPECT_EQ(change("ida", path + "/proposal", noted).status, 201);
    auto request = request_of(api::Method::Delete, visitors_.at("otto"), path + "/proposal");
    EXPECT_EQ(api_->ask(request).status, 204);
    EXPECT_EQ(world_->number("select count(*) from suspense_proposal"), 0);
    EXPECT_EQ(problem_of(change("otto", path + "/confirmation", noted)), "changed");
}

// As of 2026-03-10: anna bought twice, bert and carl once.
TEST_P(OperationsTest, ASegmentIsCountedAndThenKept) {
    world_->clock.advance(std::chrono::hours{24});
    visitors_["mei"] = api_->visitor("mei");
    const std::string twice =
        R"({"segment": {"name": "regulars", "refreshing": true, "if": {"visits": {"at_least": 2}}}})";
    const auto counted = api_->post(visitors_.at("mei"), "segments/preview", twice);
    EXPECT_EQ(result("mei", counted, "/result/members"), "1");
    EXPECT_EQ(result("mei", counted, "/result/people"), "3");
    EXPECT_EQ(result("mei", counted, "/result/some/0/name"), "\"anna\"");
    EXPECT_EQ(world_->number("select count(*) from segment"), 0);
    EXPECT_EQ(result("mei", change("mei", "segments", twice), "/result/members"), "1");
    const auto shown = get("mei", "segments/regulars");
    EXPECT_EQ(at(shown, "/kind"), "\"refreshing\"");
    EXPECT_EQ(at(shown, "/some/0/name"), "\"anna\"");
    EXPECT_EQ(at(get("mei", "segments"), "/segments/0/name"), "\"regulars\"");
    const auto bad = api_->post(visitors_.at("mei"),
                                "segments/preview",
                                R"({"segment": {"name": "x", "if": {"visits": {}}}})");
    EXPECT_EQ(problem_of(bad), "segment");
    EXPECT_EQ(at(bad, "/field"), "\"if.visits.at_least\"");
    const auto elsewhere = api_->post(visitors_.at("mei"),
                                      "segments/preview",
                                      R"({"segment": {"name": "x", "if": {"branch": ["??"]}}})");
    EXPECT_EQ(result("mei", elsewhere, "/state"), "\"failed\"");
    EXPECT_EQ(problem_of(get("mei", "segments/nothing")), "unknown");
}

TEST_P(OperationsTest, FiguresDrillDownToReceipts) {
    const auto day = get("bo", "receipts?date=2026-03-10");
    EXPECT_EQ(at(day, "/branch"), "\"HK01\"");
    EXPECT_EQ(json_of(day).at("receipts").as_array().size(), 3U);
    EXPECT_EQ(at(day, "/receipts/0/total"), "4000");
    EXPECT_EQ(at(day, "/receipts/2/is_member"), "false");
    EXPECT_EQ(problem_of(get("bo", "receipts?date=2026-03-10&branch=HK02")), "not-granted");
    EXPECT_EQ(problem_of(get("ida", "receipts?date=2026-03-10")), "parameter");
    const std::string sale =
        std::to_string(annas_sale_.registration()) + ":" + std::to_string(annas_sale_.sequence());
    const auto receipt = get("bo", "receipts/" + sale);
    EXPECT_EQ(at(receipt, "/total"), "6000");
    EXPECT_EQ(at(receipt, "/lines/0/amount"), "6000");
    EXPECT_EQ(at(receipt, "/tenders/0/kind"), "\"cash\"");
    EXPECT_EQ(problem_of(get("bo", "receipts/1:1:1")), "unknown");
    const std::string berts{json_of(get("ida", "receipts?date=2026-03-10&branch=HK02"))
                                .at("receipts")
                                .at(0)
                                .at("sale")
                                .as_string()
                                .c_str()};
    EXPECT_EQ(problem_of(get("bo", "receipts/" + berts)), "unknown");
    // Anna's goods: both sales are of one article, 60.00 and 40.00.
    const auto goods = get("mei", "members/" + number("anna") + "/goods");
    EXPECT_EQ(at(goods, "/sales"), "2");
    EXPECT_EQ(at(goods, "/goods/0/times"), "2");
    EXPECT_EQ(at(goods, "/goods/0/amount"), "10000");
    const auto holdings = get("mei", "members/" + number("anna") + "/holdings");
    EXPECT_EQ(at(holdings, "/segments"), "[]");
    EXPECT_EQ(at(holdings, "/vouchers"), "[]");
    EXPECT_EQ(at(holdings, "/stored_value"), "null");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         OperationsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
