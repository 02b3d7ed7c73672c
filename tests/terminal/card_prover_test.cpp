// What a card can be made to prove, with chips of software and an HQ in this process: the right
// member, or a clear refusal.
#include "terminal/cards/card_prover.h"

#include <gtest/gtest.h>

#include "terminal/app/card.h"
#include "tests/terminal/card_desk.h"
#include "tests/terminal/fakes.h"

namespace pareto::test {
namespace {

using drivers::card::ChipChannel;
using drivers::card::Cut;
using drivers::card::Family;
using drivers::card::name_of_family;
using terminal::CardVerdict;
using terminal::cards::GroupKeys;

const Bytes kUid = ChipOptions{}.uid;
const Bytes kCardKey(32, 'a');
constexpr unsigned kDesfireGroup = 6;

unsigned group_slot(Family family) {
    return drivers::card::is_desfire(family) ? kDesfireGroup : drivers::card::kFirstGroupSlot;
}

/// A reader with one card, or why there is none.
class OneCard final : public drivers::CardSessions {
public:
    Result<void> with_card(const ports::Tap& /*tap*/,
                           std::chrono::milliseconds /*timeout*/,
                           const Work& work) override {
        ++sessions;
        if (fault) return tl::unexpected<Fault>{*fault};
        return work(*card);
    }

    drivers::card::CardChannel* card = nullptr;
    std::optional<Fault> fault = {};
    int sessions = 0;
};

/// A channel that does not get through to cards of its kind.
class NoWay final : public drivers::card::CardChannel {
public:
    Result<Bytes> transmit(BytesView /*command*/) override {
        return pareto::fault(FaultCode::Unsupported, "this card knows no commands");
    }
};

std::string name_of(CardVerdict verdict) {
    switch (verdict) {
        case CardVerdict::ProvedByHq:
            return "proved by HQ";
        case CardVerdict::ProvedByGroup:
            return "proved by group";
        case CardVerdict::KnownUidOnly:
            return "known";
        case CardVerdict::NotProvable:
            return "not provable";
        case CardVerdict::Unknown:
            return "unknown";
        case CardVerdict::Blocked:
            return "blocked";
        case CardVerdict::Refused:
            return "refused";
        case CardVerdict::Lost:
            return "lost";
    }
    return "";
}

class CardProverTest : public testing::TestWithParam<Family> {
protected:
    CardProverTest() {
        anna.facts = {MemberId{101}, "gold", false, Points{500}};
        anna.member_number = drivers::card::anna().member_number;
        anna.cards = {{.card_key = kCardKey, .family = GetParam()}};
        desk.cards[kCardKey] = {GetParam(), anna};
        known = {GetParam(), false, anna};
        reader.card = &channel;
        give_keys();
    }

    void give_keys(unsigned version = 1) {
        std::vector<sync::GroupKey> ring;
        for (const Family family : drivers::card::kSecureFamilies) {
            const unsigned slot = group_slot(family);
            const auto masters = drivers::card::master_keys(family, version);
            ring.push_back({family, slot, version, Bytes{masters[slot].key.view()}});
        }
        ASSERT_TRUE(keys.keep(sync::encode(ring), clock.now()));
    }

    std::string prove() {
        channel.put_back();
        return prove_as_it_lies();
    }

    std::string prove_as_it_lies() {
        terminal::cards::ReaderCardProver prover{
            {desk, keys, without_reader ? nullptr : &reader, random}};
        const auto finding = prover.prove({tap, kCardKey, known});
        has_member_from_hq = finding.member.has_value();
        std::string text = name_of(finding.verdict);
        if (finding.verdict == CardVerdict::Refused) text += ": " + finding.detail;
        EXPECT_TRUE(finding.verdict != CardVerdict::Lost || !finding.detail.empty());
        return text;
    }

    std::string prove_away() {
        desk.away = true;
        std::string text = prove();
        desk.away = false;
        return text;
    }

    ManualClock clock;
    CardDesk desk;
    GroupKeys keys{clock, [](BytesView sealed) -> Result<Bytes> {
                       return Bytes{sealed};
                   }};
    drivers::card::SeededRandom random{5};
    SecureChip chip = drivers::card::personalised(GetParam());
    ChipChannel channel{chip};
    OneCard reader;
    bool without_reader = false;
    sync::MemberChange anna;
    terminal::KnownCard known;
    ports::Tap tap{kUid, {}, "reader 1"};
    bool has_member_from_hq = false;
};

INSTANTIATE_TEST_SUITE_P(Families,
                         CardProverTest,
                         testing::ValuesIn(drivers::card::kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(CardProverTest, ProvesACardByHq) {
    EXPECT_EQ(prove(), "proved by HQ");
    EXPECT_TRUE(has_member_from_hq) << "with the balance of now";
    EXPECT_EQ(desk.asked.size(), 5U) << "the tap and four answers";
    EXPECT_EQ(reader.sessions, 1);
}

TEST_P(CardProverTest, ProvesAVisitorsCardByHq) {
    known = {};
    EXPECT_EQ(prove(), "proved by HQ");
    EXPECT_TRUE(has_member_from_hq);
    EXPECT_EQ(prove_away(), "unknown");
}

TEST_P(CardProverTest, ProvesACardByItsGroupsKeyWhileHqIsAway) {
    EXPECT_EQ(prove_away(), "proved by group");
    EXPECT_FALSE(has_member_from_hq);
    // HQ may go in the middle of its own proof.
    for (int answers = 1; answers < 5; ++answers) {
        desk.leaves_after = answers;
        EXPECT_EQ(prove(), "proved by group") << answers;
    }
    desk.leaves_after = -1;
    EXPECT_EQ(prove(), "proved by HQ");
}

TEST_P(CardProverTest, CannotProveACardWithoutHqAndWithoutKeys) {
    ASSERT_TRUE(keys.keep({}, clock.now()));
    EXPECT_EQ(prove_away(), "not provable");
    EXPECT_EQ(reader.sessions, 0) << "the card was not even asked";
    const sync::GroupKey other{
        GetParam() == Family::Ntag424 ? Family::DesfireEv2 : Family::Ntag424, 3, 1, Bytes(16, 'o')};
    ASSERT_TRUE(keys.keep(sync::encode(std::vector{other}), clock.now()));
    EXPECT_EQ(prove_away(), "not provable") << "keys of another family";
}

TEST_P(CardProverTest, RefusesACloneWithTheSameUidAndNoKeys) {
    SecureChip clone = drivers::card::personalised(GetParam());
    for (auto& [number, application] : clone.applications())
        for (ChipKey& key : application.keys)
            key.value = Bytes(16, '\0');
    ChipChannel its_channel{clone};
    reader.card = &its_channel;
    EXPECT_EQ(prove(), "refused: WrongKey");
    EXPECT_EQ(prove_away(), "refused: WrongKey");
    SecureChip blank{drivers::card::model_of(GetParam())};
    ChipChannel blank_channel{blank};
    reader.card = &blank_channel;
    const std::string why = GetParam() == Family::Ntag424 ? "WrongKey" : "UidOnly";
    EXPECT_EQ(prove(), "refused: " + why);
    EXPECT_EQ(prove_away(), "refused: " + why);
}

TEST_P(CardProverTest, RefusesARecordedConversation) {
    std::vector<Bytes> answers;
    channel.on_answer = [&](BytesView, const Bytes& answer) {
        answers.push_back(answer);
    };
    ASSERT_EQ(prove(), "proved by HQ");
    drivers::card::RecordedChannel recording{std::exchange(answers, {})};
    reader.card = &recording;
    EXPECT_EQ(prove(), "refused: NotGenuine");
    reader.card = &channel;
    ASSERT_EQ(prove_away(), "proved by group");
    drivers::card::RecordedChannel another{answers};
    reader.card = &another;
    EXPECT_EQ(prove_away(), "refused: NotGenuine");
}

TEST_P(CardProverTest, RefusesTheUidAloneOfACardThatProvesItself) {
    for (const char* const answer : {"6a82", "6d00", "6e00", "6a81", "6982", "911c", "6300"}) {
        for (const bool online : {true, false}) {
            drivers::card::RecordedChannel uid_only{std::vector<Bytes>(8, *from_hex(answer))};
            reader.card = &uid_only;
            EXPECT_EQ(online ? prove() : prove_away(), "refused: UidOnly") << answer;
        }
    }
    NoWay no_way;
    reader.card = &no_way;
    EXPECT_EQ(prove(), "refused: UidOnly");
    EXPECT_EQ(prove_away(), "refused: UidOnly");
}

TEST_P(CardProverTest, RefusesAReaderThatOnlyTellsAUidWhileThereIsABetterOne) {
    reader.fault = Fault{FaultCode::Unsupported, "this reader can only tell which card it is"};
    EXPECT_EQ(prove(), "refused: UidOnly");
    EXPECT_EQ(prove_away(), "not provable") << "it earns all the same";
    reader.fault.reset();
    tap.reader = terminal::kTypedIn;
    EXPECT_EQ(prove(), "refused: UidOnly");
    EXPECT_EQ(prove_away(), "not provable");
    tap.reader = "reader 1";
    without_reader = true;
    EXPECT_EQ(prove(), "refused: UidOnly");
    EXPECT_EQ(prove_away(), "not provable");
}

TEST_P(CardProverTest, LosesTheCardAtEachCommandAndProvesItWhenItIsBack) {
    for (const bool online : {true, false}) {
        const auto how = [&] {
            return online ? "proved by HQ" : "proved by group";
        };
        desk.away = !online;
        for (unsigned command = 0; command < 4; ++command) {
            for (const Cut cut : {Cut::RequestLost, Cut::ReplyLost, Cut::Torn}) {
                channel.put_back();
                channel.cut_at(command, cut);
                EXPECT_EQ(prove_as_it_lies(), "lost") << command;
                EXPECT_EQ(prove(), how()) << command;
            }
        }
        channel.put_back();
        channel.cut_at(4, Cut::RequestLost);
        EXPECT_EQ(prove_as_it_lies(), how()) << "four commands are all";
    }
}

TEST_P(CardProverTest, SaysThatACardIsLostWhateverAilsTheReader) {
    for (const FaultCode code : {FaultCode::Conflict,
                                 FaultCode::Timeout,
                                 FaultCode::Unavailable,
                                 FaultCode::Denied,
                                 FaultCode::Corrupt}) {
        reader.fault = Fault{code, "why"};
        EXPECT_EQ(prove(), "lost") << pareto::name_of(code);
        EXPECT_EQ(prove_away(), "lost") << pareto::name_of(code);
    }
}

TEST_P(CardProverTest, SaysWhatHqSays) {
    desk.cards[kCardKey].blocked = true;
    EXPECT_EQ(prove(), "blocked");
    desk.cards[kCardKey] = {Family::UidOnly, anna};
    EXPECT_EQ(prove(), "not provable") << "pinned here: HQ cannot make less of it";
    known = {};
    EXPECT_EQ(prove(), "known");
    EXPECT_TRUE(has_member_from_hq);
    desk.cards.clear();
    EXPECT_EQ(prove(), "unknown");
    known = {GetParam(), false, anna};
    EXPECT_EQ(prove(), "not provable") << "HQ was restored from a backup";
}

TEST_P(CardProverTest, AsksNobodyAboutACardThatCannotProveItself) {
    known.family = Family::UidOnly;
    EXPECT_EQ(prove(), "known");
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_EQ(reader.sessions, 0);
}

TEST_P(CardProverTest, RefusesAnotherMembersGenuineCard) {
    known.member->member_number = drivers::card::bert().member_number;
    EXPECT_EQ(prove_away(), "refused: OtherMember");
    known.member->member_number.clear();
    EXPECT_EQ(prove_away(), "proved by group") << "enrolled here, HQ has yet to give a number";
}

TEST_P(CardProverTest, TrustsGroupKeysForThreeDaysWithoutHq) {
    clock.pass(terminal::cards::kTrustedFor);
    EXPECT_EQ(prove_away(), "proved by group");
    clock.pass(std::chrono::milliseconds{1});
    EXPECT_EQ(prove_away(), "not provable");
    give_keys();
    EXPECT_EQ(prove_away(), "proved by group") << "HQ was there";
    give_keys(2);
    EXPECT_EQ(prove_away(), "refused: WrongKey") << "a card that was not re-keyed in time";
}

/// Wall clock and steady clock go their own ways.
class TwoClocks final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override { return wall; }

    [[nodiscard]] SteadyTime steady() const override { return running; }

    UtcTime wall = from_ms(1'772'000'000'000);
    SteadyTime running{};
};

TEST(GroupKeysTest, AreNotMadeYoungerBySettingTheClockBack) {
    TwoClocks clock;
    GroupKeys keys{clock, [](BytesView sealed) -> Result<Bytes> {
                       return Bytes{sealed};
                   }};
    const std::vector<sync::GroupKey> ring{{Family::Ntag424, 3, 1, Bytes(16, 'k')}};
    ASSERT_TRUE(keys.keep(sync::encode(ring), clock.wall));
    ASSERT_TRUE(keys.ring(Family::Ntag424));
    EXPECT_EQ(keys.ring(Family::Ntag424)->slot, 3U);
    EXPECT_FALSE(keys.ring(Family::DesfireEv1));
    clock.wall -= std::chrono::hours{48};
    clock.running += terminal::cards::kTrustedFor + std::chrono::milliseconds{1};
    EXPECT_FALSE(keys.ring(Family::Ntag424));
    // Kept from an earlier run: only the wall clock tells.
    clock.wall = from_ms(1'772'000'000'000);
    ASSERT_TRUE(keys.keep(sync::encode(ring), clock.wall - std::chrono::hours{73}));
    EXPECT_FALSE(keys.ring(Family::Ntag424));
}

TEST(GroupKeysTest, AreNoneWhenTheyCannotBeOpened) {
    TwoClocks clock;
    bool opens = true;
    GroupKeys keys{clock, [&](BytesView sealed) -> Result<Bytes> {
                       if (!opens) return fault(FaultCode::Denied, "sealed for another key");
                       return Bytes{sealed};
                   }};
    const std::vector<sync::GroupKey> ring{{Family::Ntag424, 3, 1, Bytes(16, 'k')}};
    ASSERT_TRUE(keys.keep(sync::encode(ring), clock.wall));
    EXPECT_EQ(keys.keep("nonsense", clock.wall).error().code, FaultCode::Corrupt);
    EXPECT_FALSE(keys.ring(Family::Ntag424));
    ASSERT_TRUE(keys.keep(sync::encode(ring), clock.wall));
    opens = false;
    EXPECT_EQ(keys.keep(sync::encode(ring), clock.wall).error().code, FaultCode::Denied);
    EXPECT_FALSE(keys.ring(Family::Ntag424));
    EXPECT_TRUE(keys.keep({}, clock.wall)) << "HQ has none for this terminal";
}

}  // namespace
}  // namespace pareto::test
