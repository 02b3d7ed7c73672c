#include "common/sync/group_keys.h"

#include <gtest/gtest.h>

namespace pareto::sync {
namespace {

const GroupKey kSound{loyalty::CardFamily::DesfireEv1, 5, 2, Bytes(16, 'k')};

TEST(GroupKeysTest, ComeBackAsTheyWereSent) {
    const std::vector<GroupKey> ring{{loyalty::CardFamily::Ntag424, 3, 1, Bytes(16, '\0')}, kSound};
    EXPECT_EQ(decode_group_keys(encode(ring)).value(), ring);
    EXPECT_TRUE(decode_group_keys(encode(std::vector<GroupKey>{})).value().empty());
}

TEST(GroupKeysTest, RefusesWhatNoRingHolds) {
    const auto refused = [](GroupKey wrong) {
        return decode_group_keys(encode(std::vector<GroupKey>{kSound, std::move(wrong)})).error().code;
    };
    GroupKey wrong = kSound;
    wrong.family = loyalty::CardFamily::UidOnly;
    EXPECT_EQ(refused(wrong), FaultCode::Corrupt);
    wrong = kSound;
    wrong.version = 0;
    EXPECT_EQ(refused(wrong), FaultCode::Corrupt) << "the factory's key is nobody's";
    wrong.version = 256;
    EXPECT_EQ(refused(wrong), FaultCode::Corrupt);
    wrong = kSound;
    wrong.slot = 14;
    EXPECT_EQ(refused(wrong), FaultCode::Corrupt);
    wrong = kSound;
    wrong.key.pop_back();
    EXPECT_EQ(refused(wrong), FaultCode::Corrupt);
    EXPECT_EQ(decode_group_keys("?").error().code, FaultCode::Corrupt);
    EXPECT_EQ(decode_group_keys(encode(std::vector<GroupKey>(65, kSound))).error().code, FaultCode::Corrupt);
}

}  // namespace
}  // namespace pareto::sync
