// What every bench here has in common: samples taken in turn (A B C A B C …), and one JSON line a figure.
//
// A figure is a ratio of medians measured in one run. Counters say the same on every machine; clocks do not.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pareto::bench {

class Samples {
public:
    /// Runs `work` and keeps how long it took.
    template <typename Work>
    void time(Work&& work) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        add(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin).count());
    }
    void add(std::int64_t nanoseconds) { values_.push_back(nanoseconds); }
    /// 0 ≤ per_mille ≤ 1000; 500 = the median.
    [[nodiscard]] std::int64_t quantile(int per_mille) const;
    [[nodiscard]] std::int64_t median() const { return quantile(500); }
    [[nodiscard]] std::size_t count() const { return values_.size(); }

private:
    std::vector<std::int64_t> values_;
};

/// One line of the table of `tests/bench/run`.
struct Figure {
    std::string line;   ///< of performance: "A2"
    std::string what;
    std::string unit;   ///< of `ours` and `floor`: "us", "sales/s", "pages"
    double ours = 0;
    double floor = 0;   ///< of the floor measured beside it; 0 = a counter without one
    double ratio = 0;
    std::string goal;   ///< "<= 1.0", ">= 4", "report"
};
/// Prints it as JSON; `met` is computed from goal and ratio (from `ours` where there is no floor).
void print(const Figure& figure);

}  // namespace pareto::bench
