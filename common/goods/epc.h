// The Electronic Product Code: what a radio tag on goods holds, after GS1's EPC Tag Data Standard.
// One code has four forms, and all four are reached from the value Epc:
//
//     bytes            30 74 25 7B F7 19 4E 40 00 00 1A 85
//     tag URI          urn:epc:tag:sgtin-96:3.0614141.812345.6789     scheme, filter, fields
//     pure identity    urn:epc:id:sgtin:0614141.812345.6789           the fields alone
//     GS1 elements     (01)80614141123458(21)6789                     with check digits
//
// The bits of every scheme are the table in epc_schemes.cpp. A value that was decoded or parsed
// here is sound: it encodes, and decodes to itself.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/expected.h"
#include "common/goods/element.h"

namespace pareto::goods {

enum class EpcScheme {
    Sgtin96,   ///< an item's unit: company prefix, indicator and item reference, serial
    Sgtin198,  ///< the same, serial of any 20 characters
    Sscc96,    ///< a pallet or parcel: company prefix, extension digit and serial reference
    Sgln96,    ///< a place: company prefix, location reference, extension (0 = none)
    Sgln195,   //
    Grai96,    ///< a crate, a keg: company prefix, asset type, serial
    Grai170,   //
    Giai96,    ///< one asset: company prefix, asset reference
    Giai202,   //
    Gsrn96,    ///< who is served, a member: company prefix, service reference
    Gsrnp96,   ///< who serves: the same
    Gdti96,    ///< a document: company prefix, document type, serial
    Gdti174,   //
    Sgcn96,    ///< a coupon: company prefix, coupon reference, serial with its leading zeros
    Cpi96,     ///< a component: company prefix, component reference, serial
    CpiVar,    //
    Itip110,   ///< a piece: company prefix, item reference, piece, total, serial
    Itip212,   //
    Gid96,     ///< outside of GS1: manager, class, serial
    Usdod96,   ///< the United States' defence: its code of the supplier, serial
    AdiVar,    ///< aircraft parts: code of the maker, part number (may be empty), serial
};

struct Epc {
    EpcScheme scheme = EpcScheme::Sgtin96;
    int filter = 0;                   ///< what the tag is on; always 0 for Gid96
    std::vector<std::string> fields;  ///< as the list of schemes says, without check digits

    bool operator==(const Epc&) const = default;
};

/// Why a tag, a URI or a key is no EPC. Checked in this order, the fields from left to right.
enum class EpcRefusal {
    NoUri,              ///< does not begin with urn:epc:tag: or urn:epc:id:
    UnknownScheme,      ///< a header or a name that is none of the list; an unwritten tag too
    WrongLength,        ///< fewer bits than the scheme has
    PaddingNotZero,     ///< bits that must be zero are not, in the code or behind it
    WrongFilter,        ///< more than the scheme's bits hold, or no number
    UnknownPartition,   ///< partition value 7
    WrongFields,        ///< another number of fields than the scheme has
    WrongPrefixLength,  ///< a company prefix of other than 6 to 12 digits
    TooBig,             ///< a number over its digits or its bits; a text over its length
    WrongDigits,        ///< another number of digits, a needless leading zero, or no digits
    WrongCharacter,     ///< outside the characters of the field, or wrongly escaped
    EmptyField,
    WrongElements,  ///< elements that are no key of this scheme
};

[[nodiscard]] std::string_view explain(EpcRefusal refusal);
/// "sgtin-96"
[[nodiscard]] std::string_view name_of(EpcScheme scheme);
/// "point of sale item": the meaning of a filter value; empty where the standard keeps it for
/// later.
[[nodiscard]] std::string_view filter_meaning(EpcScheme scheme, int filter);

/// The EPC memory of a tag from its bit 20h on, zeros behind the code allowed.
[[nodiscard]] Expected<Epc, EpcRefusal> decode_epc(BytesView bytes);
/// Padded with zeros to a whole number of 16-bit words, as tags are written.
[[nodiscard]] Expected<Bytes, EpcRefusal> encode_epc(const Epc& epc);

[[nodiscard]] Expected<Epc, EpcRefusal> parse_tag_uri(std::string_view uri);
/// A pure identity says neither how many bits nor the filter: the shortest scheme that holds it is
/// taken, with `filter`.
[[nodiscard]] Expected<Epc, EpcRefusal> parse_identity_uri(std::string_view uri, int filter = 0);
[[nodiscard]] std::string tag_uri(const Epc& epc);
[[nodiscard]] std::string identity_uri(const Epc& epc);

/// Empty for Gid96, Usdod96 and AdiVar, which are no GS1 keys.
[[nodiscard]] std::vector<Element> to_elements(const Epc& epc);
/// `prefix_digits` is the length of the company prefix, which elements do not tell. Elements that
/// do not belong to the key (a batch, a date) are passed over.
[[nodiscard]] Expected<Epc, EpcRefusal> epc_of(std::span<const Element> elements,
                                               EpcScheme scheme,
                                               std::size_t prefix_digits,
                                               int filter = 0);

}  // namespace pareto::goods
