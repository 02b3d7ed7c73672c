#include "tests/drivers/card/card_stage.h"

#include "drivers/card/an10922.h"

namespace pareto::drivers::card {

Bytes hex(std::string_view digits) {
    std::string packed;
    for (const char c : digits)
        if (c != ' ') packed.push_back(c);
    const auto bytes = from_hex(packed);
    PARETO_CHECK(bytes.has_value());
    return *bytes;
}

Bytes SeededRandom::bytes(std::size_t count) {
    Bytes result;
    while (result.size() < count)
        result.push_back(static_cast<char>(below(256)));
    return result;
}

std::uint64_t SeededRandom::below(std::uint64_t bound) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return (state_ >> 33U) % bound;
}

Bytes GivenRandom::bytes(std::size_t count) {
    PARETO_CHECK(count == bytes_.size());
    return bytes_;
}

void ChipChannel::cut_at(unsigned command, Cut how) {
    cut_command_ = command;
    cut_ = how;
}

void ChipChannel::put_back() {
    chip_.power_off();
    commands_ = 0;
    cut_ = Cut::None;
    gone_ = false;
}

Result<Bytes> ChipChannel::transmit(BytesView command) {
    if (gone_) return fault(FaultCode::Unavailable, "no card");
    const bool cut = cut_ != Cut::None && commands_ == cut_command_;
    ++commands_;
    if (!cut) {
        Bytes answer = chip_.transmit(command);
        if (on_answer) on_answer(command, answer);
        return answer;
    }
    gone_ = true;
    if (cut_ == Cut::Torn) chip_.tear_next_write(16);
    if (cut_ != Cut::RequestLost) chip_.transmit(command);
    return fault(FaultCode::Unavailable, "the card was taken away");
}

Result<Bytes> RecordedChannel::transmit(BytesView command) {
    commands.emplace_back(command);
    if (next_ == answers_.size()) return fault(FaultCode::Unavailable, "no card");
    return answers_[next_++];
}

Result<void> MemoryRecord::before(const KeyChange& change) {
    if (fails) return fault(FaultCode::Exhausted, "the disk is full");
    changes.push_back(change);
    return {};
}

std::vector<MasterKey> master_keys(Family family, unsigned version, char seed) {
    std::vector<MasterKey> keys;
    for (unsigned slot = 0; slot < key_count(family); ++slot) {
        Bytes bytes(kKeyBytes, seed);
        bytes[0] = static_cast<char>(family);
        bytes[1] = static_cast<char>(slot);
        bytes[2] = static_cast<char>(version);
        keys.push_back({family, slot, version, *AesKey::from(bytes)});
    }
    return keys;
}

KeyRing chain_ring(Family family, unsigned version) {
    return KeyRing{master_keys(family, version)};
}

KeyRing slot_ring(Family family, unsigned slot, unsigned version) {
    return KeyRing{{master_keys(family, version)[slot]}};
}

test::ChipModel model_of(Family family) {
    switch (family) {
        case Family::Ntag424:
            return test::ChipModel::Ntag424;
        case Family::DesfireEv1:
            return test::ChipModel::DesfireEv1;
        case Family::DesfireEv2:
        case Family::UidOnly:
            break;
    }
    return test::ChipModel::DesfireEv2;
}

MemberFile anna() {
    return {.card_number = "4711000012345", .member_number = "2900000000018"};
}

MemberFile bert() {
    return {.card_number = "B-0002", .member_number = "2900000000025"};
}

PersonalisationPlan plan_for(Family family, const MemberFile& member) {
    return {.family = family, .uid = test::ChipOptions{}.uid, .member = member};
}

test::SecureChip personalised(Family family, const MemberFile& member) {
    test::SecureChip chip{model_of(family)};
    ChipChannel channel{chip};
    SeededRandom random{7};
    MemoryRecord record;
    const KeyRing ring = chain_ring(family);
    PARETO_CHECK(
        Personaliser(channel, ring, random, record).run(plan_for(family, member)).has_value());
    chip.power_off();
    return chip;
}

std::string told(const Expected<MemberFile, IdentifyError>& outcome) {
    if (outcome) return outcome->card_number + " " + outcome->member_number;
    if (const auto* refusal = std::get_if<IdentifyRefusal>(&outcome.error()))
        return std::string{name_of(*refusal)};
    return "fault: " + std::string{name_of(std::get<Fault>(outcome.error()).code)};
}

std::string told(const Expected<void, PersonaliseError>& outcome) {
    if (outcome) return "done";
    if (const auto* refusal = std::get_if<PersonaliseRefusal>(&outcome.error()))
        return std::string{name_of(*refusal)};
    return "fault: " + std::string{name_of(std::get<Fault>(outcome.error()).code)};
}

std::string identified(test::Chip& chip, Family pinned, unsigned slot, unsigned version) {
    chip.power_off();
    ChipChannel channel{chip};
    SeededRandom random{11};
    const KeyRing ring = slot_ring(pinned, slot, version);
    LocalKeyHolder holder{ring, random};
    return told(identify(
        channel, {.pinned = pinned, .uid = test::ChipOptions{}.uid, .slot = slot}, holder));
}

std::string name_of_family(Family family) {
    switch (family) {
        case Family::UidOnly:
            return "UidOnly";
        case Family::Ntag424:
            return "Ntag424";
        case Family::DesfireEv1:
            return "DesfireEv1";
        case Family::DesfireEv2:
            return "DesfireEv2";
    }
    return "";
}

}  // namespace pareto::drivers::card
