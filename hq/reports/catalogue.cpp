// The list of reports, and the dates they share.
#include "hq/reports/catalogue.h"

#include <algorithm>
#include <array>

#include "common/database/migrator.h"

namespace pareto::hq::reports {
namespace {

constexpr std::array kReports{
    ReportKind{"vip",
               "the best customers: the first percent of the members by net spend",
               &make_vip_report},
    ReportKind{"branches",
               "every branch: sales, members, points, VIPs, and growth against the period before",
               &make_branch_report},
    ReportKind{"suspense",
               "what waits for a person: entries that break a rule, with the reason",
               &make_suspense_report},
    ReportKind{"forks",
               "journals with two histories, of cloned or badly restored terminals",
               &make_fork_report},
    ReportKind{"card-refusals",
               "cards that did not prove themselves at a terminal, and whose they posed as",
               &make_card_refusals_report},
    ReportKind{"tag-conflicts",
               "tagged goods sold twice: the same serial in two sales, at any branches, and never "
               "brought back",
               &make_tag_report},
    ReportKind{"points-liability",
               "points that can be used still: when given, when they expire, worth, breakage "
               "estimate",
               &make_liability_report},
    ReportKind{"stored-value-liability",
               "money on gift cards and in members' accounts: what is owed, sold, spent, expired",
               &make_stored_value_report},
    ReportKind{"tier-changes",
               "who reached or lost a tier, with the figure and the threshold",
               &make_tier_report},
    ReportKind{"acquisition",
               "new members by campaign and branch, and what each of them cost",
               &make_acquisition_report},
    ReportKind{"gifts",
               "gifts of the catalogue by branch: given, brought back, points, cash, stock",
               &make_gifts_report},
    ReportKind{"exposure",
               "what each terminal may redeem or has redeemed without HQ, and what became debt",
               &make_exposure_report},
};

}  // namespace

std::span<const ReportKind> catalogue() {
    return kReports;
}

const ReportKind* find_report(std::string_view name) {
    const auto* const found =
        std::find_if(kReports.begin(), kReports.end(), [&](const ReportKind& kind) {
            return kind.name == name;
        });
    return found == kReports.end() ? nullptr : found;
}

Result<Period> period_of(pareto::database::Connection& connection, const ReportRequest& request) {
    std::optional<BusinessDate> to = request.as_of ? request.as_of : request.to;
    if (!to) {
        PARETO_TRY(const auto rows,
                   connection.execute(pareto::database::report_sql("latest_date")));
        to = rows.empty() || rows[0].is_null(0) ? std::nullopt : parse_date(rows[0].text(0));
        // Without any sale every period is as good as another.
        if (!to)
            to = request.from.value_or(
                BusinessDate{std::chrono::year{2000}, std::chrono::January, std::chrono::day{1}});
    }
    const int window = request.window_days.value_or(kWindowDays);
    const BusinessDate from = request.from.value_or(add_days(*to, 1 - window));
    if (days_between(from, *to) < 0) {
        return fault(
            FaultCode::Unsupported,
            "the period ends (" + to_string(*to) + ") before it begins (" + to_string(from) + ")");
    }
    return Period{from, *to};
}

}  // namespace pareto::hq::reports
