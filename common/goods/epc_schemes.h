// The bits of every EPC scheme, as a table. Only for the epc_*.cpp files.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/goods/epc.h"

namespace pareto::goods {

enum class FieldKind : std::uint8_t {
    None,
    Prefix,       ///< company prefix; its bits and digits are those of the partition
    Reference,    ///< digits with leading zeros; shares its bits and digits with the prefix
    RestInteger,  ///< a number without leading zeros that shares bits and digits with the prefix
    RestText,     ///< text of 7 bits a character that does so
    RestText6,    ///< text of 6 bits a character, ended by 000000; shares its length alone
    Integer,      ///< a number without leading zeros
    Digits,       ///< a number of fixed width
    AfterOne,     ///< digits that keep their leading zeros because a 1 is written before them
    Text,         ///< text of 7 bits a character, zeros behind it
    Part6,        ///< letters, digits, - and /, 6 bits a character, ended by 000000; may be empty
    Serial6,      ///< the same, not empty, with # in front allowed
    Code6,        ///< five or six letters or digits, 6 bits each, a blank in front of five
    Code8,        ///< the same with 8 bits each
};

struct Field {
    FieldKind kind = FieldKind::None;
    int bits = 0;    ///< with those of the prefix where they are shared
    int length = 0;  ///< most digits or characters, with those of the prefix where shared; 0 = free
};

struct SchemeRow {
    EpcScheme scheme;
    std::string_view name;      ///< in tag URIs
    std::string_view identity;  ///< in pure identity URIs
    std::uint8_t header;
    int bits;  ///< 0 = as long as its texts
    int filter_bits;
    std::array<Field, 5> fields;

    [[nodiscard]] std::size_t field_count() const;

    [[nodiscard]] bool has_prefix() const { return fields[0].kind == FieldKind::Prefix; }
};

inline constexpr int kPartitionBits = 3;
inline constexpr std::array<int, 7> kPrefixBits{40, 37, 34, 30, 27, 24, 20};
inline constexpr std::size_t kPrefixDigitsMax = 12;
inline constexpr std::size_t kPrefixDigitsMin = 6;

[[nodiscard]] std::span<const SchemeRow> scheme_rows();
[[nodiscard]] const SchemeRow& row_of(EpcScheme scheme);

/// The field's own bits and length with a company prefix of so many digits; 0 = there is none.
[[nodiscard]] Field sized(const Field& field, std::size_t prefix_digits);
/// What is wrong with a value; nothing when it can be encoded.
[[nodiscard]] std::optional<EpcRefusal> refuse(const Epc& epc);

}  // namespace pareto::goods
