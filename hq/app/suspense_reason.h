// Why an entry is in suspense, for a person to settle: codes in the table of that name.
#pragma once

#include <string_view>

namespace pareto::hq {

namespace suspense_reason {
inline constexpr std::string_view kMalformed = "malformed";
inline constexpr std::string_view kUnknownKind = "unknown_kind";
inline constexpr std::string_view kRevoked = "revoked";
inline constexpr std::string_view kReplaced = "replaced";
inline constexpr std::string_view kInvalidSale = "invalid_sale";
inline constexpr std::string_view kEngineMismatch = "engine_mismatch";
inline constexpr std::string_view kReturnConflict = "return_conflict";
inline constexpr std::string_view kRedemptionConflict = "redemption_conflict";
inline constexpr std::string_view kAlreadyVoided = "already_voided";
inline constexpr std::string_view kNotAllowed = "not_allowed";
inline constexpr std::string_view kNotASale = "not_a_sale";
inline constexpr std::string_view kCardConflict = "card_conflict";
inline constexpr std::string_view kMemberNumberConflict = "member_number_conflict";
inline constexpr std::string_view kPersonalMismatch = "personal_mismatch";
inline constexpr std::string_view kAllowanceConflict = "allowance_conflict";
inline constexpr std::string_view kValueOverdrawn = "value_overdrawn";
inline constexpr std::string_view kVoucherConflict = "voucher_conflict";
inline constexpr std::string_view kCouponConflict = "coupon_conflict";
inline constexpr std::string_view kValueConflict = "value_conflict";
inline constexpr std::string_view kGiftConflict = "gift_conflict";
inline constexpr std::string_view kConflict = "conflict";  ///< with HQ's own facts, and honoured
inline constexpr std::string_view kMintCap = "mint_cap";   ///< withheld
}  // namespace suspense_reason

}  // namespace pareto::hq
