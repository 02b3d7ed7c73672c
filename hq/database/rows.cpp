#include "hq/database/rows.h"

#include <algorithm>
#include <array>
#include <string>

#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Row;
using pareto::database::Value;

constexpr std::array<std::string_view, 4> kStates{"held", "refused", "captured", "reversed"};
constexpr std::array kCodes{transfer_code::kEarn,
                            transfer_code::kRepay,
                            transfer_code::kReturn,
                            transfer_code::kHold,
                            transfer_code::kCapture,
                            transfer_code::kRedeem,
                            transfer_code::kReverse,
                            transfer_code::kVoid,
                            transfer_code::kAdjust,
                            transfer_code::kGiveBack,
                            transfer_code::kMature,
                            transfer_code::kExpire,
                            transfer_code::kTransfer};

}  // namespace

Result<BusinessDate> read_date(const Row& row, std::size_t column) {
    const auto date = parse_date(row.text(column));
    if (!date) return fault(FaultCode::Corrupt, "HQ's books have a date that is none");
    return *date;
}

Result<SaleHead> read_sale_head(const Row& row) {
    PARETO_TRY(const BusinessDate business_date, read_date(row, 6));
    return SaleHead{.shard = row.integer(0),
                    .id = SaleId{row.integer(1)},
                    .branch = BranchId{row.integer(2)},
                    .terminal = TerminalId{row.integer(3)},
                    .receipt_number = row.integer(4),
                    .occurred_ms = row.integer(5),
                    .business_date = business_date,
                    .total_minor = row.integer(7),
                    .eligible_minor = row.integer(8),
                    .remaining_minor = row.integer(9),
                    .points = row.integer(10),
                    .card_key = row.bytes(11),
                    .voided_by = EntryId{row.integer(12)}};
}

std::vector<Value> sale_row(const SaleHead& head) {
    std::vector<Value> row;
    row.reserve(13);
    for (const std::int64_t value : {head.shard,
                                     head.id.value,
                                     head.branch.value,
                                     head.terminal.value,
                                     head.receipt_number,
                                     head.occurred_ms}) {
        row.emplace_back(value);
    }
    row.emplace_back(to_string(head.business_date));
    for (const std::int64_t value :
         {head.total_minor, head.eligible_minor, head.remaining_minor, head.points})
        row.emplace_back(value);
    row.emplace_back(Blob{head.card_key});
    row.emplace_back(head.voided_by.value);
    return row;
}

ReturnedLine read_returned_line(const Row& row) {
    return {.entry = EntryId{row.integer(0)},
            .entry_line = static_cast<std::int32_t>(row.integer(1)),
            .sale = SaleId{row.integer(2)},
            .line = static_cast<std::int32_t>(row.integer(3)),
            .thousandths = row.integer(4),
            .minor = row.integer(5),
            .points = row.integer(6),
            .taken = row.integer(7),
            .given = row.integer(8),
            .given_minor = row.integer(9),
            .stored_minor = row.integer(10)};
}

Result<Redemption> read_redemption(const Row& row) {
    const auto state = std::find(kStates.begin(), kStates.end(), row.text(3));
    if (state == kStates.end()) return fault(FaultCode::Corrupt, "a redemption in no known state");
    return Redemption{.member = MemberId{row.integer(1)},
                      .points = row.integer(2),
                      .state = static_cast<RedemptionState>(state - kStates.begin()),
                      .captured_by = SaleId{row.integer(4)}};
}

std::vector<Value> redemption_row(EntryId id, const Redemption& redemption) {
    const auto state = kStates.at(static_cast<std::size_t>(redemption.state));
    return {id.value,
            redemption.member.value,
            redemption.points,
            std::string{state},
            redemption.captured_by.value};
}

Result<OpenLot> read_lot(const Row& row) {
    PARETO_TRY(const BusinessDate expires_on, read_date(row, 4));
    return OpenLot{.key = {EntryId{row.integer(1)}, row.integer(2)},
                   .remaining = row.integer(3),
                   .expires_on = expires_on,
                   .owner = MemberId{row.integer(0)}};
}

Result<PendingLot> read_pending_lot(const Row& row) {
    PARETO_TRY(const BusinessDate matures_on, read_date(row, 4));
    PARETO_TRY(const BusinessDate expires_on, read_date(row, 5));
    return PendingLot{.key = {EntryId{row.integer(1)}, row.integer(2)},
                      .remaining = row.integer(3),
                      .matures_on = matures_on,
                      .expires_on = expires_on,
                      .owner = MemberId{row.integer(0)}};
}

Transfer read_transfer(const Row& row) {
    const auto code = std::find(kCodes.begin(), kCodes.end(), row.text(6));
    return {.member = MemberId{row.integer(0)},
            .cause = EntryId{row.integer(1)},
            .number = row.integer(2),
            .debit = static_cast<Account>(row.integer(3)),
            .credit = static_cast<Account>(row.integer(4)),
            .amount = row.integer(5),
            .code = code == kCodes.end() ? std::string_view{} : *code,
            .rules_version = static_cast<std::int32_t>(row.integer(7)),
            .lot_cause = EntryId{row.integer(8)},
            .lot_number = row.integer(9)};
}

}  // namespace pareto::hq::database
