// ISO 4217 circulating currencies: code, number, exponent.
#include "common/money/money.h"

#include <algorithm>

namespace pareto {
namespace {

struct Known {
    std::string_view code;
    std::string_view number;
    std::uint8_t exponent;
};

constexpr std::array kCurrencies{
    Known{"AED", "784", 2}, Known{"AFN", "971", 2}, Known{"ALL", "008", 2}, Known{"AMD", "051", 2},
    Known{"ANG", "532", 2}, Known{"AOA", "973", 2}, Known{"ARS", "032", 2}, Known{"AUD", "036", 2},
    Known{"AWG", "533", 2}, Known{"AZN", "944", 2}, Known{"BAM", "977", 2}, Known{"BBD", "052", 2},
    Known{"BDT", "050", 2}, Known{"BGN", "975", 2}, Known{"BHD", "048", 3}, Known{"BIF", "108", 0},
    Known{"BMD", "060", 2}, Known{"BND", "096", 2}, Known{"BOB", "068", 2}, Known{"BRL", "986", 2},
    Known{"BSD", "044", 2}, Known{"BTN", "064", 2}, Known{"BWP", "072", 2}, Known{"BYN", "933", 2},
    Known{"BZD", "084", 2}, Known{"CAD", "124", 2}, Known{"CDF", "976", 2}, Known{"CHF", "756", 2},
    Known{"CLP", "152", 0}, Known{"CNY", "156", 2}, Known{"COP", "170", 2}, Known{"CRC", "188", 2},
    Known{"CUP", "192", 2}, Known{"CVE", "132", 2}, Known{"CZK", "203", 2}, Known{"DJF", "262", 0},
    Known{"DKK", "208", 2}, Known{"DOP", "214", 2}, Known{"DZD", "012", 2}, Known{"EGP", "818", 2},
    Known{"ERN", "232", 2}, Known{"ETB", "230", 2}, Known{"EUR", "978", 2}, Known{"FJD", "242", 2},
    Known{"FKP", "238", 2}, Known{"GBP", "826", 2}, Known{"GEL", "981", 2}, Known{"GHS", "936", 2},
    Known{"GIP", "292", 2}, Known{"GMD", "270", 2}, Known{"GNF", "324", 0}, Known{"GTQ", "320", 2},
    Known{"GYD", "328", 2}, Known{"HKD", "344", 2}, Known{"HNL", "340", 2}, Known{"HTG", "332", 2},
    Known{"HUF", "348", 2}, Known{"IDR", "360", 2}, Known{"ILS", "376", 2}, Known{"INR", "356", 2},
    Known{"IQD", "368", 3}, Known{"IRR", "364", 2}, Known{"ISK", "352", 0}, Known{"JMD", "388", 2},
    Known{"JOD", "400", 3}, Known{"JPY", "392", 0}, Known{"KES", "404", 2}, Known{"KGS", "417", 2},
    Known{"KHR", "116", 2}, Known{"KMF", "174", 0}, Known{"KPW", "408", 2}, Known{"KRW", "410", 0},
    Known{"KWD", "414", 3}, Known{"KYD", "136", 2}, Known{"KZT", "398", 2}, Known{"LAK", "418", 2},
    Known{"LBP", "422", 2}, Known{"LKR", "144", 2}, Known{"LRD", "430", 2}, Known{"LSL", "426", 2},
    Known{"LYD", "434", 3}, Known{"MAD", "504", 2}, Known{"MDL", "498", 2}, Known{"MGA", "969", 2},
    Known{"MKD", "807", 2}, Known{"MMK", "104", 2}, Known{"MNT", "496", 2}, Known{"MOP", "446", 2},
    Known{"MRU", "929", 2}, Known{"MUR", "480", 2}, Known{"MVR", "462", 2}, Known{"MWK", "454", 2},
    Known{"MXN", "484", 2}, Known{"MYR", "458", 2}, Known{"MZN", "943", 2}, Known{"NAD", "516", 2},
    Known{"NGN", "566", 2}, Known{"NIO", "558", 2}, Known{"NOK", "578", 2}, Known{"NPR", "524", 2},
    Known{"NZD", "554", 2}, Known{"OMR", "512", 3}, Known{"PAB", "590", 2}, Known{"PEN", "604", 2},
    Known{"PGK", "598", 2}, Known{"PHP", "608", 2}, Known{"PKR", "586", 2}, Known{"PLN", "985", 2},
    Known{"PYG", "600", 0}, Known{"QAR", "634", 2}, Known{"RON", "946", 2}, Known{"RSD", "941", 2},
    Known{"RUB", "643", 2}, Known{"RWF", "646", 0}, Known{"SAR", "682", 2}, Known{"SBD", "090", 2},
    Known{"SCR", "690", 2}, Known{"SDG", "938", 2}, Known{"SEK", "752", 2}, Known{"SGD", "702", 2},
    Known{"SHP", "654", 2}, Known{"SLE", "925", 2}, Known{"SOS", "706", 2}, Known{"SRD", "968", 2},
    Known{"SSP", "728", 2}, Known{"STN", "930", 2}, Known{"SYP", "760", 2}, Known{"SZL", "748", 2},
    Known{"THB", "764", 2}, Known{"TJS", "972", 2}, Known{"TMT", "934", 2}, Known{"TND", "788", 3},
    Known{"TOP", "776", 2}, Known{"TRY", "949", 2}, Known{"TTD", "780", 2}, Known{"TWD", "901", 2},
    Known{"TZS", "834", 2}, Known{"UAH", "980", 2}, Known{"UGX", "800", 0}, Known{"USD", "840", 2},
    Known{"UYI", "940", 0}, Known{"UYU", "858", 2}, Known{"UZS", "860", 2}, Known{"VES", "928", 2},
    Known{"VND", "704", 0}, Known{"VUV", "548", 0}, Known{"WST", "882", 2}, Known{"XAF", "950", 0},
    Known{"XCD", "951", 2}, Known{"XOF", "952", 0}, Known{"XPF", "953", 0}, Known{"YER", "886", 2},
    Known{"ZAR", "710", 2}, Known{"ZMW", "967", 2}, Known{"ZWL", "932", 2},
};

const Known* find_known(std::string_view code) {
    const auto* const found =
        std::lower_bound(kCurrencies.begin(), kCurrencies.end(), code,
                         [](const Known& known, std::string_view wanted) { return known.code < wanted; });
    return found == kCurrencies.end() || found->code != code ? nullptr : found;
}

}  // namespace

std::optional<Currency> find_currency(std::string_view code) {
    const Known* const found = find_known(code);
    if (found == nullptr) return std::nullopt;
    return Currency{{code[0], code[1], code[2]}, found->exponent};
}

std::string_view number_of(Currency currency) {
    const Known* const found = find_known(currency.text());
    return found == nullptr ? std::string_view{} : found->number;
}

}  // namespace pareto
