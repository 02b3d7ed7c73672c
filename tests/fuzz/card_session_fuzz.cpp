// Protected answers: without the session's key none is believed, and a wrong one never harms.
#include "drivers/card/authentication.h"
#include "drivers/card/secure_messaging.h"
#include "tests/fuzz/card_fuzz.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_session) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::uint8_t shape = decisions.byte();
    const CommMode mode = (shape & 1U) != 0 ? CommMode::Full : CommMode::Mac;
    const NativeCommand command{.ins = 0xBD,
                                .header = Bytes(7, 'h'),
                                .data = (shape & 2U) != 0 ? Bytes(31, 'd') : Bytes{},
                                .mode = mode,
                                .answer_bytes = decisions.byte()};
    const BytesView answer = decisions.rest();
    const AesKey key = *AesKey::from(Bytes(kKeyBytes, 'k'));
    Ev1Session ev1{key};
    (void)ev1.protect(command);
    PARETO_CHECK(!ev1.open(command, answer));
    Ev2Session ev2{
        {.enc_key = key, .mac_key = key, .transaction = Bytes(4, 't'), .counter = shape}};
    (void)ev2.protect(command);
    PARETO_CHECK(!ev2.open(command, answer));
    for (const Scheme scheme : {Scheme::Ev1Aes, Scheme::Ev2First}) {
        fuzz::CountingRandom random;
        Authentication authentication{scheme, key, random};
        const auto said = authentication.answer(answer.substr(0, 16));
        if (said) PARETO_CHECK(said->size() == 32 && !authentication.finish(answer.substr(16)));
    }
}
