// The bytes of a grant, as they come with a terminal's entry.
#include "common/journal/allowance.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(grant) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto grant = journal::decode_grant(input);
    if (!grant) {
        PARETO_CHECK(grant.error().code == FaultCode::Corrupt);
        return;
    }
    PARETO_CHECK(grant->limit.value > 0 && grant->limit.value <= kMinorMax);
    PARETO_CHECK(parse_date(to_string(grant->last_day)) == grant->last_day);
    const auto again = journal::decode_grant(journal::encode_grant(*grant));
    PARETO_CHECK(again.has_value() && *again == *grant);
}
