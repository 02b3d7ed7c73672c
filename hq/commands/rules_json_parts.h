// Values and parts of a rule set in JSON. Part of rules_json.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>

#include "common/loyalty/loyalty.h"

namespace pareto::hq::commands {

/// The first thing that is wrong, or nothing. Fields within are named in front of the colon.
using Wrong = std::optional<std::string>;

[[nodiscard]] std::string text_of(boost::json::string_view text);
[[nodiscard]] std::string fraction_text(const Rational& rate);
[[nodiscard]] std::optional<std::int64_t> whole(const boost::json::value& from);
[[nodiscard]] Wrong read_whole(const boost::json::value& from,
                               std::int64_t min,
                               std::int64_t max,
                               std::int64_t& to);
/// "1/100", "2", or a whole number; the bounds are the numerator's.
[[nodiscard]] Wrong read_fraction(const boost::json::value& from,
                                  std::int64_t min,
                                  std::int64_t max,
                                  Rational& to);

[[nodiscard]] boost::json::value write_tiers(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_tiers(const boost::json::value& from, loyalty::RuleSet& rules);
[[nodiscard]] boost::json::value write_earning(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_earning(const boost::json::value& from, loyalty::RuleSet& rules);
[[nodiscard]] boost::json::value write_claw_back(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_claw_back(const boost::json::value& from, loyalty::RuleSet& rules);
[[nodiscard]] boost::json::value write_offline(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_offline(const boost::json::value& from, loyalty::RuleSet& rules);
[[nodiscard]] boost::json::value write_vouchers(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_vouchers(const boost::json::value& from, loyalty::RuleSet& rules);
[[nodiscard]] boost::json::value write_mint_caps(const loyalty::RuleSet& rules);
[[nodiscard]] Wrong read_mint_caps(const boost::json::value& from, loyalty::RuleSet& rules);

}  // namespace pareto::hq::commands
