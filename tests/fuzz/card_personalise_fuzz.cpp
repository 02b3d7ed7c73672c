// A card whose answers are changed, lost or made up while it is personalised: it can always be
// finished afterwards.
#include "drivers/card/personalise.h"
#include "tests/fuzz/card_fuzz.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_personalise) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const Family family = fuzz::family_of(decisions.byte());
    test::SecureChip chip = fuzz::blank_chip(family);
    fuzz::ChangingChannel channel{chip, decisions};
    fuzz::CountingRandom random;
    fuzz::ForgetfulRecord record;
    const KeyRing ring = fuzz::chain_ring(family);
    const auto outcome = Personaliser(channel, ring, random, record).run(fuzz::plan_for(family));
    if (!outcome) {
        const auto* const refusal = std::get_if<PersonaliseRefusal>(&outcome.error());
        PARETO_CHECK(refusal == nullptr || !name_of(*refusal).empty());
    }
    PARETO_CHECK(fuzz::finish(chip, family));
}
