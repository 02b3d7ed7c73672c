#include "hq/campaigns/json_fields.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pareto::hq::campaigns {
namespace {

namespace json = boost::json;

constexpr std::size_t kListMax = 100'000;

std::string_view view_of(const json::string& text) {
    return {text.data(), text.size()};
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// Of UTF-8.
bool is_inside_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t characters(std::string_view text) {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_inside_character));
}

std::string listed(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words)
        text += (text.empty() ? "" : ", ") + std::string{word};
    return text;
}

}  // namespace

std::string quoted(std::string_view text) {
    constexpr std::size_t kShown = 40;
    std::string shown = "\"";
    std::size_t end = std::min(kShown, text.size());
    while (end > 0 && end < text.size() && is_inside_character(text[end]))
        --end;
    for (const char c : text.substr(0, end))
        shown += is_control(c) ? '?' : c;
    return shown + (end < text.size() ? "...\"" : "\"");
}

std::optional<std::string> text_of(const json::value& value,
                                   std::size_t length,
                                   const std::string& path,
                                   Problem& problem) {
    if (!value.is_string()) {
        problem.report(path, "must be a text");
        return std::nullopt;
    }
    const std::string_view text = view_of(value.get_string());
    if (text.empty() || characters(text) > length) {
        problem.report(path, "must have 1 to " + std::to_string(length) + " characters");
        return std::nullopt;
    }
    if (std::any_of(text.begin(), text.end(), is_control)) {
        problem.report(path, "must not have control characters");
        return std::nullopt;
    }
    return std::string{text};
}

Fields::Fields(const json::value& value, std::string path, Problem& problem)
    : path_(std::move(path)), problem_(problem) {
    object_ = value.if_object();
    if (object_ == nullptr) problem_.report(path_, "must be an object");
}

bool Fields::has(std::string_view name) const {
    return object_ != nullptr && object_->contains(name);
}

std::string Fields::path_of(std::string_view name) const {
    return (path_.empty() ? "" : path_ + ".") + std::string{name};
}

const json::value* Fields::find(std::string_view name) {
    asked_.push_back(name);
    return object_ == nullptr ? nullptr : object_->if_contains(name);
}

const json::value* Fields::need(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) problem_.report(path_of(name), "is missing");
    return found;
}

std::int64_t Fields::integer(std::string_view name, Range range, std::int64_t otherwise) {
    const json::value* found = find(name);
    if (found == nullptr) return otherwise;
    const std::int64_t* number = found->if_int64();
    if (number == nullptr || *number < range.least || *number > range.most) {
        problem_.report(path_of(name),
                        "must be a whole number from " + std::to_string(range.least) + " to " +
                            std::to_string(range.most));
        return otherwise;
    }
    return *number;
}

std::int64_t Fields::needed_integer(std::string_view name, Range range) {
    if (!has(name)) static_cast<void>(need(name));
    return integer(name, range, range.least);
}

bool Fields::flag(std::string_view name) {
    const json::value* found = find(name);
    if (found == nullptr) return false;
    if (!found->is_bool()) problem_.report(path_of(name), "must be true or false");
    return found->is_bool() && found->get_bool();
}

std::string Fields::text(std::string_view name, std::size_t length) {
    const json::value* found = find(name);
    if (found == nullptr) return {};
    return text_of(*found, length, path_of(name), problem_).value_or("");
}

std::string Fields::needed_text(std::string_view name, std::size_t length) {
    if (!has(name)) static_cast<void>(need(name));
    return text(name, length);
}

const json::array* Fields::array(std::string_view name, std::size_t most) {
    const json::value* found = find(name);
    if (found == nullptr) return nullptr;
    const json::array* elements = found->if_array();
    if (elements == nullptr || elements->empty() || elements->size() > most) {
        problem_.report(path_of(name), "must be a list of 1 to " + std::to_string(most));
        return nullptr;
    }
    return elements;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t length) {
    std::vector<std::string> found;
    list(name, kListMax, [&](const json::value& value, const std::string& path) {
        if (auto text = text_of(value, length, path, problem_)) found.push_back(std::move(*text));
    });
    std::vector<std::string_view> sorted{found.begin(), found.end()};
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) problem_.report(path_of(name), quoted(*twice) + " is there twice");
    return found;
}

std::size_t Fields::word(std::string_view name,
                         const std::vector<std::string_view>& words,
                         std::size_t otherwise) {
    const json::value* found = find(name);
    if (found == nullptr) return otherwise;
    if (found->is_string()) {
        const auto which = std::find(words.begin(), words.end(), view_of(found->get_string()));
        if (which != words.end()) return static_cast<std::size_t>(which - words.begin());
    }
    problem_.report(path_of(name), "must be one of " + listed(words));
    return otherwise;
}

std::size_t Fields::needed_word(std::string_view name, const std::vector<std::string_view>& words) {
    if (!has(name)) static_cast<void>(need(name));
    return word(name, words, 0);
}

std::uint32_t Fields::words(std::string_view name, const std::vector<std::string_view>& words) {
    std::uint32_t bits = 0;
    list(name, words.size(), [&](const json::value& value, const std::string& path) {
        const auto which = value.is_string()
                               ? std::find(words.begin(), words.end(), view_of(value.get_string()))
                               : words.end();
        if (which == words.end()) {
            problem_.report(path, "must be one of " + listed(words));
            return;
        }
        const std::uint32_t bit = 1U << static_cast<unsigned>(which - words.begin());
        if ((bits & bit) != 0) problem_.report(path, quoted(*which) + " is there twice");
        bits |= bit;
    });
    return bits;
}

void Fields::finish() {
    if (object_ == nullptr) return;
    for (const auto& field : *object_) {
        const std::string_view name{field.key().data(), field.key().size()};
        if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
            problem_.report(path_of(quoted(name)), "is not a field that is known here");
    }
}

}  // namespace pareto::hq::campaigns
