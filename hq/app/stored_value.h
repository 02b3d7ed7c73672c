// Stored value: what gift cards and members have in money, and how it moves. The unit of these
// accounts is the company's currency; points are apart (accounts.h, Transfer).
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/time.h"
#include "common/sale/value_account.h"
#include "hq/app/accounts.h"

namespace pareto::hq {

/// 32 bytes, the gift card's key, or 8, the member's id (member_key).
[[nodiscard]] Bytes value_key(const sale::ValueAccount& account);

/// The balance of Account::StoredValue is `value`, that of Account::StoredHeld `held`.
struct StoredAccount {
    MemberId member;         ///< 0 = a gift card's
    std::int64_t value = 0;  ///< in minor units; < 0: owed, repaid by what is put there next
    std::int64_t held = 0;   ///< ≥ 0
    /// The last usable day; kLastDate = never. What is put there first says how long.
    BusinessDate expires_on{std::chrono::year{1970}, std::chrono::January, std::chrono::day{1}};
};

struct ValueRedemption {
    Bytes account;
    std::int64_t minor = 0;
    RedemptionState state = RedemptionState::Held;
    SaleId captured_by;
};

/// The number of what campaigns gave with a sale, all together; with a line added, of what that
/// line took back or gave again.
inline constexpr std::int64_t kAwardNumber = 3'000'000;

/// One movement of money, append-only. (account, cause, number) is its identity.
struct ValueTransfer {
    Bytes account{};
    EntryId cause{};
    std::int64_t number = 0;
    Account debit = Account::ValueSold;
    Account credit = Account::StoredValue;
    std::int64_t amount_minor = 0;  ///< > 0
    std::string_view code{};
    std::int32_t rules_version = 0;
};

namespace value_code {
inline constexpr std::string_view kSell = "sell";
inline constexpr std::string_view kReturn = "return";  ///< of value that was sold
inline constexpr std::string_view kHold = "hold";
inline constexpr std::string_view kCapture = "capture";  ///< of what was held
inline constexpr std::string_view kSpend = "spend";      ///< without a hold at HQ
inline constexpr std::string_view kReverse = "reverse";  ///< of a hold
inline constexpr std::string_view kGiveBack = "give_back";
inline constexpr std::string_view kVoid = "void";
inline constexpr std::string_view kExpire = "expire";
inline constexpr std::string_view kAdjust = "adjust";
inline constexpr std::string_view kCampaign = "campaign";  ///< given by campaigns, or taken back
}  // namespace value_code

}  // namespace pareto::hq
