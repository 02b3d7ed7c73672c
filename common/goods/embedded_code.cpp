#include "common/goods/embedded_code.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/goods/digits.h"

namespace pareto::goods {
namespace {

constexpr std::size_t kPlaces = 13;
constexpr std::string_view kAmounts = "PWN";

char letter_of(EmbeddedKind kind) {
    return kAmounts[static_cast<std::size_t>(kind)];
}

/// The places of a letter: where they begin and how many they are; not a row when others are
/// between.
struct Run {
    std::size_t start = 0;
    std::size_t length = 0;
    bool in_a_row = true;
};

Run run_of(std::string_view places, char letter) {
    const auto first = places.find(letter);
    if (first == std::string_view::npos) return {};
    const auto last = places.rfind(letter);
    const auto count = static_cast<std::size_t>(std::count(places.begin(), places.end(), letter));
    return {first, count, last - first + 1 == count};
}

bool has_free_prefix(std::string_view places) {
    return places.substr(0, 2) == "02" || places.front() == '2';
}

std::size_t count_of(std::string_view places, char letter) {
    return static_cast<std::size_t>(std::count(places.begin(), places.end(), letter));
}

}  // namespace

std::string_view explain(SchemeRefusal refusal) {
    switch (refusal) {
        case SchemeRefusal::WrongLength:
            return "a pattern has 13 places";
        case SchemeRefusal::WrongCharacter:
            return "a place is a digit, I, P, W, N, V or C, with one point at the most";
        case SchemeRefusal::WrongPrefix:
            return "a pattern begins with 02 or 20 to 29";
        case SchemeRefusal::NoItem:
            return "a pattern has places for the item, I, in a row";
        case SchemeRefusal::NoAmount:
            return "a pattern has places for one amount, P, W or N, in a row";
        case SchemeRefusal::WrongPoint:
            return "the point stands within a price or a weight";
        case SchemeRefusal::WrongVerifier:
            return "there is one verifier, V, at the most, for four or five digits";
        case SchemeRefusal::NoCheckDigit:
            return "the last place, and no other, is the check digit, C";
    }
    return "the pattern cannot be used";
}

Expected<EmbeddedScheme, SchemeRefusal> parse_embedded_scheme(std::string_view pattern) {
    const auto point = pattern.find('.');
    std::string places{pattern.substr(0, point)};
    if (point != std::string_view::npos) places += pattern.substr(point + 1);
    if (places.size() != kPlaces) return unexpected{SchemeRefusal::WrongLength};
    const auto is_known = [](char c) {
        return is_digit(c) || std::string_view{"IPWNVC"}.find(c) != std::string_view::npos;
    };
    if (!std::all_of(places.begin(), places.end(), is_known))
        return unexpected{SchemeRefusal::WrongCharacter};
    if (!has_free_prefix(places)) return unexpected{SchemeRefusal::WrongPrefix};
    const Run item = run_of(places, 'I');
    if (item.length == 0 || !item.in_a_row) return unexpected{SchemeRefusal::NoItem};

    EmbeddedScheme scheme{places, EmbeddedKind::Price, 0};
    int amounts = 0;
    for (const auto kind : {EmbeddedKind::Price, EmbeddedKind::Weight, EmbeddedKind::Count}) {
        if (run_of(places, letter_of(kind)).length == 0) continue;
        scheme.kind = kind;
        ++amounts;
    }
    const Run amount = run_of(places, letter_of(scheme.kind));
    if (amounts != 1 || !amount.in_a_row) return unexpected{SchemeRefusal::NoAmount};
    if (point != std::string_view::npos) {
        if (scheme.kind == EmbeddedKind::Count || point <= amount.start ||
            point >= amount.start + amount.length)
            return unexpected{SchemeRefusal::WrongPoint};
        scheme.decimals = static_cast<int>(amount.start + amount.length - point);
    }
    const std::size_t verifiers = count_of(places, 'V');
    if (verifiers > 1 || (verifiers == 1 && amount.length != 4 && amount.length != 5))
        return unexpected{SchemeRefusal::WrongVerifier};
    if (places.back() != 'C' || count_of(places, 'C') != 1)
        return unexpected{SchemeRefusal::NoCheckDigit};
    return scheme;
}

std::string to_pattern(const EmbeddedScheme& scheme) {
    std::string pattern = scheme.places;
    const Run amount = run_of(pattern, letter_of(scheme.kind));
    const auto point = amount.start + amount.length - static_cast<std::size_t>(scheme.decimals);
    if (scheme.decimals > 0) pattern.insert(point, 1, '.');
    return pattern;
}

Expected<EmbeddedAmount, EmbeddedRefusal> read_embedded(const EmbeddedScheme& scheme,
                                                        std::string_view ean) {
    PARETO_CHECK(ean.size() == kPlaces && scheme.places.size() == kPlaces && has_check_digit(ean));
    for (std::size_t i = 0; i < kPlaces; ++i) {
        if (is_digit(scheme.places[i]) && scheme.places[i] != ean[i])
            return unexpected{EmbeddedRefusal::OtherScheme};
    }
    const Run amount_run = run_of(scheme.places, letter_of(scheme.kind));
    const std::string_view digits = ean.substr(amount_run.start, amount_run.length);
    const auto verifier = scheme.places.find('V');
    if (verifier != std::string::npos && ean[verifier] != price_check_digit(digits))
        return unexpected{EmbeddedRefusal::WrongVerifier};

    std::string gtin = "0" + std::string{ean.substr(0, kPlaces - 1)};
    for (std::size_t i = 0; i < kPlaces - 1; ++i) {
        const char place = scheme.places[i];
        if (place == 'V' || place == letter_of(scheme.kind)) gtin[i + 1] = '0';
    }
    gtin += check_digit(gtin);
    const Run item = run_of(scheme.places, 'I');
    return EmbeddedAmount{std::move(gtin),
                          std::string{ean.substr(item.start, item.length)},
                          scheme.kind,
                          Decimal{static_cast<std::int64_t>(*number_of(digits)), scheme.decimals}};
}

}  // namespace pareto::goods
