#include "common/goods/digital_link.h"

#include <algorithm>
#include <array>

#include "common/goods/article_number.h"
#include "common/goods/characters.h"
#include "common/goods/digits.h"

namespace pareto::goods {
namespace {

/// A key, and the qualifiers that may follow it, in this order. A key with two rows has two orders
/// that cannot be mixed.
struct Key {
    std::string_view ai;
    std::array<std::string_view, 3> qualifiers;
};

constexpr auto kKeys = std::to_array<Key>({
    {"01", {"22", "10", "21"}},
    {"01", {"235"}},
    {"8006", {"22", "10", "21"}},
    {"8013", {}},
    {"8010", {"8011"}},
    {"414", {"254"}},
    {"414", {"7040"}},
    {"415", {"8020"}},
    {"417", {"7040"}},
    {"8017", {"8019"}},
    {"8018", {"8019"}},
    {"255", {}},
    {"00", {}},
    {"253", {}},
    {"401", {}},
    {"402", {}},
    {"8003", {}},
    {"8004", {}},
    {"8004", {"7040"}},
});

bool is_key(std::string_view ai) {
    return std::any_of(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.ai == ai; });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() &&
           std::equal(start.begin(), start.end(), text.begin(), [](char expected, char c) {
               return c == expected || (c >= 'A' && c <= 'Z' && c + ('a' - 'A') == expected);
           });
}

/// The length of "https://host", or 0: then it is no address.
std::size_t origin_length(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!starts_with_ignoring_case(text, scheme)) continue;
        const std::size_t end = std::min(text.find('/', scheme.size()), text.size());
        const auto is_printable = [](char c) {
            return c > ' ' && c < '\x7F';
        };
        if (end == scheme.size() || !std::all_of(text.begin(), text.end(), is_printable)) return 0;
        return end;
    }
    return 0;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto byte = from_hex_pair(text[i + 1], text[i + 2]);
        if (!byte) return std::nullopt;
        plain += *byte;
        i += 2;
    }
    return plain;
}

std::string escaped(std::string_view text) {
    std::string address;
    for (const char c : text) {
        const bool plain = is_character_64(c) && c != '=';
        address += plain || c == '.' ? std::string{c} : percent_encoded(c);
    }
    return address;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find_first_of(separators);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Whether the identifiers at every other place from the second on are qualifiers in their order.
bool follows(const Key& key, const std::vector<std::string_view>& path, std::size_t start) {
    auto next = key.qualifiers.begin();
    for (std::size_t i = start + 2; i < path.size(); i += 2) {
        if (path[i].empty()) return false;
        next = std::find(next, key.qualifiers.end(), path[i]);
        if (next == key.qualifiers.end()) return false;
        ++next;
    }
    return true;
}

/// Where the key is: the last one in the path that has nothing but its qualifiers behind it.
std::optional<std::size_t> key_place(const std::vector<std::string_view>& path) {
    for (std::size_t back = 2; back <= path.size(); back += 2) {
        const std::size_t place = path.size() - back;
        const bool found = std::any_of(kKeys.begin(), kKeys.end(), [&](const Key& key) {
            return key.ai == path[place] && follows(key, path, place);
        });
        if (found) return place;
    }
    return std::nullopt;
}

std::optional<LinkRefusal> add(std::vector<Element>& elements,
                               std::string_view ai,
                               std::string_view written) {
    auto value = unescaped(written);
    if (!value) return LinkRefusal::WrongEscape;
    if (ai == "01" && value->size() != 14) {
        if (auto gtin = parse_gtin(*value)) value = *std::move(gtin);
    }
    if (refuse_value(ai, *value)) return LinkRefusal::WrongValue;
    if (const std::string* known = find(elements, ai)) {
        if (*known != *value) return LinkRefusal::Contradictory;
        return std::nullopt;
    }
    elements.push_back({std::string{ai}, *std::move(value)});
    return std::nullopt;
}

std::optional<LinkRefusal> add_attributes(std::vector<Element>& elements, std::string_view query) {
    for (const std::string_view pair : split(query, "&;")) {
        const auto equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        if (!is_digits(name)) continue;
        // Names of digits only are kept for application identifiers.
        if (equals == std::string_view::npos || identifier_in_front(name) != name)
            return LinkRefusal::UnknownIdentifier;
        if (const auto refusal = add(elements, name, pair.substr(equals + 1))) return refusal;
    }
    return std::nullopt;
}

/// The row of the first element that is a key, with as many of the others as qualifiers as can be.
const Key* key_of(const std::vector<Element>& elements) {
    const auto first = std::find_if(elements.begin(), elements.end(), [](const Element& element) {
        return is_key(element.ai);
    });
    if (first == elements.end()) return nullptr;
    const Key* best = nullptr;
    std::ptrdiff_t most = -1;
    for (const Key& key : kKeys) {
        if (key.ai != first->ai) continue;
        const auto has = [&](std::string_view ai) {
            return find(elements, ai) != nullptr;
        };
        const auto count = std::count_if(key.qualifiers.begin(), key.qualifiers.end(), has);
        if (count > most) best = &key;
        most = std::max(most, count);
    }
    return best;
}

}  // namespace

std::string_view explain(LinkRefusal refusal) {
    switch (refusal) {
        case LinkRefusal::TooLong:
            return "is too long for a Digital Link";
        case LinkRefusal::NotAnAddress:
            return "is no web address";
        case LinkRefusal::NoKey:
            return "is a web address, but of no item";
        case LinkRefusal::WrongEscape:
            return "is a Digital Link with a % that stands for nothing";
        case LinkRefusal::UnknownIdentifier:
            return "is a Digital Link with an unknown application identifier";
        case LinkRefusal::WrongValue:
            return "is a Digital Link with a value that its identifier may not have";
        case LinkRefusal::Contradictory:
            return "is a Digital Link that says one thing twice and differently";
    }
    return "is no Digital Link";
}

Expected<DigitalLink, LinkRefusal> parse_digital_link(std::string_view text) {
    if (text.size() > kElementBytesMax) return unexpected{LinkRefusal::TooLong};
    const std::size_t origin = origin_length(text);
    if (origin == 0 || origin == text.size()) return unexpected{LinkRefusal::NotAnAddress};
    text = text.substr(0, text.find('#'));
    const auto question = text.find('?');
    std::string_view path_text = text.substr(0, question);
    if (path_text.size() <= origin + 1) return unexpected{LinkRefusal::NoKey};
    if (path_text.back() == '/') path_text.remove_suffix(1);

    const auto path = split(path_text.substr(origin + 1), "/");
    const auto place = key_place(path);
    if (!place) return unexpected{LinkRefusal::NoKey};
    DigitalLink link;
    const auto stem_length =
        static_cast<std::size_t>(path[*place].data() - path_text.data()) - 1;  // before the slash
    link.stem = path_text.substr(0, stem_length);
    while (link.stem.size() > origin && link.stem.back() == '/')
        link.stem.pop_back();
    for (std::size_t i = *place; i + 1 < path.size(); i += 2) {
        if (const auto refusal = add(link.elements, path[i], path[i + 1]))
            return unexpected{*refusal};
    }
    if (question != std::string_view::npos) {
        if (const auto refusal = add_attributes(link.elements, text.substr(question + 1)))
            return unexpected{*refusal};
    }
    return link;
}

std::optional<std::string> to_digital_link(const DigitalLink& link) {
    const Key* key = key_of(link.elements);
    if (key == nullptr || origin_length(link.stem) == 0 || link.stem.back() == '/' ||
        link.stem.find_first_of("?#") != std::string::npos) {
        return std::nullopt;
    }
    for (const Element& element : link.elements) {
        if (refuse_value(element.ai, element.value)) return std::nullopt;
    }
    std::string address = link.stem;
    const auto append_to_path = [&](std::string_view ai) {
        const std::string* value = find(link.elements, ai);
        if (value != nullptr) address.append("/").append(ai).append("/").append(escaped(*value));
    };
    append_to_path(key->ai);
    for (const std::string_view ai : key->qualifiers)
        append_to_path(ai);
    char separator = '?';
    for (const Element& element : link.elements) {
        if (element.ai == key->ai ||
            std::find(key->qualifiers.begin(), key->qualifiers.end(), element.ai) !=
                key->qualifiers.end())
            continue;
        address.append(1, separator).append(element.ai).append("=").append(escaped(element.value));
        separator = '&';
    }
    return address;
}

}  // namespace pareto::goods
