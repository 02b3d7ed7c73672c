// Answers of cards in frames, versions and file settings: the first byte of each piece is its
// length.
#include "drivers/card/apdu.h"
#include "drivers/card/file_settings.h"
#include "drivers/card/native.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

class InputChannel final : public drivers::card::CardChannel {
public:
    explicit InputChannel(fuzz::Decisions& decisions) : decisions_(decisions) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView) override {
        ++commands;
        return Bytes{decisions_.bytes(decisions_.byte())};
    }

    std::size_t commands = 0;

private:
    fuzz::Decisions& decisions_;
};

}  // namespace
}  // namespace pareto

PARETO_FUZZ(card_answer) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    const auto answer = parse_answer(input);
    PARETO_CHECK(answer.has_value() == (input.size() >= 2 && input.size() <= 258));
    if (const auto version = parse_card_version(input)) {
        PARETO_CHECK(is_secure(version->family) && version->uid.size() == 7);
    }
    if (const auto settings = parse_file_settings(input)) {
        PARETO_CHECK(settings->bytes < 0x100'0000 &&
                     encode(settings->rights) == Bytes{input.substr(2, 2)});
    }
    fuzz::Decisions decisions{input};
    InputChannel channel{decisions};
    const auto whole = exchange(channel, 0x60, "");
    PARETO_CHECK(channel.commands <= kFramesMax);
    if (whole) PARETO_CHECK(whole->data.size() <= input.size());
}
