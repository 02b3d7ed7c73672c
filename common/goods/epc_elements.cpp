// Between an EPC and the GS1 key it stands for: where the company prefix ends, the check digit that
// keys have and tags do not, and the first digit that tags move behind the prefix.
#include <algorithm>
#include <array>

#include "common/goods/digits.h"
#include "common/goods/epc.h"
#include "common/goods/epc_schemes.h"

namespace pareto::goods {
namespace {

/// How the key's value is made of the company prefix P and the reference R.
enum class Shape {
    FirstDigitMoved,  ///< r P RR c: the first digit of the reference stands before the prefix
    Plain,            ///< P R c
    ZeroInFront,      ///< 0 P R c
    Unchecked         ///< P R, of any length
};

struct KeyRow {
    std::string_view identity;
    std::string_view ai;
    Shape shape;
    std::size_t digits;  ///< of the key with its check digit, without what follows; 0 = free
    std::string_view serial_ai;  ///< where the last field goes; empty = behind the key's digits
};

constexpr auto kKeys = std::to_array<KeyRow>({
    {"sgtin", "01", Shape::FirstDigitMoved, 14, "21"},
    {"sscc", "00", Shape::FirstDigitMoved, 18, ""},
    {"sgln", "414", Shape::Plain, 13, "254"},
    {"grai", "8003", Shape::ZeroInFront, 14, ""},
    {"giai", "8004", Shape::Unchecked, 0, ""},
    {"gsrn", "8018", Shape::Plain, 18, ""},
    {"gsrnp", "8017", Shape::Plain, 18, ""},
    {"gdti", "253", Shape::Plain, 13, ""},
    {"sgcn", "255", Shape::Plain, 13, ""},
    {"cpi", "8010", Shape::Unchecked, 0, "8011"},
    {"itip", "8006", Shape::FirstDigitMoved, 14, "21"},
});

constexpr std::string_view kNoExtension = "0";

const KeyRow* key_of(EpcScheme scheme) {
    const std::string_view identity = row_of(scheme).identity;
    const auto* key = std::find_if(kKeys.begin(), kKeys.end(), [&](const KeyRow& candidate) {
        return candidate.identity == identity;
    });
    return key == kKeys.end() ? nullptr : key;
}

std::string key_digits(const KeyRow& key, const std::string& prefix, const std::string& reference) {
    std::string digits;
    switch (key.shape) {
        case Shape::FirstDigitMoved:
            digits = reference.substr(0, 1) + prefix + reference.substr(1);
            break;
        case Shape::Plain:
            digits = prefix + reference;
            break;
        case Shape::ZeroInFront:
            digits = "0" + prefix + reference;
            break;
        case Shape::Unchecked:
            return prefix + reference;
    }
    digits += check_digit(digits);
    return digits;
}

/// Prefix and reference of a key's digits.
std::array<std::string, 2> divided(const KeyRow& key,
                                   const std::string& value,
                                   std::size_t prefix) {
    const bool has_front = key.shape == Shape::FirstDigitMoved || key.shape == Shape::ZeroInFront;
    const std::size_t start = has_front ? 1 : 0;
    const std::size_t end = key.digits > 0 ? key.digits - 1 : value.size();
    std::string reference = value.substr(start + prefix, end - start - prefix);
    if (key.shape == Shape::FirstDigitMoved) reference.insert(0, 1, value.front());
    return {value.substr(start, prefix), reference};
}

}  // namespace

std::vector<Element> to_elements(const Epc& epc) {
    const KeyRow* key = key_of(epc.scheme);
    if (key == nullptr) return {};
    std::string value = key_digits(*key, epc.fields[0], epc.fields[1]);
    const std::string& last = epc.fields.back();
    const bool has_more = epc.fields.size() > 2;
    // Between the reference and the serial an ITIP has its piece number and the number of pieces.
    for (std::size_t i = 2; i + 1 < epc.fields.size(); ++i)
        value += epc.fields[i];
    if (has_more && key->serial_ai.empty()) value += last;
    std::vector<Element> elements{{std::string{key->ai}, std::move(value)}};
    const bool says_nothing = key->serial_ai == "254" && last == kNoExtension;
    if (has_more && !key->serial_ai.empty() && !says_nothing)
        elements.push_back({std::string{key->serial_ai}, last});
    return elements;
}

Expected<Epc, EpcRefusal> epc_of(std::span<const Element> elements,
                                 EpcScheme scheme,
                                 std::size_t prefix_digits,
                                 int filter) {
    const KeyRow* key = key_of(scheme);
    const std::string* value = key == nullptr ? nullptr : find(elements, key->ai);
    if (value == nullptr || refuse_value(key->ai, *value))
        return unexpected{EpcRefusal::WrongElements};
    if (prefix_digits < kPrefixDigitsMin || prefix_digits > kPrefixDigitsMax)
        return unexpected{EpcRefusal::WrongPrefixLength};
    if (value->size() <= prefix_digits) return unexpected{EpcRefusal::EmptyField};

    auto [prefix, reference] = divided(*key, *value, prefix_digits);
    Epc epc{scheme, filter, {std::move(prefix), std::move(reference)}};
    const std::size_t count = row_of(scheme).field_count();
    std::string_view behind =
        key->digits > 0 ? std::string_view{*value}.substr(key->digits) : std::string_view{};
    for (std::size_t i = 2; i + 1 < count; ++i) {
        epc.fields.emplace_back(behind.substr(0, 2));
        behind.remove_prefix(2);
    }
    if (count > 2 && key->serial_ai.empty()) {
        epc.fields.emplace_back(behind);
    } else if (count > 2) {
        const std::string* serial = find(elements, key->serial_ai);
        if (serial == nullptr && key->serial_ai != "254")
            return unexpected{EpcRefusal::WrongElements};
        epc.fields.push_back(serial == nullptr ? std::string{kNoExtension} : *serial);
    }
    if (const auto refusal = refuse(epc)) return unexpected{*refusal};
    return epc;
}

}  // namespace pareto::goods
