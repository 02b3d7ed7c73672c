#include "hq/commands/points_jobs.h"

#include "hq/commands/commands.h"
#include "hq/database/expire.h"
#include "hq/database/tier_review.h"
#include "hq/database/voucher_desk.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;

/// Yesterday in the company's time zone: the last day that is over.
Result<BusinessDate> last_day_over(Connection& connection, ports::Clock& clock) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    const auto zone = import::Zone::find(company.time_zone);
    if (!zone)
        return fault(FaultCode::Corrupt,
                     "the company's time zone " + company.time_zone + " is not known here");
    const import::WrittenTime now{clock.now().time_since_epoch(), std::chrono::minutes{0}};
    return add_days(zone->moment_of(now).date, -1);
}

}  // namespace

Result<BusinessDate> day_of(const WritingSession& session, std::optional<BusinessDate> as_of) {
    BusinessDate last{};
    PARETO_TRY_VOID(session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(last, last_day_over(connection, session.surroundings.clock));
        return {};
    }));
    if (as_of && *as_of > last) {
        return fault(
            FaultCode::Unsupported,
            to_string(*as_of) + " is not over; the last day that is, is " + to_string(last));
    }
    return as_of.value_or(last);
}

Result<ExpiryRun> expire_points(import::Turns& turns, ports::Clock& clock, BusinessDate over) {
    ExpiryRun run;
    for (bool more = true; more;) {
        PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(const Registration registration, turns.registration(connection));
            hq::database::LocalJournal journal{connection, clock, registration, 0};
            PARETO_TRY(const auto chunk,
                       hq::database::expire_some(connection, clock, journal, over));
            more = !chunk.done;
            run.done_before = chunk.done_before;
            run.lots += chunk.lots;
            run.points += chunk.points;
            return {};
        }));
    }
    for (bool more = true; more;) {
        PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(const Registration registration, turns.registration(connection));
            hq::database::LocalJournal journal{connection, clock, registration, 0};
            PARETO_TRY(const auto chunk,
                       hq::database::expire_some_value(connection, clock, journal, over));
            more = !chunk.done;
            run.done_before = run.done_before && chunk.done_before;
            run.accounts += chunk.accounts;
            run.value_minor += chunk.minor;
            return {};
        }));
    }
    return run;
}

Result<VoucherRun> expire_vouchers(import::Turns& turns, ports::Clock& clock, BusinessDate over) {
    VoucherRun run;
    for (bool more = true; more;) {
        PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(const Registration registration, turns.registration(connection));
            hq::database::LocalJournal journal{connection, clock, registration, 0};
            PARETO_TRY(const auto chunk,
                       hq::database::expire_some_vouchers(connection, clock, journal, over));
            more = !chunk.done;
            run.done_before = chunk.done_before;
            run.vouchers += chunk.vouchers;
            run.minor += chunk.minor;
            return {};
        }));
    }
    return run;
}

Result<ReviewRun> review_tiers(import::Turns& turns, ports::Clock& clock, BusinessDate over) {
    ReviewRun run;
    MemberId after;
    for (bool more = true; more;) {
        PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(const auto page, hq::database::review_some(connection, clock, over, after));
            more = !page.done;
            after = page.last;
            run.done_before = page.done_before;
            run.members += page.members;
            run.upgraded += page.upgraded;
            run.downgraded += page.downgraded;
            return {};
        }));
    }
    return run;
}

namespace {

/// Only where there is any.
std::string value_text(const ExpiryRun& run) {
    if (run.accounts == 0) return "";
    return ", " + std::to_string(run.value_minor) + " minor units of stored value in " +
           std::to_string(run.accounts) + " accounts";
}

}  // namespace

int run_points_job(const PointsJobOptions& options, const WritingSession& session) {
    const auto over = day_of(session, options.as_of);
    if (!over) return fail(session.surroundings, over.error());
    const std::string day = to_string(*over);
    const control::Output& output = session.surroundings.output;
    if (options.what == PointsJobOptions::What::Expire) {
        const auto run = expire_points(session.turns, session.surroundings.clock, *over);
        if (!run) return fail(session.surroundings, run.error());
        output.out(run->done_before
                       ? "the points of " + day + " had expired before\n"
                       : "expired by " + day + ": " + std::to_string(run->points) + " points of " +
                             std::to_string(run->lots) + " lots" + value_text(*run) + "\n");
        const auto vouchers = expire_vouchers(session.turns, session.surroundings.clock, *over);
        if (!vouchers) return fail(session.surroundings, vouchers.error());
        if (vouchers->vouchers > 0)
            output.out("expired by " + day + ": " + std::to_string(vouchers->vouchers) +
                       " vouchers\n");
        return kDone;
    }
    const auto run = review_tiers(session.turns, session.surroundings.clock, *over);
    if (!run) return fail(session.surroundings, run.error());
    output.out(run->done_before ? "the tiers of " + day + " were reviewed before\n"
                                : "reviewed " + std::to_string(run->members) + " members by " +
                                      day + ": " + std::to_string(run->upgraded) + " up, " +
                                      std::to_string(run->downgraded) + " down\n");
    return kDone;
}

}  // namespace pareto::hq::commands
