// The reports there are: what each asks of the books, and the table it makes of the answers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/time.h"
#include "common/database/database.h"
#include "common/money/money.h"
#include "hq/reports/report.h"

namespace pareto::hq::reports {

/// What the person asked for. Dates that are not given: up to the last business date with a sale,
/// and the window before it.
struct ReportRequest {
    std::optional<BusinessDate> from;
    std::optional<BusinessDate> to;
    std::optional<BusinessDate> as_of;
    std::optional<int> window_days;
    std::string branch;  ///< its code; empty = the whole chain
    int percent = 20;
};

inline constexpr int kWindowDays = 365;

struct ReportKind {
    std::string_view name;
    std::string_view about;
    Result<Report> (*make)(pareto::database::Connection& connection,
                           Currency currency,
                           const ReportRequest& request);
};

/// In the order they are listed.
[[nodiscard]] std::span<const ReportKind> catalogue();
[[nodiscard]] const ReportKind* find_report(std::string_view name);

/// (from … to), both included; Unsupported when the dates contradict one another.
struct Period {
    BusinessDate from;
    BusinessDate to;

    [[nodiscard]] int days() const { return days_between(from, to) + 1; }
};

[[nodiscard]] Result<Period> period_of(pareto::database::Connection& connection,
                                       const ReportRequest& request);

/// The best customers in rank order. Status: `entered` = was no VIP 30 days before, `at_risk` =
/// would not reach today's threshold in 30 days without a further purchase, else `vip`.
[[nodiscard]] Result<Report> make_vip_report(pareto::database::Connection& connection,
                                             Currency currency,
                                             const ReportRequest& request);
/// Every branch, in byte order of the codes. VIPs are those of the chain at the end of the period;
/// a new member counts where the first purchase was (in several branches on that day: the first by
/// code); revisits are visits of members beyond each one's first in the period; growth compares
/// with the period of the same length before.
[[nodiscard]] Result<Report> make_branch_report(pareto::database::Connection& connection,
                                                Currency currency,
                                                const ReportRequest& request);
/// Entries that a person has to settle, the oldest first; `entry` is registration:sequence, days
/// are UTC. Only the branch of the request counts.
[[nodiscard]] Result<Report> make_suspense_report(pareto::database::Connection& connection,
                                                  Currency currency,
                                                  const ReportRequest& request);
/// Registrations with two histories, by number: where the second parts from the first, and how many
/// entries of it came. Only the branch of the request counts.
[[nodiscard]] Result<Report> make_fork_report(pareto::database::Connection& connection,
                                              Currency currency,
                                              const ReportRequest& request);
/// Refused cards, the oldest first; `card` is the printed number, or the beginning of the card key.
/// Only the branch of the request counts.
[[nodiscard]] Result<Report> make_card_refusals_report(pareto::database::Connection& connection,
                                                       Currency currency,
                                                       const ReportRequest& request);

/// Points that members can use still, by the month in which they were given and by that in which
/// they expire, with their worth and an estimate of breakage; see points_reports.cpp for the method.
[[nodiscard]] Result<Report> make_liability_report(pareto::database::Connection& connection,
                                                   Currency currency,
                                                   const ReportRequest& request);
/// What gift cards and members have in money: one row for each of the two.
[[nodiscard]] Result<Report> make_stored_value_report(pareto::database::Connection& connection,
                                                      Currency currency,
                                                      const ReportRequest& request);
/// Every change of a tier in the period with its reason, by date and member number. Only members of
/// the request's home branch.
[[nodiscard]] Result<Report> make_tier_report(pareto::database::Connection& connection,
                                              Currency currency,
                                              const ReportRequest& request);

/// Units of goods with a serial of which more than one sale stands: neither voided nor brought
/// back. One row for each sale after the first, with the one before it, by GTIN, serial and date.
/// With a branch: where it made one of the two.
[[nodiscard]] Result<Report> make_tag_report(pareto::database::Connection& connection,
                                             Currency currency,
                                             const ReportRequest& request);

/// Members who joined in the period, by campaign that gave them something in it (a member may be with
/// several) and by home branch, and what that cost; without a campaign: to whom none gave anything.
[[nodiscard]] Result<Report> make_acquisition_report(pareto::database::Connection& connection,
                                                     Currency currency,
                                                     const ReportRequest& request);

/// Gifts by branch and code, in the period but for the stock, which is that of now.
[[nodiscard]] Result<Report> make_gifts_report(pareto::database::Connection& connection,
                                               Currency currency,
                                               const ReportRequest& request);

/// Every terminal that ever enrolled, by branch and code: points reserved for it and told as spent,
/// what it stood in for, the most it may stand in for unseen, and what became members' debt.
[[nodiscard]] Result<Report> make_exposure_report(pareto::database::Connection& connection,
                                                  Currency currency,
                                                  const ReportRequest& request);

}  // namespace pareto::hq::reports
