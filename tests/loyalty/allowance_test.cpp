// How points are redeemed while HQ is out of reach: the order of refusals, and every limit at its
// edge.
#include "common/loyalty/allowance.h"

#include <functional>

#include <gtest/gtest.h>

namespace pareto::loyalty {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

BusinessDate on(const char* text) {
    return *parse_date(text);
}

/// A member with 1,000 points, a card that proves nothing, HQ gone for an hour.
RedemptionQuestion usual(std::int64_t wanted) {
    RedemptionQuestion question;
    question.wanted = Points{wanted};
    question.since_hq = hours{1};
    question.last_known_balance = Points{1'000};
    return question;
}

std::string decided(const RedemptionQuestion& question) {
    const auto means = decide(question);
    return std::string{means ? name_of(*means) : name_of(means.error())};
}

std::string decided(std::int64_t wanted, const std::function<void(RedemptionQuestion&)>& change) {
    RedemptionQuestion question = usual(wanted);
    change(question);
    return decided(question);
}

TEST(AllowanceTest, IsSpentUpToItsLimitAndOnItsLastDay) {
    const Allowance allowance{
        EntryId{1}, MemberId{2}, TerminalId{3}, Points{100}, on("2026-03-10"), 4};

    struct Row {
        std::int64_t spent, wanted;
        const char* today;
        bool accepted;
    };

    for (const Row& row : {Row{0, 100, "2026-03-10", true},
                           Row{0, 101, "2026-03-10", false},
                           Row{60, 40, "2026-03-10", true},
                           Row{60, 41, "2026-03-10", false},
                           Row{100, 1, "2026-03-10", false},
                           Row{0, 1, "2026-03-11", false},
                           Row{0, 0, "2026-03-10", false},
                           Row{0, -5, "2026-03-10", false},
                           Row{-1, 1, "2026-03-10", false},
                           Row{0, std::numeric_limits<std::int64_t>::max(), "2026-03-10", false}}) {
        EXPECT_EQ(accepts(allowance, Points{row.spent}, Points{row.wanted}, on(row.today)),
                  row.accepted)
            << row.spent << " + " << row.wanted << " on " << row.today;
    }
}

TEST(AllowanceTest, ReservesTheShareOfAMemberWithoutWhatIsReservedAlready) {
    OfflineLimits limits;
    limits.allowance_percent = 20;
    limits.allowance_points = Points{500};

    struct Row {
        std::int64_t usable, reserved, more;
    };

    for (const Row& row : {Row{1'000, 0, 200},
                           Row{10'000, 0, 500},
                           Row{800, 200, 0},
                           Row{2'000, 200, 240},
                           Row{3, 0, 0},
                           Row{-50, 0, 0},
                           Row{0, 400, 0},
                           Row{4, 1, 0}}) {
        EXPECT_EQ(worth_reserving(Points{row.usable}, Points{row.reserved}, limits).value, row.more)
            << row.usable << " usable, " << row.reserved << " reserved";
    }
    limits.enabled = false;
    EXPECT_EQ(worth_reserving(Points{1'000}, Points{0}, limits).value, 0);
}

TEST(RedemptionDecisionTest, AsksHqFirstThenTheAllowanceThenStandsIn) {
    EXPECT_EQ(decided(500, [](auto& q) { q.hq_answers = true; }), "hq");
    EXPECT_EQ(decided(150, [](auto& q) { q.allowance_left = Points{150}; }), "allowance");
    EXPECT_EQ(decided(151, [](auto& q) { q.allowance_left = Points{150}; }), "stand-in");
    EXPECT_EQ(decided(150, [](auto&) {}), "stand-in");
}

TEST(RedemptionDecisionTest, StandsInUpToEachLimitAndNotBeyond) {
    const auto secure = [](auto& q) {
        q.card_is_secure = true;
    };
    EXPECT_EQ(decided(200, [](auto&) {}), "stand-in");
    EXPECT_EQ(decided(201, [](auto&) {}), "OverCardLimit");
    EXPECT_EQ(decided(1'000, secure), "stand-in");
    EXPECT_EQ(decided(150, [](auto& q) { q.last_known_balance = Points{149}; }), "BalanceTooLow");
    EXPECT_EQ(decided(150, [](auto& q) { q.last_known_balance = Points{150}; }), "stand-in");
    EXPECT_EQ(decided(1, [](auto& q) { q.counters.uses_of_card = 1; }), "CardUsedUp");
    EXPECT_EQ(decided(100, [](auto& q) { q.counters.uid_points = Points{2'900}; }), "stand-in");
    EXPECT_EQ(decided(101, [](auto& q) { q.counters.uid_points = Points{2'900}; }),
              "TerminalUsedUp");
    // Each class of cards has its own.
    EXPECT_EQ(decided(101,
                      [](auto& q) {
                          q.counters.uid_points = Points{2'900};
                          q.card_is_secure = true;
                      }),
              "stand-in");
    EXPECT_EQ(decided(101,
                      [](auto& q) {
                          q.counters.secure_points = Points{9'900};
                          q.card_is_secure = true;
                      }),
              "TerminalUsedUp");
    EXPECT_EQ(decided(1, [](auto& q) { q.since_hq = hours{24}; }), "stand-in");
    EXPECT_EQ(decided(1, [](auto& q) { q.since_hq = hours{24} + milliseconds{1}; }),
              "HqTooLongAgo");
    EXPECT_EQ(decided(1, [](auto& q) { q.since_hq.reset(); }), "HqTooLongAgo");
}

TEST(RedemptionDecisionTest, AnAllowanceServesLongAfterAStandInIsRefused) {
    EXPECT_EQ(decided(50,
                      [](auto& q) {
                          q.allowance_left = Points{50};
                          q.since_hq = hours{24 * 20};
                          q.last_known_balance = Points{0};
                          q.counters = {Points{3'000}, Points{10'000}, 1};
                      }),
              "allowance");
}

// Every reason holds at once, and is taken away one after the other.
TEST(RedemptionDecisionTest, NamesTheFirstReasonInTheDocumentedOrder) {
    RedemptionQuestion question = usual(0);
    question.limits.enabled = false;
    question.terminal_restored = true;
    question.since_hq = -std::chrono::minutes{5} - milliseconds{1};
    question.card_blocked = true;
    question.card_must_prove = true;
    question.last_known_balance = Points{0};
    question.counters = {Points{3'000}, Points{0}, 1};
    EXPECT_EQ(decided(question), "NothingToRedeem");
    question.wanted = Points{201};
    EXPECT_EQ(decided(question), "SwitchedOff");
    question.limits.enabled = true;
    EXPECT_EQ(decided(question), "TerminalRestored");
    question.terminal_restored = false;
    EXPECT_EQ(decided(question), "ClockBehindHq");
    question.since_hq = hours{25};
    EXPECT_EQ(decided(question), "CardBlocked");
    question.card_blocked = false;
    EXPECT_EQ(decided(question), "CardNotProved");
    question.card_must_prove = false;
    EXPECT_EQ(decided(question), "HqTooLongAgo");
    question.since_hq = -std::chrono::minutes{5};
    EXPECT_EQ(decided(question), "BalanceTooLow");
    question.last_known_balance = Points{201};
    EXPECT_EQ(decided(question), "OverCardLimit");
    question.wanted = Points{200};
    EXPECT_EQ(decided(question), "CardUsedUp");
    question.counters.uses_of_card = 0;
    EXPECT_EQ(decided(question), "TerminalUsedUp");
    question.counters.uid_points = Points{2'800};
    EXPECT_EQ(decided(question), "stand-in");
}

TEST(RedemptionDecisionTest, TellsTheCashierWhatToDoForEveryReason) {
    for (int i = 0; i <= static_cast<int>(OfflineRefusal::TerminalUsedUp); ++i) {
        const auto refusal = static_cast<OfflineRefusal>(i);
        EXPECT_NE(name_of(refusal), "unknown");
        EXPECT_GT(advice(refusal).size(), 20U) << name_of(refusal);
    }
}

}  // namespace
}  // namespace pareto::loyalty
