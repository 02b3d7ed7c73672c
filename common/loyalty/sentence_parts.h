// Words and lists that sentences about campaigns are made of. Part of campaign_sentence.
#pragma once

#include "common/loyalty/campaign_sentence.h"

namespace pareto::loyalty {

/// The sentence in the language that is asked for.
struct Wording {
    Language language = Language::English;
    Currency currency;

    [[nodiscard]] bool is_english() const { return language == Language::English; }

    [[nodiscard]] std::string in(std::string_view english, std::string_view chinese) const {
        return std::string{is_english() ? english : chinese};
    }

    /// "HKD 12.50"
    [[nodiscard]] std::string money(std::int64_t minor) const;
    /// "12.5 %" and "12.5%"
    [[nodiscard]] std::string percent(std::int32_t basis_points) const;
    /// "A, B or C" and "A、B 或 C"
    [[nodiscard]] std::string any_of(const std::vector<std::string>& of) const;
    /// "A, B and C" and "A、B 及 C"
    [[nodiscard]] std::string all_of(const std::vector<std::string>& of) const;
    /// "tea or anything of fruit, except rum"; `anything` where nothing is named.
    [[nodiscard]] std::string items(const ItemSelection& of) const;

private:
    [[nodiscard]] std::string joined(const std::vector<std::string>& of,
                                     std::string_view last) const;
};

/// `all`: the rule names no items, so that they are all that is in the basket.
[[nodiscard]] std::string effect_phrase(const Wording& say, const Effect& effect, bool all);

}  // namespace pareto::loyalty
