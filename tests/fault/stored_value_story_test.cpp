// A gift card's life with the real programs, while HQ dies at the worst moments.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/fault/terminal.h"

namespace pareto::fault_test {
namespace {

std::string accounts(const Hq& hq) {
    return hq.rows("select value_minor, held_minor from value_account");
}

bool is_online(Terminal& terminal) {
    return terminal.shows("online", true);
}

TEST(StoredValueStoryTest, AGiftCardIsSoldSpentElsewhereAndRefilledByAReturnThoughHqDies) {
    Hq hq;
    hq.serve();
    Terminal seller{hq, "B1", "1"};
    Terminal spender{hq, "B2", "1"};
    for (Terminal* const terminal : {&seller, &spender}) {
        terminal->start();
        terminal->open_shift();
        ASSERT_TRUE(is_online(*terminal));
    }
    // Sold while HQ is away.
    hq.kill();
    seller.done(R"({"command":"sell_gift_card","number":"GC1","amount_minor":50000})");
    seller.done(R"({"command":"tender","kind":"cash","amount_minor":50000})");
    seller.done(R"({"command":"complete"})");
    hq.serve();
    ASSERT_TRUE(seller.synced());
    EXPECT_EQ(accounts(hq), "50000|0");

    // Spent at the other branch: not without HQ, and HQ dies between its debit and the sale.
    ASSERT_TRUE(is_online(spender));
    spender.done(R"({"command":"line","sku":"tea","amount_minor":40000})");
    hq.kill();
    ASSERT_TRUE(spender.shows("online", false));
    const std::string pays =
        R"({"command":"tender","kind":"stored","number":"GC1","amount_minor":30000})";
    const json::object refused = spender.tell(pays);
    EXPECT_EQ(refused.at("refused").as_string(), "RedemptionOffline");
    EXPECT_EQ(std::string{refused.at("detail").as_string()}.substr(0, 11), "NoAllowance");
    hq.serve();
    ASSERT_TRUE(is_online(spender));
    EXPECT_EQ(spender.done(R"({"command":"stored_value","number":"GC1"})").at("value_minor").as_int64(), 50000);
    EXPECT_EQ(spender.done(pays).at("value_minor").as_int64(), 20000);
    hq.kill();
    spender.done(R"({"command":"tender","kind":"cash","amount_minor":10000})");
    const json::object sold = spender.done(R"({"command":"complete"})");
    hq.serve();
    ASSERT_TRUE(spender.synced());
    EXPECT_EQ(accounts(hq), "20000|0");

    // Brought back: three quarters go to the card, the rest in cash.
    hq.kill();
    const json::object back = spender.done(
        R"({"command":"return","sale_id":")" + std::string{sold.at("sale_id").as_string()} +
        R"("})");
    EXPECT_EQ(back.at("stored_given_back_minor").as_int64(), 30000);
    EXPECT_EQ(back.at("total_minor").as_int64(), -40000);
    hq.serve();
    ASSERT_TRUE(spender.synced());
    EXPECT_EQ(accounts(hq), "50000|0");
    const json::object closed = spender.done(R"({"command":"close_shift"})");
    EXPECT_EQ(closed.at("tenders").as_object().at("stored").as_int64(), 0);
    EXPECT_EQ(closed.at("cash_expected_minor").as_int64(), 0);
    EXPECT_EQ(hq.verify(), "");
    EXPECT_EQ(hq.rows("select reason from suspense"), "");

    // What people at HQ see.
    const auto shown = json::parse(hq.done("gift-card", {"show", "GC1", "--format", "json"}));
    EXPECT_EQ(shown.as_object().at("usable").as_int64(), 50000);
    const auto report =
        json::parse(hq.done("report", {"stored-value-liability", "--format", "json"}));
    EXPECT_EQ(report.as_object().at("liability").as_int64(), 50000);
    EXPECT_EQ(hq.command("gift-card", {"show", "GC2"}).status, 1);
}

}  // namespace
}  // namespace pareto::fault_test
