// coupon allot, recall, show.
#include "common/money/money.h"
#include "hq/commands/commands.h"
#include "hq/database/coupon_desk.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using loyalty::CampaignId;
using pareto::database::Connection;
using reports::CellKind;

Result<std::string> change(Connection& connection, const CouponOptions& options) {
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(const TerminalId terminal,
               terminal_named(connection, options.branch, options.terminal));
    const CampaignId campaign{options.campaign};
    const bool allots = options.what == CouponOptions::What::Allot;
    std::int64_t codes = 0;
    if (allots) {
        PARETO_TRY(codes,
                   hq::database::allot_coupons(connection, campaign, terminal, options.count));
    } else {
        PARETO_TRY(codes, hq::database::recall_coupons(connection, campaign, terminal));
    }
    if (codes == 0) {
        return fault(
            FaultCode::Unsupported,
            "campaign " + std::to_string(options.campaign) +
                (allots ? " has no free code left in its pool" : " has no code at this terminal"));
    }
    PARETO_TRY_VOID(transaction.commit());
    return (allots ? "allotted " : "recalled ") + std::to_string(codes) +
           (codes == 1 ? " code" : " codes") + "\n";
}

Result<std::string> shown(Connection& connection, const CouponOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto rows, hq::database::show_coupon(connection, options.code));
    if (rows.empty()) return fault(FaultCode::Unsupported, "no pool has the code " + options.code);
    reports::Report report;
    report.title = "Coupon " + options.code;
    report.currency = company.currency;
    report.columns = {{"campaign", CellKind::Count},
                      {"terminal", CellKind::Text},
                      {"claimed", CellKind::Count},
                      {"used", CellKind::Count}};
    for (const auto& row : rows)
        report.rows.push_back({row.campaign.value, row.holder, row.claimed, row.used});
    return reports::render(report, options.format);
}

}  // namespace

Result<TerminalId> terminal_named(Connection& connection,
                                  const std::string& branch,
                                  const std::string& terminal) {
    PARETO_TRY(const auto rows,
               connection.execute("select t.terminal_id from terminal t join branch b on "
                                  "b.branch_id = t.branch_id where b.code = $1 and t.code = $2 and "
                                  "t.standing = 'enrolled'",
                                  {branch, terminal}));
    if (rows.empty()) {
        return fault(FaultCode::Unsupported,
                     "there is no enrolled terminal " + branch + "/" + terminal);
    }
    return TerminalId{rows[0].integer(0)};
}

bool writes(const CouponOptions& options) {
    return options.what != CouponOptions::What::Show;
}

int change_coupons(const CouponOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(said, change(connection, options));
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said);
    return kDone;
}

int show_coupon(const Place& place,
                const CouponOptions& options,
                const Surroundings& surroundings) {
    const auto text =
        read_books(place, [&](Connection& connection) { return shown(connection, options); });
    if (!text) return fail(surroundings, text.error());
    surroundings.output.out(*text);
    return kDone;
}

}  // namespace pareto::hq::commands
