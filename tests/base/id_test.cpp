#include "common/base/id.h"

#include <limits>

#include <gtest/gtest.h>

namespace pareto {
namespace {

constexpr Registration kRegistrationMax = std::numeric_limits<Registration>::max();

TEST(IdTest, HoldsARegistrationAndASequence) {
    struct Row {
        Registration registration;
        Sequence sequence;
        std::int64_t value;
    };

    for (const Row row :
         {Row{0, 0, 0},
          Row{0, 1, 1},
          Row{1, 0, 4'294'967'296},
          Row{1, 1, 4'294'967'297},
          Row{7, 42, 30'064'771'114},
          Row{1, kSequenceMax, 8'589'934'591},
          Row{kRegistrationMax, kSequenceMax, std::numeric_limits<std::int64_t>::max()}}) {
        const auto id = EntryId::of(row.registration, row.sequence);
        EXPECT_EQ(id.value, row.value);
        EXPECT_EQ(id.registration(), row.registration);
        EXPECT_EQ(id.sequence(), row.sequence);
    }
}

TEST(IdTest, ZeroIsNone) {
    EXPECT_FALSE(MemberId{});
    EXPECT_TRUE(MemberId{1});
    EXPECT_TRUE(MemberId::of(1, 0));
}

TEST(IdTest, IsOrderedByRegistrationThenSequence) {
    EXPECT_LT(EntryId::of(1, kSequenceMax), EntryId::of(2, 1));
    EXPECT_LT(EntryId::of(2, 1), EntryId::of(2, 2));
    EXPECT_EQ(EntryId::of(2, 2), EntryId::of(2, 2));
}

}  // namespace
}  // namespace pareto
