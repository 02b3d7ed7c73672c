#include "hq/campaigns/launch_run.h"

#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"

namespace pareto::hq::campaigns {
namespace {

using pareto::database::Connection;

Result<void> feed_some(Connection& connection,
                       const loyalty::Campaign& campaign,
                       std::int64_t now_ms,
                       MemberId& after) {
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(after, hq::database::feed_members_after(connection, after, now_ms));
    if (!after) PARETO_TRY_VOID(hq::database::note_members_fed(connection, campaign));
    return transaction.commit();
}

/// What the campaign asks about members, before it is launched: in chunks, so that terminals'
/// batches take their turns between them.
Result<void> feed_members(import::Turns& turns,
                          const ports::Clock& clock,
                          CampaignId id,
                          const LaunchSteps& steps) {
    loyalty::Campaign campaign;
    bool feeds = false;
    PARETO_TRY_VOID(turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY(CampaignVersion ready,
                   ready_to_launch(connection, id, today_somewhere(clock)));
        campaign = std::move(ready.campaign);
        PARETO_TRY(feeds, hq::database::announce_campaign(connection, campaign));
        return transaction.commit();
    }));
    if (!feeds) return {};
    MemberId after;
    do {
        if (steps.goes_on && !steps.goes_on())
            return fault(FaultCode::Unsupported, "it was stopped before it was live");
        PARETO_TRY_VOID(turns.take([&](Connection& connection) {
            return feed_some(connection, campaign, to_ms(clock.now()), after);
        }));
    } while (after);
    return {};
}

}  // namespace

BusinessDate today_somewhere(const ports::Clock& clock) {
    const auto half_a_day_ago = clock.now() - std::chrono::hours{12};
    return BusinessDate{std::chrono::floor<std::chrono::days>(half_a_day_ago)};
}

Result<CampaignVersion> launch_in_turns(import::Turns& turns,
                                        const ports::Clock& clock,
                                        CampaignId id,
                                        const LaunchSteps& steps) {
    PARETO_TRY_VOID(feed_members(turns, clock, id, steps));
    CampaignVersion live;
    const auto done = turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY(live, launch(connection, id, today_somewhere(clock), to_ms(clock.now())));
        if (steps.also) PARETO_TRY_VOID(steps.also(connection, live));
        return transaction.commit();
    });
    if (!done) return unexpected{done.error()};
    return live;
}

}  // namespace pareto::hq::campaigns
