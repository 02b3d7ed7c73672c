// Cells as text.
#include "hq/reports/report.h"

#include "common/base/check.h"

namespace pareto::hq::reports {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

}  // namespace

std::string format_ratio(const Ratio& ratio) {
    if (ratio.whole == 0) return {};
    // 10^12 × 10^6 fits 63 bits only just: money is limited, but sums of it are not.
    __extension__ using Wide = __int128;
    const bool negative = (ratio.part < 0) != (ratio.whole < 0) && ratio.part != 0;
    const Wide part = ratio.part < 0 ? -Wide{ratio.part} : Wide{ratio.part};
    const Wide whole = ratio.whole < 0 ? -Wide{ratio.whole} : Wide{ratio.whole};
    const Wide millionths = (part * kMillion * 2 + whole) / (whole * 2);
    const auto integral = static_cast<std::uint64_t>(millionths / kMillion);
    std::string fraction =
        std::to_string(static_cast<std::int64_t>(millionths % kMillion) + kMillion).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    std::string text = negative && millionths != 0 ? "-" : "";
    text += std::to_string(integral);
    if (!fraction.empty()) text += "." + fraction;
    return text;
}

std::string format_cell(const Cell& cell, CellKind kind, Currency currency) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* ratio = std::get_if<Ratio>(&cell)) return format_ratio(*ratio);
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        return kind == CellKind::Money ? format_decimal(Money{*number, currency})
                                       : std::to_string(*number);
    }
    return {};
}

bool is_number(CellKind kind) {
    return kind != CellKind::Text && kind != CellKind::Id;
}

}  // namespace pareto::hq::reports
