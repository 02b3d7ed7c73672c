#include "drivers/card/member_application.h"

#include <set>

#include <gtest/gtest.h>

#include "drivers/card/crypto.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

TEST(MemberFileTest, HasItsLayout) {
    const auto bytes = encode_member_file(anna());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(to_hex(*bytes),
              "010d"
              "34373131303030303132333435000000"
              "02900000000018"
              "0000" +
                  to_hex(crc32_desfire(bytes->substr(0, 27))));
    EXPECT_EQ(decode_member_file(*bytes), anna());
}

TEST(MemberFileTest, HoldsWhatFits) {
    const auto there_and_back = [](const MemberFile& member) {
        const auto bytes = encode_member_file(member);
        return bytes ? decode_member_file(*bytes) == member : false;
    };
    EXPECT_TRUE(there_and_back({"1", "0000000000000"}));
    EXPECT_TRUE(there_and_back({"ABCD-EFGH-1234/5", "9999999999999"}));
    EXPECT_FALSE(there_and_back({"", "2900000000018"}));
    EXPECT_FALSE(there_and_back({"12345678901234567", "2900000000018"}));
    EXPECT_FALSE(there_and_back({"with blank", "2900000000018"}));
    EXPECT_FALSE(
        there_and_back({"Stra\xC3\x9F"
                        "e",
                        "2900000000018"}));
    EXPECT_FALSE(there_and_back({"1", "290000000001"}));
    EXPECT_FALSE(there_and_back({"1", "290000000001x"}));
}

TEST(MemberFileTest, IsNobodysWhenBlankOrTorn) {
    const Bytes whole = *encode_member_file(anna());
    EXPECT_FALSE(decode_member_file(Bytes(kMemberFileBytes, '\0')));
    EXPECT_FALSE(decode_member_file(Bytes(kMemberFileBytes, '\xFF')));
    EXPECT_FALSE(decode_member_file(""));
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        EXPECT_FALSE(decode_member_file(whole.substr(0, cut) + Bytes(whole.size() - cut, '\0')))
            << cut;
        Bytes changed = whole;
        changed[cut] = static_cast<char>(changed[cut] ^ 4);
        EXPECT_FALSE(decode_member_file(changed)) << cut;
    }
}

Bytes with_checksum(Bytes bytes) {
    bytes.resize(27);
    return bytes + crc32_desfire(bytes);
}

TEST(MemberFileTest, HasOneFormOnly) {
    const Bytes whole = *encode_member_file(anna());
    const auto changed = [&](std::size_t at, char value) {
        Bytes bytes = whole;
        bytes[at] = value;
        return with_checksum(bytes);
    };
    EXPECT_TRUE(decode_member_file(with_checksum(whole)));
    EXPECT_FALSE(decode_member_file(changed(0, 2)));   // Another layout.
    EXPECT_FALSE(decode_member_file(changed(1, 12)));  // A digit behind the number.
    EXPECT_FALSE(decode_member_file(changed(1, '\xFF')));
    EXPECT_FALSE(decode_member_file(
        changed(18, '\x1A')));  // A digit before the member number, and one that is none.
    EXPECT_FALSE(decode_member_file(changed(25, 1)));
}

TEST(SlotTest, ReadOneFileEachOrNone) {
    EXPECT_EQ(key_count(Family::Ntag424), 5U);
    EXPECT_EQ(key_count(Family::DesfireEv1), 11U);
    for (const Family family : kSecureFamilies) {
        EXPECT_FALSE(file_of_slot(family, kMasterSlot));
        EXPECT_FALSE(file_of_slot(family, kWriterSlot));
        std::set<unsigned> planned;
        for (const FilePlan& file : planned_files(family))
            planned.insert(file.number);
        for (const unsigned slot : identifying_slots(family)) {
            ASSERT_TRUE(file_of_slot(family, slot));
            EXPECT_EQ(planned.count(*file_of_slot(family, slot)), 1U);
        }
    }
    EXPECT_FALSE(file_of_slot(Family::Ntag424, 4));
    EXPECT_FALSE(file_of_slot(Family::DesfireEv2, 11));
}

TEST(SlotTest, GiveNoTerminalTheRightToWrite) {
    for (const Family family : kSecureFamilies) {
        for (const FilePlan& file : planned_files(family)) {
            const AccessRights& rights = file.settings.rights;
            EXPECT_EQ(rights.write, kWriterSlot);
            EXPECT_EQ(rights.change, kMasterSlot);
            EXPECT_TRUE(rights.read_write == kNobody || rights.read_write == kHqSlot);
        }
    }
}

}  // namespace
}  // namespace pareto::drivers::card
