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
    RulesChange change{{7, {3, 100}, {1, 2}, 365, 90}};
    EXPECT_EQ(decode_rules(encode(change)).value(), change);
    change.rules.earning_rules = {{"A-1", "", {0, 1}}, {"", "dairy", {3, 2}}};
    change.rules.discount_percent_max = 0;
    change.rules.card_tender = {0, 1};
    change.rules.pending_days = 14;
    change.rules.claw_back = loyalty::ClawBack::OnlyPending;
    change.rules.give_back_days = 0;
    EXPECT_EQ(decode_rules(encode(change)).value(), change);
    EXPECT_EQ(decode_rules(encode(RulesChange{})).value(), RulesChange{});
}

// An HQ of version 0.1.2 says nothing of earning by line and of returns.
TEST(FeedTest, RulesWithoutTheLaterFieldsHaveTheirDefaults) {
    proto::Rules rules;
    rules.set_points_numerator(1);
    rules.set_points_denominator(100);
    rules.set_worth_numerator(1);
    rules.set_worth_denominator(1);
    rules.set_lot_days(365);
    rules.set_return_days(90);
    EXPECT_EQ(decode_rules(rules.SerializeAsString()).value().rules, loyalty::RuleSet{});
}

TEST(FeedTest, TiersComeBackAndThoseThatCannotBeAreRefused) {
    RulesChange change;
    change.rules.approval_above_points = 0;
    change.rules.mint_caps = {Points{20'000}, Points{3'000}};
    change.rules.tier_rules = {loyalty::TierBasis::Spend,
                               loyalty::TierPeriod::Rolling,
                               90,
                               14,
                               {{"silver", 100, {3, 2}}, {"gold", 500, {2, 1}}}};
    EXPECT_EQ(decode_rules(encode(change)).value(), change);
    change.rules.tier_rules.tiers[1].threshold = 100;
    EXPECT_FALSE(decode_rules(encode(change)));
}

TEST(FeedTest, ItemsComeBack) {
    const ItemChange change{"A-1", "牛奶 1L", "dairy", "4006381333931", "kg", 1990};
    EXPECT_EQ(decode_item(encode(change)).value(), change);
    EXPECT_EQ(decode_item("").value(), ItemChange{});
}

TEST(FeedTest, MembersComeBack) {
    const MemberChange change{{MemberId{42}, "gold", true, Points{-5}, Points{7}},
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
    const std::string wrong = "corrupt: feed: rules of earning or returns out of range";
    EXPECT_EQ(verdict([](auto& rules) { rules.set_pending_days(36'500); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_pending_days(-1); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_pending_days(36'501); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_claw_back(2); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_claw_back(3); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_claw_back(-1); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_discount_percent_max_plus_1(101); }), "");
    EXPECT_EQ(verdict([](auto& rules) { rules.set_discount_percent_max_plus_1(102); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_discount_percent_max_plus_1(-1); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_give_back_days_plus_1(-5); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_card_tender_denominator(1'001); }), wrong);
    EXPECT_EQ(verdict([](auto& rules) { rules.set_card_tender_denominator(-1); }), wrong);
    const auto with_rule = [&](const char* sku, std::int64_t numerator, std::int64_t denominator) {
        return verdict([&](proto::Rules& rules) {
            auto& rule = *rules.add_earning_rules();
            rule.set_sku(sku);
            rule.set_numerator(numerator);
            rule.set_denominator(denominator);
        });
    };
    const std::string wrong_rule = "corrupt: feed: an earning rule out of range";
    EXPECT_EQ(with_rule("A-1", 1'000, 1'000), "");
    EXPECT_EQ(with_rule("A-1", 1'001, 1), wrong_rule);
    EXPECT_EQ(with_rule("A-1", -1, 1), wrong_rule);
    EXPECT_EQ(with_rule("A-1", 1, 0), wrong_rule);
    EXPECT_EQ(with_rule("", 1, 1), wrong_rule);
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
