#include "terminal/headless/command.h"

#include <charconv>
#include <utility>

#include <boost/json/parse.hpp>

namespace pareto::terminal::headless {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

// "2026-03-09T08:15:00Z" or with ".117" before the Z.
std::optional<UtcTime> parse_utc(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < kShape.size() + 1 || text.back() != 'Z' || text[10] != 'T')
        return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    const auto part = [&](std::size_t at) {
        return number_in(text.substr(at, 2));
    };
    const auto hour = part(11);
    const auto minute = part(14);
    const auto second = part(17);
    if (!date || !hour || !minute || !second || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    std::int64_t ms = 0;
    const std::string_view rest = text.substr(19, text.size() - 20);
    if (!rest.empty()) {
        const auto fraction =
            rest.size() == 4 && rest[0] == '.' ? number_in(rest.substr(1)) : std::nullopt;
        if (!fraction || *fraction < 0) return std::nullopt;
        ms = *fraction;
    }
    if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second > 59)
        return std::nullopt;
    const std::int64_t seconds = (*hour * 60 + *minute) * 60 + *second;
    return from_ms(to_day_number(*date) * std::int64_t{86'400'000} + seconds * 1'000 + ms);
}

}  // namespace

Command::Command(json::object object, std::shared_ptr<std::string> problem)
    : object_{std::move(object)}, problem_{std::move(problem)} {}

Command Command::read(std::string_view line) {
    Command command{json::object{}, std::make_shared<std::string>()};
    if (line.size() > kLineBytesMax) {
        command.complain("the command is longer than one may be");
        return command;
    }
    try {
        boost::system::error_code error;
        json::value value = json::parse(line, error);
        if (error || !value.is_object()) {
            command.complain("the line is no JSON object");
            return command;
        }
        command.object_ = std::move(value.get_object());
    } catch (const std::bad_alloc&) {
        command.complain("the line takes too much memory");
        return command;
    }
    command.name_ = command.needed_text("command");
    return command;
}

void Command::complain(std::string problem) const {
    if (problem_->empty()) *problem_ = std::move(problem);
}

const json::value* Command::find(std::string_view field) const {
    const json::value* const value = object_.if_contains(field);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool Command::has(std::string_view field) const {
    return find(field) != nullptr;
}

bool Command::says(std::string_view field, std::string_view word) const {
    const json::value* const value = find(field);
    return value != nullptr && value->is_string() && value->get_string() == word;
}

std::optional<std::int64_t> Command::integer(std::string_view field) const {
    const json::value* const value = find(field);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    complain(std::string{field} + " is not a whole number");
    return std::nullopt;
}

std::int64_t Command::needed_integer(std::string_view field) const {
    if (!has(field)) complain(std::string{field} + " is missing");
    return integer(field).value_or(0);
}

std::string Command::text(std::string_view field) const {
    const json::value* const value = find(field);
    if (value == nullptr) return {};
    if (value->is_string()) {
        const json::string& text = value->get_string();
        return {text.data(), text.size()};
    }
    complain(std::string{field} + " is not a text");
    return {};
}

std::string Command::needed_text(std::string_view field) const {
    if (!has(field)) complain(std::string{field} + " is missing");
    return text(field);
}

std::optional<bool> Command::flag(std::string_view field) const {
    const json::value* const value = find(field);
    if (value == nullptr) return std::nullopt;
    if (value->is_bool()) return value->get_bool();
    complain(std::string{field} + " is not true or false");
    return std::nullopt;
}

Bytes Command::bytes(std::string_view field) const {
    const auto bytes = from_hex(text(field));
    if (!bytes) complain(std::string{field} + " is not hexadecimal");
    return bytes.value_or(Bytes{});
}

std::optional<std::int64_t> Command::id(std::string_view field) const {
    if (!has(field)) return std::nullopt;
    const auto value = number_in(text(field));
    if (!value || *value <= 0) {
        complain(std::string{field} + " is not an id (a decimal number as text)");
        return std::nullopt;
    }
    return value;
}

std::optional<BusinessDate> Command::date(std::string_view field) const {
    if (!has(field)) return std::nullopt;
    const auto date = parse_date(text(field));
    if (!date) complain(std::string{field} + " is not a date (YYYY-MM-DD)");
    return date;
}

std::optional<UtcTime> Command::at() const {
    if (const auto ms = integer("at_ms")) return from_ms(*ms);
    if (!has("at")) return std::nullopt;
    const auto time = parse_utc(text("at"));
    if (!time) complain("at is not a time (2026-03-09T08:15:00Z)");
    return time;
}

Quantity Command::quantity() const {
    if (const auto thousandths = integer("quantity_thousandths")) return Quantity{*thousandths};
    if (!has("quantity")) return Quantity{1'000};
    const auto decimal = parse_decimal(text("quantity"));
    const auto scaled = decimal ? rescale(*decimal, 3) : std::nullopt;
    if (!scaled || scaled->rounded) {
        complain("quantity is not a decimal text with at most three places");
        return {};
    }
    return Quantity{scaled->value};
}

std::optional<std::vector<Command>> Command::list(std::string_view field) const {
    const json::value* const value = find(field);
    if (value == nullptr) return std::nullopt;
    std::vector<Command> list;
    if (!value->is_array()) {
        complain(std::string{field} + " is not a list");
        return list;
    }
    for (const auto& element : value->get_array()) {
        if (!element.is_object()) {
            complain(std::string{field} + " holds something else than objects");
            return list;
        }
        list.push_back(Command{element.get_object(), problem_});
    }
    return list;
}

std::optional<std::vector<std::string>> Command::texts(std::string_view field) const {
    const json::value* const value = find(field);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> texts;
    if (!value->is_array()) {
        complain(std::string{field} + " is not a list");
        return texts;
    }
    for (const auto& element : value->get_array()) {
        if (!element.is_string()) {
            complain(std::string{field} + " holds something else than texts");
            return texts;
        }
        texts.emplace_back(element.get_string());
    }
    return texts;
}

}  // namespace pareto::terminal::headless
