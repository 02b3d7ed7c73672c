// Rows of HQ's tables as values of hq/app, and back.
#pragma once

#include <string_view>
#include <vector>

#include "common/database/database.h"
#include "hq/app/books.h"

namespace pareto::hq::database {

inline constexpr const char* kSaleColumns =
    "shard_key, sale_id, branch_id, terminal_id, receipt_number, occurred_ms, business_date, "
    "total_minor, eligible_minor, "
    "remaining_minor, points, card_key, voided_by";
inline constexpr const char* kTransferColumns =
    "shard_key, cause, number, debit_account, credit_account, amount, code, rules_version, "
    "lot_cause, lot_number";

inline constexpr const char* kReturnedLineColumns =
    "entry_id, entry_line, sale_id, line, thousandths, minor, points, points_taken, points_given, "
    "given_minor, stored_minor";

[[nodiscard]] Result<BusinessDate> read_date(const pareto::database::Row& row, std::size_t column);
[[nodiscard]] Result<SaleHead> read_sale_head(const pareto::database::Row& row);
[[nodiscard]] std::vector<pareto::database::Value> sale_row(const SaleHead& head);
/// In the order of kReturnedLineColumns.
[[nodiscard]] ReturnedLine read_returned_line(const pareto::database::Row& row);
/// Columns redemption_id, member_id, points, state, captured_by.
[[nodiscard]] Result<Redemption> read_redemption(const pareto::database::Row& row);
[[nodiscard]] std::vector<pareto::database::Value> redemption_row(EntryId id,
                                                                  const Redemption& redemption);
/// Columns shard_key, cause, number, remaining, expires_on.
[[nodiscard]] Result<OpenLot> read_lot(const pareto::database::Row& row);
/// Columns shard_key, cause, number, remaining, matures_on, expires_on.
[[nodiscard]] Result<PendingLot> read_pending_lot(const pareto::database::Row& row);
/// In the order of kTransferColumns; `code` names one of transfer_code, or is empty.
[[nodiscard]] Transfer read_transfer(const pareto::database::Row& row);

}  // namespace pareto::hq::database
