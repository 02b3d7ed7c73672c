// Terminals that HQ trusts no more, or not yet again: revoked, replaced, with an expired certificate.
#include "common/database/database.h"
#include "common/net/certificate.h"
#include "common/net/private_file.h"
#include "tests/fault/terminal.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace pareto::fault_test {
namespace {

const std::vector<std::string> kB1T1{"--branch", "B1", "--terminal", "1"};

TEST(TrustTest, WhatATerminalSellsAfterItWasRevokedIsKeptAside) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(2);
    ASSERT_TRUE(till.synced());
    EXPECT_EQ(hq.terminal("revoke", kB1T1).status, 0);
    till.sell(2);
    ASSERT_TRUE(till.shows("standing", "revoked"));
    EXPECT_TRUE(till.synced()) << "acknowledged all the same";
    EXPECT_EQ(till.tell(sale_command(next_amount())).at("refused"), json::value("MustMeetHq")) << "it knows now";
    EXPECT_EQ(hq.sales(), 2);
    EXPECT_EQ(hq.number("select count(*) from entry where quarantined = 1"), 2);
    EXPECT_EQ(hq.rows("select reason, count(*) from suspense group by reason"), "revoked|2") << "listed";
    EXPECT_EQ(hq.verify(), "");
}

TEST(TrustTest, ATerminalRevokedWhileAwayLearnsOfItAndItsSalesAreKeptAside) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    ASSERT_TRUE(till.synced());
    hq.kill();
    till.sell(2);
    EXPECT_EQ(hq.terminal("revoke", kB1T1).status, 0);
    hq.serve();
    ASSERT_TRUE(till.shows("standing", "revoked"));
    EXPECT_TRUE(till.synced());
    EXPECT_EQ(hq.sales(), 0);
    EXPECT_EQ(hq.rows("select reason, count(*) from suspense group by reason"), "revoked|2");
    EXPECT_NE(hq.terminal("list").out.find("revoked"), std::string::npos);
    EXPECT_EQ(hq.verify(), "");
}

TEST(TrustTest, AReplacedTerminalIsToldAndItsLateSalesAreKeptAside) {
    Hq hq;
    hq.serve();
    Terminal old{hq, "B1", "1"};
    old.start();
    old.open_shift();
    old.sell(2);
    ASSERT_TRUE(old.synced());
    hq.kill();
    old.sell(2);
    old.quit();
    hq.serve();
    const Ran code = hq.terminal("replace", kB1T1);
    ASSERT_EQ(code.status, 0) << code.error;
    Terminal successor{hq, code.out.substr(0, code.out.find('\n'))};
    successor.start();
    ASSERT_TRUE(successor.shows("online", true));
    successor.open_shift();
    successor.sell(2);
    EXPECT_EQ(successor.sold().front().receipt, "B1-1-000003") << "the numbers HQ knows of go on";
    ASSERT_TRUE(successor.synced());
    old.start();
    ASSERT_TRUE(old.shows("standing", "replaced"));
    EXPECT_TRUE(old.synced());
    EXPECT_EQ(hq.sales(), 4);
    EXPECT_EQ(hq.rows("select reason, count(*) from suspense group by reason"), "replaced|2");
    EXPECT_EQ(hq.verify(), "");
}

/// The terminal's own certificate, as it would be had its life ended yesterday.
void age_certificate(const Hq& hq, const Terminal& till) {
    constexpr std::size_t kFileMax = 64U << 10U;
    const net::KeyAndCertificate authority{must(net::read_file(hq.folder() + "/authority.key", kFileMax)),
                                           must(net::read_file(hq.folder() + "/authority.pem", kFileMax))};
    const auto connection = must(pareto::database::open_sqlite(till.data() + "/terminal.sqlite"));
    const std::string own = must(connection->execute("select value from setting where name = 'certificate_pem'"))[0].text(0);
    const UtcTime now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const std::string aged = must(net::renew(authority, own, {now - std::chrono::days{91}, now - std::chrono::days{1}}));
    static_cast<void>(must(connection->execute("update setting set value = $1 where name = 'certificate_pem'", {aged})));
}

std::string setting_of(const Terminal& till, const std::string& name) {
    const auto connection = must(pareto::database::open_sqlite(till.data() + "/terminal.sqlite", {.read_only = true, .vfs = {}}));
    return must(connection->execute("select value from setting where name = $1", {name}))[0].text(0);
}

TEST(TrustTest, AnExpiredCertificateIsRenewedAfterApprovalAndEverythingArrives) {
    Hq hq;
    hq.serve();
    Terminal till{hq, "B1", "1"};
    till.start();
    till.open_shift();
    till.sell(2);
    ASSERT_TRUE(till.synced());
    till.quit();
    const std::string key = setting_of(till, "key_pem");
    age_certificate(hq, till);
    till.start();
    ASSERT_TRUE(till.shows("standing", "certificate_expired"));
    till.sell(2);
    EXPECT_FALSE(till.synced(std::chrono::milliseconds{500}));
    EXPECT_EQ(till.status().at("unsent").as_int64(), 2) << "kept";
    EXPECT_EQ(hq.sales(), 2);
    EXPECT_NE(hq.terminal("list").out.find("requested"), std::string::npos);
    EXPECT_EQ(hq.terminal("approve", kB1T1).status, 0);
    // It would ask for the new certificate by itself within half a minute.
    till.quit();
    till.start();
    ASSERT_TRUE(till.synced());
    EXPECT_TRUE(till.shows("standing", "good"));
    EXPECT_EQ(difference(hq, {&till}), "");
    till.quit();
    EXPECT_EQ(setting_of(till, "key_pem"), key);
    const auto facts = must(net::read_certificate(setting_of(till, "certificate_pem")));
    EXPECT_GT(facts.validity.not_after, std::chrono::system_clock::now() + std::chrono::days{60});
    EXPECT_EQ(hq.verify(), "");
}

}  // namespace
}  // namespace pareto::fault_test
