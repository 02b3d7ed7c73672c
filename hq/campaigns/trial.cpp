#include "hq/campaigns/trial.h"

#include <algorithm>

#include "hq/campaigns/simulation_report.h"
#include "hq/database/segments.h"
#include "hq/database/setup.h"

namespace pareto::hq::campaigns {
namespace {

using pareto::database::Connection;

constexpr int kDaysMax = 365;

struct Company {
    Currency currency;
    std::string time_zone;
};

Result<Company> company_of(Connection& connection) {
    PARETO_TRY(const auto code, hq::database::read_setting(connection, "currency"));
    PARETO_TRY(const auto zone, hq::database::read_setting(connection, "time_zone"));
    const auto currency = find_currency(code.value_or(""));
    if (!currency) return fault(FaultCode::Corrupt, "the company's currency is not known");
    return Company{*currency, zone.value_or("")};
}

Result<PastPeriod> period_of(Connection& connection,
                             const TrialDays& days,
                             const std::string& time_zone) {
    PARETO_TRY(const auto rows,
               connection.execute("select min(business_date), max(business_date) from branch_day"));
    if (rows.empty() || rows[0].is_null(0))
        return fault(FaultCode::Unsupported, "there are no sales yet");
    const BusinessDate last = days.to.value_or(parse_date(rows[0].text(1)).value());
    const BusinessDate first = days.from.value_or(
        std::max(parse_date(rows[0].text(0)).value(), add_days(last, 1 - kDaysMax)));
    if (last < first)
        return fault(FaultCode::Unsupported, "there are no sales from " + to_string(first) + " on");
    return PastPeriod{first, last, time_zone, {}};
}

void add_segments(const loyalty::Campaign& campaign, std::set<std::string>& names) {
    for (const loyalty::CampaignRule& rule : campaign.rules)
        names.insert(rule.conditions.segments.begin(), rule.conditions.segments.end());
}

/// The campaign as if its days were those of the period.
loyalty::Campaign moved_to(loyalty::Campaign campaign, const PastPeriod& period) {
    campaign.from = period.from;
    campaign.to = period.to;
    return campaign;
}

}  // namespace

Result<Trial> try_campaign(Connection& connection,
                           const loyalty::Campaign& campaign,
                           const TrialDays& days,
                           const OnProgress& on_progress) {
    PARETO_TRY(const Company company, company_of(connection));
    PARETO_TRY(PastPeriod period, period_of(connection, days, company.time_zone));
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(connection));
    PARETO_TRY(auto live, live_campaigns(connection));
    add_segments(campaign, period.segments);
    for (loyalty::Campaign& one : live) {
        add_segments(one, period.segments);
        one = moved_to(std::move(one), period);
    }
    // Figures are told by segment: of those that there are, but for the 125 of RFM.
    PARETO_TRY(const auto known, hq::database::read_segments(connection));
    for (const hq::database::SegmentRow& segment : known) {
        if (!segment.name.starts_with("rfm-")) period.segments.insert(segment.name);
    }
    auto simulator = Simulator::make(rules, std::move(live), moved_to(campaign, period));
    if (!simulator) {
        return fault(
            FaultCode::Corrupt,
            "a campaign in the books is unsound: " + std::string{name_of(simulator.error())});
    }
    PARETO_TRY_VOID(replay_baskets(
        connection,
        period,
        [&](const loyalty::PricingRequest& basket) { simulator->take(basket); },
        on_progress));
    auto report = simulation_report(campaign, period, *simulator, company.currency);
    return Trial{std::move(period), std::move(report)};
}

Result<void> keep_trial(Connection& connection,
                        CampaignId id,
                        std::int32_t version,
                        const KeptTrial& trial) {
    PARETO_TRY_VOID(connection.execute(
        "insert into campaign_trial(campaign_id, version, tried_ms, tried_by, from_date, to_date, "
        "report) values ($1, $2, $3, $4, $5, $6, $7) on conflict(campaign_id, version) do update "
        "set tried_ms = excluded.tried_ms, tried_by = excluded.tried_by, from_date = "
        "excluded.from_date, to_date = excluded.to_date, report = excluded.report",
        {id.value,
         std::int64_t{version},
         trial.tried_ms,
         trial.by,
         trial.from,
         trial.to,
         trial.report}));
    return {};
}

Result<std::optional<KeptTrial>> read_trial(Connection& connection,
                                            CampaignId id,
                                            std::int32_t version) {
    PARETO_TRY(const auto rows,
               connection.execute("select tried_ms, tried_by, from_date, to_date, report from "
                                  "campaign_trial where campaign_id = $1 and version = $2",
                                  {id.value, std::int64_t{version}}));
    if (rows.empty()) return std::optional<KeptTrial>{};
    return std::optional{KeptTrial{rows[0].integer(0),
                                   rows[0].text(1),
                                   rows[0].text(2),
                                   rows[0].text(3),
                                   rows[0].text(4)}};
}

}  // namespace pareto::hq::campaigns
