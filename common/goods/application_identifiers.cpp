// The table of application identifiers: GS1 General Specifications, section 3.2.
#include <algorithm>
#include <array>
#include <cstdint>

#include "common/base/time.h"
#include "common/goods/characters.h"
#include "common/goods/digits.h"
#include "common/goods/element.h"

namespace pareto::goods {
namespace {

/// A row is an identifier or a range. `decimals_max` >= 0: one more digit follows, which says how
/// many decimals the value has.
///
/// The format is pieces in a row; a piece in [] may be missing, with all after it:
///     N6   six digits            X..20  1 to 20 of the 82 characters    Y of the 39, Z of the 64
/// and then what the piece has to be:
///     c check digit   d YYMMDD, day 00 = the month's last   D YYMMDD   p piece and total   z zero
struct Row {
    std::string_view first;
    std::string_view last;
    int decimals_max;
    std::string_view format;
};

constexpr int kNone = -1;

constexpr auto kRows = std::to_array<Row>({
    {"00", "00", kNone, "N18c"},                      // SSCC: a pallet, a parcel
    {"01", "01", kNone, "N14c"},                      // GTIN: an item
    {"02", "03", kNone, "N14c"},                      // GTIN of what is in it; made to order
    {"10", "10", kNone, "X..20"},                     // batch
    {"11", "13", kNone, "N6d"},                       // produced, due, packed on
    {"15", "17", kNone, "N6d"},                       // best before, sell by, use by
    {"20", "20", kNone, "N2"},                        // variant
    {"21", "22", kNone, "X..20"},                     // serial; consumer variant
    {"235", "235", kNone, "X..28"},                   // third party's serial
    {"240", "241", kNone, "X..30"},                   // more of the item; customer's part
    {"242", "242", kNone, "N..6"},                    // made-to-order variant
    {"243", "243", kNone, "X..20"},                   // packaging component
    {"250", "251", kNone, "X..30"},                   // second serial; source
    {"253", "253", kNone, "N13c [X..17]"},            // GDTI: a document
    {"254", "254", kNone, "X..20"},                   // GLN's extension
    {"255", "255", kNone, "N13c [N..12]"},            // GCN: a coupon
    {"30", "30", kNone, "N..8"},                      // count, variable measure
    {"310", "316", 5, "N6"},                          // net kg, m, m, m, m2, l, m3
    {"320", "337", 5, "N6"},                          // lb, in, ft, yd …; gross kg …
    {"340", "357", 5, "N6"},                          // gross lb …; areas, t oz, oz
    {"360", "369", 5, "N6"},                          // volumes
    {"37", "37", kNone, "N..8"},                      // count of what is in it
    {"390", "390", 9, "N..15"},                       // amount, coupon value
    {"391", "391", 9, "N3 N..15"},                    // the same with its currency
    {"392", "392", 9, "N..15"},                       // price, variable measure
    {"393", "393", 9, "N3 N..15"},                    // the same with its currency
    {"394", "394", 3, "N4"},                          // percent off, coupon
    {"395", "395", 5, "N6"},                          // price per unit
    {"400", "401", kNone, "X..30"},                   // order; GINC: a consignment
    {"402", "402", kNone, "N17c"},                    // GSIN: a shipment
    {"403", "403", kNone, "X..30"},                   // route
    {"410", "417", kNone, "N13c"},                    // GLN: a place or party
    {"420", "420", kNone, "X..20"},                   // postal code
    {"421", "421", kNone, "N3 X..9"},                 // country and postal code
    {"422", "422", kNone, "N3"},                      // country of origin
    {"423", "423", kNone, "N3 [N3] [N3] [N3] [N3]"},  // countries of first processing
    {"424", "424", kNone, "N3"},                      // country of processing
    {"425", "425", kNone, "N3 [N3] [N3] [N3] [N3]"},  // countries of disassembly
    {"426", "426", kNone, "N3"},                      // country of all processing
    {"427", "427", kNone, "X..3"},                    // part of the country
    {"4300", "4301", kNone, "X..35"},                 // ship to: company, name
    {"4302", "4306", kNone, "X..70"},                 // ship to: address
    {"4307", "4307", kNone, "X2"},                    // ship to: country
    {"4308", "4308", kNone, "X..30"},                 // ship to: phone
    {"4309", "4309", kNone, "N20"},                   // ship to: latitude, longitude
    {"4310", "4311", kNone, "X..35"},                 // return to: company, name
    {"4312", "4316", kNone, "X..70"},                 // return to: address
    {"4317", "4317", kNone, "X2"},                    // return to: country
    {"4318", "4318", kNone, "X..20"},                 // return to: postal code
    {"4319", "4319", kNone, "X..30"},                 // return to: phone
    {"4320", "4320", kNone, "X..35"},                 // service
    {"4321", "4323", kNone, "N1"},                    // dangerous, leave, signature
    {"4324", "4325", kNone, "N6d N4"},                // not before, not after
    {"4326", "4326", kNone, "N6D"},                   // released on
    {"4330", "4333", kNone, "N6 [X1]"},               // temperatures
    {"7001", "7001", kNone, "N13"},                   // NATO stock number
    {"7002", "7002", kNone, "X..30"},                 // cut of meat
    {"7003", "7003", kNone, "N6D N4"},                // use by, with the time
    {"7004", "7004", kNone, "N..4"},                  // potency
    {"7005", "7005", kNone, "X..12"},                 // catch area
    {"7006", "7006", kNone, "N6D"},                   // first frozen on
    {"7007", "7007", kNone, "N6D [N6D]"},             // harvested on, from and to
    {"7008", "7008", kNone, "X..3"},                  // species of fish
    {"7009", "7009", kNone, "X..10"},                 // fishing gear
    {"7010", "7010", kNone, "X..2"},                  // way of production
    {"7011", "7011", kNone, "N6D [N4]"},              // test by
    {"7020", "7022", kNone, "X..20"},                 // refurbishing
    {"7023", "7023", kNone, "X..30"},                 // GIAI of an assembly
    {"7030", "7039", kNone, "N3 X..27"},              // processors
    {"7040", "7040", kNone, "N1 X3"},                 // EU tobacco
    {"7041", "7041", kNone, "X..4"},                  // kind of freight unit
    {"710", "717", kNone, "X..20"},                   // national drug numbers
    {"7230", "7239", kNone, "X2 X..28"},              // certificates
    {"7240", "7240", kNone, "X..20"},                 // protocol
    {"7241", "7241", kNone, "N2"},                    // kind of medium
    {"7242", "7242", kNone, "X..25"},                 // version
    {"7250", "7250", kNone, "N8"},                    // day of birth
    {"7251", "7251", kNone, "N12"},                   // and the time
    {"7252", "7252", kNone, "N1"},                    // sex
    {"7253", "7254", kNone, "X..40"},                 // names of a person
    {"7255", "7255", kNone, "X..10"},                 //
    {"7256", "7256", kNone, "X..90"},                 //
    {"7257", "7257", kNone, "X..70"},                 // address
    {"7258", "7258", kNone, "X3"},                    // order of births
    {"7259", "7259", kNone, "X..40"},                 // name of a baby
    {"8001", "8001", kNone, "N14"},                   // rolls
    {"8002", "8002", kNone, "X..20"},                 // mobile phone
    {"8003", "8003", kNone, "N1z N13c [X..16]"},      // GRAI: a crate, a keg
    {"8004", "8004", kNone, "X..30"},                 // GIAI: one asset
    {"8005", "8005", kNone, "N6"},                    // price per unit
    {"8006", "8006", kNone, "N14c N4p"},              // ITIP: a piece of an item
    {"8007", "8007", kNone, "X..34"},                 // IBAN
    {"8008", "8008", kNone, "N6D N2 [N2] [N2]"},      // produced at
    {"8009", "8009", kNone, "X..50"},                 // sensor
    {"8010", "8010", kNone, "Y..30"},                 // CPID: a component
    {"8011", "8011", kNone, "N..12"},                 // its serial
    {"8012", "8012", kNone, "X..20"},                 // version of software
    {"8013", "8014", kNone, "X..25"},                 // GMN: a model; MUDI
    {"8017", "8018", kNone, "N18c"},                  // GSRN: who serves, who is served
    {"8019", "8019", kNone, "N..10"},                 // instance of the service
    {"8020", "8020", kNone, "X..25"},                 // payment slip
    {"8026", "8026", kNone, "N14c N4p"},              // ITIP of what is in it
    {"8030", "8030", kNone, "Z..90"},                 // signature
    {"8040", "8041", kNone, "N15"},                   // IMEI
    {"8042", "8042", kNone, "N32"},                   // eSIM
    {"8043", "8043", kNone, "N18 [N..2]"},            // SIM
    {"8110", "8110", kNone, "X..70"},                 // North American coupon
    {"8111", "8111", kNone, "N4"},                    // points of a coupon
    {"8112", "8112", kNone, "X..70"},                 // North American paperless coupon
    {"8200", "8200", kNone, "X..70"},                 // web address
    {"90", "90", kNone, "X..30"},                     // between partners
    {"91", "99", kNone, "X..90"},                     // inside a company
});

/// The row of an identifier, or nullptr.
const Row* row_of(std::string_view ai) {
    if (!is_digits(ai)) return nullptr;
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& candidate) {
        const bool has_decimals = candidate.decimals_max != kNone;
        if (ai.size() != candidate.first.size() + (has_decimals ? 1 : 0)) return false;
        const std::string_view stem = ai.substr(0, candidate.first.size());
        return candidate.first <= stem && stem <= candidate.last &&
               (!has_decimals || ai.back() - '0' <= candidate.decimals_max);
    });
    return row == kRows.end() ? nullptr : row;
}

/// One piece of a format.
struct Piece {
    bool optional = false;
    char set = 'N';
    std::size_t shortest = 0;
    std::size_t longest = 0;
    char meaning = ' ';
};

/// Takes the first piece off a format of the table.
Piece take_piece(std::string_view& format) {
    Piece piece;
    std::string_view text = format.substr(0, format.find(' '));
    format.remove_prefix(std::min(format.size(), text.size() + 1));
    if (text.front() == '[') {
        piece.optional = true;
        text = text.substr(1, text.size() - 2);
    }
    piece.set = text.front();
    text.remove_prefix(1);
    const bool up_to = text.substr(0, 2) == "..";
    if (up_to) text.remove_prefix(2);
    if (!is_digit(text.back())) {
        piece.meaning = text.back();
        text.remove_suffix(1);
    }
    piece.longest = *number_of(text);
    piece.shortest = up_to ? 1 : piece.longest;
    return piece;
}

bool is_of(char set, char c) {
    switch (set) {
        case 'N':
            return is_digit(c);
        case 'Y':
            return is_character_39(c);
        case 'Z':
            return is_character_64(c);
        default:
            return is_character_82(c);
    }
}

/// YYMMDD. The century is not known here, so that 29 February is let through in years that are
/// multiples of four.
bool is_date(std::string_view text, bool may_lack_day) {
    const auto month = *number_of(text.substr(2, 2));
    const auto day = *number_of(text.substr(4, 2));
    if (month < 1 || month > 12) return false;
    if (day == 0) return may_lack_day;
    const std::chrono::year_month_day date{
        std::chrono::year{2000 + static_cast<int>(*number_of(text.substr(0, 2)))},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok();
}

std::optional<ElementRefusal> refuse_piece(const Piece& piece, std::string_view text) {
    const auto fits = [&](char c) {
        return is_of(piece.set, c);
    };
    if (!std::all_of(text.begin(), text.end(), fits)) return ElementRefusal::WrongCharacter;
    switch (piece.meaning) {
        case 'c':
            if (!has_check_digit(text)) return ElementRefusal::WrongCheckDigit;
            break;
        case 'd':
        case 'D':
            if (!is_date(text, piece.meaning == 'd')) return ElementRefusal::NoSuchDate;
            break;
        case 'p':
            if (text.substr(0, 2) == "00" || text.substr(0, 2) > text.substr(2))
                return ElementRefusal::WrongPieces;
            break;
        case 'z':
            if (text != "0") return ElementRefusal::WrongCharacter;
            break;
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::string_view identifier_in_front(std::string_view data) {
    for (const std::size_t length : {2U, 3U, 4U}) {
        if (data.size() >= length && row_of(data.substr(0, length)) != nullptr)
            return data.substr(0, length);
    }
    return {};
}

bool is_predefined_length(std::string_view ai) {
    const std::string_view front = ai.substr(0, 2);
    return front <= "04" || (front >= "11" && front <= "20") || (front >= "31" && front <= "36") ||
           front == "41";
}

std::optional<int> decimals_of(std::string_view ai) {
    const Row* row = row_of(ai);
    if (row == nullptr || row->decimals_max == kNone) return std::nullopt;
    return ai.back() - '0';
}

std::optional<ElementRefusal> refuse_value(std::string_view ai, std::string_view value) {
    const Row* row = row_of(ai);
    if (row == nullptr) return ElementRefusal::UnknownIdentifier;
    std::string_view format = row->format;
    while (!format.empty()) {
        const Piece piece = take_piece(format);
        if (value.empty() && piece.optional) return std::nullopt;
        if (value.size() < piece.shortest) return ElementRefusal::TooShort;
        const std::string_view text = value.substr(0, piece.longest);
        if (const auto refusal = refuse_piece(piece, text)) return refusal;
        value.remove_prefix(text.size());
    }
    if (!value.empty()) return ElementRefusal::WrongLength;
    return std::nullopt;
}

}  // namespace pareto::goods
