#include "hq/campaigns/welch.h"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace pareto::hq::campaigns {

void Moments::add(double value) {
    ++count_;
    const double before = value - mean_;
    mean_ += before / static_cast<double>(count_);
    squares_ += before * (value - mean_);
}

double Moments::variance() const {
    return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
}

std::optional<Difference> welch(const Moments& treated, const Moments& control) {
    constexpr double kUpperTail = 0.975;
    if (treated.count() < 2 || control.count() < 2) return std::nullopt;
    const auto a_count = static_cast<double>(treated.count());
    const auto b_count = static_cast<double>(control.count());
    const double a = treated.variance() / a_count;
    const double b = control.variance() / b_count;
    if (a + b <= 0) return std::nullopt;
    const double freedom = (a + b) * (a + b) / (a * a / (a_count - 1) + b * b / (b_count - 1));
    const double half =
        boost::math::quantile(boost::math::students_t(freedom), kUpperTail) * std::sqrt(a + b);
    const double mean = treated.mean() - control.mean();
    return Difference{mean, mean - half, mean + half};
}

}  // namespace pareto::hq::campaigns
