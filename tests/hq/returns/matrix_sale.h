// The sales of the matrix of returns, and what brings their goods back, as a terminal makes them.
#pragma once

#include <string>
#include <vector>

#include "common/loyalty/campaign_set.h"
#include "tests/hq/books/books_world.h"
#include "tests/hq/returns/matrix_table.h"

namespace pareto::hq::test {

/// A cell while it is played.
struct Play {
    const Cell* cell = nullptr;
    MemberId member;
    Bytes card_key;
    EntryId points, voucher_use, value_use;  ///< redemptions
    Bytes voucher, gift_card;
    sale::Sale sale;
    EntryId sale_entry;
    std::vector<EntryId> brought_back;
    std::int64_t cash_minor = 0;  ///< of what came back
    std::int64_t spent = 0;       ///< points, on other things

    /// Sold so long ago that its points became usable.
    [[nodiscard]] bool is_early() const;

    [[nodiscard]] std::string sold_on() const { return is_early() ? "2026-03-10" : "2026-03-20"; }
};

/// Points that pay for the sale; minor units that the voucher and the gift card pay; what the
/// voucher is of.
struct PaidWith {
    std::int64_t points = 0;
    std::int64_t voucher_minor = 0;
    std::int64_t value_minor = 0;
    std::int64_t voucher_of_minor = 0;
};

[[nodiscard]] PaidWith paid_with(Sold sold);
/// Another version for each policy, and for points that expire within the story.
[[nodiscard]] loyalty::RuleSet matrix_rules(loyalty::ClawBack policy, Fate fate);
[[nodiscard]] std::vector<loyalty::Campaign> matrix_campaigns();

/// What is sold; its redemptions, voucher and gift card are named in `play`.
[[nodiscard]] sale::Sale make_sale(const Play& play);
/// What else is paid with points, all of them: a sale of one line.
[[nodiscard]] sale::Sale make_spending(const Play& play, std::int64_t points, EntryId redemption);

/// How much of A, and of B, and of the top-up, comes back, after how much of A came back before.
struct Pieces {
    std::int64_t a = 0, b = 0;
    bool top_up = false;
    std::int64_t a_before = 0;
};

[[nodiscard]] sale::Sale make_return(const Play& play, bool here, const Pieces& pieces);
[[nodiscard]] sale::Sale make_exchange(const Play& play, bool here);
[[nodiscard]] sale::Sale make_return_without_receipt(const Play& play, bool here);
[[nodiscard]] std::int64_t cash_of(const sale::Sale& sale);

}  // namespace pareto::hq::test
