#include "drivers/unread.h"

#include "drivers/card_uid.h"

namespace pareto::drivers {

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

}  // namespace pareto::drivers
