// ISO 4217 circulating currencies and their exponents.
#include "common/money/money.h"

#include <algorithm>

namespace pareto {
namespace {

struct Known {
    std::string_view code;
    std::uint8_t exponent;
};

constexpr std::array kCurrencies{
    Known{"AED", 2}, Known{"AFN", 2}, Known{"ALL", 2}, Known{"AMD", 2}, Known{"ANG", 2},
    Known{"AOA", 2}, Known{"ARS", 2}, Known{"AUD", 2}, Known{"AWG", 2}, Known{"AZN", 2},
    Known{"BAM", 2}, Known{"BBD", 2}, Known{"BDT", 2}, Known{"BGN", 2}, Known{"BHD", 3},
    Known{"BIF", 0}, Known{"BMD", 2}, Known{"BND", 2}, Known{"BOB", 2}, Known{"BRL", 2},
    Known{"BSD", 2}, Known{"BTN", 2}, Known{"BWP", 2}, Known{"BYN", 2}, Known{"BZD", 2},
    Known{"CAD", 2}, Known{"CDF", 2}, Known{"CHF", 2}, Known{"CLP", 0}, Known{"CNY", 2},
    Known{"COP", 2}, Known{"CRC", 2}, Known{"CUP", 2}, Known{"CVE", 2}, Known{"CZK", 2},
    Known{"DJF", 0}, Known{"DKK", 2}, Known{"DOP", 2}, Known{"DZD", 2}, Known{"EGP", 2},
    Known{"ERN", 2}, Known{"ETB", 2}, Known{"EUR", 2}, Known{"FJD", 2}, Known{"FKP", 2},
    Known{"GBP", 2}, Known{"GEL", 2}, Known{"GHS", 2}, Known{"GIP", 2}, Known{"GMD", 2},
    Known{"GNF", 0}, Known{"GTQ", 2}, Known{"GYD", 2}, Known{"HKD", 2}, Known{"HNL", 2},
    Known{"HTG", 2}, Known{"HUF", 2}, Known{"IDR", 2}, Known{"ILS", 2}, Known{"INR", 2},
    Known{"IQD", 3}, Known{"IRR", 2}, Known{"ISK", 0}, Known{"JMD", 2}, Known{"JOD", 3},
    Known{"JPY", 0}, Known{"KES", 2}, Known{"KGS", 2}, Known{"KHR", 2}, Known{"KMF", 0},
    Known{"KPW", 2}, Known{"KRW", 0}, Known{"KWD", 3}, Known{"KYD", 2}, Known{"KZT", 2},
    Known{"LAK", 2}, Known{"LBP", 2}, Known{"LKR", 2}, Known{"LRD", 2}, Known{"LSL", 2},
    Known{"LYD", 3}, Known{"MAD", 2}, Known{"MDL", 2}, Known{"MGA", 2}, Known{"MKD", 2},
    Known{"MMK", 2}, Known{"MNT", 2}, Known{"MOP", 2}, Known{"MRU", 2}, Known{"MUR", 2},
    Known{"MVR", 2}, Known{"MWK", 2}, Known{"MXN", 2}, Known{"MYR", 2}, Known{"MZN", 2},
    Known{"NAD", 2}, Known{"NGN", 2}, Known{"NIO", 2}, Known{"NOK", 2}, Known{"NPR", 2},
    Known{"NZD", 2}, Known{"OMR", 3}, Known{"PAB", 2}, Known{"PEN", 2}, Known{"PGK", 2},
    Known{"PHP", 2}, Known{"PKR", 2}, Known{"PLN", 2}, Known{"PYG", 0}, Known{"QAR", 2},
    Known{"RON", 2}, Known{"RSD", 2}, Known{"RUB", 2}, Known{"RWF", 0}, Known{"SAR", 2},
    Known{"SBD", 2}, Known{"SCR", 2}, Known{"SDG", 2}, Known{"SEK", 2}, Known{"SGD", 2},
    Known{"SHP", 2}, Known{"SLE", 2}, Known{"SOS", 2}, Known{"SRD", 2}, Known{"SSP", 2},
    Known{"STN", 2}, Known{"SYP", 2}, Known{"SZL", 2}, Known{"THB", 2}, Known{"TJS", 2},
    Known{"TMT", 2}, Known{"TND", 3}, Known{"TOP", 2}, Known{"TRY", 2}, Known{"TTD", 2},
    Known{"TWD", 2}, Known{"TZS", 2}, Known{"UAH", 2}, Known{"UGX", 0}, Known{"USD", 2},
    Known{"UYI", 0}, Known{"UYU", 2}, Known{"UZS", 2}, Known{"VES", 2}, Known{"VND", 0},
    Known{"VUV", 0}, Known{"WST", 2}, Known{"XAF", 0}, Known{"XCD", 2}, Known{"XOF", 0},
    Known{"XPF", 0}, Known{"YER", 2}, Known{"ZAR", 2}, Known{"ZMW", 2}, Known{"ZWL", 2},
};

}  // namespace

std::optional<Currency> find_currency(std::string_view code) {
    const auto found = std::lower_bound(kCurrencies.begin(), kCurrencies.end(), code,
                                        [](const Known& known, std::string_view wanted) { return known.code < wanted; });
    if (found == kCurrencies.end() || found->code != code) return std::nullopt;
    return Currency{{code[0], code[1], code[2]}, found->exponent};
}

}  // namespace pareto
