// What every source of randomness does. An implementation gives a stage:
//
//     struct SystemRandomStage {
//         ports::Random& random();
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(System, RandomContract, SystemRandomStage);
//
// The bounds of the counts are twelve standard deviations away: a sound source fails once in 10^30
// runs.
#pragma once

#include <array>
#include <set>

#include <gtest/gtest.h>

#include "common/ports/random.h"

namespace pareto::test {

template <typename Stage>
class RandomContract : public testing::Test {
protected:
    Stage stage_;
};

TYPED_TEST_SUITE_P(RandomContract);

TYPED_TEST_P(RandomContract, GivesAsManyBytesAsAsked) {
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 16U, 1000U, 100'000U}) {
        EXPECT_EQ(this->stage_.random().bytes(count).size(), count);
    }
}

TYPED_TEST_P(RandomContract, NeverGivesTheSameSixteenBytesTwice) {
    std::set<Bytes> seen;
    for (int draw = 0; draw < 1000; ++draw)
        EXPECT_TRUE(seen.insert(this->stage_.random().bytes(16)).second);
}

TYPED_TEST_P(RandomContract, GivesEveryByteAsOftenAsAnyOther) {
    std::array<int, 256> counts{};
    for (const char byte : this->stage_.random().bytes(256'000))
        ++counts[static_cast<unsigned char>(byte)];
    for (const int count : counts) {
        EXPECT_GT(count, 1000 - 380);
        EXPECT_LT(count, 1000 + 380);
    }
}

TYPED_TEST_P(RandomContract, HasNoChoiceBelowOne) {
    for (int draw = 0; draw < 100; ++draw)
        EXPECT_EQ(this->stage_.random().below(1), 0U);
}

TYPED_TEST_P(RandomContract, StaysBelowItsBound) {
    for (const std::uint64_t bound : {std::uint64_t{2},
                                      std::uint64_t{3},
                                      std::uint64_t{10},
                                      std::uint64_t{1'000'003},
                                      std::uint64_t{1} << 32U,
                                      (std::uint64_t{1} << 63U) + 1,
                                      ~std::uint64_t{0}}) {
        for (int draw = 0; draw < 1000; ++draw)
            ASSERT_LT(this->stage_.random().below(bound), bound);
    }
}

TYPED_TEST_P(RandomContract, GivesEveryNumberBelowTheBoundAsOftenAsAnyOther) {
    std::array<int, 6> counts{};
    for (int draw = 0; draw < 60'000; ++draw)
        ++counts.at(this->stage_.random().below(counts.size()));
    for (const int count : counts) {
        EXPECT_GT(count, 10'000 - 1100);
        EXPECT_LT(count, 10'000 + 1100);
    }
}

REGISTER_TYPED_TEST_SUITE_P(RandomContract,
                            GivesAsManyBytesAsAsked,
                            NeverGivesTheSameSixteenBytesTwice,
                            GivesEveryByteAsOftenAsAnyOther,
                            HasNoChoiceBelowOne,
                            StaysBelowItsBound,
                            GivesEveryNumberBelowTheBoundAsOftenAsAnyOther);

}  // namespace pareto::test
