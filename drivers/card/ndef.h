// NDEF messages: a list of records, each a type and a payload. The bytes inside a tag's NDEF area,
// not the area itself (type2.h). Web links of goods and of members arrive as URI records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/expected.h"

namespace pareto::drivers::card {

/// How a record's type is to be read; the numbers are those of the format.
enum class TypeName : std::uint8_t {
    Empty = 0,
    WellKnown = 1,
    Media = 2,
    AbsoluteUri = 3,
    External = 4,
    Unknown = 5
};

struct NdefRecord {
    TypeName type_name = TypeName::Empty;
    Bytes type;
    Bytes id;
    Bytes payload;

    bool operator==(const NdefRecord&) const = default;
};

/// Why bytes are no message. Checked record by record, in this order; the first that applies is
/// returned.
enum class NdefRefusal {
    Empty,      ///< no record at all
    Truncated,  ///< ends within a record, or without a last one
    Chunked,    ///< a payload in several records, which nothing that names a member or goods needs
    UnknownType,  ///< a type name that is reserved
    Misplaced,    ///< a first record that is not marked so, or a later one that is, or bytes behind
                  ///< the last
    TooMany,      ///< more than kNdefRecordsMax records
};

[[nodiscard]] std::string_view name_of(NdefRefusal refusal);

inline constexpr std::size_t kNdefRecordsMax = 32;

[[nodiscard]] Expected<std::vector<NdefRecord>, NdefRefusal> decode_ndef(BytesView message);
/// The shortest form of each record. PARETO_CHECKs lengths: types and ids up to 255 bytes.
[[nodiscard]] Bytes encode_ndef(const std::vector<NdefRecord>& records);

/// The whole URI of a URI record or of an absolute-URI record; nothing of other records, or where
/// the prefix is unknown.
[[nodiscard]] std::optional<std::string> uri_of(const NdefRecord& record);

struct NdefText {
    std::string language;
    std::string text;  ///< UTF-8

    bool operator==(const NdefText&) const = default;
};

/// Nothing of other records, and of UTF-16 text, which nobody writes.
[[nodiscard]] std::optional<NdefText> text_of(const NdefRecord& record);
/// The payload of an external record of that type ("example.com:member"); types are compared
/// without regard to case.
[[nodiscard]] std::optional<Bytes> external_of(const NdefRecord& record, std::string_view type);

[[nodiscard]] NdefRecord uri_record(std::string_view uri);
/// `language` is at most 63 bytes.
[[nodiscard]] NdefRecord text_record(const NdefText& text);
[[nodiscard]] NdefRecord external_record(std::string_view type, BytesView payload);

}  // namespace pareto::drivers::card
