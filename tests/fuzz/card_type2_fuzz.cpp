// The memory of a Type 2 tag, and a whole tag made of the input: what is written to it is read from
// it.
#include "drivers/card/type2.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

class MemoryTag final : public drivers::card::Type2Channel {
public:
    explicit MemoryTag(BytesView memory) : memory_(memory) { memory_.resize(256 * 4, '\0'); }

    [[nodiscard]] Result<Bytes> exchange(BytesView command) override {
        const std::size_t page = command.size() > 1 ? static_cast<unsigned char>(command[1]) : 0U;
        if (command[0] == '\x30') {
            const Bytes twice = memory_ + memory_;
            return twice.substr(page * 4, 16);
        }
        if (command[0] != '\xA2') return memory_.substr(0, 8);
        memory_.replace(page * 4, 4, Bytes{command.substr(2)});
        return Bytes(1, '\x0A');
    }

private:
    Bytes memory_;
};

}  // namespace
}  // namespace pareto

PARETO_FUZZ(card_type2) {
    using namespace pareto;                 // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::card;  // NOLINT(google-build-using-namespace)
    if (const auto version = parse_type2_version(input)) PARETO_CHECK(version->user_bytes > 0);
    const auto place = parse_blocks(input);
    if (place && *place) {
        PARETO_CHECK((*place)->block_at < (*place)->message_at);
        PARETO_CHECK((*place)->message_at + (*place)->message_bytes <= input.size());
    }
    MemoryTag memory{input};
    Type2Tag tag{memory};
    (void)tag.version();
    (void)tag.read_counter();
    (void)tag.read_ndef();
    const Bytes message(input.size() % 300, 'm');
    if (tag.write_ndef(message)) {
        const auto read = tag.read_ndef();
        PARETO_CHECK(read && *read == message);
    }
}
