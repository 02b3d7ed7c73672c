#include "drivers/card/personalise.h"

#include <gtest/gtest.h>

#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

constexpr const char* kAnna = "4711000012345 2900000000018";

class PersonaliseTest : public ::testing::TestWithParam<Family> {
protected:
    std::string run(test::Chip& chip, const KeyRing& ring, const PersonalisationPlan& plan) {
        chip.power_off();
        ChipChannel channel{chip};
        std::string outcome = told(Personaliser(channel, ring, random_, record_).run(plan));
        commands_ = channel.commands();
        return outcome;
    }

    std::string run(test::Chip& chip, const MemberFile& member = anna()) {
        return run(chip, chain_ring(GetParam()), plan_for(GetParam(), member));
    }

    SeededRandom random_{9};
    MemoryRecord record_;
    unsigned commands_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Families,
                         PersonaliseTest,
                         ::testing::ValuesIn(kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(PersonaliseTest, MakesABlankCardAMembersCard) {
    test::SecureChip chip{model_of(GetParam())};
    ASSERT_EQ(run(chip), "done");
    for (const unsigned slot : identifying_slots(GetParam()))
        EXPECT_EQ(identified(chip, GetParam(), slot), kAnna) << slot;
}

TEST_P(PersonaliseTest, LeavesNoFactoryKeyAndNoFileThatOthersWrite) {
    test::SecureChip chip{model_of(GetParam())};
    ASSERT_EQ(run(chip), "done");
    for (const auto& [number, application] : chip.applications()) {
        for (const test::ChipKey& key : application.keys) {
            EXPECT_NE(key.value, Bytes(16, '\0'));
            EXPECT_EQ(key.version, 1);
        }
        for (const auto& [file_number, file] : application.files) {
            EXPECT_LE(file.write, 2U) << file_number;
            EXPECT_NE(file.read_write, 0xEU) << file_number;
        }
    }
}

TEST_P(PersonaliseTest, RecordsEachKeyBeforeItChanges) {
    test::SecureChip chip{model_of(GetParam())};
    ASSERT_EQ(run(chip), "done");
    ASSERT_EQ(record_.changes.size(), key_count(GetParam()));
    for (unsigned slot = 0; slot < key_count(GetParam()); ++slot)
        EXPECT_EQ(record_.changes[slot],
                  (KeyChange{GetParam(), test::ChipOptions{}.uid, slot, 0, 1}));
}

TEST_P(PersonaliseTest, ChangesNoKeyThatCannotBeRecorded) {
    test::SecureChip chip{model_of(GetParam())};
    record_.fails = true;
    EXPECT_EQ(run(chip), "fault: exhausted");
    for (const auto& [number, application] : chip.applications())
        for (const test::ChipKey& key : application.keys)
            EXPECT_EQ(key.value, Bytes(16, '\0'));
}

TEST_P(PersonaliseTest, WritesNothingToACardThatIsDone) {
    test::SecureChip chip = personalised(GetParam());
    ASSERT_EQ(run(chip), "done");
    EXPECT_TRUE(record_.changes.empty());
}

TEST_P(PersonaliseTest, RefusesAPlanThatCannotBeCarriedOut) {
    test::SecureChip chip{model_of(GetParam())};
    EXPECT_EQ(run(chip, {.card_number = "12345678901234567", .member_number = "2900000000018"}),
              "BadNumber");
    std::vector<MasterKey> keys = master_keys(GetParam(), 1);
    keys.pop_back();
    EXPECT_EQ(run(chip, KeyRing{keys}, plan_for(GetParam())), "NoKeys");
    EXPECT_EQ(commands_, 0U);
}

TEST_P(PersonaliseTest, RefusesAnotherMembersCard) {
    test::SecureChip chip = personalised(GetParam());
    EXPECT_EQ(run(chip, bert()), "OtherMember");
    EXPECT_EQ(identified(chip, GetParam()), kAnna);
}

TEST_P(PersonaliseTest, GivesACardThatBecameNobodysToAnotherMember) {
    test::SecureChip chip{model_of(GetParam())};
    ChipChannel channel{chip};
    channel.cut_at(12, Cut::ReplyLost);
    const KeyRing ring = chain_ring(GetParam());
    ASSERT_EQ(told(Personaliser(channel, ring, random_, record_).run(plan_for(GetParam()))),
              "fault: unavailable");
    ASSERT_EQ(run(chip, bert()), "done");
    EXPECT_EQ(identified(chip, GetParam()), "B-0002 2900000000025");
}

TEST_P(PersonaliseTest, BringsKeysToTheNewestVersion) {
    test::SecureChip chip = personalised(GetParam());
    std::vector<MasterKey> keys = master_keys(GetParam(), 1);
    for (const MasterKey& key : master_keys(GetParam(), 2))
        keys.push_back(key);
    ASSERT_EQ(run(chip, KeyRing{keys}, plan_for(GetParam())), "done");
    EXPECT_EQ(record_.changes.size(), key_count(GetParam()));
    EXPECT_EQ(identified(chip, GetParam(), kHqSlot, 2), kAnna);
    EXPECT_EQ(identified(chip, GetParam(), kHqSlot, 1), "WrongKey");
}

TEST_P(PersonaliseTest, RefusesAnotherCardThanThePlans) {
    test::ChipOptions options;
    options.uid = hex("04a1b2c3d4e5ff");
    test::SecureChip other{model_of(GetParam()), options};
    EXPECT_EQ(run(other), "OtherCard");
    test::ChipOptions hidden;
    hidden.random_uid = true;
    test::SecureChip random{model_of(GetParam()), hidden};
    EXPECT_EQ(run(random), "OtherCard");
    EXPECT_TRUE(record_.changes.empty());
}

TEST_P(PersonaliseTest, RefusesAnotherFamilyThanThePlans) {
    for (const Family family : kSecureFamilies) {
        if (family == GetParam()) continue;
        test::SecureChip other{model_of(family)};
        EXPECT_EQ(run(other), "OtherFamily");
    }
    EXPECT_TRUE(record_.changes.empty());
}

TEST_P(PersonaliseTest, RefusesForeignKeys) {
    test::SecureChip master = personalised(GetParam());
    EXPECT_EQ(run(master, KeyRing{master_keys(GetParam(), 1, 'x')}, plan_for(GetParam())),
              "ForeignKeys");
    // A slot whose version is not in the ring, and one whose version lies.
    test::SecureChip strange = personalised(GetParam());
    for (auto& [number, application] : strange.applications())
        if (application.keys.size() > 4) application.keys[4] = {Bytes(16, 'y'), 9};
    EXPECT_EQ(run(strange), "ForeignKeys");
    test::SecureChip lying = personalised(GetParam());
    for (auto& [number, application] : lying.applications())
        if (application.keys.size() > 4) application.keys[4].value = Bytes(16, 'y');
    EXPECT_EQ(run(lying), "ForeignKeys");
}

// The file of the first group, on every family.
test::ChipFile& group_file(test::SecureChip& chip) {
    return chip.applications().rbegin()->second.files.at(3);
}

TEST_P(PersonaliseTest, MakesForeignSettingsItsOwnWhereItCan) {
    test::SecureChip chip = personalised(GetParam());
    group_file(chip).write = 0xE;
    ASSERT_EQ(run(chip), "done");
    EXPECT_EQ(group_file(chip).write, kWriterSlot);
    group_file(chip).write = 0xE;
    group_file(chip).change = 0xF;
    EXPECT_EQ(run(chip), "ForeignFiles");
    group_file(chip).content.resize(8);
    EXPECT_EQ(run(chip), "ForeignFiles");
}

TEST_P(PersonaliseTest, FinishesATornMemberFile) {
    test::SecureChip chip = personalised(GetParam());
    for (auto& [number, application] : chip.applications())
        for (auto& [file_number, file] : application.files)
            if (file.option == 3) std::fill(file.content.begin() + 16, file.content.end(), '\0');
    EXPECT_EQ(identified(chip, GetParam()), "NotPersonalised");
    ASSERT_EQ(run(chip), "done");
    EXPECT_EQ(identified(chip, GetParam()), kAnna);
}

TEST(PersonaliseDesfireTest, RefusesACardThatLetsNoApplicationBeMade) {
    test::ChipOptions options;
    options.applications_free = false;
    for (const Family family : {Family::DesfireEv1, Family::DesfireEv2}) {
        test::SecureChip chip{model_of(family), options};
        ChipChannel channel{chip};
        const KeyRing ring = chain_ring(family);
        SeededRandom random{9};
        MemoryRecord record;
        EXPECT_EQ(told(Personaliser(channel, ring, random, record).run(plan_for(family))),
                  "NoRoom");
    }
}

TEST(PersonaliseDesfireTest, LeavesOtherApplicationsAlone) {
    test::SecureChip chip{test::ChipModel::DesfireEv3};
    chip.applications()[0x123456] = {
        .settings = 0x0F, .keys = {{}, {}}, .files = {{1, {.content = "theirs"}}}};
    ChipChannel channel{chip};
    const KeyRing ring = chain_ring(Family::DesfireEv2);
    SeededRandom random{9};
    MemoryRecord record;
    ASSERT_EQ(told(Personaliser(channel, ring, random, record).run(plan_for(Family::DesfireEv2))),
              "done");
    EXPECT_EQ(chip.applications().at(0x123456).files.at(1).content, "theirs");
    EXPECT_EQ(chip.applications().at(0x123456).keys[0].value, Bytes(16, '\0'));
}

}  // namespace
}  // namespace pareto::drivers::card
