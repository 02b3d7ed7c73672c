#include "hq/commands/rules_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

namespace pareto::hq::commands {
namespace {

namespace json = boost::json;
using loyalty::RuleSet;
/// The first thing that is wrong, or nothing. Fields within are named in front of the colon.
using Wrong = std::optional<std::string>;

/// A field that is more than a number: how it is written, and how it is read.
struct Made {
    json::value (*write)(const RuleSet&);
    Wrong (*read)(const json::value&, RuleSet&);
};

using Slot = std::variant<std::int32_t RuleSet::*,
                          std::int64_t RuleSet::*,
                          Rational RuleSet::*,
                          bool RuleSet::*,
                          Made>;

struct Field {
    std::string_view name;
    Slot slot;
    std::int64_t min = 0;
    std::int64_t max = 0;
};

json::value write_tiers(const RuleSet& rules);
Wrong read_tiers(const json::value& from, RuleSet& rules);

constexpr std::int32_t kDaysMax = 36'500;

// One line for each field of the rule set. A fraction's bounds are those of its numerator.
const std::array kFields{
    Field{"points_per_minor", &RuleSet::points_per_minor, 0, kMinorMax},
    Field{"minor_per_point", &RuleSet::minor_per_point, 1, kMinorMax},
    Field{"lot_days", &RuleSet::lot_days, 0, kDaysMax},
    Field{"return_days", &RuleSet::return_days, 0, kDaysMax},
    Field{"approval_above_points", &RuleSet::approval_above_points, 0, kMinorMax},
    Field{"tier_rules", Made{&write_tiers, &read_tiers}},
};

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

constexpr std::array<std::pair<std::string_view, loyalty::TierBasis>, 2> kBases{
    {{"earned_points", loyalty::TierBasis::EarnedPoints}, {"spend", loyalty::TierBasis::Spend}}};
constexpr std::array<std::pair<std::string_view, loyalty::TierPeriod>, 2> kPeriods{
    {{"calendar_year", loyalty::TierPeriod::CalendarYear},
     {"rolling", loyalty::TierPeriod::Rolling}}};

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

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

json::value write_field(const Field& field, const RuleSet& rules) {
    return std::visit(
        Overload{[&](const Made& made) { return made.write(rules); },
                 [&](Rational RuleSet::*slot) {
                     return json::value(fraction_text(rules.*slot));
                 },
                 [&](auto slot) { return json::value(rules.*slot); }},
        field.slot);
}

Wrong read_field(const Field& field, const json::value& from, RuleSet& rules) {
    return std::visit(
        Overload{[&](const Made& made) { return made.read(from, rules); },
                 [&](Rational RuleSet::*slot) {
                     return read_fraction(from, field.min, field.max, rules.*slot);
                 },
                 [&](bool RuleSet::*slot) -> Wrong {
                     if (!from.is_bool()) return ": must be true or false";
                     rules.*slot = from.get_bool();
                     return std::nullopt;
                 },
                 [&]<typename Whole>(Whole RuleSet::*slot) -> Wrong {
                     std::int64_t value = 0;
                     auto wrong = read_whole(from, field.min, field.max, value);
                     if (!wrong) rules.*slot = static_cast<Whole>(value);
                     return wrong;
                 }},
        field.slot);
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::count(
                   text.begin(),
                   text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())),
                   '\n'));
}

std::string at_line(std::size_t line, const std::string& why) {
    return "line " + std::to_string(line) + ": " + why;
}

std::string at_field(std::string_view text, const std::string& name, const std::string& why) {
    const std::size_t at = text.find("\"" + name + "\"");
    return at_line(line_at(text, at == std::string_view::npos ? 0 : at), name + why);
}

Expected<json::value, std::string> parse_json(std::string_view text) {
    json::stream_parser parser;
    json::error_code error;
    const std::size_t taken = parser.write_some(text.data(), text.size(), error);
    if (!error && taken < text.size() &&
        text.find_first_not_of(" \t\r\n", taken) != std::string_view::npos) {
        return unexpected{at_line(line_at(text, taken), "there is more behind the rule set")};
    }
    if (!error) parser.finish(error);
    if (error) return unexpected{at_line(line_at(text, taken), "not JSON: " + error.message())};
    return parser.release();
}

// Indented, one field a line; lists of tiers one tier a line.
void print(const json::value& value, const std::string& indent, std::string& out) {
    const auto lines = [&](const auto& parts, char open, char close, auto each) {
        out += open;
        bool first = true;
        for (const auto& part : parts) {
            out += (first ? "\n" : ",\n") + indent + "  ";
            each(part);
            first = false;
        }
        out += (first ? "" : "\n" + indent) + close;
    };
    if (value.is_object() && indent.size() < 4) {
        lines(value.get_object(), '{', '}', [&](const auto& member) {
            out += json::serialize(json::value(member.key())) + ": ";
            print(member.value(), indent + "  ", out);
        });
    } else if (value.is_array() && !value.get_array().empty()) {
        lines(value.get_array(), '[', ']', [&](const auto& part) { out += json::serialize(part); });
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string rules_to_json(const RuleSet& rules) {
    json::object to;
    to["version"] = rules.version;
    for (const Field& field : kFields)
        to[json::string_view{field.name.data(), field.name.size()}] = write_field(field, rules);
    std::string out;
    print(to, "", out);
    return out + "\n";
}

Expected<RuleSet, std::string> rules_from_json(std::string_view text, const RuleSet& current) {
    const auto parsed = parse_json(text);
    if (!parsed) return unexpected{parsed.error()};
    if (!parsed->is_object()) return unexpected{at_line(1, "a rule set is a JSON object")};
    RuleSet rules = current;
    for (const auto& member : parsed->get_object()) {
        const std::string name = text_of(member.key());
        if (name == "version") {
            if (whole(member.value()) == std::int64_t{current.version}) continue;
            return unexpected{
                at_field(text,
                         name,
                         ": must be left out, or be that of the current rules, which is " +
                             std::to_string(current.version))};
        }
        const auto* const field =
            std::find_if(kFields.begin(), kFields.end(), [&](const Field& one) {
                return one.name == name;
            });
        if (field == kFields.end())
            return unexpected{at_field(text, name, ": there is no such field")};
        if (const auto wrong = read_field(*field, member.value(), rules))
            return unexpected{at_field(text, name, *wrong)};
    }
    return rules;
}

}  // namespace pareto::hq::commands
