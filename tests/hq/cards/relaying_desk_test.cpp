// HQ speaks with cards of software through a terminal that relays: it proves them, writes them, and
// is cut off at every command. Proven against the emulator.
#include "hq/cards/relaying_desk.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"
#include "tests/support/cards/chips/type2_chip.h"

namespace pareto::hq::cards {
namespace {

using drivers::card::ChipChannel;
using drivers::card::Cut;
using drivers::card::Family;
using drivers::card::MasterKey;
using drivers::card::SeededRandom;
using test::SecureChip;

constexpr TerminalId kTill{7};

class HeldClock final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override { return UtcTime{now_}; }

    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now_}; }

    void advance(std::chrono::milliseconds by) { now_ += by; }

private:
    std::chrono::milliseconds now_{1'000'000};
};

std::vector<MasterKey> all_keys(unsigned versions = 1) {
    std::vector<MasterKey> keys;
    for (const Family family : drivers::card::kSecureFamilies) {
        for (unsigned version = 1; version <= versions; ++version) {
            const auto more = drivers::card::master_keys(family, version);
            keys.insert(keys.end(), more.begin(), more.end());
        }
    }
    return keys;
}

Bytes uid() {
    return test::ChipOptions{}.uid;
}

CardSubject about(Family family, sync::CardPurpose purpose) {
    return {.purpose = purpose,
            .card_key = "key",
            .family = family,
            .card_number = drivers::card::anna().card_number,
            .member_number = drivers::card::anna().member_number};
}

class DeskStage : public testing::Test {
protected:
    CardTurn identify(test::Chip& chip, Family family) {
        chip.power_off();
        ChipChannel channel{chip};
        return relay(channel, begin(about(family, sync::CardPurpose::Identify)));
    }

    CardTurn begin(CardSubject subject, TerminalId terminal = kTill) {
        auto turn = desk.begin(terminal, std::move(subject), uid());
        EXPECT_TRUE(turn);
        return turn ? std::move(*turn) : CardTurn{};
    }

    /// As a terminal does, and the books: until an end, or `commands` were said.
    CardTurn relay(ChipChannel& channel, CardTurn turn, unsigned commands = 1'000) {
        while (true) {
            if (turn.kind == CardTurnKind::Record) {
                changes.push_back(turn.change);
                turn = desk.recorded(kTill, turn.conversation, {});
            } else if (turn.kind == CardTurnKind::Say && commands > 0) {
                --commands;
                const auto answer = channel.transmit(turn.command);
                turn = desk.answered(kTill, turn.conversation, answer ? *answer : Bytes{});
            } else {
                return turn;
            }
        }
    }

    CardTurn personalise(ChipChannel& channel, Family family, unsigned commands = 1'000) {
        return relay(channel, begin(about(family, sync::CardPurpose::Personalise)), commands);
    }

    static std::string told(const CardTurn& turn) {
        switch (turn.kind) {
            case CardTurnKind::Say:
                return "say";
            case CardTurnKind::Record:
                return "record";
            case CardTurnKind::Done:
                return turn.card_number + " " + turn.member_number;
            case CardTurnKind::Refused:
                return turn.reason;
            case CardTurnKind::Lost:
                break;
        }
        return "lost";
    }

    static std::string annas() {
        return drivers::card::anna().card_number + " " + drivers::card::anna().member_number;
    }

    HeldClock clock;
    SeededRandom random{5};
    RelayingDesk desk{all_keys(), clock, random};
    std::vector<CardKeyChange> changes;
};

class RelayingDeskTest : public DeskStage, public testing::WithParamInterface<Family> {};

TEST_P(RelayingDeskTest, ProvesACardAndRefusesWhatPosesAsOne) {
    SecureChip card = drivers::card::personalised(GetParam());
    EXPECT_EQ(told(identify(card, GetParam())), annas());
    SecureChip blank{drivers::card::model_of(GetParam())};
    EXPECT_EQ(told(identify(blank, GetParam())),
              GetParam() == Family::Ntag424 ? "WrongKey" : "UidOnly");
    test::Type2Chip cheap{test::Type2Model::Ntag213, uid()};
    ChipChannel channel{cheap};
    // As a reader answers for a tag that knows no such commands.
    channel.on_answer = [](BytesView, Bytes& answer) {
        answer = Bytes{"\x6A\x81", 2};
    };
    EXPECT_EQ(told(relay(channel, begin(about(GetParam(), sync::CardPurpose::Identify)))),
              "UidOnly");
    EXPECT_EQ(desk.conversations(), 0U);
}

TEST_P(RelayingDeskTest, WritesACardOnceAndProvesItTheSecondTime) {
    SecureChip chip{drivers::card::model_of(GetParam())};
    ChipChannel channel{chip};
    EXPECT_EQ(told(personalise(channel, GetParam())), annas());
    EXPECT_EQ(changes.size(), drivers::card::key_count(GetParam()));
    changes.clear();
    channel.put_back();
    EXPECT_EQ(told(personalise(channel, GetParam())), annas());
    EXPECT_TRUE(changes.empty());
    EXPECT_EQ(told(identify(chip, GetParam())), annas());
    CardSubject other = about(GetParam(), sync::CardPurpose::Personalise);
    other.member_number = drivers::card::bert().member_number;
    channel.put_back();
    EXPECT_EQ(told(relay(channel, begin(other))), "OtherMember");
}

// Until the card is written, it is nobody's; presented again, it is finished.
TEST_P(RelayingDeskTest, ACutAtAnyCommandLeavesACardThatIsFinishedLater) {
    unsigned commands = 0;
    {
        SecureChip chip{drivers::card::model_of(GetParam())};
        ChipChannel channel{chip};
        ASSERT_EQ(told(personalise(channel, GetParam())), annas());
        commands = channel.commands();
    }
    for (const Cut cut : {Cut::RequestLost, Cut::ReplyLost, Cut::None}) {
        for (unsigned at = 0; at < commands; ++at) {
            SCOPED_TRACE("command " + std::to_string(at));
            SecureChip chip{drivers::card::model_of(GetParam())};
            ChipChannel channel{chip};
            channel.cut_at(at, cut);
            // None: the terminal vanishes with the command, and its next tap is another session's.
            const CardTurn first =
                personalise(channel, GetParam(), cut == Cut::None ? at : commands);
            EXPECT_EQ(told(first), cut == Cut::None ? "say" : "lost");
            const std::string half = told(identify(chip, GetParam()));
            EXPECT_TRUE(half == annas() || half == "UidOnly" || half == "WrongKey" ||
                        half == "NotPersonalised")
                << half;
            channel.put_back();
            ASSERT_EQ(told(personalise(channel, GetParam())), annas());
            ASSERT_EQ(told(identify(chip, GetParam())), annas());
        }
    }
    EXPECT_EQ(desk.conversations(), 0U);
}

TEST_P(RelayingDeskTest, NothingIsSaidToTheCardAfterARecordThatFailed) {
    SecureChip chip{drivers::card::model_of(GetParam())};
    ChipChannel channel{chip};
    CardTurn turn = begin(about(GetParam(), sync::CardPurpose::Personalise));
    while (turn.kind == CardTurnKind::Say)
        turn = desk.answered(kTill, turn.conversation, channel.transmit(turn.command).value());
    ASSERT_EQ(turn.kind, CardTurnKind::Record);
    const unsigned said = channel.commands();
    turn = desk.recorded(kTill, turn.conversation, fault(FaultCode::Exhausted, "the disk is full"));
    EXPECT_EQ(told(turn), "lost");
    EXPECT_EQ(channel.commands(), said);
    EXPECT_EQ(desk.conversations(), 0U);
}

TEST_P(RelayingDeskTest, OlderKeysAreRecognisedAndBroughtToTheNewest) {
    SecureChip chip = drivers::card::personalised(GetParam());
    RelayingDesk newer{all_keys(2), clock, random};
    ChipChannel channel{chip};
    auto turn = newer.begin(kTill, about(GetParam(), sync::CardPurpose::Personalise), uid());
    ASSERT_TRUE(turn);
    while (turn->kind == CardTurnKind::Say || turn->kind == CardTurnKind::Record) {
        if (turn->kind == CardTurnKind::Record) {
            EXPECT_EQ(turn->change.from_version, 1U);
            EXPECT_EQ(turn->change.to_version, 2U);
            turn = newer.recorded(kTill, turn->conversation, {});
        } else {
            turn =
                newer.answered(kTill, turn->conversation, channel.transmit(turn->command).value());
        }
    }
    EXPECT_EQ(told(*turn), annas());
}

INSTANTIATE_TEST_SUITE_P(Families,
                         RelayingDeskTest,
                         testing::ValuesIn(drivers::card::kSecureFamilies),
                         [](const auto& family) {
                             return drivers::card::name_of_family(family.param);
                         });

class ConversationsTest : public DeskStage {};

TEST_F(ConversationsTest, AnAnswerToNoConversationIsLost) {
    EXPECT_EQ(told(desk.answered(kTill, 1, "\x90\x00")), "lost");
    const CardTurn first = begin(about(Family::Ntag424, sync::CardPurpose::Identify));
    const CardTurn second = begin(about(Family::Ntag424, sync::CardPurpose::Identify));
    EXPECT_EQ(desk.conversations(), 1U);
    EXPECT_EQ(told(desk.answered(kTill, first.conversation, "\x90\x00")), "lost");
    EXPECT_EQ(told(desk.answered(TerminalId{8}, second.conversation, "\x90\x00")), "lost");
    EXPECT_EQ(told(desk.recorded(kTill, first.conversation, {})), "lost");
    EXPECT_EQ(desk.conversations(), 1U);
}

TEST_F(ConversationsTest, AnAnswerThatNoCardGivesEndsAConversation) {
    const CardTurn turn = begin(about(Family::Ntag424, sync::CardPurpose::Identify));
    EXPECT_EQ(told(desk.answered(kTill, turn.conversation, "x")), "lost");
    EXPECT_EQ(desk.conversations(), 0U);
}

TEST_F(ConversationsTest, SilentOnesEndAndMakeRoom) {
    for (std::int64_t till = 1; till <= 256; ++till)
        begin(about(Family::DesfireEv1, sync::CardPurpose::Identify), TerminalId{till});
    EXPECT_EQ(desk.conversations(), 256U);
    const auto refused =
        desk.begin(TerminalId{257}, about(Family::DesfireEv1, sync::CardPurpose::Identify), uid());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, FaultCode::Exhausted);
    // One more of a terminal that has one takes nobody's place.
    begin(about(Family::DesfireEv1, sync::CardPurpose::Identify), TerminalId{256});
    clock.advance(std::chrono::seconds{9});
    const CardTurn heard =
        begin(about(Family::DesfireEv1, sync::CardPurpose::Identify), TerminalId{1});
    desk.end_silent();
    EXPECT_EQ(desk.conversations(), 256U);
    clock.advance(std::chrono::seconds{1});
    desk.end_silent();
    EXPECT_EQ(desk.conversations(), 1U);
    clock.advance(std::chrono::seconds{9});
    EXPECT_EQ(told(desk.answered(TerminalId{1}, heard.conversation, "\x90\x00")), "lost");
}

TEST_F(ConversationsTest, ABranchHasTheKeysOfItsGroupAndNoOthers) {
    const RelayingDesk two{all_keys(2), clock, random};
    std::string keys;
    for (const sync::GroupKey& key : two.group_keys(BranchId{13})) {
        keys += std::string{loyalty::name_of(key.family)} + " " + std::to_string(key.slot) + "/" +
                std::to_string(key.version) + ", ";
        const auto all = drivers::card::master_keys(key.family, key.version);
        EXPECT_EQ(key.key, all[key.slot].key.view());
    }
    EXPECT_EQ(keys,
              "ntag424 3/1, ntag424 3/2, desfire-ev1 8/1, desfire-ev1 8/2, desfire-ev2 8/1, "
              "desfire-ev2 8/2, ");
    EXPECT_EQ(two.group_keys(BranchId{5}), two.group_keys(BranchId{13}));
    EXPECT_NE(two.group_keys(BranchId{6}), two.group_keys(BranchId{13}));
    EXPECT_TRUE(sync::decode_group_keys(sync::encode(two.group_keys(BranchId{8}))));
}

}  // namespace
}  // namespace pareto::hq::cards
