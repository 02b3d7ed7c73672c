// F59: role × route × branch. The expectations are written by hand, beside the table of the code;
// every route and every report is in them, and everything that they do not grant is refused.
#include <map>
#include <set>

#include <boost/json/parse.hpp>

#include "hq/api/description.h"
#include "hq/api/routes.h"
#include "hq/reports/catalogue.h"
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;

// m marketing, b branch manager of HK01, o operations, u auditor, a admin.
const std::map<std::string, std::string> kMayAsk{
    {"GET session", "mboua"},
    {"GET home", "mboua"},
    {"GET vips", "mbua"},
    {"GET reports", "mboua"},
    {"GET reports/vip", "mbua"},
    {"GET reports/branches", "mboua"},
    {"GET reports/tier-changes", "mbua"},
    {"GET reports/points-liability", "mua"},
    {"GET reports/stored-value-liability", "mua"},
    {"GET reports/acquisition", "mua"},
    {"GET reports/suspense", "boua"},
    {"GET reports/card-refusals", "boua"},
    {"GET reports/tag-conflicts", "boua"},
    {"GET reports/exposure", "boua"},
    {"GET reports/gifts", "mboua"},
    {"GET reports/forks", "oua"},
    {"GET members", "mbua"},
    {"GET members/{number}", "mbua"},
    {"GET members/{number}/statement", "mbua"},
    {"GET members/{number}/visits", "mbua"},
    {"GET members/{number}/visits/{sale}", "mbua"},
    {"GET campaigns", "mbua"},
    {"GET campaigns/{id}", "mbua"},
    {"GET campaigns/{id}/result", "mua"},
    {"GET campaigns/{id}/progress", "mua"},
    {"POST campaigns", "ma"},
    {"POST campaigns/preview", "ma"},
    {"POST campaigns/{id}/versions", "ma"},
    {"POST campaigns/{id}/simulation", "ma"},
    {"POST campaigns/{id}/approval", "ma"},
    {"POST campaigns/{id}/launch", "ma"},
    {"POST campaigns/{id}/end", "ma"},
    {"GET choices", "mua"},
    {"GET items", "mua"},
    {"GET tasks/{id}", "mboua"},
    {"DELETE tasks/{id}", "mboua"},
    {"GET members/{number}/goods", "mbua"},
    {"GET members/{number}/holdings", "mbua"},
    {"GET receipts", "mboua"},
    {"GET receipts/{sale}", "mboua"},
    {"GET segments", "mua"},
    {"GET segments/{name}", "mua"},
    {"POST segments/preview", "ma"},
    {"POST segments", "ma"},
    {"POST terminals", "oa"},
    {"GET terminals/{id}/allowances", "boua"},
    {"POST terminals/{id}/replacement", "oa"},
    {"POST terminals/{id}/revocation", "oa"},
    {"POST terminals/{id}/renewal", "boa"},
    {"POST terminals/{id}/write-off", "oa"},
    {"GET suspense", "boua"},
    {"POST suspense/{entry}/proposal", "oa"},
    {"DELETE suspense/{entry}/proposal", "oa"},
    {"POST suspense/{entry}/confirmation", "oa"},
    {"GET backups", "oua"},
    {"POST backups", "oa"},
    {"GET branches", "mboua"},
    {"GET terminals", "boua"},
    {"GET audit", "ua"},
    {"POST session/password", "mboua"},
    {"DELETE session", "mboua"},
};
const std::set<std::string> kOpenToAll{"GET openapi.json", "POST session"};

constexpr std::array kLetters{std::pair{'m', Role::Marketing},
                              std::pair{'b', Role::Manager},
                              std::pair{'o', Role::Operations},
                              std::pair{'u', Role::Auditor},
                              std::pair{'a', Role::Admin}};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t found = text.find(what);
    return found == std::string::npos ? text : text.replace(found, what.size(), with);
}

class GrantsTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (!api_) return;
        for (const auto& [letter, role] : kLetters) {
            const std::string name{access::name_of(role)};
            api_->add(name,
                      role,
                      role == Role::Manager ? std::vector<std::string>{"HK01"}
                                            : std::vector<std::string>{});
            visitors_[letter] = api_->visitor(name);
        }
    }

    /// A request of the route as somebody who may ask it would make it.
    api::Response ask(const Visitor& visitor, const std::string& route) {
        const std::size_t space = route.find(' ');
        std::string target = route.substr(space + 1);
        target = replaced(target, "{number}", number("anna"));
        target = replaced(target,
                          "{sale}",
                          std::to_string(annas_sale_.registration()) + ":" +
                              std::to_string(annas_sale_.sequence()));
        target = replaced(target, "{id}", "1");
        target = replaced(target, "{entry}", "1:1");
        target = replaced(target, "{name}", "regulars");
        if (target == "members") target += "?q=anna";
        if (target == "receipts") target += "?date=2026-03-10";
        const std::string method = route.substr(0, space);
        return api_->ask(request_of(method == "POST"     ? api::Method::Post
                                    : method == "DELETE" ? api::Method::Delete
                                                         : api::Method::Get,
                                    visitor,
                                    target));
    }

    std::map<char, Visitor> visitors_;
};

TEST(GrantsTableTest, EveryRouteAndEveryReportHasAnExpectation) {
    std::set<std::string> expected = kOpenToAll;
    for (const auto& [route, letters] : kMayAsk)
        expected.insert(route);
    std::set<std::string> found;
    for (const api::Route& route : api::routes()) {
        const std::string name = std::string{name_of(route.method)} + " " + std::string{route.path};
        if (route.path != "reports/{name}") found.insert(name);
    }
    for (const auto& report : reports::catalogue())
        found.insert("GET reports/" + std::string{report.name});
    // A report that nobody decided about is for auditors and admins, over the whole chain.
    const api::ReportGrant undecided = api::grant_of("a new one");
    EXPECT_FALSE(undecided.roles.has(Role::Marketing) || undecided.roles.has(Role::Manager) ||
                 undecided.roles.has(Role::Operations));
    EXPECT_EQ(found, expected);
}

TEST(GrantsTableTest, TheDescriptionHasTheSameRoutes) {
    std::set<std::string> described;
    const boost::json::value description =
        boost::json::parse({api::description().data(), api::description().size()});
    for (const auto& path : description.at("paths").as_object()) {
        for (const auto& operation : path.value().as_object())
            described.insert(std::string{operation.key()} + " " +
                             std::string{path.key()}.substr(1));
    }
    std::set<std::string> found;
    for (const api::Route& route : api::routes()) {
        const std::string method = route.method == api::Method::Get    ? "get"
                                   : route.method == api::Method::Post ? "post"
                                                                       : "delete";
        found.insert(method + " " + std::string{route.path});
    }
    EXPECT_EQ(described, found);
}

TEST_P(GrantsTest, WhatTheTableDoesNotGrantIsRefused) {
    for (const auto& [route, letters] : kMayAsk) {
        EXPECT_EQ(ask({}, route).status, 401) << route << " by nobody";
        if (route == "DELETE session") continue;
        for (const auto& [letter, visitor] : visitors_) {
            const auto answer = ask(visitor, route);
            const bool may = letters.find(letter) != std::string::npos;
            EXPECT_EQ(problem_of(answer) == "not-granted", !may)
                << route << " by " << letter << ": " << answer.status << " " << answer.body;
            EXPECT_NE(answer.status, 401) << route << " by " << letter;
            EXPECT_LT(answer.status, 500) << route << " by " << letter << ": " << answer.body;
        }
    }
}

TEST_P(GrantsTest, AManagerReachesNoOtherBranch) {
    const Visitor manager = visitors_.at('b');
    for (const auto& [route, letters] : kMayAsk) {
        const bool by_branch = route.starts_with("GET ") && route != "GET session" &&
                               letters.find('b') != std::string::npos &&
                               route.find('{') == std::string::npos;
        if (!by_branch) continue;
        const std::string target =
            route.substr(4) + (route == "GET members"    ? "?q=anna&"
                               : route == "GET receipts" ? "?date=2026-03-10&"
                                                         : "?");
        EXPECT_EQ(problem_of(api_->get(manager, target + "branch=HK02")), "not-granted") << route;
        EXPECT_EQ(problem_of(api_->get(manager, target + "branch=nowhere")), "not-granted")
            << route;
        EXPECT_EQ(api_->get(manager, target + "branch=HK01").status, 200) << route;
    }
    const std::string bert = "members/" + number("bert");
    for (const std::string& target : {bert, bert + "/statement", bert + "/visits"})
        EXPECT_EQ(problem_of(api_->get(manager, target)), "unknown") << target;
    EXPECT_EQ(api_->get(manager, "members/" + number("anna")).status, 200);
}

TEST_P(GrantsTest, AManagersAnswersHoldOnlyTheOwnBranches) {
    const Visitor manager = visitors_.at('b');
    EXPECT_EQ(at(api_->get(manager, "vips"), "/branch"), "\"HK01\"");
    EXPECT_EQ(at(api_->get(manager, "home"), "/branch"), "\"HK01\"");
    EXPECT_EQ(at(api_->get(manager, "home"), "/figures/0/now"), "11500");
    EXPECT_EQ(at(api_->get(manager, "members?q=bert"), "/members"), "[]");
    EXPECT_EQ(at(api_->get(manager, "members?q=anna"), "/members/0/name"), "\"anna\"");
    for (const char* const target : {"branches",
                                     "terminals",
                                     "reports/branches",
                                     "reports/branches?format=grid",
                                     "reports/branches?format=csv",
                                     "reports/exposure",
                                     "reports/vip"}) {
        const auto answer = api_->get(manager, target);
        EXPECT_EQ(answer.status, 200) << target;
        EXPECT_EQ(answer.body.find("HK02"), std::string::npos) << target << answer.body;
    }
    // Nor the totals of the chain, from which the others could be computed.
    EXPECT_EQ(at(api_->get(manager, "reports/branches?format=grid"), "/headline"), "[]");
    // Bert buys in HK01: from then on he is a member of this branch too.
    TestTerminal till = world_->terminal("HK01", "9");
    till.append(cash_sale(card("bert"), {sold(1, 1, 1'00)}), "2026-03-10");
    till.send();
    EXPECT_EQ(api_->get(manager, "members/" + number("bert")).status, 200);
    const auto visits = api_->get(manager, "members/" + number("bert") + "/visits");
    EXPECT_EQ(at(visits, "/visits/0/branch"), "\"HK01\"");
    EXPECT_EQ(visits.body.find("HK02"), std::string::npos);
}

TEST_P(GrantsTest, ARoleThatChangesEndsTheSessions) {
    auto books = [&]() -> pareto::database::Connection& {
        return world_->connection();
    };
    const auto marketing = must(access::find_user(books(), "marketing")).value();
    access::User changed = marketing;
    changed.role = Role::Manager;
    changed.branches = {"HK02"};
    must(books().begin());
    must(access::change_role(books(), changed));
    must(books().commit());
    EXPECT_EQ(api_->get(visitors_.at('m'), "home").status, 401);
    EXPECT_EQ(at(api_->get(api_->visitor("marketing"), "home"), "/branch"), "\"HK02\"");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         GrantsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
