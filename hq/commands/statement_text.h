// The sentences of statements, in the languages of members.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/journal/entry.h"
#include "common/money/money.h"
#include "hq/app/accounts.h"

namespace pareto::hq::commands {

enum class Language { English, TraditionalChinese };
/// "en", "zh-Hant".
[[nodiscard]] std::optional<Language> find_language(std::string_view name);

/// What a sentence may speak of.
struct Movement {
    Transfer transfer;
    std::int64_t points = 0;  ///< signed, of the balance
    std::optional<journal::Entry> entry;  ///< the cause; none when it has not arrived
    std::string branch;                   ///< of a sale or a return
    std::string receipt;                  ///< its number, or that of an imported one
    std::string expires_on;  ///< of the lot; empty = none
};

[[nodiscard]] std::string sentence(const Movement& movement, Currency currency, Language language);

/// "Statement of member 2900000000018", "Why this sale gave its points".
[[nodiscard]] std::string statement_title(const std::string& member_number, Language language);
[[nodiscard]] std::string sale_title(const std::string& sale, Language language);
/// "1 point for each 1.00: 60.00 give 60 points"
[[nodiscard]] std::string earning_sentence(std::int64_t earning_minor,
                                           std::int64_t points,
                                           const Rational& points_per_minor,
                                           Currency currency,
                                           Language language);

}  // namespace pareto::hq::commands
