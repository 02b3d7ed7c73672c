// Every command against every chip that has it, in the plain, in a session of the chip's kind, and
// with wrong keys.
#include "drivers/card/secure_card.h"

#include <gtest/gtest.h>

#include "drivers/card/member_application.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

const Bytes kUid = test::ChipOptions{}.uid;

class SecureCardTest : public ::testing::TestWithParam<Family> {
protected:
    SecureCardTest()
        : chip_(model_of(GetParam()), options()), channel_(chip_), card_(channel_, GetParam()) {}

    static test::ChipOptions options() {
        test::ChipOptions options;
        options.picc_key = Bytes(16, '\0');
        return options;
    }

    // With Pareto's application, all of its keys still the factory's.
    void prepare() {
        if (is_desfire(GetParam())) {
            ASSERT_TRUE(card_.select_picc());
            ASSERT_TRUE(card_.create_application(kApplicationSettings, key_count(GetParam())));
        }
        ASSERT_EQ(card_.select_application(), true);
    }

    void enter(unsigned slot, const AesKey& key = {}) {
        ASSERT_TRUE(card_.authenticate(slot, key, random_));
    }

    test::SecureChip chip_;
    ChipChannel channel_;
    SeededRandom random_{5};
    SecureCard card_;
};

INSTANTIATE_TEST_SUITE_P(Families,
                         SecureCardTest,
                         ::testing::ValuesIn(kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(SecureCardTest, TellsItsVersionInPlainAndInASession) {
    const CardVersion expected{GetParam(), kUid};
    ASSERT_EQ(card_.version(), expected);
    prepare();
    enter(0);
    EXPECT_EQ(card_.version(), expected);
    EXPECT_EQ(card_.version(), expected);
    EXPECT_TRUE(card_.authenticated());
}

TEST_P(SecureCardTest, TellsItsUidInASessionOnly) {
    prepare();
    EXPECT_EQ(card_.uid().error().code, FaultCode::Denied);
    enter(2);
    EXPECT_EQ(card_.uid(), kUid);
    EXPECT_EQ(card_.uid(), kUid);
}

TEST_P(SecureCardTest, RefusesAnotherKeyOrSlot) {
    prepare();
    EXPECT_EQ(card_.authenticate(0, *AesKey::from(Bytes(16, 'x')), random_).error().code,
              FaultCode::Denied);
    EXPECT_FALSE(card_.authenticated());
    EXPECT_FALSE(card_.authenticate(13, {}, random_));
    enter(1);
    EXPECT_TRUE(card_.authenticated());
}

TEST_P(SecureCardTest, ChangesAnotherKeyAndItsOwn) {
    prepare();
    const AesKey first = *AesKey::from(Bytes(16, 'a'));
    const AesKey second = *AesKey::from(Bytes(16, 'b'));
    enter(0);
    ASSERT_EQ(card_.key_version(1), 0U);
    ASSERT_TRUE(card_.change_key({.slot = 1, .key = first, .version = 7, .old_key = {}}));
    ASSERT_EQ(card_.key_version(1), 7U);
    ASSERT_TRUE(card_.change_key({.slot = 1, .key = second, .version = 8, .old_key = first}));
    ASSERT_TRUE(card_.change_key({.slot = 0, .key = first, .version = 9, .old_key = {}}));
    EXPECT_FALSE(card_.authenticated());
    EXPECT_FALSE(card_.authenticate(0, {}, random_));
    enter(0, first);
    EXPECT_EQ(card_.key_version(0), 9U);
    enter(1, second);
}

TEST_P(SecureCardTest, ChangesNoKeyWithAWrongOldOneOrWithoutTheMasterKey) {
    prepare();
    EXPECT_EQ(card_.change_key({.slot = 1, .key = {}, .version = 1, .old_key = {}}).error().code,
              FaultCode::Denied);
    enter(0);
    EXPECT_FALSE(card_.change_key(
        {.slot = 1, .key = {}, .version = 1, .old_key = *AesKey::from(Bytes(16, 'x'))}));
    EXPECT_FALSE(card_.authenticated());
    enter(1);
    EXPECT_FALSE(card_.change_key({.slot = 2, .key = {}, .version = 1, .old_key = {}}));
    enter(2);
}

TEST_P(SecureCardTest, WritesAndReadsInEveryMode) {
    prepare();
    enter(0);
    for (const CommMode mode : {CommMode::Plain, CommMode::Mac, CommMode::Full}) {
        const unsigned file = 3;
        const AccessRights rights{.read = 1, .write = 2, .read_write = 4, .change = 0};
        if (is_desfire(GetParam()) && mode == CommMode::Plain) {
            ASSERT_TRUE(
                card_.create_file(file, {.mode = CommMode::Plain, .rights = rights, .bytes = 128}));
        }
        ASSERT_TRUE(card_.change_file_settings(file, mode, rights));
        const auto settings = card_.file_settings(file);
        ASSERT_TRUE(settings);
        EXPECT_EQ(*settings, (FileSettings{.mode = mode, .rights = rights, .bytes = 128}));
        const Bytes text =
            "written in mode " + std::to_string(static_cast<int>(mode)) + Bytes(80, '.');
        enter(2);
        ASSERT_TRUE(card_.write(file, text, mode));
        ASSERT_FALSE(card_.read(file, text.size(), mode));
        enter(1);
        EXPECT_EQ(card_.read(file, text.size(), mode), text);
        EXPECT_EQ(card_.read(file, 1, mode), "w");
        EXPECT_FALSE(card_.write(file, text, mode));
        enter(4);
        ASSERT_TRUE(card_.write(file, text, mode));
        EXPECT_EQ(card_.read(file, text.size(), mode), text);
        EXPECT_FALSE(card_.read(file, 129, mode));
        enter(0);
    }
}

TEST_P(SecureCardTest, ReadsInPlainWhatIsEverybodys) {
    prepare();
    enter(0);
    const AccessRights rights{.read = kEverybody, .write = 2, .change = 0};
    if (is_desfire(GetParam())) {
        ASSERT_TRUE(
            card_.create_file(2, {.mode = CommMode::Plain, .rights = rights, .bytes = 256}));
    } else {
        ASSERT_TRUE(card_.change_file_settings(2, CommMode::Plain, rights));
    }
    EXPECT_EQ(card_.read(2, 4, CommMode::Plain), Bytes(4, '\0'));
    ASSERT_EQ(card_.select_application(), true);
    EXPECT_EQ(card_.read(2, 4, CommMode::Plain), Bytes(4, '\0'));
    EXPECT_FALSE(card_.write(2, "text", CommMode::Plain));
}

TEST_P(SecureCardTest, EndsTheSessionWhenTheCardReportsAnError) {
    prepare();
    enter(0);
    EXPECT_FALSE(card_.key_version(14));
    EXPECT_FALSE(card_.authenticated());
}

TEST_P(SecureCardTest, BelievesNoChangedOrShortenedAnswer) {
    for (std::size_t at = 0; at < 9; ++at) {
        for (const bool shortened : {false, true}) {
            test::SecureChip chip{model_of(GetParam()), options()};
            ChipChannel channel{chip};
            SecureCard card{channel, GetParam()};
            const bool made =
                !is_desfire(GetParam()) ||
                (card.select_picc() && card.create_application(kApplicationSettings, 5));
            ASSERT_TRUE(made);
            ASSERT_EQ(card.select_application(), true);
            ASSERT_TRUE(card.authenticate(0, {}, random_));
            channel.on_answer = [&](BytesView, Bytes& answer) {
                answer.replace(at, 1, shortened ? 0 : 1, static_cast<char>(answer[at] ^ 1));
            };
            const auto version = card.key_version(1);
            ASSERT_FALSE(version) << at << " " << shortened;
            EXPECT_EQ(version.error().code, FaultCode::Corrupt);
            EXPECT_FALSE(card.authenticated());
        }
    }
}

class DesfireTest : public SecureCardTest {};

INSTANTIATE_TEST_SUITE_P(Families,
                         DesfireTest,
                         ::testing::Values(Family::DesfireEv1, Family::DesfireEv2),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(DesfireTest, HasNoApplicationUntilOneIsMade) {
    EXPECT_EQ(card_.select_application(), false);
    prepare();
    ASSERT_TRUE(card_.select_picc());
    EXPECT_EQ(card_.create_application(kApplicationSettings, 3).error().code, FaultCode::Conflict);
}

TEST_P(DesfireTest, CommitsAllFilesOrNone) {
    prepare();
    enter(0);
    const FileSettings settings{.kind = FileKind::Backup,
                                .mode = CommMode::Full,
                                .rights = {.read = 1, .write = 1, .change = 0},
                                .bytes = 31};
    ASSERT_TRUE(card_.create_file(1, settings));
    ASSERT_TRUE(card_.create_file(2, settings));
    EXPECT_EQ(card_.file_numbers(), (std::vector<unsigned>{1, 2}));
    EXPECT_EQ(card_.file_settings(2), settings);
    enter(1);
    ASSERT_TRUE(card_.write(1, Bytes(31, 'x'), CommMode::Full));
    ASSERT_TRUE(card_.write(2, Bytes(31, 'y'), CommMode::Full));
    channel_.put_back();
    ASSERT_EQ(card_.select_application(), true);
    enter(1);
    EXPECT_EQ(card_.read(1, 31, CommMode::Full), Bytes(31, '\0'));
    ASSERT_TRUE(card_.write(1, Bytes(31, 'x'), CommMode::Full));
    ASSERT_TRUE(card_.write(2, Bytes(31, 'y'), CommMode::Full));
    ASSERT_TRUE(card_.commit());
    channel_.put_back();
    ASSERT_EQ(card_.select_application(), true);
    enter(1);
    EXPECT_EQ(card_.read(1, 31, CommMode::Full), Bytes(31, 'x'));
    EXPECT_EQ(card_.read(2, 31, CommMode::Full), Bytes(31, 'y'));
}

TEST_P(DesfireTest, ChangesItsKeySettings) {
    prepare();
    EXPECT_FALSE(card_.change_key_settings(0x00));
    enter(0);
    ASSERT_TRUE(
        card_.change_key_settings(0x01));  // From now on neither settings nor lists are free.
    EXPECT_FALSE(card_.change_key_settings(0x0F));
    EXPECT_FALSE(card_.file_numbers());
    enter(0);
    EXPECT_TRUE(card_.file_numbers());
}

TEST_P(DesfireTest, IsFormattedWithItsOwnMasterKey) {
    prepare();
    ASSERT_TRUE(card_.select_picc());
    EXPECT_FALSE(card_.format_picc());
    enter(0);
    ASSERT_TRUE(card_.format_picc());
    EXPECT_EQ(card_.select_application(), false);
}

TEST(Ev2OnlyTest, GoesOnInTheSameTransactionWithAnotherKey) {
    test::SecureChip chip{test::ChipModel::Ntag424};
    ChipChannel channel{chip};
    SeededRandom random{5};
    SecureCard card{channel, Family::Ntag424};
    ASSERT_EQ(card.select_application(), true);
    EXPECT_EQ(card.authenticate_again(1, {}, random).error().code, FaultCode::Unsupported);
    ASSERT_TRUE(card.authenticate(0, {}, random));
    ASSERT_EQ(card.key_version(3), 0U);
    ASSERT_TRUE(card.authenticate_again(1, {}, random));
    EXPECT_EQ(card.key_version(3), 0U);
    EXPECT_EQ(card.uid(), kUid);
    EXPECT_FALSE(card.authenticate_again(2, *AesKey::from(Bytes(16, 'x')), random));
    EXPECT_FALSE(card.authenticated());
}

TEST(Ev2OnlyTest, CountsReadingsOfAMirroredFile) {
    test::SecureChip chip{test::ChipModel::Ntag424};
    chip.applications()[0].files[2].option = 0x40;
    ChipChannel channel{chip};
    SeededRandom random{5};
    SecureCard card{channel, Family::Ntag424};
    ASSERT_EQ(card.select_application(), true);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(card.read(2, 16, CommMode::Plain));
    EXPECT_FALSE(card.read_counter(2));
    ASSERT_TRUE(card.authenticate(0, {}, random));
    EXPECT_EQ(card.read_counter(2), 3U);
    EXPECT_EQ(card.file_settings(2)->mirrors, true);
    EXPECT_FALSE(card.read_counter(3));
}

TEST(Ev2OnlyTest, IsThereOnNewerDesfireAndNotOnTheFirst) {
    SeededRandom random{5};
    for (const test::ChipModel model : {test::ChipModel::DesfireEv1, test::ChipModel::DesfireEv3}) {
        test::SecureChip chip{model};
        ChipChannel channel{chip};
        SecureCard card{channel, Family::DesfireEv2};
        ASSERT_TRUE(card.select_picc());
        ASSERT_TRUE(card.create_application(kApplicationSettings, 2));
        ASSERT_EQ(card.select_application(), true);
        EXPECT_EQ(card.authenticate(0, {}, random).has_value(),
                  model == test::ChipModel::DesfireEv3);
    }
}

}  // namespace
}  // namespace pareto::drivers::card
