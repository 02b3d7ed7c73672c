// The member's file as it stands on a card.
#include "drivers/card/crypto.h"
#include "drivers/card/member_application.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_member_file) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    // Once as it is, and once with a checksum that fits, so that what is behind it is reached.
    for (const Bytes& bytes :
         {Bytes{input}, Bytes{input.substr(0, 27)} + crc32_desfire(input.substr(0, 27))}) {
        const auto member = decode_member_file(bytes);
        if (!member) continue;
        PARETO_CHECK(member->member_number.size() == 13 && !member->card_number.empty());
        PARETO_CHECK(encode_member_file(*member) == bytes);
    }
}
