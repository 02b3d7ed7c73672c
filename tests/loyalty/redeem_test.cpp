// Which lots a redemption draws. A lot is written cause:points@last day, and a draw cause:points.
#include <algorithm>
#include <charconv>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/loyalty/loyalty.h"

namespace pareto::loyalty {
namespace {

constexpr const char* kToday = "2026-03-10";

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// "1:10@2026-03-10", or "1.2:10@…" for number 2 of cause 1.
Lot lot(std::string_view text) {
    const auto colon = text.find(':');
    const auto at = text.find('@');
    const auto point = std::min(text.find('.'), colon);
    Lot made;
    made.cause = EntryId{number(text.substr(0, point))};
    if (point < colon)
        made.number = static_cast<std::int32_t>(number(text.substr(point + 1, colon - point - 1)));
    made.remaining = Points{number(text.substr(colon + 1, at - colon - 1))};
    made.expires_on = parse_date(text.substr(at + 1)).value();
    return made;
}

std::vector<Lot> lots(const std::string& text) {
    std::vector<Lot> made;
    std::istringstream words{text};
    for (std::string word; words >> word;)
        made.push_back(lot(word));
    return made;
}

std::string show(const std::vector<Draw>& draws) {
    std::string text;
    for (const Draw& draw : draws) {
        text += (text.empty() ? "" : " ") + std::to_string(draw.cause.value);
        if (draw.number != 0) text += "." + std::to_string(draw.number);
        text += ":" + std::to_string(draw.points.value);
    }
    return text;
}

std::string redeem(const std::string& from, std::int64_t wanted, const char* on = kToday) {
    const auto draws = plan_redemption(lots(from), Points{wanted}, parse_date(on).value());
    if (draws) return show(*draws);
    return draws.error() == RedeemRefusal::NothingToRedeem ? "refused: NothingToRedeem"
                                                           : "refused: InsufficientPoints";
}

std::string claw_back(const std::string& from, std::int64_t wanted, const char* on = kToday) {
    return show(draw_up_to(lots(from), Points{wanted}, parse_date(on).value()));
}

TEST(RedeemTest, HonoursPointsOnTheirLastDayAndNotTheDayAfter) {
    EXPECT_EQ(redeem("1:10@2026-03-10", 10), "1:10");
    EXPECT_EQ(redeem("1:10@2026-03-09", 10), "refused: InsufficientPoints");
    EXPECT_EQ(redeem("1:10@2026-12-31", 10, "2026-12-31"), "1:10");
    EXPECT_EQ(redeem("1:10@2026-12-31", 10, "2027-01-01"), "refused: InsufficientPoints");
    EXPECT_EQ(redeem("1:10@2024-02-29", 10, "2024-02-29"), "1:10");
}

TEST(RedeemTest, DrawsTheSoonestExpiringFirst) {
    EXPECT_EQ(redeem("1:10@2026-05-01 2:10@2026-04-01 3:10@2026-06-01", 15), "2:10 1:5");
    EXPECT_EQ(redeem("1:10@2026-05-01 2:10@2026-04-01 3:10@2026-06-01", 30), "2:10 1:10 3:10");
}

TEST(RedeemTest, DrawsTheOldestOfThoseThatExpireTogether) {
    EXPECT_EQ(redeem("9:10@2026-05-01 3:10@2026-05-01 7:10@2026-05-01", 25), "3:10 7:10 9:5");
    EXPECT_EQ(redeem("3.2:10@2026-05-01 3.1:10@2026-05-01 3:10@2026-05-01", 25),
              "3:10 3.1:10 3.2:5");
}

TEST(RedeemTest, DrawsNoMoreLotsThanItNeeds) {
    EXPECT_EQ(redeem("1:10@2026-05-01 2:10@2026-06-01", 10), "1:10");
    EXPECT_EQ(redeem("1:10@2026-05-01", 1), "1:1");
}

TEST(RedeemTest, DoesNotTouchExpiredAndEmptyLots) {
    EXPECT_EQ(redeem("1:90@2026-03-09 2:0@2026-04-01 3:10@2026-05-01", 10), "3:10");
    EXPECT_EQ(redeem("1:90@2026-03-09 2:0@2026-04-01 3:10@2026-05-01", 11),
              "refused: InsufficientPoints");
    EXPECT_EQ(redeem("1:-5@2026-04-01 2:10@2026-05-01", 10), "2:10");
}

TEST(RedeemTest, RefusesWhatIsNotThere) {
    EXPECT_EQ(redeem("", 1), "refused: InsufficientPoints");
    EXPECT_EQ(redeem("1:10@2026-05-01 2:10@2026-06-01", 21), "refused: InsufficientPoints");
}

TEST(RedeemTest, ANonsensicalWishIsRefusedBeforeTheBalanceIsLookedAt) {
    EXPECT_EQ(redeem("1:10@2026-05-01", 0), "refused: NothingToRedeem");
    EXPECT_EQ(redeem("1:10@2026-05-01", -1), "refused: NothingToRedeem");
    EXPECT_EQ(redeem("", 0), "refused: NothingToRedeem");
}

TEST(ClawBackTest, TakesWhatThereIsInTheSameOrder) {
    EXPECT_EQ(claw_back("1:10@2026-05-01 2:10@2026-04-01", 15), "2:10 1:5");
    EXPECT_EQ(claw_back("1:10@2026-05-01 2:10@2026-04-01", 99), "2:10 1:10");
    EXPECT_EQ(claw_back("1:10@2026-03-09", 5), "");
    EXPECT_EQ(claw_back("1:10@2026-05-01", 0), "");
    EXPECT_EQ(claw_back("1:10@2026-05-01", -5), "");
    EXPECT_EQ(claw_back("", 5), "");
}

std::vector<Lot> any_lots() {
    return *rc::gen::container<std::vector<Lot>>(rc::gen::exec([] {
        return Lot{EntryId{*rc::gen::inRange<std::int64_t>(1, 6)},
                   *rc::gen::inRange<std::int32_t>(0, 3),
                   Points{*rc::gen::inRange<std::int64_t>(0, 50)},
                   from_day_number(*rc::gen::inRange<std::int32_t>(20'500, 20'540))};
    }));
}

std::int64_t sum(const std::vector<Draw>& draws) {
    std::int64_t total = 0;
    for (const Draw& draw : draws)
        total += draw.points.value;
    return total;
}

RC_GTEST_PROP(RedeemProperty, DrawsExactlyWhatWasWantedOrNothing, ()) {
    const auto account = any_lots();
    const BusinessDate today = from_day_number(20'522);
    const auto wanted = *rc::gen::inRange<std::int64_t>(1, 300);
    std::int64_t balance = 0;
    for (const Lot& one : account) {
        if (one.expires_on >= today) balance += one.remaining.value;
    }
    const auto draws = plan_redemption(account, Points{wanted}, today);
    RC_ASSERT(draws.has_value() == (balance >= wanted));
    if (draws) RC_ASSERT(sum(*draws) == wanted);
    RC_ASSERT(sum(draw_up_to(account, Points{wanted}, today)) == std::min(balance, wanted));
}

RC_GTEST_PROP(RedeemProperty, TheOrderOfTheLotsGivenDoesNotMatter, ()) {
    auto account = any_lots();
    std::sort(account.begin(), account.end(), [](const Lot& a, const Lot& b) {
        return std::tie(a.cause, a.number) < std::tie(b.cause, b.number);
    });
    account.erase(std::unique(account.begin(),
                              account.end(),
                              [](const Lot& a, const Lot& b) {
                                  return a.cause == b.cause && a.number == b.number;
                              }),
                  account.end());
    const BusinessDate today = from_day_number(20'522);
    const Points wanted{*rc::gen::inRange<std::int64_t>(1, 300)};
    const auto expected = draw_up_to(account, wanted, today);
    auto turned = account;
    std::reverse(turned.begin(), turned.end());
    RC_ASSERT(draw_up_to(turned, wanted, today) == expected);
    if (!account.empty()) {
        std::rotate(turned.begin(),
                    turned.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(turned)),
                    turned.end());
        RC_ASSERT(draw_up_to(turned, wanted, today) == expected);
    }
}

}  // namespace
}  // namespace pareto::loyalty
