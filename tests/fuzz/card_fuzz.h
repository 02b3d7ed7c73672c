// What the targets of cards share: a chip whose answers are changed on the way by the input,
// numbers that repeat, and the keys of a chain.
#pragma once

#include <vector>

#include "common/ports/random.h"
#include "drivers/card/personalise.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/cards/chips/secure_chip.h"

namespace pareto::fuzz {

class CountingRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override {
        Bytes bytes;
        while (bytes.size() < count)
            bytes.push_back(static_cast<char>(++next_));
        return bytes;
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override { return ++next_ % bound; }

private:
    std::uint64_t next_ = 0;
};

/// Between a chip and its reader. For each command the input says: pass on (most often), or lose
/// the command, lose the answer, turn a bit, shorten, lengthen, or answer something else.
class ChangingChannel final : public drivers::card::CardChannel {
public:
    ChangingChannel(test::Chip& chip, Decisions& decisions) : chip_(chip), decisions_(decisions) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        const std::uint8_t what = decisions_.byte();
        if (what == 1) return fault(FaultCode::Unavailable, "lost");
        Bytes answer = chip_.transmit(command);
        if (what == 2) return fault(FaultCode::Unavailable, "lost");
        if (what == 0 || what > 6) return answer;
        changed = true;
        const std::uint8_t where = decisions_.byte();
        if (what == 3 && !answer.empty()) {
            char& byte = answer[where % answer.size()];
            byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (where % 8U)));
        }
        if (what == 4) answer.resize(where % (answer.size() + 1));
        if (what == 5) answer.insert(0, where, 'x');
        if (what == 6) answer = Bytes{decisions_.bytes(where)};
        return answer;
    }

    bool changed = false;

private:
    test::Chip& chip_;
    Decisions& decisions_;
};

class ForgetfulRecord final : public drivers::card::PersonalisationRecord {
public:
    [[nodiscard]] Result<void> before(const drivers::card::KeyChange&) override { return {}; }
};

[[nodiscard]] inline drivers::card::KeyRing chain_ring(drivers::card::Family family) {
    std::vector<drivers::card::MasterKey> keys;
    for (unsigned slot = 0; slot < drivers::card::key_count(family); ++slot) {
        const Bytes bytes(drivers::card::kKeyBytes, static_cast<char>('A' + slot));
        keys.push_back({family, slot, 1, *drivers::card::AesKey::from(bytes)});
    }
    return drivers::card::KeyRing{keys};
}

[[nodiscard]] inline drivers::card::Family family_of(std::uint8_t choice) {
    using drivers::card::Family;
    constexpr Family kFamilies[] = {Family::Ntag424, Family::DesfireEv1, Family::DesfireEv2};
    return kFamilies[choice % 3];
}

[[nodiscard]] inline test::SecureChip blank_chip(drivers::card::Family family) {
    using drivers::card::Family;
    return test::SecureChip{family == Family::Ntag424      ? test::ChipModel::Ntag424
                            : family == Family::DesfireEv1 ? test::ChipModel::DesfireEv1
                                                           : test::ChipModel::DesfireEv2};
}

[[nodiscard]] inline drivers::card::PersonalisationPlan plan_for(drivers::card::Family family) {
    return {.family = family,
            .uid = test::ChipOptions{}.uid,
            .member = {.card_number = "4711", .member_number = "2900000000018"}};
}

/// Carries a plan out on a chip whose answers arrive as they are.
[[nodiscard]] inline bool finish(test::Chip& chip, drivers::card::Family family) {
    Decisions nothing{BytesView{}};
    chip.power_off();
    ChangingChannel channel{chip, nothing};
    CountingRandom random;
    ForgetfulRecord record;
    const auto ring = chain_ring(family);
    return drivers::card::Personaliser(channel, ring, random, record)
        .run(plan_for(family))
        .has_value();
}

}  // namespace pareto::fuzz
