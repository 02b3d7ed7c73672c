#include "drivers/wedge/scanned_card.h"

#include <algorithm>

#include "common/goods/characters.h"
#include "common/goods/scan.h"
#include "drivers/card_uid.h"

namespace pareto::drivers::wedge {
namespace {

bool is_number_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
}

}  // namespace

Result<ports::Tap> card_of(std::string_view scan,
                           const WedgeSettings& settings,
                           const std::string& reader) {
    if (settings.content == Content::Scan) {
        if (scan.empty() || scan.size() > kScanBytesMax ||
            !std::all_of(scan.begin(), scan.end(), goods::is_scanned)) {
            return fault(FaultCode::Corrupt,
                         reader + " read something that is no code: at most 512 characters");
        }
        ports::Tap tap;
        tap.number = scan;
        tap.reader = reader;
        return tap;
    }
    if (settings.keys.symbology) scan = goods::split_symbology(scan).text;
    ports::Tap tap;
    tap.reader = reader;
    if (settings.content == Content::Number) {
        if (scan.empty() || scan.size() > kNumberBytesMax ||
            !std::all_of(scan.begin(), scan.end(), is_number_character)) {
            return fault(FaultCode::Corrupt,
                         reader +
                             " read something that is no card number: letters, digits, - and _ "
                             "only, at most 64");
        }
        tap.number = scan;
        return tap;
    }
    auto uid = from_hex(scan);
    if (!uid) {
        return fault(FaultCode::Corrupt,
                     reader +
                         " read something that is no UID: set the reader to hexadecimal digits, "
                         "or this program to content=number");
    }
    if (settings.content == Content::UidReversed) std::reverse(uid->begin(), uid->end());
    if (const auto refusal = refuse_uid(*uid))
        return fault(FaultCode::Unsupported, "the card on " + reader + " " + explain(*refusal));
    tap.uid = *std::move(uid);
    return tap;
}

}  // namespace pareto::drivers::wedge
