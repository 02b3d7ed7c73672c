#include "common/sync/campaign.h"

#include "common/sync/proto/campaign.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::campaign::v1;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::int32_t kLastDay = 2'932'896;  // 9999-12-31

void put(const std::vector<std::string>& from, Texts& to) {
    to.Assign(from.begin(), from.end());
}

std::vector<std::string> texts(const Texts& from) {
    return {from.begin(), from.end()};
}

void put(const loyalty::ItemSelection& from, proto::Items& to) {
    put(from.skus, *to.mutable_skus());
    put(from.categories, *to.mutable_categories());
    put(from.except_skus, *to.mutable_except_skus());
    put(from.except_categories, *to.mutable_except_categories());
    to.set_of_coupon(from.of_coupon);
}

loyalty::ItemSelection items(const proto::Items& from) {
    return {texts(from.skus()),
            texts(from.categories()),
            texts(from.except_skus()),
            texts(from.except_categories()),
            from.of_coupon()};
}

void put(const loyalty::Conditions& from, proto::Conditions& to) {
    put(from.branches, *to.mutable_branches());
    to.set_weekdays(from.weekdays);
    for (const loyalty::Hours& hours : from.hours) {
        proto::Hours& one = *to.add_hours();
        one.set_from_minute(hours.from_minute);
        one.set_to_minute(hours.to_minute);
    }
    to.set_members_only(from.members_only);
    to.set_targeted(from.targeted);
    put(from.segments, *to.mutable_segments());
    put(from.tiers, *to.mutable_tiers());
    to.set_vip(from.vip);
    if (from.birthday) {
        to.mutable_birthday()->set_days_before(from.birthday->days_before);
        to.mutable_birthday()->set_days_after(from.birthday->days_after);
    }
    if (from.visit) {
        to.mutable_visit()->set_first(from.visit->first);
        to.mutable_visit()->set_last(from.visit->last);
        to.mutable_visit()->set_every(from.visit->every);
    }
    to.set_coupon(from.coupon);
    to.set_paid_by(from.paid_by);
    put(from.items, *to.mutable_items());
    to.set_minimum_spend_minor(from.minimum_spend_minor);
    to.set_minimum_thousandths(from.minimum_quantity.thousandths);
    for (const loyalty::CombinationPart& part : from.combination) {
        proto::Part& one = *to.add_combination();
        put(part.items, *one.mutable_items());
        one.set_thousandths(part.quantity.thousandths);
    }
}

loyalty::Conditions conditions(const proto::Conditions& from) {
    loyalty::Conditions to;
    to.branches = texts(from.branches());
    to.weekdays = from.weekdays();
    for (const proto::Hours& hours : from.hours())
        to.hours.push_back({hours.from_minute(), hours.to_minute()});
    to.members_only = from.members_only();
    to.targeted = from.targeted();
    to.segments = texts(from.segments());
    to.tiers = texts(from.tiers());
    to.vip = from.vip();
    if (from.has_birthday())
        to.birthday =
            loyalty::BirthdayWindow{from.birthday().days_before(), from.birthday().days_after()};
    if (from.has_visit())
        to.visit =
            loyalty::VisitNumbers{from.visit().first(), from.visit().last(), from.visit().every()};
    to.coupon = from.coupon();
    to.paid_by = from.paid_by();
    to.items = items(from.items());
    to.minimum_spend_minor = from.minimum_spend_minor();
    to.minimum_quantity = Quantity{from.minimum_thousandths()};
    for (const proto::Part& part : from.combination())
        to.combination.push_back({items(part.items()), Quantity{part.thousandths()}});
    return to;
}

struct PutEffect {
    proto::Effect& to;

    void operator()(const loyalty::PointsMultiplier& from) const {
        to.mutable_multiplier()->set_target(static_cast<std::int32_t>(from.target));
        to.mutable_multiplier()->set_numerator(from.factor.numerator);
        to.mutable_multiplier()->set_denominator(from.factor.denominator);
    }

    void operator()(const loyalty::PointsBonus& from) const {
        to.mutable_bonus()->set_points(from.points.value);
        to.mutable_bonus()->set_per(static_cast<std::int32_t>(from.per));
        to.mutable_bonus()->set_step(from.step);
    }

    void operator()(const loyalty::PercentOff& from) const {
        to.mutable_percent()->set_target(static_cast<std::int32_t>(from.target));
        to.mutable_percent()->set_basis_points(from.basis_points);
        to.mutable_percent()->set_maximum_minor(from.maximum_minor);
        to.mutable_percent()->set_cheapest_of(from.cheapest_of);
    }

    void operator()(const loyalty::AmountOff& from) const {
        to.mutable_amount()->set_target(static_cast<std::int32_t>(from.target));
        to.mutable_amount()->set_minor(from.minor);
        to.mutable_amount()->set_maximum_minor(from.maximum_minor);
    }

    void operator()(const loyalty::Gift& from) const {
        to.mutable_gift()->set_sku(from.sku);
        to.mutable_gift()->set_thousandths(from.quantity.thousandths);
        to.mutable_gift()->set_cost_minor(from.cost_minor);
    }

    void operator()(const loyalty::VoucherGiven& from) const {
        to.mutable_voucher()->set_minor(from.minor);
        to.mutable_voucher()->set_valid_days(from.valid_days);
    }

    void operator()(const loyalty::StoredValueGiven& from) const {
        to.mutable_stored_value()->set_minor(from.minor);
    }
};

/// A number of an enumeration that ends with `last`.
template <typename Enumeration>
bool take(std::int32_t number, Enumeration last, Enumeration& to) {
    to = static_cast<Enumeration>(number);
    return number >= 0 && number <= static_cast<std::int32_t>(last);
}

/// Nothing for an effect of no kind, or a number that means nothing.
std::optional<loyalty::Effect> effect(const proto::Effect& from) {
    loyalty::Target target = loyalty::Target::Items;
    switch (from.kind_case()) {
        case proto::Effect::kMultiplier:
            if (!take(from.multiplier().target(), loyalty::Target::Basket, target))
                return std::nullopt;
            return loyalty::PointsMultiplier{
                target, {from.multiplier().numerator(), from.multiplier().denominator()}};
        case proto::Effect::kBonus: {
            loyalty::PointsBonus to{
                Points{from.bonus().points()}, loyalty::Per::Basket, from.bonus().step()};
            if (!take(from.bonus().per(), loyalty::Per::Spend, to.per)) return std::nullopt;
            return to;
        }
        case proto::Effect::kPercent:
            if (!take(from.percent().target(), loyalty::Target::Basket, target))
                return std::nullopt;
            return loyalty::PercentOff{target,
                                       from.percent().basis_points(),
                                       from.percent().maximum_minor(),
                                       from.percent().cheapest_of()};
        case proto::Effect::kAmount:
            if (!take(from.amount().target(), loyalty::Target::Basket, target)) return std::nullopt;
            return loyalty::AmountOff{target, from.amount().minor(), from.amount().maximum_minor()};
        case proto::Effect::kGift:
            return loyalty::Gift{
                from.gift().sku(), Quantity{from.gift().thousandths()}, from.gift().cost_minor()};
        case proto::Effect::kVoucher:
            return loyalty::VoucherGiven{from.voucher().minor(), from.voucher().valid_days()};
        case proto::Effect::kStoredValue:
            return loyalty::StoredValueGiven{from.stored_value().minor()};
        case proto::Effect::KIND_NOT_SET:
            return std::nullopt;
    }
    return std::nullopt;
}

/// False when anything in it means nothing; what is out of range is found by loyalty::check().
bool take_lists(const proto::Campaign& from, loyalty::Campaign& to) {
    for (const proto::Variant& variant : from.variants())
        to.variants.push_back({variant.name(), variant.share_basis_points()});
    for (const proto::Budget& budget : from.budgets()) {
        loyalty::Budget& one = to.budgets.emplace_back();
        one.limit = budget.limit();
        if (!take(budget.scope(), loyalty::BudgetScope::MemberDay, one.scope)) return false;
        if (!take(budget.measure(), loyalty::BudgetMeasure::Minor, one.measure)) return false;
    }
    for (const proto::Rule& rule : from.rules()) {
        loyalty::CampaignRule& one = to.rules.emplace_back();
        one.variant = rule.variant();
        one.conditions = conditions(rule.conditions());
        for (const proto::Effect& given : rule.effects()) {
            auto known = effect(given);
            if (!known) return false;
            one.effects.push_back(std::move(*known));
        }
    }
    return true;
}

}  // namespace

Bytes encode(const loyalty::Campaign& from) {
    proto::Campaign to;
    to.set_format(kCampaignFormat);
    to.set_id(from.id.value);
    to.set_version(from.version);
    to.set_name(from.name);
    to.set_priority(from.priority);
    to.set_alone(from.alone);
    to.set_exclusive_group(from.exclusive_group);
    to.set_first_rule_only(from.first_rule_only);
    to.set_from_day(to_day_number(from.from));
    to.set_to_day(to_day_number(from.to));
    to.set_control_basis_points(from.control_basis_points);
    for (const loyalty::Variant& variant : from.variants) {
        proto::Variant& one = *to.add_variants();
        one.set_name(variant.name);
        one.set_share_basis_points(variant.share_basis_points);
    }
    for (const loyalty::Budget& budget : from.budgets) {
        proto::Budget& one = *to.add_budgets();
        one.set_scope(static_cast<std::int32_t>(budget.scope));
        one.set_measure(static_cast<std::int32_t>(budget.measure));
        one.set_limit(budget.limit);
    }
    put(from.coupons.codes, *to.mutable_coupons()->mutable_codes());
    to.mutable_coupons()->set_pool(from.coupons.pool);
    to.mutable_coupons()->set_uses_per_code(from.coupons.uses_per_code);
    to.mutable_coupons()->set_uses_per_member(from.coupons.uses_per_member);
    for (const loyalty::CampaignRule& rule : from.rules) {
        proto::Rule& one = *to.add_rules();
        one.set_variant(rule.variant);
        put(rule.conditions, *one.mutable_conditions());
        for (const loyalty::Effect& given : rule.effects)
            std::visit(PutEffect{*one.add_effects()}, given);
    }
    return to.SerializeAsString();
}

Result<loyalty::Campaign> decode_campaign(BytesView bytes) {
    proto::Campaign from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "feed: malformed campaign");
    if (from.format() > kCampaignFormat)
        return fault(FaultCode::Unsupported,
                     "feed: a campaign of format " + std::to_string(from.format()));
    const auto is_day = [](std::int32_t day) {
        return day >= 0 && day <= kLastDay;
    };
    if (from.format() < 1 || !is_day(from.from_day()) || !is_day(from.to_day()))
        return fault(FaultCode::Corrupt, "feed: campaign out of range");
    loyalty::Campaign to;
    to.id = loyalty::CampaignId{from.id()};
    to.version = from.version();
    to.name = from.name();
    to.priority = from.priority();
    to.alone = from.alone();
    to.exclusive_group = from.exclusive_group();
    to.first_rule_only = from.first_rule_only();
    to.from = from_day_number(from.from_day());
    to.to = from_day_number(from.to_day());
    to.control_basis_points = from.control_basis_points();
    to.coupons = {texts(from.coupons().codes()),
                  from.coupons().pool(),
                  from.coupons().uses_per_code(),
                  from.coupons().uses_per_member()};
    if (!take_lists(from, to)) return fault(FaultCode::Corrupt, "feed: campaign out of range");
    if (const auto flaw = loyalty::check(to))
        return fault(FaultCode::Corrupt, "feed: campaign unsound: " + std::string{name_of(*flaw)});
    return to;
}

}  // namespace pareto::sync
