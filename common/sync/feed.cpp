#include "common/sync/feed.h"

#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

void put(const loyalty::TierRules& from, proto::Rules& rules) {
    if (from == loyalty::TierRules{}) return;
    auto& to = *rules.mutable_tier_rules();
    to.set_basis(static_cast<std::int32_t>(from.basis));
    to.set_period(static_cast<std::int32_t>(from.period));
    to.set_rolling_days(from.rolling_days);
    to.set_grace_days(from.grace_days);
    for (const loyalty::Tier& tier : from.tiers) {
        auto& added = *to.add_tiers();
        added.set_name(tier.name);
        added.set_threshold(tier.threshold);
        added.set_multiplier_numerator(tier.multiplier.numerator);
        added.set_multiplier_denominator(tier.multiplier.denominator);
    }
}

void put(const loyalty::OfflineLimits& from, proto::OfflineLimits& to) {
    to.set_enabled(from.enabled);
    to.set_card_points(from.card_points.value);
    to.set_secure_card_points(from.secure_card_points.value);
    to.set_uses_of_card(from.uses_of_card);
    to.set_terminal_points(from.terminal_points.value);
    to.set_terminal_secure_points(from.terminal_secure_points.value);
    to.set_hours_since_hq(from.hours_since_hq);
    to.set_allowance_percent(from.allowance_percent);
    to.set_allowance_points(from.allowance_points.value);
    to.set_allowance_members(from.allowance_members);
    to.set_allowance_days(from.allowance_days);
}

Bytes bytes_of(const RulesChange& from) {
    proto::Rules to;
    to.set_version(from.rules.version);
    to.set_points_numerator(from.rules.points_per_minor.numerator);
    to.set_points_denominator(from.rules.points_per_minor.denominator);
    to.set_worth_numerator(from.rules.minor_per_point.numerator);
    to.set_worth_denominator(from.rules.minor_per_point.denominator);
    to.set_lot_days(from.rules.lot_days);
    to.set_return_days(from.rules.return_days);
    for (const loyalty::EarningRule& rule : from.rules.earning_rules) {
        auto& added = *to.add_earning_rules();
        added.set_sku(rule.sku);
        added.set_category(rule.category);
        added.set_numerator(rule.multiplier.numerator);
        added.set_denominator(rule.multiplier.denominator);
    }
    to.set_discount_percent_max_plus_1(from.rules.discount_percent_max + 1);
    to.set_card_tender_numerator(from.rules.card_tender.numerator);
    to.set_card_tender_denominator(from.rules.card_tender.denominator);
    to.set_pending_days(from.rules.pending_days);
    to.set_claw_back(static_cast<std::int32_t>(from.rules.claw_back));
    to.set_give_back_days_plus_1(from.rules.give_back_days + 1);
    put(from.rules.tier_rules, to);
    if (from.rules.approval_above_points != loyalty::RuleSet{}.approval_above_points)
        to.set_approval_above_points(from.rules.approval_above_points);
    put(from.rules.offline, *to.mutable_offline());
    to.set_stored_value_days(from.rules.stored_value_days);
    if (from.rules.stored_value_approval_above_minor != loyalty::RuleSet{}.stored_value_approval_above_minor)
        to.set_stored_value_approval_above_minor(from.rules.stored_value_approval_above_minor);
    if (from.rules.vouchers != loyalty::VoucherRules{}) {
        to.mutable_vouchers()->set_keeps_rest(from.rules.vouchers.keeps_rest);
        to.mutable_vouchers()->set_approval_above_minor(from.rules.vouchers.approval_above_minor);
    }
    to.set_mint_cap_of_terminal(from.rules.mint_caps.of_terminal.value);
    to.set_mint_cap_of_member(from.rules.mint_caps.of_member.value);
    return to.SerializeAsString();
}

Bytes bytes_of(const ItemChange& from) {
    proto::Item to;
    to.set_sku(from.sku);
    to.set_name(from.name);
    to.set_category(from.category);
    to.set_barcode(from.barcode);
    to.set_unit(from.unit);
    to.set_price_minor(from.price_minor);
    return to.SerializeAsString();
}

void put(const CampaignFacts& from, proto::CampaignFacts& to) {
    to.mutable_segments()->Assign(from.segments.begin(), from.segments.end());
    for (const loyalty::CampaignId campaign : from.targeted) to.add_targeted(campaign.value);
    if (from.birthday)
        to.set_birthday(static_cast<std::int32_t>(static_cast<unsigned>(from.birthday->month()) * 100 +
                                                  static_cast<unsigned>(from.birthday->day())));
    if (from.visits) to.set_visits(*from.visits);
    for (const auto& [campaign, use] : from.uses) {
        proto::CampaignUse& added = *to.add_uses();
        added.set_campaign(campaign.value);
        added.set_uses(use.uses);
        added.set_points(use.points);
        added.set_minor(use.minor);
    }
}

Bytes bytes_of(const MemberChange& from) {
    proto::Member to;
    to.set_member(from.facts.member.value);
    to.set_tier(from.facts.tier);
    to.set_vip(from.facts.vip);
    to.set_available(from.facts.available.value);
    to.set_pending(from.facts.pending.value);
    to.set_member_number(from.member_number);
    to.set_name(from.name);
    for (const MemberCard& card : from.cards) {
        (card.blocked ? to.mutable_blocked_card_keys() : to.mutable_card_keys())->Add(Bytes{card.card_key});
        if (!card.blocked) to.add_card_families(static_cast<std::int32_t>(card.family));
    }
    to.set_as_of_ms(from.as_of_ms);
    if (from.campaigns != CampaignFacts{}) put(from.campaigns, *to.mutable_campaigns());
    return to.SerializeAsString();
}

Bytes bytes_of(const BlockedCardChange& from) {
    proto::BlockedCard to;
    to.set_card_key(from.card_key);
    return to.SerializeAsString();
}

template <typename Message>
Result<Message> parse(BytesView bytes, const char* what) {
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, std::string{"feed: malformed "} + what);
    return message;
}

bool plausible(std::int64_t value) { return value >= 0 && value <= kMinorMax; }
bool plausible_days(std::int32_t days) { return days >= 0 && days <= 36'500; }
bool plausible_multiplier(std::int64_t numerator, std::int64_t denominator) {
    return numerator >= 0 && numerator <= loyalty::kMultiplierMax && denominator > 0 && denominator <= loyalty::kMultiplierMax;
}

// What versions of HQ without these fields leave out is the default.
Result<void> read_earning(const proto::Rules& from, loyalty::RuleSet& to) {
    for (const proto::EarningRule& rule : from.earning_rules()) {
        if (!plausible_multiplier(rule.numerator(), rule.denominator()) || (rule.sku().empty() && rule.category().empty()))
            return fault(FaultCode::Corrupt, "feed: an earning rule out of range");
        to.earning_rules.push_back({rule.sku(), rule.category(), {rule.numerator(), rule.denominator()}});
    }
    if (from.discount_percent_max_plus_1() != 0) to.discount_percent_max = from.discount_percent_max_plus_1() - 1;
    if (from.give_back_days_plus_1() != 0) to.give_back_days = from.give_back_days_plus_1() - 1;
    if (from.card_tender_denominator() != 0) to.card_tender = {from.card_tender_numerator(), from.card_tender_denominator()};
    to.pending_days = from.pending_days();
    if (to.discount_percent_max < 0 || to.discount_percent_max > 100 || !plausible_days(to.give_back_days) ||
        !plausible_days(to.pending_days) || !plausible_multiplier(to.card_tender.numerator, to.card_tender.denominator) ||
        from.claw_back() < 0 || from.claw_back() > loyalty::kClawBackLast)
        return fault(FaultCode::Corrupt, "feed: rules of earning or returns out of range");
    to.claw_back = static_cast<loyalty::ClawBack>(from.claw_back());
    return {};
}

}  // namespace

Bytes encode(const ChangeBody& body) {
    return std::visit([](const auto& change) { return bytes_of(change); }, body);
}

namespace {

Result<loyalty::TierRules> take(const proto::TierRules& from) {
    if (from.basis() < 0 || from.basis() > 1 || from.period() < 0 || from.period() > 1)
        return fault(FaultCode::Corrupt, "feed: tiers out of range");
    loyalty::TierRules to;
    to.basis = static_cast<loyalty::TierBasis>(from.basis());
    to.period = static_cast<loyalty::TierPeriod>(from.period());
    to.rolling_days = from.rolling_days();
    to.grace_days = from.grace_days();
    for (const auto& tier : from.tiers()) {
        to.tiers.push_back(
            {tier.name(), tier.threshold(), {tier.multiplier_numerator(), tier.multiplier_denominator()}});
    }
    if (loyalty::check(to)) return fault(FaultCode::Corrupt, "feed: tiers out of range");
    return to;
}

Result<loyalty::OfflineLimits> take(const proto::OfflineLimits& from) {
    constexpr std::int32_t kDaysMax = 36'500;
    const bool sound = plausible(from.card_points()) && plausible(from.secure_card_points()) && from.uses_of_card() >= 0 &&
                       plausible(from.terminal_points()) && plausible(from.terminal_secure_points()) &&
                       from.hours_since_hq() >= 0 && from.hours_since_hq() <= kDaysMax && from.allowance_percent() >= 0 &&
                       from.allowance_percent() <= 100 && plausible(from.allowance_points()) &&
                       from.allowance_members() >= 0 && from.allowance_days() >= 0 && from.allowance_days() <= kDaysMax;
    if (!sound) return fault(FaultCode::Corrupt, "feed: offline limits out of range");
    return loyalty::OfflineLimits{from.enabled(),
                                  Points{from.card_points()},
                                  Points{from.secure_card_points()},
                                  from.uses_of_card(),
                                  Points{from.terminal_points()},
                                  Points{from.terminal_secure_points()},
                                  from.hours_since_hq(),
                                  from.allowance_percent(),
                                  Points{from.allowance_points()},
                                  from.allowance_members(),
                                  from.allowance_days()};
}

}  // namespace

Result<RulesChange> decode_rules(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Rules>(bytes, "rules"));
    if (!plausible(from.points_numerator()) || !plausible(from.worth_numerator()) || from.points_denominator() <= 0 ||
        from.worth_denominator() <= 0 || from.worth_numerator() == 0 || from.lot_days() < 0 || from.return_days() < 0 ||
        from.lot_days() > 36'500 || from.return_days() > 36'500)
        return fault(FaultCode::Corrupt, "feed: rules out of range");
    RulesChange to;
    to.rules.version = from.version();
    to.rules.points_per_minor = {from.points_numerator(), from.points_denominator()};
    to.rules.minor_per_point = {from.worth_numerator(), from.worth_denominator()};
    to.rules.lot_days = from.lot_days();
    to.rules.return_days = from.return_days();
    PARETO_TRY_VOID(read_earning(from, to.rules));
    if (from.has_tier_rules()) {
        PARETO_TRY(to.rules.tier_rules, take(from.tier_rules()));
    }
    if (from.has_approval_above_points()) to.rules.approval_above_points = from.approval_above_points();
    if (!plausible(to.rules.approval_above_points)) return fault(FaultCode::Corrupt, "feed: rules out of range");
    to.rules.stored_value_days = from.stored_value_days();
    if (from.has_stored_value_approval_above_minor())
        to.rules.stored_value_approval_above_minor = from.stored_value_approval_above_minor();
    if (!plausible_days(to.rules.stored_value_days) || !plausible(to.rules.stored_value_approval_above_minor)) return fault(FaultCode::Corrupt, "feed: rules out of range");
    if (from.has_offline()) {
        PARETO_TRY(to.rules.offline, take(from.offline()));
    }
    if (from.has_vouchers()) {
        to.rules.vouchers = {from.vouchers().keeps_rest(), from.vouchers().approval_above_minor()};
        if (!plausible(to.rules.vouchers.approval_above_minor))
            return fault(FaultCode::Corrupt, "feed: rules of vouchers out of range");
    }
    to.rules.mint_caps = {Points{from.mint_cap_of_terminal()}, Points{from.mint_cap_of_member()}};
    if (!plausible(from.mint_cap_of_terminal()) || !plausible(from.mint_cap_of_member()))
        return fault(FaultCode::Corrupt, "feed: caps out of range");
    return to;
}

Result<ItemChange> decode_item(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Item>(bytes, "item"));
    if (!plausible(from.price_minor())) return fault(FaultCode::Corrupt, "feed: item price out of range");
    return ItemChange{from.sku(), from.name(), from.category(), from.barcode(), from.unit(), from.price_minor()};
}

namespace {

Result<CampaignFacts> take(const proto::CampaignFacts& from) {
    CampaignFacts to;
    to.segments = {from.segments().begin(), from.segments().end()};
    for (const std::int64_t campaign : from.targeted()) to.targeted.emplace_back(loyalty::CampaignId{campaign});
    if (from.birthday() != 0) {
        const auto number = static_cast<unsigned>(from.birthday());
        to.birthday = std::chrono::month{number / 100} / std::chrono::day{number % 100};
        if (from.birthday() < 0 || !to.birthday->ok()) return fault(FaultCode::Corrupt, "feed: a birthday that is none");
    }
    if (from.has_visits()) to.visits = from.visits();
    if (to.visits && !plausible(*to.visits)) return fault(FaultCode::Corrupt, "feed: visits out of range");
    for (const proto::CampaignUse& use : from.uses()) {
        if (!plausible(use.uses()) || !plausible(use.points()) || !plausible(use.minor()))
            return fault(FaultCode::Corrupt, "feed: a campaign's use out of range");
        to.uses.push_back({loyalty::CampaignId{use.campaign()}, {use.uses(), use.points(), use.minor()}});
    }
    return to;
}

}  // namespace

Result<MemberChange> decode_member(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Member>(bytes, "member"));
    if (from.member() <= 0) return fault(FaultCode::Corrupt, "feed: member without id");
    // It travels on in the entries of sales, which have this limit.
    if (from.available() < -kMinorMax || from.available() > kMinorMax || !plausible(from.pending()))
        return fault(FaultCode::Corrupt, "feed: points out of range");
    MemberChange to;
    to.facts = {MemberId{from.member()}, from.tier(), from.vip(), Points{from.available()}, Points{from.pending()}};
    to.member_number = from.member_number();
    to.name = from.name();
    // An HQ of version 1 names no families.
    const bool has_families = from.card_families_size() > 0;
    if (has_families && from.card_families_size() != from.card_keys_size())
        return fault(FaultCode::Corrupt, "feed: a member's cards without their families");
    for (int i = 0; i < from.card_keys_size(); ++i) {
        const std::int32_t family = has_families ? from.card_families(i) : 0;
        if (family < 0 || family > loyalty::kCardFamilyLast) return fault(FaultCode::Corrupt, "feed: unknown card family");
        to.cards.push_back({from.card_keys(i), static_cast<loyalty::CardFamily>(family), false});
    }
    for (const Bytes& key : from.blocked_card_keys()) to.cards.push_back({key, loyalty::CardFamily::UidOnly, true});
    to.as_of_ms = from.as_of_ms();
    PARETO_TRY(to.campaigns, take(from.campaigns()));
    return to;
}

Result<BlockedCardChange> decode_blocked_card(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::BlockedCard>(bytes, "blocked card"));
    if (from.card_key().empty()) return fault(FaultCode::Corrupt, "feed: a blocked card without its key");
    return BlockedCardChange{from.card_key()};
}

Bytes encode(const CampaignFacts& facts) {
    proto::CampaignFacts to;
    put(facts, to);
    return to.SerializeAsString();
}

Result<CampaignFacts> decode_campaign_facts(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::CampaignFacts>(bytes, "campaign facts"));
    return take(from);
}

}  // namespace pareto::sync
