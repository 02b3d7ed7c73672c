// The accounts of the points ledger. A transfer moves an amount from its debit to its credit
// account.
//
// The balance of an account is what was credited less what was debited; the sum over all accounts
// is always 0.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/id.h"

namespace pareto::hq {

/// Kinds; a member's account is (shard_key, kind), a programme account is the kind alone.
enum class Account : std::int64_t {
    MemberPoints = 1,  ///< what the member can use: the sum of open lots; has a balance row
    MemberHeld = 2,    ///< taken from MemberPoints by an authorised redemption, not yet captured
    MemberDebt =
        3,  ///< taken back or redeemed beyond what was there; repaid by later earnings; balance ≤ 0
    MemberPending = 4,  ///< earned and not usable yet: the sum of pending lots
    MemberAllowance = 5,  ///< taken from MemberPoints for a terminal that may spend it unseen; ≥ 0
    StoredValue = 6,  ///< money that a gift card or a member can spend; these in stored_value.h
    StoredHeld = 7,   ///< taken from StoredValue by an authorised redemption, not yet captured
    Voucher = 8,  ///< what is left of a voucher, by its key; these and 40-49 are in the currency
    Issued = 10,
    Redeemed = 11,
    Expired = 12,
    Adjusted = 13,
    VouchersIssued = 40,
    VouchersRedeemed = 41,
    VouchersExpired = 42,
    VouchersVoid = 43,
    VouchersForfeited = 44,  ///< the rest of a use: no change is given
    VoucherHeld = 45,        ///< taken by an authorised redemption, not yet captured
    VouchersOverspent = 46,  ///< paid beyond what a voucher had: the company's loss
    Transferred = 16,  ///< between what leaves one member and reaches another: 0 after each entry
    ValueSold = 30,
    ValueSpent = 31,
    ValueExpired = 32,
    ValueAdjusted = 33,
    ValueGiven = 34,  ///< by campaigns: what they cost
};

enum class RedemptionState : std::uint8_t { Held, Refused, Captured, Reversed };

/// One movement of points, as written: append-only. (member, cause, number) is its identity.
struct Transfer {
    MemberId member{};
    EntryId cause{};  ///< the entry that made it
    std::int64_t number = 0;
    Account debit = Account::Issued;
    Account credit = Account::MemberPoints;
    std::int64_t amount = 0;  ///< > 0
    std::string_view code{};  ///< one of kTransferCodes
    std::int32_t rules_version = 0;
    EntryId lot_cause{};  ///< the lot that grew or shrank; 0 = none (debt, held)
    std::int64_t lot_number = 0;
    bool operator==(const Transfer&) const = default;
};

namespace transfer_code {
inline constexpr std::string_view kEarn = "earn";
inline constexpr std::string_view kRepay =
    "repay";  ///< of a debt, by what was earned or given back
inline constexpr std::string_view kReturn = "return";
inline constexpr std::string_view kHold = "hold";
inline constexpr std::string_view kCapture = "capture";  ///< of what was held
inline constexpr std::string_view kRedeem = "redeem";    ///< without a hold at HQ
inline constexpr std::string_view kReverse = "reverse";  ///< of a hold
inline constexpr std::string_view kVoid = "void";
inline constexpr std::string_view kAdjust = "adjust";
inline constexpr std::string_view kGiveBack = "give_back";  ///< of what paid for goods brought back
inline constexpr std::string_view kMature = "mature";       ///< pending points become usable
inline constexpr std::string_view kExpire = "expire";
inline constexpr std::string_view kTransfer = "transfer";
inline constexpr std::string_view kReserve = "reserve";  ///< for an allowance
inline constexpr std::string_view kRelease = "release";  ///< of what was reserved
}  // namespace transfer_code

}  // namespace pareto::hq
