// The numbers in retail barcodes: EAN-8, UPC-A, EAN-13, ITF-14, and UPC-E, which is a UPC-A with
// zeros left out. All of them are one number here, the GTIN in 14 digits, as element strings, tags
// and links write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/expected.h"

namespace pareto::goods {

/// Why digits are no article number. Checked in this order; the first that applies is returned.
enum class NumberRefusal { NotDigits, WrongLength, WrongCheckDigit };

[[nodiscard]] std::string_view explain(NumberRefusal refusal);

/// 8, 12, 13 or 14 digits with their check digit, as 14 digits.
[[nodiscard]] Expected<std::string, NumberRefusal> parse_gtin(std::string_view text);

/// The 12 digits of UPC-A. `text` is six digits, or seven (number system 0 or 1 in front), or eight
/// with the check digit behind; WrongLength also for another number system.
[[nodiscard]] Expected<std::string, NumberRefusal> parse_upc_e(std::string_view text);
/// The eight digits of UPC-E; nothing when the 12 digits have no such form.
[[nodiscard]] std::optional<std::string> to_upc_e(std::string_view upc_a);

/// Every way in which a catalogue may write the GTIN of 14 digits: as 8, 12, 13 and 14 digits as
/// far as only zeros are left out, and with all its leading zeros lost. The shortest first.
[[nodiscard]] std::vector<std::string> spellings(std::string_view gtin);

/// A number that means something only where it was given: in a branch, a chain, a country. `gtin`
/// is 14 digits as parse_gtin gives.
[[nodiscard]] bool is_restricted(std::string_view gtin);

}  // namespace pareto::goods
