// The bytes of a journal entry, as they come from a terminal or are read from a damaged file.
#include "common/journal/entry.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

bool within(std::int64_t value) {
    return value <= kMinorMax && value >= -kMinorMax;
}

void check_sale(const sale::Sale& sale) {
    for (const auto& line : sale.lines)
        PARETO_CHECK(within(line.amount_minor) && within(line.quantity.thousandths));
    PARETO_CHECK(sale.card_key.empty() || sale.card_key.size() == 32);
    static_cast<void>(sale.is_return());
    PARETO_CHECK(sale.eligible_minor() == sale.goods_minor() - sale.points_tender_minor() -
                                              sale.paid_minor(sale::TenderKind::Voucher) +
                                              sale.given_back_minor(sale::TenderKind::Voucher));
    if (!sale::check(sale)) PARETO_CHECK(within(sale.total_minor()));
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(journal_entry) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto entry = journal::decode(input);
    if (!entry) {
        PARETO_CHECK(entry.error().code == FaultCode::Corrupt);
        return;
    }
    PARETO_CHECK(input.size() <= journal::kEntryBytesMax);
    PARETO_CHECK(parse_date(to_string(entry->business_date)) == entry->business_date);
    if (const auto* sale = std::get_if<sale::Sale>(&entry->body)) check_sale(*sale);
    const auto kind = journal::kind_of(entry->body);
    PARETO_CHECK(kind == 0 || kind >= 10);
    const auto again = journal::decode(journal::encode(*entry));
    PARETO_CHECK(again.has_value());
    // The body of an unknown kind lives in the raw bytes only.
    if (std::holds_alternative<journal::Unknown>(entry->body)) return;
    PARETO_CHECK(*again == *entry);
}
