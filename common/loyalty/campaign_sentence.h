// A campaign in plain sentences, in English and in Traditional Chinese: what people approve is what
// is priced.
#pragma once

#include <vector>

#include "common/loyalty/campaign_set.h"

namespace pareto::loyalty {

enum class Language : std::uint8_t { English, TraditionalChinese };
/// "en" and "zh-Hant"; nothing otherwise.
[[nodiscard]] std::optional<Language> find_language(std::string_view tag);

/// One sentence for rule `rule` (from 0): when, where, who, with what in the basket, gets what.
[[nodiscard]] std::string sentence(const Campaign& campaign,
                                   std::size_t rule,
                                   Currency currency,
                                   Language language);
/// One sentence for each rule, then one each for the control group and variants, for budgets, for
/// coupons and for how the campaign stands to others, where there is something to say.
[[nodiscard]] std::vector<std::string> sentences(const Campaign& campaign,
                                                 Currency currency,
                                                 Language language);

}  // namespace pareto::loyalty
