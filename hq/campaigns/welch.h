// The difference of two groups' means with its 95 % interval, by Welch's method (unequal variances,
// Student's t with the degrees of freedom of Welch and Satterthwaite). Statistics only: fractions
// here never become money or points.
#pragma once

#include <cstdint>
#include <optional>

namespace pareto::hq::campaigns {

/// Count, mean and variance of a group, taken one by one (Welford).
class Moments {
public:
    void add(double value);

    [[nodiscard]] std::int64_t count() const { return count_; }

    [[nodiscard]] double mean() const { return mean_; }

    /// Of the sample, with n-1; 0 below two values.
    [[nodiscard]] double variance() const;

private:
    std::int64_t count_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

struct Difference {
    double mean = 0;  ///< treated less control
    double low = 0;   ///< of the 95 % interval
    double high = 0;

    /// Whether an effect may be claimed: the interval does not hold zero.
    [[nodiscard]] bool is_effect() const { return low > 0 || high < 0; }
};

/// Nothing with fewer than two members in a group, or where nobody differs from anybody.
[[nodiscard]] std::optional<Difference> welch(const Moments& treated, const Moments& control);

}  // namespace pareto::hq::campaigns
