// What a screen at the desk looks up and puts aside: goods and members by a part of their name, the
// latest sales, baskets that wait, and how the screen was set.
//
// A basket that was put aside is no sale: it has no receipt number and no points. It holds no name
// and no card number, and the member in it is looked up again when it is taken up.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ports/receipt_printer.h"
#include "terminal/app/basket.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

inline constexpr std::int64_t kFoundMax = 30;

struct FoundMember {
    MemberId member;
    std::string member_number, name, tier;
    bool vip = false;
};

struct PastSale {
    SaleId sale;
    std::string receipt_number;
    BusinessDate business_date;
    std::int64_t total_minor = 0;
    bool voided = false;
};

struct ParkedBasket {
    std::int64_t id = 0;
    UtcTime parked_at;
    Bytes bytes;  ///< see to_bytes()
};

/// The basket that is being paid for, kept before its sale is recorded: after a crash the intent
/// tells whether it was.
struct PaidBasket {
    std::string intent;
    Bytes bytes;
};

/// What a shift came to so far.
struct ShiftFigures {
    std::string operator_id;
    BusinessDate business_date;
    std::int64_t opening_cash_minor = 0;
    std::int64_t cash_minor = 0;  ///< of sales, without the opening cash
    std::int64_t sales_minor = 0;
    std::int32_t sale_count = 0;
    std::map<sale::TenderKind, std::int64_t> tenders;
    std::int64_t value_sold_minor = 0;
};

/// What it came to in the end. Written with the entry that closed it, never changed.
struct ZReport {
    std::int64_t number = 0;  ///< 1, 2, 3 … of this terminal's file
    UtcTime closed_at;
    ShiftFigures figures;
    std::int64_t expected_minor = 0, counted_minor = 0;
};

class DeskBook {
public:
    virtual ~DeskBook() = default;
    /// Items whose name, sku or barcode contains the text (Latin letters in any case): at most
    /// kFoundMax, those that begin with it first.
    [[nodiscard]] virtual Result<std::vector<sync::ItemChange>> search_items(
        std::string_view text) = 0;
    /// Members by a part of their name or number, in the same way.
    [[nodiscard]] virtual Result<std::vector<FoundMember>> search_members(
        std::string_view text) = 0;
    /// As if a card were shown that proves nothing. Nothing when the member is not known here.
    [[nodiscard]] virtual Result<std::optional<PresentedCard>> present_member(MemberId member) = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<PastSale>> recent_sales(std::int64_t limit) = 0;

    [[nodiscard]] virtual Result<void> park(UtcTime at, const Bytes& basket) = 0;
    [[nodiscard]] virtual Result<std::vector<ParkedBasket>> parked() = 0;
    [[nodiscard]] virtual Result<void> forget_parked(std::int64_t id) = 0;
    [[nodiscard]] virtual Result<void> keep_paid(const PaidBasket& basket) = 0;
    [[nodiscard]] virtual Result<std::optional<PaidBasket>> paid() = 0;
    [[nodiscard]] virtual Result<void> forget_paid() = 0;
    /// Its sale is recorded: forgotten, and its receipt waits to be printed, both or neither.
    [[nodiscard]] virtual Result<void> forget_paid(UtcTime at, const ports::Slip& receipt) = 0;

    /// The newest, if it was not handed to the printer yet.
    [[nodiscard]] virtual Result<std::optional<ZReport>> unprinted_z() = 0;
    /// From now on it waits to be printed.
    [[nodiscard]] virtual Result<void> print_z(std::int64_t number,
                                               UtcTime at,
                                               const ports::Slip& slip) = 0;

    /// How the screen was set; "" when it never was.
    [[nodiscard]] virtual Result<std::string> preference(std::string_view name) = 0;
    [[nodiscard]] virtual Result<void> prefer(std::string_view name, std::string value) = 0;
};

/// Lines, card, coupons and money taken, in the form of a sale's entry. What was redeemed or
/// claimed is left out: it is given back.
[[nodiscard]] Bytes to_bytes(const Basket& basket, const Journal::State& state, UtcTime at);
/// The member as known now; a card that had proved itself has to be shown again. Corrupt.
[[nodiscard]] Result<Basket> basket_of(Journal& journal, BytesView bytes);

}  // namespace pareto::terminal
