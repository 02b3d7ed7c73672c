// Who a card is, and every way in which it is nobody's: clones, recordings, other chains,
// downgrades.
#include "drivers/card/identify.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"
#include "tests/support/cards/chips/type2_chip.h"

namespace pareto::drivers::card {
namespace {

const Bytes kUid = test::ChipOptions{}.uid;
constexpr const char* kAnna = "4711000012345 2900000000018";

class IdentifyTest : public ::testing::TestWithParam<Family> {
protected:
    std::string by(CardChannel& channel,
                   const KeyRing& ring,
                   unsigned slot = kHqSlot,
                   std::uint64_t seed = 11) {
        SeededRandom random{seed};
        LocalKeyHolder holder{ring, random};
        return told(identify(channel, {.pinned = GetParam(), .uid = kUid, .slot = slot}, holder));
    }
};

INSTANTIATE_TEST_SUITE_P(Families,
                         IdentifyTest,
                         ::testing::ValuesIn(kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(IdentifyTest, NamesTheMemberByTheKeyOfHqAndOfEachGroup) {
    test::SecureChip chip = personalised(GetParam());
    for (const unsigned slot : identifying_slots(GetParam()))
        EXPECT_EQ(identified(chip, GetParam(), slot), kAnna) << slot;
}

TEST_P(IdentifyTest, NeedsFourCommands) {
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    ASSERT_EQ(by(channel, chain_ring(GetParam())), kAnna);
    EXPECT_EQ(channel.commands(), 4U);
}

TEST_P(IdentifyTest, ChangesNothingOnTheCard) {
    test::SecureChip chip = personalised(GetParam());
    const auto before = chip.applications();
    ASSERT_EQ(identified(chip, GetParam()), kAnna);
    for (const auto& [number, application] : chip.applications()) {
        ASSERT_EQ(application.keys.size(), before.at(number).keys.size());
        for (const auto& [file_number, file] : application.files)
            EXPECT_EQ(file.content, before.at(number).files.at(file_number).content);
    }
}

TEST_P(IdentifyTest, RefusesABlankCardOfTheSameUid) {
    test::SecureChip clone{model_of(GetParam())};
    EXPECT_EQ(identified(clone, GetParam()),
              GetParam() == Family::Ntag424 ? "WrongKey" : "UidOnly");
}

TEST_P(IdentifyTest, RefusesACopyOfEverythingReadableWithOtherKeys) {
    test::SecureChip clone = personalised(GetParam());
    for (auto& [number, application] : clone.applications())
        for (test::ChipKey& key : application.keys)
            key.value = Bytes(16, '\0');
    EXPECT_EQ(identified(clone, GetParam()), "WrongKey");
}

TEST_P(IdentifyTest, RefusesTheSameKeysUnderAnotherUid) {
    // Somebody took the keys out of one card and put another card's UID before them.
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    SeededRandom random{11};
    const KeyRing ring = chain_ring(GetParam());
    LocalKeyHolder holder{ring, random};
    const Presented other{.pinned = GetParam(), .uid = hex("04a1b2c3d4e581"), .slot = kHqSlot};
    EXPECT_EQ(told(identify(channel, other, holder)), "WrongKey");
}

TEST_P(IdentifyTest, RefusesARecordedConversation) {
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    std::vector<Bytes> answers;
    channel.on_answer = [&](BytesView, Bytes& answer) {
        answers.push_back(answer);
    };
    const KeyRing ring = chain_ring(GetParam());
    ASSERT_EQ(by(channel, ring, kHqSlot, 11), kAnna);
    RecordedChannel replay{answers};
    EXPECT_EQ(by(replay, ring, kHqSlot, 12), "NotGenuine");
    // Even with the reader's number guessed, the recording is all there is: the same conversation
    // once more.
    RecordedChannel same{answers};
    EXPECT_EQ(by(same, ring, kHqSlot, 11), kAnna);
}

TEST_P(IdentifyTest, RefusesACardThatAnswersWithTheReadersOwnBytes) {
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    channel.on_answer = [&](BytesView command, Bytes& answer) {
        if (command[1] != '\xAF') return;
        const std::size_t length = answer.size() - 2;
        answer = Bytes{command.substr(5, length)} + hex("9100");
    };
    EXPECT_EQ(by(channel, chain_ring(GetParam())), "NotGenuine");
}

TEST_P(IdentifyTest, RefusesWhatHasOnlyAUid) {
    test::Type2Chip ultralight{test::Type2Model::Ntag215, kUid};
    EXPECT_NE(identified(ultralight, GetParam()), kAnna);
    for (const char* const answer :
         {"6a82", "6d00", "6e00", "6a81", "6982", "911c", "91a0", "6300"}) {
        RecordedChannel uid_only{std::vector<Bytes>(8, hex(answer))};
        EXPECT_EQ(by(uid_only, chain_ring(GetParam())), "UidOnly") << answer;
    }
}

TEST_P(IdentifyTest, RefusesOtherFamilies) {
    for (const Family other : kSecureFamilies) {
        if (other == GetParam()) continue;
        test::SecureChip chip = personalised(other);
        // DESFire EV2 cards speak EV1 too, but have other keys.
        EXPECT_NE(identified(chip, GetParam()), kAnna) << name_of_family(other);
    }
}

TEST_P(IdentifyTest, TriesOlderKeysForCardsNotYetRekeyed) {
    test::SecureChip chip = personalised(GetParam());
    std::vector<MasterKey> keys = master_keys(GetParam(), 1);
    for (const MasterKey& key : master_keys(GetParam(), 2))
        keys.push_back(key);
    ChipChannel channel{chip};
    EXPECT_EQ(by(channel, KeyRing{keys}), kAnna);
    EXPECT_EQ(channel.commands(), 6U);
}

TEST_P(IdentifyTest, RefusesAVersionItDoesNotHave) {
    test::SecureChip chip = personalised(GetParam());
    EXPECT_EQ(identified(chip, GetParam(), kHqSlot, 2), "WrongKey");
    ChipChannel channel{chip};
    channel.put_back();
    EXPECT_EQ(by(channel, KeyRing{}), "NoKey");
    channel.put_back();
    EXPECT_EQ(by(channel, chain_ring(GetParam()), kWriterSlot),
              "NoKey");  // That slot names nobody.
    std::vector<MasterKey> many;
    for (unsigned version = 2; version < 9; ++version)
        for (const MasterKey& key : master_keys(GetParam(), version))
            many.push_back(key);
    channel.put_back();
    EXPECT_EQ(by(channel, KeyRing{many}), "WrongKey");
    EXPECT_EQ(channel.commands(), 1U + 2U * kAttemptsMax);
}

TEST_P(IdentifyTest, RefusesAGenuineCardWithoutAMember) {
    test::SecureChip chip = personalised(GetParam());
    for (auto& [number, application] : chip.applications())
        for (auto& [file_number, file] : application.files)
            file.content.assign(file.content.size(), '\0');
    EXPECT_EQ(identified(chip, GetParam()), "NotPersonalised");
    for (auto& [number, application] : chip.applications())
        application.files.clear();
    EXPECT_EQ(identified(chip, GetParam()), "NotPersonalised");
}

TEST_P(IdentifyTest, BelievesNoAnswerThatWasChangedOnTheWay) {
    test::SecureChip chip = personalised(GetParam());
    const KeyRing ring = chain_ring(GetParam());
    for (unsigned command = 1; command < 4; ++command) {
        for (std::size_t at = 0; at < 80; ++at) {
            ChipChannel channel{chip};
            channel.put_back();
            bool changed = false;
            unsigned answered = 0;
            channel.on_answer = [&](BytesView, Bytes& answer) {
                if (answered++ != command || at >= answer.size()) return;
                answer[at] = static_cast<char>(answer[at] ^ 0x10);
                changed = true;
            };
            const std::string outcome = by(channel, ring);
            EXPECT_TRUE(!changed || outcome != kAnna) << command << " " << at << " " << outcome;
        }
    }
}

TEST_P(IdentifyTest, BelievesNoShortenedAnswer) {
    test::SecureChip chip = personalised(GetParam());
    const KeyRing ring = chain_ring(GetParam());
    for (unsigned command = 0; command < 4; ++command) {
        for (std::size_t length = 0; length < 60; ++length) {
            ChipChannel channel{chip};
            channel.put_back();
            bool changed = false;
            unsigned answered = 0;
            channel.on_answer = [&](BytesView, Bytes& answer) {
                if (answered++ != command || length >= answer.size()) return;
                answer.resize(length);
                changed = true;
            };
            EXPECT_TRUE(by(channel, ring) != kAnna || !changed) << command << " " << length;
        }
    }
}

TEST_P(IdentifyTest, StopsListeningToAFloodOfFrames) {
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    unsigned answered = 0;
    channel.on_answer = [&](BytesView, Bytes& answer) {
        if (++answered >= 4) answer = Bytes(59, 'x') + "\x91\xAF";
    };
    EXPECT_EQ(by(channel, chain_ring(GetParam())), "fault: corrupt");
    EXPECT_LE(channel.commands(), 4 + kFramesMax);
}

TEST_P(IdentifyTest, IsARandomUidOnlyWithProof) {
    // A reader may report a random UID: no key belongs to it.
    test::SecureChip chip = personalised(GetParam());
    ChipChannel channel{chip};
    SeededRandom random{11};
    const KeyRing ring = chain_ring(GetParam());
    LocalKeyHolder holder{ring, random};
    EXPECT_EQ(
        told(identify(
            channel, {.pinned = GetParam(), .uid = hex("08112233"), .slot = kHqSlot}, holder)),
        "WrongKey");
}

// A relay: HQ's holder behind a wire that carries bytes, and may break.
class Wire final : public KeyHolder {
public:
    Wire(KeyHolder& hq, unsigned breaks_at) : hq_(hq), breaks_at_(breaks_at) {}

    [[nodiscard]] Result<Bytes> answer(const Challenge& challenge) override {
        if (++messages_ == breaks_at_) return lost();
        return hq_.answer(challenge);
    }

    [[nodiscard]] Result<Bytes> accept(BytesView proof) override {
        if (++messages_ == breaks_at_) return lost();
        return hq_.accept(proof);
    }

    [[nodiscard]] Result<std::optional<MemberFile>> open(BytesView answer) override {
        if (++messages_ == breaks_at_) return lost();
        return hq_.open(answer);
    }

private:
    static tl::unexpected<Fault> lost() { return fault(FaultCode::Timeout, "no answer from HQ"); }

    KeyHolder& hq_;
    const unsigned breaks_at_;
    unsigned messages_ = 0;
};

TEST_P(IdentifyTest, WorksOverAWireAndFailsWithIt) {
    test::SecureChip chip = personalised(GetParam());
    const KeyRing ring = slot_ring(GetParam(), kHqSlot);
    for (const unsigned breaks_at : {0U, 1U, 2U, 3U}) {
        ChipChannel channel{chip};
        channel.put_back();
        SeededRandom random{11};
        LocalKeyHolder hq{ring, random};
        Wire wire{hq, breaks_at};
        EXPECT_EQ(
            told(identify(channel, {.pinned = GetParam(), .uid = kUid, .slot = kHqSlot}, wire)),
            breaks_at == 0 ? kAnna : "fault: timeout");
    }
}

TEST(KeyHolderTest, GoesInOrder) {
    const KeyRing ring = chain_ring(Family::Ntag424);
    SeededRandom random{1};
    LocalKeyHolder holder{ring, random};
    EXPECT_EQ(holder.accept(Bytes(32, 'x')).error().code, FaultCode::Conflict);
    EXPECT_EQ(holder.open(Bytes(32, 'x')).error().code, FaultCode::Conflict);
    EXPECT_EQ(holder.answer({.family = Family::UidOnly, .uid = kUid, .bytes = Bytes(16, 'x')})
                  .error()
                  .code,
              FaultCode::Denied);
    EXPECT_TRUE(holder.answer({.family = Family::Ntag424, .uid = kUid, .bytes = Bytes(16, 'x')}));
    EXPECT_EQ(holder.accept(Bytes(32, 'x')).error().code, FaultCode::Denied);
    EXPECT_EQ(holder.accept(Bytes(32, 'x')).error().code, FaultCode::Conflict);
}

}  // namespace
}  // namespace pareto::drivers::card
