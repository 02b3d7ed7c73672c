// Signing in, sessions and their end, on both engines; what attackers of sessions try (F55, F58).
#include "hq/access/second_factor.h"
#include "hq/database/writing.h"
#include "tests/hq/api/api_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;
using namespace std::chrono_literals;

class SessionTest : public ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        if (api_) api_->add("mei", Role::Marketing);
    }

    /// The status of asking for the own session.
    int asked(const Visitor& visitor) { return api_->get(visitor, "session").status; }

    static std::string token_in(const std::string& cookie) {
        const std::size_t begin = cookie.find('=') + 1;
        return cookie.substr(begin, cookie.find(';') - begin);
    }
};

TEST_P(SessionTest, SigningInGivesACookieThatNoScriptReadsAndNoOtherSiteSends) {
    const auto answer = api_->sign_in("mei", ApiWorld::kPassword);
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(at(answer, "/name"), "\"mei\"");
    EXPECT_EQ(at(answer, "/role"), "\"marketing\"");
    EXPECT_EQ(at(answer, "/currency"), "\"HKD\"");
    const std::string cookie = cookie_of(answer);
    EXPECT_TRUE(cookie.starts_with("__Host-pareto=")) << cookie;
    EXPECT_NE(cookie.find("; Path=/; HttpOnly; SameSite=Strict; Secure"), std::string::npos);
    EXPECT_EQ(cookie.find("Domain"), std::string::npos);
    const std::string token = token_in(cookie);
    EXPECT_EQ(token.size(), 64U);
    EXPECT_EQ(answer.body.find(token), std::string::npos);
    EXPECT_EQ(asked({token, ""}), 200);
    // Only its hash is in the books.
    EXPECT_EQ(world_->number("select count(*) from web_session"), 1);
    EXPECT_EQ(world_->rows("select token_hash from web_session").find(token), std::string::npos);
    EXPECT_EQ(world_->rows("select password_hash from web_user").find("$argon2id$"), 0U);
    world_->verify();
}

TEST_P(SessionTest, EveryRefusalToSignInIsTheSame) {
    std::set<std::string> bodies;
    bodies.insert(api_->sign_in("nobody", ApiWorld::kPassword).body);
    bodies.insert(api_->sign_in("mei", "wrong").body);
    bodies.insert(api_->sign_in("mei' or '1'='1", "x").body);
    must(world_->connection().execute("update web_user set disabled = 1"));
    bodies.insert(api_->sign_in("mei", ApiWorld::kPassword).body);
    EXPECT_EQ(bodies.size(), 1U);
    EXPECT_EQ(problem_of(api_->sign_in("nobody", "x")), "sign-in-refused");
}

// F55: five tries, then a lock that neither a restart nor the right password opens.
TEST_P(SessionTest, FiveWrongTriesLockTheNameAndARestartDoesNotUnlock) {
    for (int index = 0; index < 5; ++index)
        EXPECT_EQ(api_->sign_in("mei", "wrong").status, 401);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 401);
    api_->restart();
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 401);
    world_->clock.advance(59s);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 401);
    world_->clock.advance(1s);
    EXPECT_EQ(api_->sign_in("mei", "wrong").status, 401);  // the sixth: two minutes
    world_->clock.advance(119s);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 401);
    world_->clock.advance(1s);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 201);
    EXPECT_EQ(world_->number("select failures from web_user"), 0);
    EXPECT_EQ(world_->number("select count(*) from audit_row where action = 'session.lock'"), 2);
}

TEST(LockTest, DoublesFromAMinuteToAnHour) {
    EXPECT_EQ(access::lock_after(4), 0s);
    EXPECT_EQ(access::lock_after(5), 60s);
    EXPECT_EQ(access::lock_after(6), 120s);
    EXPECT_EQ(access::lock_after(10), 1920s);
    EXPECT_EQ(access::lock_after(11), 3600s);
    EXPECT_EQ(access::lock_after(1'000'000), 3600s);
}

TEST_P(SessionTest, OneAddressHasTwentyTriesAMinute) {
    int refused = 0;
    for (int index = 0; index < 21; ++index)
        refused = api_->sign_in("x" + std::to_string(index), "").status;
    EXPECT_EQ(refused, 429);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword, "", "192.0.2.8").status, 201);
    world_->clock.advance(60s);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 201);
}

// F58: a token that an attacker planted is never the one that is signed in.
TEST_P(SessionTest, SigningInNeverTakesTheTokenThatTheBrowserBrings) {
    const std::string planted(64, 'a');
    api::Request request = request_of(api::Method::Post, {planted, ""}, "session");
    request.headers["content-type"] = "application/json";
    request.body = R"({"name":"mei","password":")" + ApiWorld::kPassword + R"("})";
    const auto answer = api_->ask(request);
    ASSERT_EQ(answer.status, 201);
    EXPECT_NE(token_in(cookie_of(answer)), planted);
    EXPECT_EQ(asked({planted, ""}), 401);
}

// F58: what changes something needs the page's token, JSON, and a page of ours.
TEST_P(SessionTest, AnotherSiteCannotActForWhoIsSignedIn) {
    const Visitor mei = api_->visitor("mei");
    const auto refused = [&](const std::function<void(api::Request&)>& change) {
        api::Request request = request_of(api::Method::Delete, mei, "session");
        change(request);
        return problem_of(api_->ask(request));
    };
    EXPECT_EQ(refused([](auto& one) { one.headers.erase("x-csrf-token"); }), "page-token");
    EXPECT_EQ(refused([](auto& one) { one.headers["x-csrf-token"] = "0"; }), "page-token");
    EXPECT_EQ(refused([](auto& one) { one.headers["origin"] = "https://evil.example"; }),
              "foreign-page");
    EXPECT_EQ(refused([](auto& one) { one.headers["origin"] = "http://hq.example"; }),
              "foreign-page");
    EXPECT_EQ(refused([](auto& one) { one.headers["origin"] = "null"; }), "foreign-page");
    EXPECT_EQ(refused([](auto& one) { one.headers["sec-fetch-site"] = "cross-site"; }),
              "foreign-page");
    EXPECT_EQ(refused([](auto& one) { one.headers["sec-fetch-site"] = "same-site"; }),
              "foreign-page");
    EXPECT_EQ(refused([](auto& one) {
                  one.body = "a=1";
                  one.headers["content-type"] = "application/x-www-form-urlencoded";
              }),
              "media-type");
    EXPECT_EQ(asked(mei), 200);
    EXPECT_EQ(refused([](auto& one) { one.headers["origin"] = "https://hq.example"; }), "");
    EXPECT_EQ(asked(mei), 401);
}

TEST_P(SessionTest, ASessionEndsWhenIdleWhenOldAndWithItsUser) {
    const Visitor idle = api_->visitor("mei");
    world_->clock.advance(29min);
    EXPECT_EQ(asked(idle), 200);
    world_->clock.advance(29min);
    EXPECT_EQ(asked(idle), 200);
    world_->clock.advance(30min);
    EXPECT_EQ(asked(idle), 401);

    const Visitor old = api_->visitor("mei");
    for (int index = 0; index < 47; ++index) {
        world_->clock.advance(15min);
        EXPECT_EQ(asked(old), 200) << index;
    }
    world_->clock.advance(15min);  // twelve hours
    EXPECT_EQ(asked(old), 401);

    const Visitor disabled = api_->visitor("mei");
    must(world_->connection().execute("update web_user set disabled = 1"));
    EXPECT_EQ(asked(disabled), 401);
    EXPECT_EQ(asked({std::string(64, '0'), ""}), 401);
    EXPECT_EQ(asked({"", ""}), 401);
}

TEST_P(SessionTest, ATemporaryPasswordIsGoodForNothingButItsChange) {
    must(world_->connection().execute("update web_user set password_is_temporary = 1"));
    const Visitor mei = api_->visitor("mei");
    EXPECT_EQ(problem_of(api_->get(mei, "home")), "password-change");
    const auto change = [&](const std::string& old, const std::string& wished) {
        return api_->post(
            mei,
            "session/password",
            R"({"old_password":")" + old + R"(","new_password":")" + wished + R"("})");
    };
    EXPECT_EQ(problem_of(change("wrong", "another umbrella")), "old-password");
    EXPECT_EQ(problem_of(change(ApiWorld::kPassword, "short")), "weak-password");
    EXPECT_EQ(problem_of(change(ApiWorld::kPassword, "mei and mei and mei")), "weak-password");
    EXPECT_EQ(problem_of(change(ApiWorld::kPassword, ApiWorld::kPassword)), "weak-password");
    const auto changed = change(ApiWorld::kPassword, "another umbrella");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(asked(mei), 401);  // all sessions from before are over
    const Visitor now{token_in(cookie_of(changed)), ""};
    EXPECT_EQ(api_->get(now, "home").status, 200);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword).status, 401);
    EXPECT_EQ(api_->sign_in("mei", "another umbrella").status, 201);
}

TEST_P(SessionTest, ASecondFactorIsAskedForAndItsCodeIsGoodOnce) {
    const Bytes secret = "12345678901234567890";
    {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(access::change_second_factor(world_->connection(), 1, secret));
        must(transaction.commit());
    }
    const std::int64_t step = to_ms(world_->clock.now()) / 30'000;
    EXPECT_EQ(problem_of(api_->sign_in("mei", ApiWorld::kPassword)), "second-factor");
    EXPECT_EQ(problem_of(api_->sign_in("mei", "wrong")), "sign-in-refused");
    EXPECT_EQ(problem_of(api_->sign_in("mei", ApiWorld::kPassword, "000000")), "sign-in-refused");
    const std::string code = access::code_of(secret, step);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword, code).status, 201);
    EXPECT_EQ(problem_of(api_->sign_in("mei", ApiWorld::kPassword, code)), "sign-in-refused");
    world_->clock.advance(30s);
    EXPECT_EQ(api_->sign_in("mei", ApiWorld::kPassword, access::code_of(secret, step + 1)).status,
              201);
}

// RFC 6238, appendix B, the last six digits.
TEST(SecondFactorTest, CodesAreThoseOfTheStandard) {
    const Bytes secret = "12345678901234567890";
    EXPECT_EQ(access::code_of(secret, 59 / 30), "287082");
    EXPECT_EQ(access::code_of(secret, 1'111'111'109 / 30), "081804");
    EXPECT_EQ(access::code_of(secret, 1'111'111'111 / 30), "050471");
    EXPECT_EQ(access::code_of(secret, 2'000'000'000 / 30), "279037");
    EXPECT_EQ(access::code_of(secret, 20'000'000'000 / 30), "353130");
    EXPECT_EQ(access::to_base32("foobar"), "MZXW6YTBOI");  // RFC 4648
    EXPECT_EQ(access::to_base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         SessionTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
