// From a basket to a sale in the journal: the one place where a sale's entry is made.
#pragma once

#include <optional>
#include <string>

#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

struct Completion {
    std::string intent;  ///< the same intent again records nothing; empty = none
    std::optional<UtcTime> at;
    std::string source_receipt;  ///< of an imported or replayed sale
};

/// Durable when it returns; `repeated` when the intent had been recorded before. Cash beyond what
/// is due is change. NotEnrolled, MustMeetHq, NoOpenShift, CardBlocked, UnknownSale, AlreadyVoided,
/// MoreThanSold, InvalidSale.
[[nodiscard]] Outcome<RecordedSale> record_sale(Journal& journal,
                                                const ports::Clock& clock,
                                                const Basket& basket,
                                                const Completion& completion);

/// A sale as it stands in the journal, for a reprint. UnknownSale when it is no sale of this
/// terminal.
[[nodiscard]] Outcome<RecordedSale> find_sale(Journal& journal, SaleId id);

/// "BR1-T2-000123"
[[nodiscard]] std::string receipt_number_text(const Journal::State& state, std::int64_t number);

}  // namespace pareto::terminal
