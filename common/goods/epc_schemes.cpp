#include "common/goods/epc_schemes.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/goods/characters.h"
#include "common/goods/digits.h"

namespace pareto::goods {
namespace {

using enum FieldKind;

constexpr auto kRows = std::to_array<SchemeRow>({
    {EpcScheme::Sgtin96,
     "sgtin-96",
     "sgtin",
     0x30,
     96,
     3,
     {{{Prefix}, {Reference, 44, 13}, {Integer, 38}}}},
    {EpcScheme::Sgtin198,
     "sgtin-198",
     "sgtin",
     0x36,
     198,
     3,
     {{{Prefix}, {Reference, 44, 13}, {Text, 140, 20}}}},
    {EpcScheme::Sscc96, "sscc-96", "sscc", 0x31, 96, 3, {{{Prefix}, {Reference, 58, 17}}}},
    {EpcScheme::Sgln96,
     "sgln-96",
     "sgln",
     0x32,
     96,
     3,
     {{{Prefix}, {Reference, 41, 12}, {Integer, 41}}}},
    {EpcScheme::Sgln195,
     "sgln-195",
     "sgln",
     0x39,
     195,
     3,
     {{{Prefix}, {Reference, 41, 12}, {Text, 140, 20}}}},
    {EpcScheme::Grai96,
     "grai-96",
     "grai",
     0x33,
     96,
     3,
     {{{Prefix}, {Reference, 44, 12}, {Integer, 38}}}},
    {EpcScheme::Grai170,
     "grai-170",
     "grai",
     0x37,
     170,
     3,
     {{{Prefix}, {Reference, 44, 12}, {Text, 112, 16}}}},
    {EpcScheme::Giai96, "giai-96", "giai", 0x34, 96, 3, {{{Prefix}, {RestInteger, 82}}}},
    {EpcScheme::Giai202, "giai-202", "giai", 0x38, 202, 3, {{{Prefix}, {RestText, 188, 30}}}},
    {EpcScheme::Gsrn96, "gsrn-96", "gsrn", 0x2D, 96, 3, {{{Prefix}, {Reference, 58, 17}}}},
    {EpcScheme::Gsrnp96, "gsrnp-96", "gsrnp", 0x2E, 96, 3, {{{Prefix}, {Reference, 58, 17}}}},
    {EpcScheme::Gdti96,
     "gdti-96",
     "gdti",
     0x2C,
     96,
     3,
     {{{Prefix}, {Reference, 41, 12}, {Integer, 41}}}},
    {EpcScheme::Gdti174,
     "gdti-174",
     "gdti",
     0x3E,
     174,
     3,
     {{{Prefix}, {Reference, 41, 12}, {Text, 119, 17}}}},
    {EpcScheme::Sgcn96,
     "sgcn-96",
     "sgcn",
     0x3F,
     96,
     3,
     {{{Prefix}, {Reference, 41, 12}, {AfterOne, 41, 12}}}},
    {EpcScheme::Cpi96,
     "cpi-96",
     "cpi",
     0x3C,
     96,
     3,
     {{{Prefix}, {RestInteger, 51, 15}, {Integer, 31}}}},
    {EpcScheme::CpiVar,
     "cpi-var",
     "cpi",
     0x3D,
     0,
     3,
     {{{Prefix}, {RestText6, 0, 30}, {Integer, 40, 12}}}},
    {EpcScheme::Itip110,
     "itip-110",
     "itip",
     0x40,
     110,
     3,
     {{{Prefix}, {Reference, 44, 13}, {Digits, 7, 2}, {Digits, 7, 2}, {Integer, 38}}}},
    {EpcScheme::Itip212,
     "itip-212",
     "itip",
     0x41,
     212,
     3,
     {{{Prefix}, {Reference, 44, 13}, {Digits, 7, 2}, {Digits, 7, 2}, {Text, 140, 20}}}},
    {EpcScheme::Gid96,
     "gid-96",
     "gid",
     0x35,
     96,
     0,
     {{{Integer, 28}, {Integer, 24}, {Integer, 36}}}},
    {EpcScheme::Usdod96, "usdod-96", "usdod", 0x2F, 96, 4, {{{Code8, 48, 6}, {Integer, 36}}}},
    {EpcScheme::AdiVar,
     "adi-var",
     "adi",
     0x3B,
     0,
     6,
     {{{Code6, 36, 6}, {Part6, 0, 32}, {Serial6, 0, 30}}}},
});

std::optional<EpcRefusal> refuse_number(std::string_view text, const Field& field) {
    if (text.empty()) return EpcRefusal::EmptyField;
    if (!is_digits(text)) return EpcRefusal::WrongCharacter;
    if (text.size() > 1 && text.front() == '0') return EpcRefusal::WrongDigits;
    const auto number = number_of(text);
    if (!number || (*number >> static_cast<unsigned>(field.bits)) != 0) return EpcRefusal::TooBig;
    if (field.length > 0 && text.size() > static_cast<std::size_t>(field.length))
        return EpcRefusal::TooBig;
    return std::nullopt;
}

std::optional<EpcRefusal> refuse_digits(std::string_view text, std::size_t length) {
    if (!text.empty() && !is_digits(text)) return EpcRefusal::WrongCharacter;
    if (text.size() != length) return EpcRefusal::WrongDigits;
    return std::nullopt;
}

std::optional<EpcRefusal> refuse_text(std::string_view text,
                                      const Field& field,
                                      bool (*is_allowed)(char)) {
    if (text.size() > static_cast<std::size_t>(field.length)) return EpcRefusal::TooBig;
    if (!std::all_of(text.begin(), text.end(), is_allowed)) return EpcRefusal::WrongCharacter;
    return std::nullopt;
}

bool is_part_character(char c) {
    return is_character_39(c) && c != '#';
}

/// Codes of suppliers and makers have no I and no O.
bool is_code_character(char c) {
    return is_part_character(c) && c != 'I' && c != 'O' && c != '-' && c != '/';
}

std::optional<EpcRefusal> refuse_field(std::string_view text, const Field& field) {
    switch (field.kind) {
        case Prefix:
            break;
        case Reference:
        case Digits:
            return refuse_digits(text, static_cast<std::size_t>(field.length));
        case RestInteger:
        case Integer:
            return refuse_number(text, field);
        case AfterOne:
            if (text.empty()) return EpcRefusal::EmptyField;
            if (!is_digits(text)) return EpcRefusal::WrongCharacter;
            if (text.size() > static_cast<std::size_t>(field.length)) return EpcRefusal::TooBig;
            break;
        case RestText:
        case Text:
            if (text.empty()) return EpcRefusal::EmptyField;
            return refuse_text(text, field, is_character_82);
        case RestText6:
            if (text.empty()) return EpcRefusal::EmptyField;
            return refuse_text(text, field, is_character_39);
        case Part6:
            return refuse_text(text, field, is_part_character);
        case Serial6: {
            const bool marked = !text.empty() && text.front() == '#';
            if (text.size() == (marked ? 1 : 0)) return EpcRefusal::EmptyField;
            if (text.size() > static_cast<std::size_t>(field.length)) return EpcRefusal::TooBig;
            return refuse_text(text.substr(marked ? 1 : 0), field, is_part_character);
        }
        case Code6:
        case Code8:
            if (text.size() != 5 && text.size() != 6) return EpcRefusal::WrongDigits;
            return refuse_text(text, field, is_code_character);
        case None:
            return EpcRefusal::WrongFields;
    }
    return std::nullopt;
}

}  // namespace

std::size_t SchemeRow::field_count() const {
    return static_cast<std::size_t>(std::count_if(
        fields.begin(), fields.end(), [](const Field& field) { return field.kind != None; }));
}

std::span<const SchemeRow> scheme_rows() {
    return kRows;
}

const SchemeRow& row_of(EpcScheme scheme) {
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const SchemeRow& candidate) {
        return candidate.scheme == scheme;
    });
    PARETO_CHECK(row != kRows.end());
    return *row;
}

Field sized(const Field& field, std::size_t prefix_digits) {
    if (prefix_digits == 0) return field;
    PARETO_CHECK(prefix_digits >= kPrefixDigitsMin && prefix_digits <= kPrefixDigitsMax);
    const int prefix_bits = kPrefixBits[kPrefixDigitsMax - prefix_digits];
    const int digits = static_cast<int>(prefix_digits);
    switch (field.kind) {
        case Prefix:
            return {field.kind, prefix_bits, digits};
        case Reference:
        case RestInteger:
        case RestText:
        case RestText6:
            return {field.kind,
                    field.bits > 0 ? field.bits - prefix_bits : 0,
                    field.length > 0 ? field.length - digits : 0};
        case None:
        case Integer:
        case Digits:
        case AfterOne:
        case Text:
        case Part6:
        case Serial6:
        case Code6:
        case Code8:
            break;
    }
    return field;
}

std::optional<EpcRefusal> refuse(const Epc& epc) {
    const SchemeRow& row = row_of(epc.scheme);
    if (epc.filter < 0 || (epc.filter >> row.filter_bits) != 0) return EpcRefusal::WrongFilter;
    if (epc.fields.size() != row.field_count()) return EpcRefusal::WrongFields;
    std::size_t prefix_digits = 0;
    if (row.has_prefix()) {
        const std::string& prefix = epc.fields.front();
        prefix_digits = prefix.size();
        if (prefix_digits < kPrefixDigitsMin || prefix_digits > kPrefixDigitsMax)
            return EpcRefusal::WrongPrefixLength;
        if (!is_digits(prefix)) return EpcRefusal::WrongCharacter;
    }
    for (std::size_t i = 0; i < epc.fields.size(); ++i) {
        const Field field = sized(row.fields[i], prefix_digits);
        if (const auto refusal = refuse_field(epc.fields[i], field)) return refusal;
    }
    // What the fields do not show: a piece number over the number of pieces.
    for (const Element& element : to_elements(epc)) {
        if (refuse_value(element.ai, element.value)) return EpcRefusal::WrongElements;
    }
    return std::nullopt;
}

std::string_view name_of(EpcScheme scheme) {
    return row_of(scheme).name;
}

std::string_view filter_meaning(EpcScheme scheme, int filter) {
    using Meanings = std::array<std::string_view, 8>;
    constexpr Meanings kItems{"all others",
                              "point of sale item",
                              "full case",
                              "",
                              "inner pack",
                              "",
                              "unit load",
                              "unit inside an item"};
    constexpr Meanings kLogistics{"all others", "", "full case", "", "", "", "unit load", ""};
    constexpr Meanings kOthers{"all others"};
    if (filter < 0 || filter > 7) return {};
    const auto place = static_cast<std::size_t>(filter);
    switch (scheme) {
        case EpcScheme::Sgtin96:
        case EpcScheme::Sgtin198:
        case EpcScheme::Itip110:
        case EpcScheme::Itip212:
            return kItems[place];
        case EpcScheme::Sscc96:
            return kLogistics[place];
        case EpcScheme::Gid96:
        case EpcScheme::Usdod96:
        case EpcScheme::AdiVar:
            return {};
        case EpcScheme::Sgln96:
        case EpcScheme::Sgln195:
        case EpcScheme::Grai96:
        case EpcScheme::Grai170:
        case EpcScheme::Giai96:
        case EpcScheme::Giai202:
        case EpcScheme::Gsrn96:
        case EpcScheme::Gsrnp96:
        case EpcScheme::Gdti96:
        case EpcScheme::Gdti174:
        case EpcScheme::Sgcn96:
        case EpcScheme::Cpi96:
        case EpcScheme::CpiVar:
            return kOthers[place];
    }
    return {};
}

std::string_view explain(EpcRefusal refusal) {
    switch (refusal) {
        case EpcRefusal::NoUri:
            return "is no EPC URI";
        case EpcRefusal::UnknownScheme:
            return "is no EPC that is known here; the tag may never have been written";
        case EpcRefusal::WrongLength:
            return "has another number of bits than its scheme";
        case EpcRefusal::PaddingNotZero:
            return "holds data where the standard wants zeros";
        case EpcRefusal::WrongFilter:
            return "has a filter value that its scheme does not hold";
        case EpcRefusal::UnknownPartition:
            return "has a partition value that does not exist";
        case EpcRefusal::WrongFields:
            return "has another number of fields than its scheme";
        case EpcRefusal::WrongPrefixLength:
            return "has a company prefix of other than 6 to 12 digits";
        case EpcRefusal::TooBig:
            return "has a number or text that is too big for its field";
        case EpcRefusal::WrongDigits:
            return "has a number with too few, too many or needless digits";
        case EpcRefusal::WrongCharacter:
            return "holds a character that it may not have";
        case EpcRefusal::EmptyField:
            return "has an empty field";
        case EpcRefusal::WrongElements:
            return "does not agree with the GS1 key it stands for";
    }
    return "is no EPC";
}

}  // namespace pareto::goods
