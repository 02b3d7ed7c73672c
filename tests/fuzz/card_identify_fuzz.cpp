// A member's card whose answers are changed on the way to the terminal: nobody but its member is
// ever named, and it is still the member's card afterwards.
#include "drivers/card/identify.h"
#include "tests/fuzz/card_fuzz.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_identify) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    static const std::vector<test::SecureChip> personalised = [] {
        std::vector<test::SecureChip> chips;
        for (std::uint8_t choice = 0; choice < 3; ++choice) {
            chips.push_back(fuzz::blank_chip(fuzz::family_of(choice)));
            PARETO_CHECK(fuzz::finish(chips.back(), fuzz::family_of(choice)));
        }
        return chips;
    }();
    fuzz::Decisions decisions{input};
    const std::uint8_t choice = decisions.byte();
    const Family family = fuzz::family_of(choice);
    test::SecureChip chip = personalised[choice % 3U];
    const KeyRing ring = fuzz::chain_ring(family);
    const Presented presented{.pinned = family, .uid = test::ChipOptions{}.uid, .slot = kHqSlot};
    for (const bool hostile : {true, false}) {
        chip.power_off();
        fuzz::Decisions nothing{BytesView{}};
        fuzz::ChangingChannel channel{chip, hostile ? decisions : nothing};
        fuzz::CountingRandom random;
        LocalKeyHolder holder{ring, random};
        const auto member = identify(channel, presented, holder);
        if (member) PARETO_CHECK(*member == fuzz::plan_for(family).member);
        if (!hostile) PARETO_CHECK(member.has_value());
    }
}
