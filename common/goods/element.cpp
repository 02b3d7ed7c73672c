#include "common/goods/element.h"

#include <algorithm>

namespace pareto::goods {
namespace {

tl::unexpected<ElementProblem> refused(ElementRefusal refusal, std::string_view ai = {}) {
    return tl::unexpected<ElementProblem>{ElementProblem{refusal, std::string{ai}}};
}

/// GS1 General Specifications, figure "element strings with predefined length": by the first two
/// digits, whatever the table of identifiers comes to hold.
std::size_t predefined_length(std::string_view ai) {
    const std::string_view front = ai.substr(0, 2);
    if (front == "00") return 18;
    if (front <= "04") return front == "04" ? 16 : 14;
    if (front == "20") return 2;
    if (front == "41") return 13;
    return 6;
}

/// Adds an element, whose value is checked here.
std::optional<ElementProblem> add(std::vector<Element>& elements,
                                  std::string_view ai,
                                  std::string_view value) {
    if (const auto refusal = refuse_value(ai, value))
        return ElementProblem{*refusal, std::string{ai}};
    if (const std::string* known = find(elements, ai)) {
        if (*known != value) return ElementProblem{ElementRefusal::Contradictory, std::string{ai}};
        return std::nullopt;
    }
    elements.push_back({std::string{ai}, std::string{value}});
    return std::nullopt;
}

/// The identifier in brackets that `text` begins with, or empty: a bracket may belong to a value.
std::string_view bracketed_identifier(std::string_view text) {
    if (text.empty() || text.front() != '(') return {};
    const auto end = text.substr(0, 6).find(')');
    if (end == std::string_view::npos) return {};
    const std::string_view ai = text.substr(1, end - 1);
    return identifier_in_front(ai) == ai ? ai : std::string_view{};
}

}  // namespace

std::string explain(const ElementProblem& problem) {
    const std::string ai = problem.ai.empty() ? "the code" : "(" + problem.ai + ")";
    switch (problem.refusal) {
        case ElementRefusal::Empty:
            return "the code is empty";
        case ElementRefusal::TooLong:
            return "the code is too long";
        case ElementRefusal::UnknownIdentifier:
            return "there is no application identifier where one belongs";
        case ElementRefusal::TooShort:
            return ai + " is too short: scan it again";
        case ElementRefusal::WrongLength:
            return ai + " is too long";
        case ElementRefusal::WrongCharacter:
            return ai + " holds a character that it may not have";
        case ElementRefusal::WrongCheckDigit:
            return ai + " has a wrong check digit: scan it again";
        case ElementRefusal::NoSuchDate:
            return ai + " is a date that does not exist";
        case ElementRefusal::WrongPieces:
            return ai + " counts more pieces than there are";
        case ElementRefusal::Contradictory:
            return ai + " is there twice with two values";
    }
    return ai + " cannot be used";
}

const std::string* find(std::span<const Element> elements, std::string_view ai) {
    const auto found = std::find_if(
        elements.begin(), elements.end(), [&](const Element& element) { return element.ai == ai; });
    return found == elements.end() ? nullptr : &found->value;
}

Expected<std::vector<Element>, ElementProblem> parse_elements(std::string_view data) {
    if (data.size() > kElementBytesMax) return refused(ElementRefusal::TooLong);
    std::vector<Element> elements;
    while (true) {
        while (!data.empty() && data.front() == kGroupSeparator)
            data.remove_prefix(1);
        if (data.empty()) break;
        const std::string_view ai = identifier_in_front(data);
        if (ai.empty()) return refused(ElementRefusal::UnknownIdentifier);
        data.remove_prefix(ai.size());
        std::string_view value = data.substr(0, data.find(kGroupSeparator));
        if (is_predefined_length(ai)) value = value.substr(0, predefined_length(ai));
        data.remove_prefix(value.size());
        if (auto problem = add(elements, ai, value)) return unexpected{*std::move(problem)};
    }
    if (elements.empty()) return refused(ElementRefusal::Empty);
    return elements;
}

Expected<std::vector<Element>, ElementProblem> parse_bracketed(std::string_view text) {
    if (text.size() > kElementBytesMax) return refused(ElementRefusal::TooLong);
    if (text.empty()) return refused(ElementRefusal::Empty);
    std::vector<Element> elements;
    while (!text.empty()) {
        const std::string_view ai = bracketed_identifier(text);
        if (ai.empty()) return refused(ElementRefusal::UnknownIdentifier);
        text.remove_prefix(ai.size() + 2);
        std::size_t length = 0;
        while (length < text.size() && bracketed_identifier(text.substr(length)).empty())
            ++length;
        if (auto problem = add(elements, ai, text.substr(0, length)))
            return unexpected{*std::move(problem)};
        text.remove_prefix(length);
    }
    return elements;
}

std::string to_element_string(std::span<const Element> elements) {
    std::string text;
    for (const Element& element : elements) {
        if (is_predefined_length(element.ai)) text += element.ai + element.value;
    }
    bool separate = false;
    for (const Element& element : elements) {
        if (is_predefined_length(element.ai)) continue;
        if (separate) text += kGroupSeparator;
        text += element.ai + element.value;
        separate = true;
    }
    return text;
}

std::string to_bracketed(std::span<const Element> elements) {
    std::string text;
    for (const Element& element : elements)
        text.append("(").append(element.ai).append(")").append(element.value);
    return text;
}

}  // namespace pareto::goods
