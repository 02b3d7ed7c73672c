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

#include "hq/commands/rules_json_parts.h"

namespace pareto::hq::commands {
namespace {

namespace json = boost::json;
using loyalty::RuleSet;

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

constexpr std::int32_t kDaysMax = 36'500;

// One line for each field of the rule set. A fraction's bounds are those of its numerator.
const std::array kFields{
    Field{"points_per_minor", &RuleSet::points_per_minor, 0, kMinorMax},
    Field{"minor_per_point", &RuleSet::minor_per_point, 1, kMinorMax},
    Field{"lot_days", &RuleSet::lot_days, 0, kDaysMax},
    Field{"return_days", &RuleSet::return_days, 0, kDaysMax},
    Field{"approval_above_points", &RuleSet::approval_above_points, 0, kMinorMax},
    Field{"discount_percent_max", &RuleSet::discount_percent_max, 0, 100},
    Field{"card_tender", &RuleSet::card_tender, 0, loyalty::kMultiplierMax},
    Field{"pending_days", &RuleSet::pending_days, 0, kDaysMax},
    Field{"claw_back", Made{&write_claw_back, &read_claw_back}},
    Field{"give_back_days", &RuleSet::give_back_days, 0, kDaysMax},
    Field{"stored_value_days", &RuleSet::stored_value_days, 0, kDaysMax},
    Field{"stored_value_approval_above_minor",
          &RuleSet::stored_value_approval_above_minor,
          0,
          kMinorMax},
    Field{"earning_rules", Made{&write_earning, &read_earning}},
    Field{"tier_rules", Made{&write_tiers, &read_tiers}},
    Field{"offline", Made{&write_offline, &read_offline}},
    Field{"vouchers", Made{&write_vouchers, &read_vouchers}},
    Field{"mint_caps", Made{&write_mint_caps, &read_mint_caps}},
};

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

json::value write_field(const Field& field, const RuleSet& rules) {
    return std::visit(
        Overload{[&](const Made& made) { return made.write(rules); },
                 [&](Rational RuleSet::*slot) { return json::value(fraction_text(rules.*slot)); },
                 [&](auto slot) {
                     return json::value(rules.*slot);
                 }},
        field.slot);
}

Wrong read_field(const Field& field, const json::value& from, RuleSet& rules) {
    return std::visit(Overload{[&](const Made& made) { return made.read(from, rules); },
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

/// `parts` between `brackets`, each on a line of its own behind `indent`.
std::string in_lines(const std::vector<std::string>& parts,
                     std::string_view brackets,
                     const std::string& indent) {
    std::string out{brackets.front()};
    for (const std::string& part : parts) {
        out += out.size() > 1 ? ",\n" : "\n";
        out.append(indent).append("  ").append(part);
    }
    if (!parts.empty()) out += "\n" + indent;
    return out + brackets.back();
}

std::string text_of_member(const json::key_value_pair& member, const std::string& value) {
    return json::serialize(json::value(member.key())) + ": " + value;
}

std::string text_of_field(const json::value& value) {
    std::vector<std::string> parts;
    if (value.is_object()) {
        for (const auto& member : value.get_object())
            parts.push_back(text_of_member(member, json::serialize(member.value())));
        return in_lines(parts, "{}", "  ");
    }
    if (!value.is_array() || value.get_array().empty()) return json::serialize(value);
    for (const json::value& part : value.get_array())
        parts.push_back(json::serialize(part));
    return in_lines(parts, "[]", "  ");
}

}  // namespace

// One field a line; lists and objects one part a line.
std::string rules_to_json(const RuleSet& rules) {
    json::object to;
    to["version"] = rules.version;
    for (const Field& field : kFields)
        to[json::string_view{field.name.data(), field.name.size()}] = write_field(field, rules);
    std::vector<std::string> fields;
    for (const auto& member : to)
        fields.push_back(text_of_member(member, text_of_field(member.value())));
    return in_lines(fields, "{}", "") + "\n";
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
        const auto* const field = std::find_if(
            kFields.begin(), kFields.end(), [&](const Field& one) { return one.name == name; });
        if (field == kFields.end())
            return unexpected{at_field(text, name, ": there is no such field")};
        if (const auto wrong = read_field(*field, member.value(), rules))
            return unexpected{at_field(text, name, *wrong)};
    }
    return rules;
}

}  // namespace pareto::hq::commands
