// Web links of an NTAG 424 DNA: none is believed that its card did not make.
#include "drivers/card/sun.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(card_sun) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::uint8_t shape = decisions.byte();
    SunMessage message{
        .picc_data = Bytes{decisions.bytes((shape & 1U) != 0 ? 24 : 16)},
        .file_data = Bytes{decisions.bytes((shape & 2U) != 0 ? 16U * (shape >> 4U) : shape >> 4U)},
        .mac = Bytes{decisions.bytes(8)},
        .mac_input = {}};
    message.mac_input = Bytes{decisions.rest()};
    const SunKeys keys = [&](BytesView uid) {
        return (shape & 4U) != 0 ? AesKey::from(Bytes(9, 'k') + Bytes{uid}) : std::nullopt;
    };
    const AesKey meta_key = *AesKey::from(Bytes(kKeyBytes, 'm'));
    const auto reading = verify_sun(message, meta_key, keys);
    PARETO_CHECK(!reading && !name_of(reading.error()).empty());
    const PlainSunMessage plain{.uid = Bytes{input.substr(0, 7)},
                                .read_counter = shape,
                                .mac = message.mac,
                                .mac_input = message.mac_input};
    PARETO_CHECK(!verify_sun(plain, keys));
}
