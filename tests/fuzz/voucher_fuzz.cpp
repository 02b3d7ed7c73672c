// A voucher's code as a scanner gives it, and its grant as it comes with a terminal's entry.
#include "common/goods/voucher_code.h"
#include "common/journal/voucher.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(voucher) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    if (const auto secret = goods::parse_voucher_code(input)) {
        PARETO_CHECK(secret->size() == goods::kVoucherSecretBytes);
        PARETO_CHECK(goods::parse_voucher_code(goods::voucher_code(*secret)) == *secret);
    }
    const auto grant = journal::decode_voucher(input);
    if (!grant) {
        PARETO_CHECK(grant.error().code == FaultCode::Corrupt);
        return;
    }
    PARETO_CHECK(grant->value_minor > 0 && grant->value_minor <= kMinorMax);
    PARETO_CHECK(grant->holder && grant->uses > 0);
    const auto again = journal::decode_voucher(journal::encode_voucher(*grant));
    PARETO_CHECK(again.has_value() && *again == *grant);
}
