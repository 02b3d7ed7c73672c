// The card is taken away at every single command, with the command lost, with its answer lost, and
// in the middle of a write. What must hold: no card is ever dead, and none half belongs to a
// member.
//
// PARETO_TORN_SEQUENCES=N runs N random sequences instead of 2,000, and prints one line.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

constexpr const char* kAnna = "4711000012345 2900000000018";
constexpr Cut kCuts[] = {Cut::RequestLost, Cut::ReplyLost, Cut::Torn};

unsigned torn_sequences() {
    const char* const given =
        std::getenv("PARETO_TORN_SEQUENCES");  // NOLINT(concurrency-mt-unsafe)
    return given == nullptr ? 2'000 : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

/// What the keys that identify say of the card: "Anna's" when all name her, "nobody's" when none
/// names anybody; anything else is told in full.
std::string whose(test::SecureChip chip, Family family) {
    std::string all;
    std::size_t anna = 0;
    std::size_t nobody = 0;
    const auto slots = identifying_slots(family);
    for (const unsigned slot : slots) {
        const std::string who = identified(chip, family, slot);
        if (who == kAnna) ++anna;
        if (who == "UidOnly" || who == "WrongKey" || who == "NotPersonalised") ++nobody;
        all += std::to_string(slot) + ": " + who + "; ";
    }
    if (anna == slots.size()) return "Anna's";
    return nobody == slots.size() ? "nobody's" : all;
}

::testing::AssertionResult whole_or_nobodys(const test::SecureChip& chip, Family family) {
    const std::string answer = whose(chip, family);
    if (answer == "Anna's" || answer == "nobody's") return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << answer;
}

class CutTest : public ::testing::TestWithParam<Family> {
protected:
    std::string personalise(ChipChannel& channel) {
        return told(Personaliser(channel, ring_, random_, record_).run(plan_for(GetParam())));
    }

    const KeyRing ring_ = chain_ring(GetParam());
    SeededRandom random_{13};
    MemoryRecord record_;
};

INSTANTIATE_TEST_SUITE_P(Families,
                         CutTest,
                         ::testing::ValuesIn(kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(CutTest, LeavesACardThatIdentifiesAgainAfterEveryCutOfAnIdentification) {
    test::SecureChip chip = personalised(GetParam());
    for (const Cut cut : kCuts) {
        for (unsigned command = 0; command < 4; ++command) {
            ChipChannel channel{chip};
            channel.put_back();
            channel.cut_at(command, cut);
            SeededRandom random{17};
            LocalKeyHolder holder{ring_, random};
            const Presented presented{
                .pinned = GetParam(), .uid = test::ChipOptions{}.uid, .slot = kHqSlot};
            EXPECT_EQ(told(identify(channel, presented, holder)), "fault: unavailable") << command;
            EXPECT_EQ(identified(chip, GetParam()), kAnna) << command;
        }
    }
}

TEST_P(CutTest, LeavesACardThatCanBeFinishedAfterEveryCutOfAPersonalisation) {
    test::SecureChip uncut{model_of(GetParam())};
    ChipChannel whole{uncut};
    ASSERT_EQ(personalise(whole), "done");
    const unsigned commands = whole.commands();
    for (const Cut cut : kCuts) {
        for (unsigned command = 0; command < commands; ++command) {
            test::SecureChip chip{model_of(GetParam())};
            ChipChannel channel{chip};
            channel.cut_at(command, cut);
            ASSERT_EQ(personalise(channel), "fault: unavailable") << command;
            ASSERT_TRUE(whole_or_nobodys(chip, GetParam())) << command;
            channel.put_back();
            ASSERT_EQ(personalise(channel), "done") << command;
            ASSERT_EQ(whose(chip, GetParam()), "Anna's") << command;
        }
    }
    std::cout << name_of_family(GetParam()) << ": " << commands << " commands, cut " << 3 * commands
              << " times\n";
}

TEST_P(CutTest, LeavesACardThatCanBeFinishedAfterEveryCutOfARekeying) {
    std::vector<MasterKey> keys = master_keys(GetParam(), 1);
    for (const MasterKey& key : master_keys(GetParam(), 2))
        keys.push_back(key);
    const KeyRing both{keys};
    const test::SecureChip before = personalised(GetParam());
    unsigned commands = 1;
    for (const Cut cut : {Cut::RequestLost, Cut::ReplyLost}) {
        for (unsigned command = 0; command < commands; ++command) {
            test::SecureChip chip = before;
            ChipChannel channel{chip};
            if (command > 0 || cut != Cut::RequestLost) {
                channel.cut_at(command, cut);
                ASSERT_EQ(
                    told(Personaliser(channel, both, random_, record_).run(plan_for(GetParam()))),
                    "fault: unavailable")
                    << command;
                // Whichever key a slot has, the member is the same.
                LocalKeyHolder holder{both, random_};
                channel.put_back();
                const Presented presented{
                    .pinned = GetParam(), .uid = test::ChipOptions{}.uid, .slot = kHqSlot};
                ASSERT_EQ(told(identify(channel, presented, holder)), kAnna) << command;
                channel.put_back();
            }
            ASSERT_EQ(told(Personaliser(channel, both, random_, record_).run(plan_for(GetParam()))),
                      "done");
            if (commands == 1) commands = channel.commands();
        }
    }
    EXPECT_GT(commands, 2 * key_count(GetParam()));
}

// Every version a slot can have was recorded before the card could have it.
bool recorded(const std::vector<KeyChange>& changes, const test::SecureChip& chip) {
    for (const auto& [number, application] : chip.applications()) {
        for (unsigned slot = 0; slot < application.keys.size(); ++slot) {
            bool known = application.keys[slot].version == 0;
            for (const KeyChange& change : changes)
                known = known || (change.slot == slot &&
                                  change.to_version == application.keys[slot].version);
            if (!known) return false;
        }
    }
    return true;
}

TEST(TornSequenceTest, EndsInAWholeCardWhateverWasCut) {
    const unsigned sequences = torn_sequences();
    SeededRandom dice{2026};
    std::uint64_t cuts = 0;
    std::uint64_t commands = 0;
    for (unsigned sequence = 0; sequence < sequences; ++sequence) {
        const Family family = kSecureFamilies[sequence % kSecureFamilies.size()];
        test::ChipOptions options;
        options.seed = sequence + 1;
        test::SecureChip chip{model_of(family), options};
        ChipChannel channel{chip};
        const KeyRing ring = chain_ring(family);
        MemoryRecord record;
        SeededRandom random{sequence + 1};
        std::string outcome;
        for (unsigned turn = 0; outcome != "done"; ++turn) {
            // Taken away up to six times, anywhere in what is still to be done.
            if (turn < 6)
                channel.cut_at(static_cast<unsigned>(dice.below(90)), kCuts[dice.below(3)]);
            outcome = told(Personaliser(channel, ring, random, record).run(plan_for(family)));
            commands += channel.commands();
            ASSERT_TRUE(outcome == "done" || outcome == "fault: unavailable")
                << sequence << " " << outcome;
            ASSERT_TRUE(recorded(record.changes, chip)) << sequence;
            if (outcome != "done") ++cuts;
            ASSERT_TRUE(whole_or_nobodys(chip, family)) << sequence;
            channel.put_back();
        }
        ASSERT_EQ(whose(chip, family), "Anna's") << sequence;
    }
    std::cout << sequences << " torn personalisations, " << cuts << " cuts, " << commands
              << " commands: no dead card, none half a member's\n";
}

}  // namespace
}  // namespace pareto::drivers::card
