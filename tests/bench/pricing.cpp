// F1: a basket of 20 lines priced with 50 live campaigns, as a terminal does it after each scan.
// The campaigns ask for all that campaigns can ask for: items, categories, spend, combinations,
// segments, tiers, hours, budgets; about half of them apply. There is no floor: the goal is a
// time.
#include "common/loyalty/pricing.h"

#include <cstdio>

#include "common/base/check.h"
#include "tests/bench/figures.h"
#include "tests/bench/made_campaigns.h"

namespace pareto::bench {
namespace {

constexpr int kRounds = 9;
constexpr int kBaskets = 2'000;

int run() {
    const auto campaigns = loyalty::CampaignSet::prepare(made_campaigns(50));
    PARETO_CHECK(campaigns);
    const loyalty::BudgetBook budgets;
    const auto baskets = made_baskets(kBaskets, 20);
    Samples samples;
    std::int64_t applied = 0;
    for (int round = 0; round < kRounds; ++round) {
        for (const MadeBasket& basket : baskets) {
            loyalty::PricedBasket priced;
            samples.time([&] {
                priced = loyalty::price(basket.request(), loyalty::RuleSet{}, *campaigns, budgets);
            });
            applied += static_cast<std::int64_t>(priced.awards.size());
        }
    }
    std::fprintf(stderr,
                 "pricing: %.1f awards a basket\n",
                 static_cast<double>(applied) / kBaskets / kRounds);
    const double median = static_cast<double>(samples.median()) / 1000;
    const double high = static_cast<double>(samples.quantile(990)) / 1000;
    print({"F1",
           "price a 20-line basket with 50 live campaigns, median",
           "us",
           median,
           0,
           0,
           "<= 50"});
    print({"F1", "the same, 99 of 100", "us", high, 0, 0, "report"});
    return 0;
}

}  // namespace
}  // namespace pareto::bench

int main() {
    return pareto::bench::run();
}
