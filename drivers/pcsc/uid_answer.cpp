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

}  // namespace pareto::drivers::pcsc
