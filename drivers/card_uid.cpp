#include "drivers/card_uid.h"

namespace pareto::drivers {

std::optional<UidRefusal> refuse_uid(BytesView uid) {
    if (uid.size() != 4 && uid.size() != 7 && uid.size() != 10) return UidRefusal::OddLength;
    if (uid.size() == 4 && uid.front() == '\x08') return UidRefusal::Random;
    return std::nullopt;
}

std::string explain(UidRefusal refusal) {
    switch (refusal) {
        case UidRefusal::OddLength:
            return "has a UID of another length than 4, 7 or 10 bytes and cannot be used";
        case UidRefusal::Random:
            return "shows a random UID, as phones and passports do, and cannot name a member: use "
                   "the printed number";
    }
    return "cannot be used";
}

}  // namespace pareto::drivers
