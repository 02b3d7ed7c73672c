// Whatever a scanner may give, under settings that the input chooses: a pattern for codes with a
// price in them up to the first line feed, flags in one byte, the scan.
#include "common/goods/digits.h"
#include "common/goods/embedded_code.h"
#include "common/goods/scan.h"
#include "common/goods/voucher_code.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

struct Check {
    void operator()(const goods::ScannedItem& item) const {
        PARETO_CHECK(item.gtin.size() == 14 && goods::has_check_digit(item.gtin));
        PARETO_CHECK(item.serial.size() <= 20 && item.batch.size() <= 20);
        PARETO_CHECK(!item.best_before || item.best_before->ok());
        PARETO_CHECK(!item.use_by || item.use_by->ok());
        PARETO_CHECK(!item.measure || item.measure->amount.digits >= 0);
        PARETO_CHECK(!item.price || item.price->amount.digits >= 0);
    }

    void operator()(const goods::ScannedMember& member) const {
        PARETO_CHECK(!member.number.empty());
    }

    void operator()(const goods::ScannedCoupon& coupon) const {
        PARETO_CHECK(!coupon.code.empty());
    }

    void operator()(const goods::ScannedVoucher& voucher) const {
        PARETO_CHECK(voucher.secret.size() == goods::kVoucherSecretBytes);
    }

    void operator()(const goods::ScannedReceipt& receipt) const {
        PARETO_CHECK(!receipt.number.empty());
    }

    void operator()(const goods::ScannedKey& key) const { PARETO_CHECK(!key.elements.empty()); }

    void operator()(const goods::UnknownText& unknown) const { PARETO_CHECK(!unknown.why.empty()); }
};

}  // namespace
}  // namespace pareto

PARETO_FUZZ(scan) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    goods::ScanSettings settings;
    const auto scheme = goods::parse_embedded_scheme(decisions.line());
    if (scheme) {
        PARETO_CHECK(goods::parse_embedded_scheme(goods::to_pattern(*scheme)) == *scheme);
        settings.embedded.push_back(*scheme);
    } else {
        PARETO_CHECK(!goods::explain(scheme.error()).empty());
    }
    const unsigned flags = decisions.byte();
    settings.upc_e_first = (flags & 1U) != 0;
    settings.guess = (flags & 2U) != 0;
    settings.rules.push_back({.meaning = goods::NumberRule::Meaning::Receipt,
                              .prefix = "R-",
                              .keep_prefix = (flags & 4U) != 0});
    using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)
    std::visit(Check{}, goods::understand(decisions.rest(), settings, 2026y / 3 / 9));
}
