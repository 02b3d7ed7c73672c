#include "common/goods/scan.h"

#include <algorithm>
#include <array>

#include "common/goods/article_number.h"
#include "common/goods/digital_link.h"
#include "common/goods/digits.h"
#include "common/goods/epc.h"
#include "common/goods/tagged_unit.h"
#include "common/goods/voucher_code.h"

namespace pareto::goods {
namespace {

UnknownText unknown(std::string_view text, std::string_view why) {
    return {std::string{text}, std::string{why}};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// The whole date of YYMMDD: the year is within 50 of this one, day 00 is the month's last.
std::optional<BusinessDate> date_of(std::string_view text, BusinessDate today) {
    const int this_year = static_cast<int>(today.year());
    const auto number_at = [&](std::size_t place) {
        return static_cast<int>(number_of(text.substr(place, 2)).value_or(0));
    };
    int year = this_year - this_year % 100 + number_at(0);
    if (year - this_year >= 51) year -= 100;
    if (year - this_year <= -50) year += 100;
    const std::chrono::month month{static_cast<unsigned>(number_at(2))};
    const std::chrono::day day{static_cast<unsigned>(number_at(4))};
    const std::chrono::year_month_day_last last{std::chrono::year{year},
                                                std::chrono::month_day_last{month}};
    const BusinessDate date =
        day == std::chrono::day{0} ? BusinessDate{last} : BusinessDate{last.year(), month, day};
    if (!date.ok()) return std::nullopt;
    return date;
}

Decimal decimal_of(std::string_view digits, int decimals) {
    return {static_cast<std::int64_t>(number_of(digits).value_or(0)), decimals};
}

std::optional<Measure> measure_of(const Element& element) {
    struct Row {
        std::string_view stem;
        Unit unit;
    };

    constexpr auto kRows = std::to_array<Row>({{"310", Unit::Kilogram},
                                               {"311", Unit::Metre},
                                               {"314", Unit::SquareMetre},
                                               {"315", Unit::Litre},
                                               {"316", Unit::CubicMetre},
                                               {"320", Unit::Pound},
                                               {"356", Unit::TroyOunce}});
    if (element.ai == "30") return Measure{decimal_of(element.value, 0), Unit::Piece};
    const auto decimals = decimals_of(element.ai);
    if (!decimals) return std::nullopt;
    for (const Row& row : kRows) {
        if (element.ai.substr(0, 3) == row.stem)
            return Measure{decimal_of(element.value, *decimals), row.unit};
    }
    return std::nullopt;
}

std::optional<Price> price_of(const Element& element) {
    const auto decimals = decimals_of(element.ai);
    if (!decimals) return std::nullopt;
    const std::string_view value = element.value;
    const std::string_view stem = std::string_view{element.ai}.substr(0, 3);
    if (stem == "392") return Price{decimal_of(value, *decimals), {}};
    if (stem == "393")
        return Price{decimal_of(value.substr(3), *decimals), std::string{value.substr(0, 3)}};
    return std::nullopt;
}

ScannedItem item_of(std::string_view gtin,
                    const std::vector<Element>& elements,
                    BusinessDate today) {
    ScannedItem item;
    item.gtin = gtin;
    item.restricted = is_restricted(gtin);
    for (const Element& element : elements) {
        const std::string_view value = element.value;
        if (element.ai == "21") item.serial = value;
        if (element.ai == "10") item.batch = value;
        if (element.ai == "15") item.best_before = date_of(value, today);
        if (element.ai == "17" || (element.ai == "7003" && !item.use_by))
            item.use_by = date_of(value.substr(0, 6), today);
        if (const auto measure = measure_of(element)) item.measure = measure;
        if (auto price = price_of(element)) item.price = std::move(price);
    }
    return item;
}

/// A barcode of the coupons, or of the vouchers for returned bottles, that GS1 gives prefixes to.
bool is_coupon(std::string_view gtin) {
    if (gtin.front() != '0') return false;
    const std::string_view prefix = gtin.substr(1, 3);
    return prefix.substr(0, 2) == "99" || (prefix >= "980" && prefix <= "984");
}

Scan meaning_of_gtin(std::string_view text, std::string_view gtin, const ScanSettings& settings) {
    if (is_coupon(gtin)) return ScannedCoupon{std::string{gtin.substr(1)}, {}};
    ScannedItem item;
    item.gtin = gtin;
    item.restricted = is_restricted(gtin);
    if (!item.restricted || gtin.substr(0, 6) == "000000") return item;
    for (const EmbeddedScheme& scheme : settings.embedded) {
        auto read = read_embedded(scheme, gtin.substr(1));
        if (!read && read.error() == EmbeddedRefusal::OtherScheme) continue;
        if (!read)
            return unknown(text, "the price or weight in the code is misread: scan it again");
        item.gtin = std::move(read->gtin);
        item.reference = std::move(read->reference);
        switch (read->kind) {
            case EmbeddedKind::Price:
                item.price = Price{read->amount, {}};
                break;
            case EmbeddedKind::Weight:
                item.measure = Measure{read->amount, Unit::Kilogram};
                break;
            case EmbeddedKind::Count:
                item.measure = Measure{read->amount, Unit::Piece};
                break;
        }
        break;
    }
    return item;
}

std::optional<std::string> number_by(const NumberRule& rule, std::string_view text) {
    if (text.size() <= rule.prefix.size() || text.substr(0, rule.prefix.size()) != rule.prefix)
        return std::nullopt;
    if (rule.digits > 0 && (text.size() != rule.digits || !is_digits(text))) return std::nullopt;
    if (rule.check_digit && !has_check_digit(text)) return std::nullopt;
    return std::string{rule.keep_prefix ? text : text.substr(rule.prefix.size())};
}

std::optional<Scan> by_rules(std::string_view text, const std::vector<NumberRule>& rules) {
    for (const NumberRule& rule : rules) {
        auto number = number_by(rule, text);
        if (!number) continue;
        switch (rule.meaning) {
            case NumberRule::Meaning::Member:
                return ScannedMember{*std::move(number)};
            case NumberRule::Meaning::Coupon:
                return ScannedCoupon{*std::move(number), {}};
            case NumberRule::Meaning::Receipt:
                return ScannedReceipt{*std::move(number)};
        }
    }
    return std::nullopt;
}

/// UPC-A and EAN-13 are one barcode, which some scanners give with 12 digits and some with 13.
std::optional<Scan> by_rules_for_either_length(std::string_view text,
                                               const ScanSettings& settings) {
    if (auto scan = by_rules(text, settings.rules)) return scan;
    if (!is_digits(text)) return std::nullopt;
    if (text.size() == 12) return by_rules("0" + std::string{text}, settings.rules);
    if (text.size() == 13 && text.front() == '0') return by_rules(text.substr(1), settings.rules);
    return std::nullopt;
}

Scan meaning_of_digits(std::string_view text,
                       std::string_view symbology,
                       const ScanSettings& settings) {
    if (symbology == "]E3") text = text.substr(0, 13);  // a book's price or a paper's issue behind
    if (text.size() == 8 && symbology.empty()) {
        const auto upc_a = parse_upc_e(text);
        if (upc_a && (settings.upc_e_first || !has_check_digit(text))) {
            return meaning_of_gtin(text, "00" + *upc_a, settings);
        }
    }
    const auto gtin = parse_gtin(text);
    if (!gtin) return unknown(text, std::string{"the code "}.append(explain(gtin.error())));
    return meaning_of_gtin(text, *gtin, settings);
}

bool is_element_symbology(std::string_view identifier) {
    constexpr auto kIdentifiers =
        std::to_array<std::string_view>({"]C1", "]e0", "]d2", "]Q3", "]J1"});
    return std::find(kIdentifiers.begin(), kIdentifiers.end(), identifier) != kIdentifiers.end();
}

/// Whether bare text is an element string: it begins with a key that has a check digit.
bool is_likely(const std::vector<Element>& elements) {
    constexpr auto kChecked = std::to_array<std::string_view>(
        {"00", "01", "02", "253", "255", "402", "414", "8003", "8006", "8017", "8018"});
    return std::find(kChecked.begin(), kChecked.end(), elements.front().ai) != kChecked.end();
}

template <typename Refusal>
Scan meaning_of_epc(std::string_view text, const Expected<Epc, Refusal>& epc, BusinessDate today) {
    if (!epc) return unknown(text, std::string{"the tag "}.append(explain(epc.error())));
    const auto elements = to_elements(*epc);
    if (elements.empty()) return unknown(text, "the tag is of a kind that is not sold");
    Scan scan = understand(elements, today);
    if (auto* const item = std::get_if<ScannedItem>(&scan))
        item->epc = identity_uri({item->gtin, item->serial}, epc->fields.front().size())
                        .value_or(std::string{});
    return scan;
}

std::optional<Scan> guessed(std::string_view text, BusinessDate today) {
    const auto elements = parse_elements(text);
    if (elements && is_likely(*elements)) return understand(*elements, today);
    constexpr std::size_t kShortestTagDigits = 24;
    if (text.size() < kShortestTagDigits || text.size() % 4 != 0) return std::nullopt;
    const auto bytes = from_hex(text);
    if (!bytes) return std::nullopt;
    const auto epc = decode_epc(*bytes);
    if (!epc) return std::nullopt;
    return meaning_of_epc(text, epc, today);
}

Scan meaning_of_address(std::string_view text, BusinessDate today) {
    const auto link = parse_digital_link(text);
    if (!link) return unknown(text, std::string{"the code "}.append(explain(link.error())));
    return understand(link->elements, today);
}

Scan meaning_of_elements(std::string_view text,
                         const Expected<std::vector<Element>, ElementProblem>& elements,
                         BusinessDate today) {
    if (!elements) return unknown(text, explain(elements.error()));
    return understand(*elements, today);
}

bool is_address(std::string_view text) {
    const std::string_view scheme = text.substr(0, text.find(':'));
    return scheme == "https" || scheme == "http" || scheme == "HTTPS" || scheme == "HTTP";
}

}  // namespace

Symbology split_symbology(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    if (text.size() < 3 || text.front() != ']' || !is_letter(text[1]) ||
        !(is_digit(text[2]) || is_letter(text[2])))
        return {{}, text};
    return {text.substr(0, 3), text.substr(3)};
}

Scan understand(const std::vector<Element>& elements, BusinessDate today) {
    if (const std::string* gtin = find(elements, "01")) return item_of(*gtin, elements, today);
    if (const std::string* piece = find(elements, "8006"))
        return item_of(piece->substr(0, 14), elements, today);
    if (const std::string* member = find(elements, "8018")) return ScannedMember{*member};
    if (const std::string* coupon = find(elements, "255"))
        return ScannedCoupon{coupon->substr(0, 13), coupon->substr(13)};
    for (const char* ai : {"8110", "8112"}) {
        if (const std::string* coupon = find(elements, ai)) return ScannedCoupon{*coupon, {}};
    }
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"00",  "02",  "03",  "253", "401",  "402",  "410",  "411",  "412",  "413",
         "414", "415", "416", "417", "8003", "8004", "8010", "8013", "8017", "8026"});
    const bool names_something = std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view ai) {
        return find(elements, ai) != nullptr;
    });
    if (names_something) return ScannedKey{elements};
    return unknown(to_bracketed(elements), "the code does not say what it is on");
}

Scan understand_tag(BytesView epc, BusinessDate today) {
    return meaning_of_epc({}, decode_epc(epc), today);
}

Scan understand(std::string_view text, const ScanSettings& settings, BusinessDate today) {
    if (text.size() > kScanBytesMax) return unknown({}, "the code is too long");
    const auto [symbology, body] = split_symbology(trimmed(text));
    if (body.empty()) return unknown({}, "the code is empty");
    if (is_element_symbology(symbology))
        return meaning_of_elements(body, parse_elements(body), today);
    if (auto scan = by_rules_for_either_length(body, settings)) return *std::move(scan);
    if (auto secret = parse_voucher_code(body)) return ScannedVoucher{*std::move(secret)};
    if (is_address(body)) return meaning_of_address(body, today);
    if (body.substr(0, 12) == "urn:epc:tag:")
        return meaning_of_epc(body, parse_tag_uri(body), today);
    if (body.substr(0, 11) == "urn:epc:id:")
        return meaning_of_epc(body, parse_identity_uri(body), today);
    if (body.front() == '(') return meaning_of_elements(body, parse_bracketed(body), today);
    if (settings.guess) {
        if (auto scan = guessed(body, today)) return *std::move(scan);
    }
    const bool is_ean = symbology.substr(0, 2) == "]E" || symbology.substr(0, 2) == "]I";
    const bool has_ean_length = body.size() == 8 || (body.size() >= 12 && body.size() <= 14);
    if (is_ean || (is_digits(body) && has_ean_length))
        return meaning_of_digits(body, symbology, settings);
    return unknown(body, "the code is none that is known here");
}

}  // namespace pareto::goods
