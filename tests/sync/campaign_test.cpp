// A campaign on the wire.
#include "common/sync/campaign.h"

#include <functional>

#include <gtest/gtest.h>

#include "common/sync/proto/campaign.pb.h"

namespace pareto::sync {
namespace {

using loyalty::Campaign;

/// Every field of it differs from what it would be if it were left out.
Campaign everything() {
    Campaign made;
    made.id = loyalty::CampaignId{12};
    made.version = 3;
    made.name = "十點加倍";
    made.priority = -7;
    made.alone = made.first_rule_only = true;
    made.exclusive_group = "spring";
    made.from = parse_date("2026-03-01").value();
    made.to = parse_date("2026-03-31").value();
    made.control_basis_points = 1000;
    made.variants = {{"A", 4500}, {"B", 4500}};
    made.budgets = {{loyalty::BudgetScope::MemberDay, loyalty::BudgetMeasure::Minor, 5}};
    made.coupons = {{"TEA", "MILK"}, true, 1, 2};
    loyalty::CampaignRule rule;
    rule.variant = 2;
    loyalty::Conditions& wanted = rule.conditions;
    wanted.branches = {"HK01"};
    wanted.weekdays = 0x55;
    wanted.hours = {{1, 2}, {3, 1440}};
    wanted.members_only = wanted.targeted = wanted.vip = wanted.coupon = true;
    wanted.segments = {"s"};
    wanted.tiers = {"gold"};
    wanted.birthday = {{4, 5}};
    wanted.visit = {{2, 6, 2}};
    wanted.paid_by = 5;
    wanted.items = {{"a"}, {"b"}, {"c"}, {"d"}, true};
    wanted.minimum_spend_minor = 100;
    wanted.minimum_quantity = Quantity{200};
    wanted.combination = {{{{"x"}, {"y"}, {"z"}, {"w"}, true}, Quantity{300}}};
    rule.effects = {loyalty::PointsMultiplier{loyalty::Target::Basket, {7, 4}},
                    loyalty::PointsBonus{Points{9}, loyalty::Per::Spend, 11},
                    loyalty::PercentOff{loyalty::Target::ItemsTogether, 12, 13, 14},
                    loyalty::AmountOff{loyalty::Target::Items, 15, 16},
                    loyalty::Gift{"mug", Quantity{17}, 18},
                    loyalty::VoucherGiven{19, 20},
                    loyalty::StoredValueGiven{21}};
    made.rules = {rule, rule};
    made.rules[1].variant = 0;
    return made;
}

TEST(CampaignCodecTest, EverythingArrivesAsItWasSent) {
    const auto read = decode_campaign(encode(everything()));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(*read, everything());
    Campaign small = everything();
    small.variants.clear();
    small.budgets.clear();
    small.coupons = {};
    small.rules = {{0, {}, {loyalty::StoredValueGiven{1}}}};
    EXPECT_EQ(decode_campaign(encode(small)).value(), small);
}

TEST(CampaignCodecTest, WhatANewerProgramMadeIsNotPricedWith) {
    ::pareto::campaign::v1::Campaign message;
    ASSERT_TRUE(message.ParseFromString(encode(everything())));
    message.set_format(kCampaignFormat + 1);
    EXPECT_EQ(decode_campaign(message.SerializeAsString()).error().code, FaultCode::Unsupported);
}

TEST(CampaignCodecTest, WhatIsNoSoundCampaignIsCorrupt) {
    const auto corrupt = [](const std::function<void(::pareto::campaign::v1::Campaign&)>& change) {
        ::pareto::campaign::v1::Campaign message;
        EXPECT_TRUE(message.ParseFromString(encode(everything())));
        change(message);
        const auto read = decode_campaign(message.SerializeAsString());
        return !read && read.error().code == FaultCode::Corrupt;
    };
    EXPECT_FALSE(corrupt([](auto&) {}));
    EXPECT_TRUE(corrupt([](auto& message) { message.set_format(0); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.set_id(0); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.set_from_day(-1); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.set_to_day(2'932'897); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.mutable_budgets(0)->set_scope(5); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.mutable_budgets(0)->set_measure(-1); }));
    EXPECT_TRUE(
        corrupt([](auto& message) { message.mutable_variants(0)->set_share_basis_points(1); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.mutable_rules(0)->set_variant(3); }));
    EXPECT_TRUE(corrupt([](auto& message) { message.mutable_rules(0)->add_effects(); }));
    EXPECT_TRUE(corrupt([](auto& message) {
        message.mutable_rules(0)->mutable_effects(2)->mutable_percent()->set_target(3);
    }));
    EXPECT_TRUE(corrupt([](auto& message) {
        message.mutable_rules(0)->mutable_effects(2)->mutable_percent()->set_basis_points(10'001);
    }));
    EXPECT_EQ(decode_campaign("\xff").error().code, FaultCode::Corrupt);
}

}  // namespace
}  // namespace pareto::sync
