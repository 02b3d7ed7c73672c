#include "hq/campaigns/simulation_report.h"

namespace pareto::hq::campaigns {
namespace {

using reports::Cell;
using reports::CellKind;

std::vector<Cell> row_of(const std::string& part,
                         const std::string& name,
                         const Given& given,
                         const loyalty::RuleSet& rules) {
    return {part,
            name,
            given.baskets,
            given.applied,
            std::int64_t{std::ssize(given.members)},
            given.discount_minor,
            given.vouchers_minor,
            given.stored_value_minor,
            given.gifts_minor,
            given.points,
            loyalty::worth(Points{given.points}, rules),
            given.cost_minor(rules)};
}

void add_rules(reports::Report& report, const Simulation& simulation) {
    for (std::size_t rule = 0; rule < simulation.reasons.size(); ++rule) {
        for (std::size_t why = 0; why < kWhyCount; ++why) {
            const std::int64_t times = simulation.reasons[rule][why];
            if (times == 0) continue;
            std::vector<Cell> row{"rule " + std::to_string(rule + 1),
                                  std::string{loyalty::name_of(static_cast<loyalty::Why>(why))},
                                  times};
            row.resize(report.columns.size());
            report.rows.push_back(std::move(row));
        }
    }
}

}  // namespace

reports::Report simulation_report(const loyalty::Campaign& campaign,
                                  const PastPeriod& period,
                                  const Simulator& simulator,
                                  Currency currency) {
    const Simulation& simulation = simulator.result();
    const loyalty::RuleSet& rules = simulator.rules();
    reports::Report report;
    report.title = "Campaign \"" + campaign.name + "\" on the sales of " + to_string(period.from) +
                   " to " + to_string(period.to);
    report.currency = currency;
    report.headline = {
        {{"baskets", CellKind::Count}, simulation.all.baskets},
        {{"applied", CellKind::Count}, simulation.all.applied},
        {{"members", CellKind::Count}, std::int64_t{std::ssize(simulation.all.members)}},
        {{"sold", CellKind::Money}, simulation.sold_minor},
        {{"points", CellKind::Count}, simulation.all.points},
        {{"cost", CellKind::Money}, simulation.all.cost_minor(rules)},
        {{"liability", CellKind::Money}, simulation.all.liability_minor(rules)},
        {{"cost_share", CellKind::Share},
         reports::Ratio{simulation.all.cost_minor(rules), simulation.sold_minor}},
        {{"other_campaigns", CellKind::Money}, simulation.other_minor},
        {{"other_campaigns_points", CellKind::Count}, simulation.other_points},
        {{"not_known", CellKind::Text},
         std::string{"Who would have bought more, less or other goods with the campaign cannot be "
                     "known from past sales. "
                     "Segments, birthdays and coupons of the past are not known either: rules that "
                     "ask for them did not apply."}}};
    report.columns = {{"part", CellKind::Text},
                      {"name", CellKind::Text},
                      {"baskets", CellKind::Count},
                      {"applied", CellKind::Count},
                      {"members", CellKind::Count},
                      {"discount", CellKind::Money},
                      {"vouchers", CellKind::Money},
                      {"stored_value", CellKind::Money},
                      {"gifts", CellKind::Money},
                      {"points", CellKind::Count},
                      {"points_worth", CellKind::Money},
                      {"cost", CellKind::Money}};
    report.rows.push_back(row_of("all", "", simulation.all, rules));
    for (const auto& [name, given] : simulation.by_branch)
        report.rows.push_back(row_of("branch", name, given, rules));
    for (const auto& [name, given] : simulation.by_tier)
        report.rows.push_back(row_of("tier", name, given, rules));
    for (const auto& [name, given] : simulation.by_standing)
        report.rows.push_back(row_of("standing", name, given, rules));
    for (const auto& [name, given] : simulation.by_segment)
        report.rows.push_back(row_of("segment", name, given, rules));
    add_rules(report, simulation);
    return report;
}

}  // namespace pareto::hq::campaigns
