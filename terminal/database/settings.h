// The table `setting`: named texts. Names are listed here so that each is spelled once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/database/database.h"

namespace pareto::terminal::database {

namespace setting {
inline constexpr std::string_view kBranchId = "branch_id";
inline constexpr std::string_view kTerminalId = "terminal_id";
inline constexpr std::string_view kBranchCode = "branch_code";
inline constexpr std::string_view kTerminalCode = "terminal_code";
inline constexpr std::string_view kCompany = "company";
inline constexpr std::string_view kCurrency = "currency";
inline constexpr std::string_view kTimeZone = "time_zone";
inline constexpr std::string_view kHqAddress = "hq_address";
inline constexpr std::string_view kKey = "key_pem";
inline constexpr std::string_view kCertificate = "certificate_pem";
inline constexpr std::string_view kAuthority = "authority_pem";
inline constexpr std::string_view kCardKeySecret = "card_key_secret";  ///< hexadecimal
inline constexpr std::string_view kHqTerm = "hq_term";
inline constexpr std::string_view kHqTime = "hq_time_ms";
/// When HQ was last there, by this terminal's clock.
inline constexpr std::string_view kHqAnswered = "hq_answered_ms";
/// HQ's public key under allowances, hexadecimal; absent or "" = none.
inline constexpr std::string_view kAllowanceKey = "allowance_key";
inline constexpr std::string_view kStanding = "standing";
inline constexpr std::string_view kReceiptFloor =
    "receipt_floor";  ///< highest number HQ or a post-void used
inline constexpr std::string_view kFeedCursor = "feed_cursor";
inline constexpr std::string_view kRulesVersion = "rules_version";
/// As HQ sealed them for this terminal, hexadecimal; absent or "" = none.
inline constexpr std::string_view kGroupKeys = "group_keys";
inline constexpr std::string_view kGroupKeysAt = "group_keys_at_ms";
}  // namespace setting

using Settings = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] Result<Settings> load_settings(pareto::database::Connection& connection);
[[nodiscard]] Result<void> write_setting(pareto::database::Connection& connection,
                                         std::string_view name,
                                         std::string value);
/// "" when absent.
[[nodiscard]] std::string text_of(const Settings& settings, std::string_view name);
/// 0 when absent; the file is ours, so anything but a number is a damaged file and reads as 0.
[[nodiscard]] std::int64_t integer_of(const Settings& settings, std::string_view name);

}  // namespace pareto::terminal::database
