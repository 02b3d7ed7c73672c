#include "tests/bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace pareto::bench {

std::int64_t Samples::quantile(int per_mille) const {
    if (values_.empty()) return 0;
    std::vector<std::int64_t> sorted = values_;
    const auto index = (sorted.size() - 1) * static_cast<std::size_t>(per_mille) / 1000;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index), sorted.end());
    return sorted[index];
}

namespace {

std::string verdict(const Figure& figure) {
    if (figure.goal.size() < 4) return "null";
    double bound = 0;
    const char* const number = figure.goal.data() + 3;
    if (std::from_chars(number, figure.goal.data() + figure.goal.size(), bound).ec != std::errc{}) return "null";
    const double value = figure.floor > 0 ? figure.ratio : figure.ours;
    const bool met = figure.goal.starts_with("<= ") ? value <= bound : value >= bound;
    return met ? "true" : "false";
}

}  // namespace

void print(const Figure& figure) {
    fmt::print("{{\"line\":\"{}\",\"what\":\"{}\",\"unit\":\"{}\",\"ours\":{:.2f},\"floor\":{:.2f},\"ratio\":{:.3f},\"goal\":\"{}\",\"met\":{}}}\n",
               figure.line, figure.what, figure.unit, figure.ours, figure.floor, figure.ratio, figure.goal, verdict(figure));
    static_cast<void>(std::fflush(stdout));
}

}  // namespace pareto::bench
