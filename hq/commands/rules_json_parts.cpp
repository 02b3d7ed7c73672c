#include "hq/commands/rules_json_parts.h"

#include <array>
#include <charconv>
#include <limits>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pareto::hq::commands {

namespace json = boost::json;
using loyalty::RuleSet;

std::string text_of(json::string_view text) {
    return std::string{text.data(), text.size()};
}

std::string fraction_text(const Rational& rate) {
    return std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

std::optional<std::int64_t> whole(const json::value& from) {
    if (from.is_int64()) return from.get_int64();
    if (from.is_uint64() &&
        from.get_uint64() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return static_cast<std::int64_t>(from.get_uint64());
    return std::nullopt;
}

namespace {

/// "1/100", "2", or a whole number.
std::optional<Rational> fraction(const json::value& from) {
    if (const auto number = whole(from)) return Rational{*number, 1};
    if (!from.is_string()) return std::nullopt;
    const std::string text = text_of(from.get_string());
    Rational rate;
    const char* const end = text.data() + text.size();
    const auto upper = std::from_chars(text.data(), end, rate.numerator);
    if (upper.ec != std::errc{}) return std::nullopt;
    if (upper.ptr == end) return rate;
    if (*upper.ptr != '/') return std::nullopt;
    const auto lower = std::from_chars(upper.ptr + 1, end, rate.denominator);
    if (lower.ec != std::errc{} || lower.ptr != end) return std::nullopt;
    return rate;
}

std::string bounds(std::int64_t min, std::int64_t max) {
    return ": must be a whole number from " + std::to_string(min) + " to " + std::to_string(max);
}

template <typename Choice>
Wrong read_choice(const json::value& from,
                  std::span<const std::pair<std::string_view, Choice>> names,
                  Choice& to) {
    std::string known;
    for (const auto& [name, choice] : names) {
        known += (known.empty() ? "\"" : " or \"") + std::string{name} + "\"";
        if (!from.is_string() || text_of(from.get_string()) != name) continue;
        to = choice;
        return std::nullopt;
    }
    return ": must be " + known;
}

template <typename Choice>
std::string name_of(Choice choice, std::span<const std::pair<std::string_view, Choice>> names) {
    const auto found = std::find_if(
        names.begin(), names.end(), [&](const auto& one) { return one.second == choice; });
    return found == names.end() ? std::string{} : std::string{found->first};
}

}  // namespace

Wrong read_whole(const json::value& from, std::int64_t min, std::int64_t max, std::int64_t& to) {
    const auto number = whole(from);
    if (!number || *number < min || *number > max) return bounds(min, max);
    to = *number;
    return std::nullopt;
}

Wrong read_fraction(const json::value& from, std::int64_t min, std::int64_t max, Rational& to) {
    const auto rate = fraction(from);
    if (!rate || rate->numerator < min || rate->numerator > max || rate->denominator < 1 ||
        rate->denominator > kMinorMax)
        return ": must be a fraction of whole numbers, such as \"1/100\"";
    to = *rate;
    return std::nullopt;
}

namespace {

constexpr std::array<std::pair<std::string_view, loyalty::TierBasis>, 2> kBases{
    {{"earned_points", loyalty::TierBasis::EarnedPoints}, {"spend", loyalty::TierBasis::Spend}}};
constexpr std::array<std::pair<std::string_view, loyalty::TierPeriod>, 2> kPeriods{
    {{"calendar_year", loyalty::TierPeriod::CalendarYear},
     {"rolling", loyalty::TierPeriod::Rolling}}};

constexpr std::array<std::pair<std::string_view, loyalty::ClawBack>, 3> kClawBacks{
    {{"unlimited", loyalty::ClawBack::Unlimited},
     {"within_balance", loyalty::ClawBack::WithinBalance},
     {"only_pending", loyalty::ClawBack::OnlyPending}}};

Wrong read_tier(const json::value& from, loyalty::Tier& tier) {
    if (!from.is_object()) return ": must be an object";
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        Wrong wrong;
        if (name == "name") {
            if (!member.value().is_string()) return ".name: must be a text";
            tier.name = text_of(member.value().get_string());
        } else if (name == "threshold") {
            wrong = read_whole(member.value(), 1, kMinorMax, tier.threshold);
        } else if (name == "multiplier") {
            wrong = read_fraction(member.value(), 0, kMinorMax, tier.multiplier);
        } else {
            return "." + name + ": there is no such field";
        }
        if (wrong) return "." + name + *wrong;
    }
    return std::nullopt;
}

Wrong read_tier_list(const json::value& from, std::vector<loyalty::Tier>& tiers) {
    if (!from.is_array()) return ": must be a list";
    tiers.clear();
    for (const json::value& one : from.get_array()) {
        loyalty::Tier tier;
        const std::string where = "[" + std::to_string(tiers.size()) + "]";
        if (auto wrong = read_tier(one, tier)) return where + *wrong;
        tiers.push_back(std::move(tier));
    }
    return std::nullopt;
}

Wrong read_earning_rule(const json::value& from, loyalty::EarningRule& rule) {
    if (!from.is_object()) return ": must be an object";
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        if (name == "multiplier") {
            if (auto wrong =
                    read_fraction(member.value(), 0, loyalty::kMultiplierMax, rule.multiplier))
                return "." + name + *wrong;
            if (rule.multiplier.denominator > loyalty::kMultiplierMax)
                return ".multiplier: its parts are at most " +
                       std::to_string(loyalty::kMultiplierMax);
            continue;
        }
        if (name != "sku" && name != "category") return "." + name + ": there is no such field";
        if (!member.value().is_string()) return "." + name + ": must be a text";
        (name == "sku" ? rule.sku : rule.category) = text_of(member.value().get_string());
    }
    if (rule.sku.empty() == rule.category.empty()) return ": names either a sku or a category";
    return std::nullopt;
}

/// A number of the offline limits: points are whole numbers of points.
struct Limit {
    std::string_view name;
    std::variant<std::int32_t loyalty::OfflineLimits::*, Points loyalty::OfflineLimits::*> slot;
    std::int64_t max = kMinorMax;
};

using Limits = loyalty::OfflineLimits;
constexpr std::int64_t kDaysMax = 36'500;
constexpr std::int64_t kCountMax = 1'000'000;
constexpr std::array kLimits{
    Limit{"card_points", &Limits::card_points},
    Limit{"secure_card_points", &Limits::secure_card_points},
    Limit{"uses_of_card", &Limits::uses_of_card, kCountMax},
    Limit{"terminal_points", &Limits::terminal_points},
    Limit{"terminal_secure_points", &Limits::terminal_secure_points},
    Limit{"hours_since_hq", &Limits::hours_since_hq, kDaysMax},
    Limit{"allowance_percent", &Limits::allowance_percent, 100},
    Limit{"allowance_points", &Limits::allowance_points},
    Limit{"allowance_members", &Limits::allowance_members, kCountMax},
    Limit{"allowance_days", &Limits::allowance_days, kDaysMax},
};

std::int64_t value_of(const Limits& limits, const Limit& limit) {
    if (const auto* const points = std::get_if<Points Limits::*>(&limit.slot))
        return (limits.**points).value;
    return limits.*std::get<std::int32_t Limits::*>(limit.slot);
}

Wrong read_limit(const json::value& from, const Limit& limit, Limits& limits) {
    std::int64_t value = 0;
    if (auto wrong = read_whole(from, 0, limit.max, value)) return wrong;
    if (const auto* const points = std::get_if<Points Limits::*>(&limit.slot)) {
        limits.** points = Points{value};
    } else {
        limits.*std::get<std::int32_t Limits::*>(limit.slot) = static_cast<std::int32_t>(value);
    }
    return std::nullopt;
}

}  // namespace

json::value write_tiers(const RuleSet& rules) {
    const loyalty::TierRules& from = rules.tier_rules;
    json::object to;
    to["basis"] = name_of<loyalty::TierBasis>(from.basis, kBases);
    to["period"] = name_of<loyalty::TierPeriod>(from.period, kPeriods);
    to["rolling_days"] = from.rolling_days;
    to["grace_days"] = from.grace_days;
    json::array tiers;
    for (const loyalty::Tier& tier : from.tiers) {
        json::object added;
        added["name"] = tier.name;
        added["threshold"] = tier.threshold;
        added["multiplier"] = fraction_text(tier.multiplier);
        tiers.push_back(std::move(added));
    }
    to["tiers"] = std::move(tiers);
    return to;
}

Wrong read_tiers(const json::value& from, RuleSet& rules) {
    if (!from.is_object()) return ": must be an object";
    loyalty::TierRules& to = rules.tier_rules;
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        const json::value& value = member.value();
        Wrong wrong;
        std::int64_t days = 0;
        if (name == "basis") {
            wrong = read_choice<loyalty::TierBasis>(value, kBases, to.basis);
        } else if (name == "period") {
            wrong = read_choice<loyalty::TierPeriod>(value, kPeriods, to.period);
        } else if (name == "rolling_days" || name == "grace_days") {
            wrong = read_whole(value, 0, loyalty::kTierDaysMax, days);
            (name == "grace_days" ? to.grace_days : to.rolling_days) =
                static_cast<std::int32_t>(days);
        } else if (name == "tiers") {
            wrong = read_tier_list(value, to.tiers);
        } else {
            wrong = ": there is no such field";
        }
        if (wrong) return "." + name + *wrong;
    }
    if (const auto wrong = loyalty::check(to)) return "." + *wrong;
    return std::nullopt;
}

json::value write_earning(const RuleSet& rules) {
    json::array to;
    for (const loyalty::EarningRule& rule : rules.earning_rules) {
        json::object added;
        if (rule.sku.empty()) added["category"] = rule.category;
        if (!rule.sku.empty()) added["sku"] = rule.sku;
        added["multiplier"] = fraction_text(rule.multiplier);
        to.push_back(std::move(added));
    }
    return to;
}

Wrong read_earning(const json::value& from, RuleSet& rules) {
    if (!from.is_array()) return ": must be a list";
    rules.earning_rules.clear();
    for (const json::value& one : from.get_array()) {
        loyalty::EarningRule rule;
        const std::string where = "[" + std::to_string(rules.earning_rules.size()) + "]";
        if (auto wrong = read_earning_rule(one, rule)) return where + *wrong;
        rules.earning_rules.push_back(std::move(rule));
    }
    return std::nullopt;
}

json::value write_claw_back(const RuleSet& rules) {
    return json::value(name_of<loyalty::ClawBack>(rules.claw_back, kClawBacks));
}

Wrong read_claw_back(const json::value& from, RuleSet& rules) {
    return read_choice<loyalty::ClawBack>(from, kClawBacks, rules.claw_back);
}

json::value write_offline(const RuleSet& rules) {
    json::object to;
    to["enabled"] = rules.offline.enabled;
    for (const Limit& limit : kLimits) {
        to[json::string_view{limit.name.data(), limit.name.size()}] =
            value_of(rules.offline, limit);
    }
    return to;
}

json::value write_mint_caps(const RuleSet& rules) {
    json::object to;
    to["terminal_points_per_day"] = rules.mint_caps.of_terminal.value;
    to["member_points_per_day"] = rules.mint_caps.of_member.value;
    return to;
}

Wrong read_mint_caps(const json::value& from, RuleSet& rules) {
    if (!from.is_object()) return ": must be an object";
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        const bool of_terminal = name == "terminal_points_per_day";
        if (!of_terminal && name != "member_points_per_day")
            return "." + name + ": there is no such field";
        Points& cap = of_terminal ? rules.mint_caps.of_terminal : rules.mint_caps.of_member;
        if (auto wrong = read_whole(member.value(), 0, kMinorMax, cap.value))
            return "." + name + *wrong;
    }
    return std::nullopt;
}

Wrong read_offline(const json::value& from, RuleSet& rules) {
    if (!from.is_object()) return ": must be an object";
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        if (name == "enabled") {
            if (!member.value().is_bool()) return ".enabled: must be true or false";
            rules.offline.enabled = member.value().get_bool();
            continue;
        }
        const auto* const limit = std::find_if(
            kLimits.begin(), kLimits.end(), [&](const Limit& one) { return one.name == name; });
        if (limit == kLimits.end()) return "." + name + ": there is no such field";
        if (auto wrong = read_limit(member.value(), *limit, rules.offline))
            return "." + name + *wrong;
    }
    return std::nullopt;
}

json::value write_vouchers(const RuleSet& rules) {
    json::object to;
    to["keeps_rest"] = rules.vouchers.keeps_rest;
    to["approval_above_minor"] = rules.vouchers.approval_above_minor;
    return to;
}

Wrong read_vouchers(const json::value& from, RuleSet& rules) {
    if (!from.is_object()) return ": must be an object";
    for (const auto& member : from.get_object()) {
        const std::string name = text_of(member.key());
        if (name == "keeps_rest") {
            if (!member.value().is_bool()) return ".keeps_rest: must be true or false";
            rules.vouchers.keeps_rest = member.value().get_bool();
        } else if (name == "approval_above_minor") {
            if (auto wrong =
                    read_whole(member.value(), 0, kMinorMax, rules.vouchers.approval_above_minor))
                return ".approval_above_minor" + *wrong;
        } else {
            return "." + name + ": there is no such field";
        }
    }
    return std::nullopt;
}

}  // namespace pareto::hq::commands
