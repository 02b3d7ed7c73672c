// F1: a basket of 20 lines priced with 50 live campaigns, as a terminal does it after each scan.
// The campaigns ask for all that campaigns can ask for: items, categories, spend, combinations,
// segments, tiers, hours, budgets; about half of them apply. There is no floor: the goal is a
// time.
#include "common/loyalty/pricing.h"

#include <cstdio>
#include <ctime>

#include "common/base/check.h"
#include "hq/campaigns/simulate.h"
#include "tests/bench/figures.h"
#include "tests/bench/made_campaigns.h"

namespace pareto::bench {
namespace {

constexpr int kRounds = 9;
constexpr int kBaskets = 2'000;

/// Baskets a second through a simulation of a 51st campaign, its part in memory: without reading
/// the entries.
double simulated(const std::vector<MadeBasket>& baskets) {
    auto campaigns = made_campaigns(51);
    const loyalty::Campaign tried = campaigns.back();
    campaigns.pop_back();
    Samples samples;
    for (int round = 0; round < kRounds; ++round) {
        auto simulator = hq::campaigns::Simulator::make(loyalty::RuleSet{}, campaigns, tried);
        PARETO_CHECK(simulator);
        // Of this process, not of the wall: the goal is for one core, and others use it too.
        const std::clock_t begin = std::clock();
        for (const MadeBasket& basket : baskets)
            simulator->take(basket.request());
        samples.add((std::clock() - begin) * (1'000'000'000 / CLOCKS_PER_SEC));
        PARETO_CHECK(simulator->result().all.baskets == std::ssize(baskets));
        PARETO_CHECK(simulator->result().all.applied > 0);
    }
    return static_cast<double>(baskets.size()) * 1e9 / static_cast<double>(samples.median());
}

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
    const double rate = simulated(made_baskets(kBaskets, 8));
    print({"F1",
           "simulate baskets of 8 lines, 50 live campaigns",
           "baskets/s",
           rate,
           0,
           0,
           ">= 20000"});
    const double slow = simulated(baskets);
    print({"F1", "the same with 20 lines", "baskets/s", slow, 0, 0, "report"});
    return 0;
}

}  // namespace
}  // namespace pareto::bench

int main() {
    return pareto::bench::run();
}
