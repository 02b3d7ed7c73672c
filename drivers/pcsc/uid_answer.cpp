#include "drivers/pcsc/uid_answer.h"

#include "drivers/card_uid.h"

namespace pareto::drivers::pcsc {
namespace {

constexpr BytesView kDone{"\x90\x00", 2};
constexpr BytesView kNoInformation{"\x63\x00",
                                   2};  // what readers say when the card has just left the field

tl::unexpected<Unread> unread(Unread why) {
    return tl::unexpected<Unread>{why};
}

}  // namespace

UidReading judge(BytesView first, BytesView second) {
    if (first != second || first.size() < kDone.size()) return unread(Unread::Lost);
    const BytesView status = first.substr(first.size() - kDone.size());
    if (status == kNoInformation) return unread(Unread::Lost);
    if (status != kDone) return unread(Unread::NoUid);
    const BytesView uid = first.substr(0, first.size() - kDone.size());
    if (uid.empty()) return unread(Unread::NoUid);
    if (const auto refusal = refuse_uid(uid)) {
        return unread(*refusal == UidRefusal::Random ? Unread::Random : Unread::OddLength);
    }
    return Bytes{uid};
}

Fault explain(Unread why, const std::string& reader) {
    switch (why) {
        case Unread::Busy:
            return {FaultCode::Denied,
                    reader +
                        " is held by another program (often scdaemon of GnuPG, or a browser): "
                        "close that program, then present the card again"};
        case Unread::Mute:
            return {FaultCode::Unsupported,
                    "the card on " + reader +
                        " does not answer: present it alone, or use its printed number"};
        case Unread::Lost:
            return {FaultCode::Conflict,
                    "the card on " + reader +
                        " was taken away or exchanged while it was read: present it again"};
        case Unread::NoUid:
            return {FaultCode::Unsupported,
                    "no UID from the card on " + reader +
                        ": the card or the reader is not contactless; use the printed number"};
        case Unread::OddLength:
            return {FaultCode::Unsupported,
                    "the card on " + reader + " " + explain(UidRefusal::OddLength)};
        case Unread::Random:
            return {FaultCode::Unsupported,
                    "the card on " + reader + " " + explain(UidRefusal::Random)};
    }
    return {FaultCode::Unsupported, "the card on " + reader + " cannot be used"};
}

}  // namespace pareto::drivers::pcsc
