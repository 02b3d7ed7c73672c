// The matrix of returns as return_matrix.txt has it: read, and each row expanded into its cells.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/loyalty/loyalty.h"

namespace pareto::hq::test {

enum class Sold {
    Plain,
    Discounted,
    Excluded,
    PointsPart,
    PointsWhole,
    VoucherPart,
    VoucherWhole,
    ValuePart,
    ValueWhole,
    Mixed,
    Tier,
    Multiplier,
    Bonus,
    Discount,
    FreeGoods,
    UnknownCard,
    TopUp
};
inline constexpr std::array kSoldNames{"plain",
                                       "discounted",
                                       "excluded",
                                       "points part",
                                       "points whole",
                                       "voucher part",
                                       "voucher whole",
                                       "value part",
                                       "value whole",
                                       "mixed",
                                       "tier",
                                       "multiplier",
                                       "bonus",
                                       "discount",
                                       "free goods",
                                       "unknown card",
                                       "top-up"};

enum class Back {
    Whole,
    Partial,
    Twice,
    Exchange,
    NoReceipt,
    PostVoid,
    PartVoid,
    Undone,
    TwoBranches
};
inline constexpr std::array kBackNames{"whole",
                                       "partial",
                                       "twice",
                                       "exchange",
                                       "no receipt",
                                       "post-void",
                                       "part, void",
                                       "undone",
                                       "two branches"};

/// What became of the points before the goods came back.
enum class Fate { Pending, Usable, Spent, Expired };
inline constexpr std::array kFateNames{"pending", "usable", "spent", "expired"};

/// In the order of a cell's three figures.
inline constexpr std::array kPolicies{
    loyalty::ClawBack::OnlyPending, loyalty::ClawBack::WithinBalance, loyalty::ClawBack::Unlimited};

/// What all cells of a row have in common; money in minor units.
struct RowFigures {
    std::int64_t cash_minor = 0;
    std::int64_t points_given = 0;
    std::int64_t voucher_minor = 0;  ///< -1 = there is none
    std::int64_t value_minor = 0;    ///< -1 = there is none
    std::int64_t spend_minor = 0;
    std::string listed;
};

struct Cell {
    Sold sold = Sold::Plain;
    Back back = Back::Whole;
    bool elsewhere = false;
    bool offline = false;
    loyalty::ClawBack policy = loyalty::ClawBack::Unlimited;
    Fate fate = Fate::Pending;
    RowFigures row;
    std::string expected;  ///< "150+70-40", "150+100/gold>-", or "!UnknownSale"

    [[nodiscard]] bool is_refused() const { return expected.front() == '!'; }

    [[nodiscard]] std::string text() const;
};

struct Row {
    std::string name;  ///< "points_part__two_branches"
    std::vector<Cell> cells;
};

/// Aborts with the line's number when a line cannot be read.
[[nodiscard]] const std::vector<Row>& matrix_rows();

}  // namespace pareto::hq::test
