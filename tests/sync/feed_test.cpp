// The bodies of the down feed.
#include "common/sync/feed.h"

#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();

TEST(FeedTest, RulesComeBack) {
    const RulesChange change{{7, {3, 100}, {1, 2}, 365, 90}};
    EXPECT_EQ(decode_rules(encode(change)).value(), change);
    EXPECT_EQ(decode_rules(encode(RulesChange{})).value(), RulesChange{});
}

TEST(FeedTest, ItemsComeBack) {
    const ItemChange change{"A-1", "牛奶 1L", "dairy", "4006381333931", "kg", 1990};
    EXPECT_EQ(decode_item(encode(change)).value(), change);
    EXPECT_EQ(decode_item("").value(), ItemChange{});
}

TEST(FeedTest, MembersComeBack) {
    const MemberChange change{{MemberId{42}, "gold", true, Points{-5}},
                              "2900000000018",
                              "陳大文",
                              {{Bytes(32, 'a'), loyalty::CardFamily::DesfireEv1},
                               {Bytes(32, 'b')},
                               {.card_key = Bytes(32, 'c'), .blocked = true}},
                              1'773'014'400'000};
    EXPECT_EQ(decode_member(encode(change)).value(), change);
}

// A family that this program does not know must not be taken for a card that proves nothing.
TEST(FeedTest, CardsOfUnknownFamiliesAreRefused) {
    proto::Member member;
    member.set_member(42);
    member.add_card_keys(Bytes(32, 'a'));
    EXPECT_EQ(decode_member(member.SerializeAsString()).value().cards,
              std::vector{MemberCard{Bytes(32, 'a')}});
    member.add_card_families(4);
    EXPECT_EQ(describe(decode_member(member.SerializeAsString()).error()),
              "corrupt: feed: unknown card family");
    member.add_card_families(1);
    EXPECT_EQ(describe(decode_member(member.SerializeAsString()).error()),
              "corrupt: feed: a member's cards without their families");
}

TEST(FeedTest, BlockedCardsComeBack) {
    const BlockedCardChange change{Bytes(32, 'a')};
    EXPECT_EQ(decode_blocked_card(encode(change)).value(), change);
    EXPECT_EQ(describe(decode_blocked_card("").error()),
              "corrupt: feed: a blocked card without its key");
}

TEST(FeedTest, WhatIsNoBodyIsRefused) {
    EXPECT_EQ(describe(decode_rules("\xff").error()), "corrupt: feed: malformed rules");
    EXPECT_EQ(describe(decode_item("\xff").error()), "corrupt: feed: malformed item");
    EXPECT_EQ(describe(decode_member("\xff").error()), "corrupt: feed: malformed member");
    EXPECT_EQ(describe(decode_rules("").error()), "corrupt: feed: rules out of range");
    EXPECT_EQ(describe(decode_member("").error()), "corrupt: feed: member without id");
}

// A rule set that divided by zero, or made points worthless or endless, would stop every terminal
// at once.
TEST(FeedTest, RulesOutOfRangeAreRefused) {
    const auto verdict = [](const std::function<void(proto::Rules&)>& change) {
        proto::Rules rules;
        rules.set_points_numerator(1);
        rules.set_points_denominator(100);
        rules.set_worth_numerator(1);
        rules.set_worth_denominator(1);
        change(rules);
        const auto decoded = decode_rules(rules.SerializeAsString());
        return decoded ? "" : describe(decoded.error());
    };
    const std::string refused = "corrupt: feed: rules out of range";
    EXPECT_EQ(verdict([](auto&) {}), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_numerator(0); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_numerator(kMinorMax); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_numerator(-1); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_numerator(kMinorMax + 1); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_denominator(0); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_points_denominator(kInt64Min); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_worth_numerator(0); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_worth_numerator(-1); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_worth_denominator(0); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_worth_denominator(-1); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_lot_days(36'500); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_lot_days(36'501); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_lot_days(-1); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_return_days(36'500); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_return_days(36'501); }), refused);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_return_days(-1); }), refused);
}

TEST(FeedTest, RulesOfAnHqThatKnewNoOfflineLimitsHaveTheDefaults) {
    proto::Rules rules;
    rules.set_points_numerator(1);
    rules.set_points_denominator(100);
    rules.set_worth_numerator(1);
    rules.set_worth_denominator(1);
    EXPECT_EQ(decode_rules(rules.SerializeAsString()).value().rules.offline,
              loyalty::OfflineLimits{});
}

TEST(FeedTest, OfflineLimitsComeBackAndAreWithinTheirRange) {
    RulesChange change;
    change.rules.offline = {
        false, Points{1}, Points{2}, 3, Points{4}, Points{5}, 6, 7, Points{8}, 9, 10};
    EXPECT_EQ(decode_rules(encode(change)).value(), change);
    for (const auto& spoil : std::vector<void (*)(loyalty::OfflineLimits&)>{
             [](auto& limits) { limits.card_points = Points{-1}; },
             [](auto& limits) { limits.secure_card_points = Points{kMinorMax + 1}; },
             [](auto& limits) { limits.uses_of_card = -1; },
             [](auto& limits) { limits.terminal_points = Points{-1}; },
             [](auto& limits) { limits.terminal_secure_points = Points{-1}; },
             [](auto& limits) { limits.hours_since_hq = -1; },
             [](auto& limits) { limits.allowance_percent = 101; },
             [](auto& limits) { limits.allowance_points = Points{-1}; },
             [](auto& limits) { limits.allowance_members = -1; },
             [](auto& limits) {
                 limits.allowance_days = 36'501;
             }}) {
        RulesChange wrong = change;
        spoil(wrong.rules.offline);
        EXPECT_EQ(describe(decode_rules(encode(wrong)).error()),
                  "corrupt: feed: offline limits out of range");
    }
}

TEST(FeedTest, PricesAndPointsAreWithinTheirLimits) {
    const auto price = [](std::int64_t minor) {
        return decode_item(encode(ItemChange{"A", "", "", "", "", minor})).has_value();
    };
    EXPECT_TRUE(price(0));
    EXPECT_TRUE(price(kMinorMax));
    EXPECT_FALSE(price(kMinorMax + 1));
    EXPECT_FALSE(price(-1));
    const auto available = [](std::int64_t points) {
        MemberChange change;
        change.facts.member = MemberId{1};
        change.facts.available = Points{points};
        return decode_member(encode(change)).has_value();
    };
    EXPECT_TRUE(available(kMinorMax));
    EXPECT_TRUE(available(-kMinorMax)) << "a debt";
    EXPECT_FALSE(available(kMinorMax + 1));
    EXPECT_FALSE(available(kInt64Min));
    MemberChange nobody;
    nobody.facts.member = MemberId{-1};
    EXPECT_FALSE(decode_member(encode(nobody)));
}

}  // namespace
}  // namespace pareto::sync
