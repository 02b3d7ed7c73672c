// The moment of a sale as foreign files write it, in a zone with summer time.
#include "hq/import/sold_at.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(written_time) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    static const auto zone = hq::import::Zone::find("Europe/London");
    PARETO_CHECK(zone.has_value());
    const auto written = hq::import::read_written_time(input);
    if (!written) return;
    // The date is one that parse_date takes, so the moment is one that an entry can bear.
    PARETO_CHECK(parse_date(input.substr(0, 10)).has_value());
    PARETO_CHECK(!written->utc_offset || (written->utc_offset->count() > -24 * 60 &&
                                          written->utc_offset->count() < 24 * 60));
    const auto moment = zone->moment_of(*written);
    const auto apart = moment.at.time_since_epoch() - written->since_epoch;
    PARETO_CHECK(apart > -std::chrono::hours{25} && apart < std::chrono::hours{25});
    PARETO_CHECK(moment.date.ok());
}
