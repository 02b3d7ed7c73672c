// Every count, length and range of a message: its limit is read, one beyond it is refused.
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "common/sync/message.h"
#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();
constexpr std::size_t kTextMax = std::size_t{64} * 1024;

/// "" when the frame is taken, else why not.
std::string refused(const std::function<void(proto::Frame&)>& fill) {
    proto::Frame frame;
    fill(frame);
    const auto message = decode(frame.SerializeAsString());
    return message ? "" : describe(message.error());
}

TEST(MessageLimitsTest, WhatIsNoMessageIsRefused) {
    EXPECT_EQ(describe(decode("\xff\xff").error()), "corrupt: sync: not a protobuf message");
    EXPECT_EQ(describe(decode("").error()), "corrupt: sync: no message of a known kind");
    EXPECT_EQ(refused([](auto& frame) {
                  frame.GetReflection()->MutableUnknownFields(&frame)->AddLengthDelimited(
                      16, "to come");
              }),
              "corrupt: sync: no message of a known kind");
}

TEST(MessageLimitsTest, ABatchHasAtMost256EntriesAnd256KiB) {
    const auto batch = [](int entries, std::size_t bytes_each, std::size_t personal_each) {
        return refused([&](auto& frame) {
            frame.mutable_batch();
            for (int i = 0; i < entries; ++i) {
                auto& entry = *frame.mutable_batch()->add_entries();
                entry.set_bytes(Bytes(bytes_each, 'b'));
                if (personal_each > 0) entry.set_personal_salt(Bytes(16, 's'));
                entry.set_personal(Bytes(personal_each, 'p'));
            }
        });
    };
    EXPECT_EQ(batch(0, 0, 0), "");
    EXPECT_EQ(batch(256, 1024, 0), "");
    EXPECT_EQ(batch(256, 512, 512), "");
    EXPECT_EQ(batch(257, 0, 0), "corrupt: sync: more than 256 entries in one batch");
    EXPECT_EQ(batch(256, 1025, 0), "corrupt: sync: more than 256 KiB in one batch");
    EXPECT_EQ(batch(256, 512, 513), "corrupt: sync: more than 256 KiB in one batch");
    EXPECT_EQ(batch(1, kBatchBytesMax, 0), "");
    EXPECT_EQ(batch(1, kBatchBytesMax + 1, 0), "corrupt: sync: more than 256 KiB in one batch");
}

TEST(MessageLimitsTest, WhatHqGivesBackHasTheSameLimits) {
    EXPECT_EQ(refused([](auto& frame) {
                  for (int i = 0; i < 257; ++i)
                      frame.mutable_missing()->add_entries();
              }),
              "corrupt: sync: more than 256 entries in one batch");
    EXPECT_EQ(refused([](auto& frame) {
                  frame.mutable_missing()->add_entries()->set_bytes(Bytes(kBatchBytesMax + 1, 'b'));
              }),
              "corrupt: sync: more than 256 KiB in one batch");
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_missing()->set_registration(-1); }),
              "corrupt: sync: a registration is negative");
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_missing()->set_first(-1); }),
              "corrupt: sync: a sequence is out of range");
}

TEST(MessageLimitsTest, PersonalDataHasASaltOfSixteenBytes) {
    const auto entry = [](std::size_t salt, const char* personal) {
        return refused([&](auto& frame) {
            frame.mutable_batch()->add_entries()->set_personal_salt(Bytes(salt, 's'));
            frame.mutable_batch()->mutable_entries(0)->set_personal(personal);
        });
    };
    EXPECT_EQ(entry(16, "name"), "");
    EXPECT_EQ(entry(16, ""), "");
    EXPECT_EQ(entry(0, ""), "");
    EXPECT_EQ(entry(0, "name"), "corrupt: sync: personal data without a salt");
    EXPECT_EQ(entry(15, "name"), "corrupt: sync: a salt is not 16 bytes");
    EXPECT_EQ(entry(17, ""), "corrupt: sync: a salt is not 16 bytes");
}

TEST(MessageLimitsTest, SequencesHave32Bits) {
    using Set = std::function<void(proto::Frame&, std::int64_t)>;
    for (const Set& set :
         std::vector<Set>{[](auto&frame, auto value) { frame.mutable_batch()->set_first(value); },
                          [](auto&frame, auto value) { frame.mutable_ack()->set_sequence(value); },
                          [](auto&frame, auto value) { frame.mutable_nack()->set_expected(value); },
                          [](auto&frame, auto value) { frame.mutable_missing()->set_first(value); },
                          [](auto&frame, auto value) {
                              frame.mutable_hello()->add_heads()->set_registration(1);
                              frame.mutable_hello()->mutable_heads(0)->set_last(value);
                          },
                          [](auto&frame, auto value) {
                              auto& watermark = *frame.mutable_welcome()->add_watermarks();
                              frame.mutable_welcome()->set_standing(1);
                              watermark.set_outcome(1);
                              watermark.set_sequence(value);
                          }}) {
        const auto of = [&](std::int64_t value) {
            return refused([&](auto& frame) { set(frame, value); });
        };
        EXPECT_EQ(of(0), "");
        EXPECT_EQ(of(kSequenceMax), "");
        for (const std::int64_t beyond : {std::int64_t{-1}, kSequenceMax + 1, kInt64Max, kInt64Min})
            EXPECT_EQ(of(beyond), "corrupt: sync: a sequence is out of range") << beyond;
    }
}

TEST(MessageLimitsTest, RegistrationsAreNotNegative) {
    using Set = std::function<void(proto::Frame&)>;
    for (const Set& set : std::vector<Set>{
             [](auto& frame) { frame.mutable_batch()->set_registration(-1); },
             [](auto& frame) { frame.mutable_ack()->set_registration(-1); },
             [](auto& frame) {
                 frame.mutable_nack()->set_registration(std::numeric_limits<std::int32_t>::min());
             },
             [](auto& frame) { frame.mutable_hello()->add_heads()->set_registration(-1); },
             [](auto& frame) {
                 frame.mutable_welcome()->set_standing(1);
                 frame.mutable_welcome()->set_granted(-1);
             },
             [](auto& frame) {
                 frame.mutable_welcome()->set_standing(1);
                 frame.mutable_welcome()->set_spare(-1);
             },
             [](auto& frame) { frame.mutable_request()->mutable_census()->set_registration(-1); },
             [](auto& frame) { frame.mutable_enrol_response()->set_registration(-1); },
             [](auto& frame) {
                 frame.mutable_enrol_response()->set_spare(-1);
             }})
        EXPECT_EQ(refused(set), "corrupt: sync: a registration is negative");
}

TEST(MessageLimitsTest, HashesAre32BytesOrLeftOut) {
    using Set = std::function<void(proto::Frame&, const Bytes&)>;
    for (const Set& set : std::vector<Set>{
             [](auto&frame, const auto&bytes) { frame.mutable_batch()->set_previous(bytes); },
             [](auto&frame, const auto&bytes) { frame.mutable_ack()->set_hash(bytes); },
             [](auto&frame, const auto&bytes) {
                 frame.mutable_hello()->add_heads()->set_registration(1);
                 frame.mutable_hello()->mutable_heads(0)->set_last_hash(bytes);
             },
             [](auto&frame, const auto&bytes) {
                 frame.mutable_response()->set_outcome(1);
                 frame.mutable_response()->set_digest(bytes);
             }}) {
        for (const std::size_t length : {0U, 1U, 31U, 32U, 33U}) {
            EXPECT_EQ(refused([&](auto& frame) { set(frame, Bytes(length, 'h')); }),
                      length == 0 || length == 32 ? "" : "corrupt: sync: a hash is not 32 bytes")
                << length;
        }
    }
}

TEST(MessageLimitsTest, AHelloHasAtMost64PlausibleHeads) {
    const auto heads = [](int count, Registration registration, Sequence last, Sequence acked) {
        return refused([&](auto& frame) {
            for (int i = 0; i < count; ++i) {
                auto& head = *frame.mutable_hello()->add_heads();
                head.set_registration(registration);
                head.set_last(last);
                head.set_acked(acked);
            }
        });
    };
    EXPECT_EQ(heads(64, 1, 5, 5), "");
    EXPECT_EQ(heads(65, 1, 5, 5), "corrupt: sync: more than 64 heads");
    EXPECT_EQ(heads(1, 0, 5, 5), "corrupt: sync: a head has no registration");
    EXPECT_EQ(heads(1, 1, 5, 6), "corrupt: sync: a head is acknowledged beyond its end");
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_hello()->set_feed_cursor(-1); }),
              "corrupt: sync: a number is negative");
}

TEST(MessageLimitsTest, AWelcomeHasAtMost64WatermarksAndKnownChoices) {
    const auto welcome = [](int watermarks,
                            std::int32_t standing,
                            std::int32_t outcome,
                            std::int64_t receipt_number) {
        return refused([&](auto& frame) {
            for (int i = 0; i < watermarks; ++i)
                frame.mutable_welcome()->add_watermarks()->set_outcome(outcome);
            frame.mutable_welcome()->set_standing(standing);
            frame.mutable_welcome()->set_receipt_number(receipt_number);
        });
    };
    EXPECT_EQ(welcome(64, 1, 1, 0), "");
    EXPECT_EQ(welcome(65, 1, 1, 0), "corrupt: sync: more than 64 watermarks");
    for (const std::int32_t standing : {1, 2, 3, 4})
        EXPECT_EQ(welcome(0, standing, 1, 0), "");
    for (const std::int32_t standing : {0, -1, 5, 257})
        EXPECT_EQ(welcome(0, standing, 1, 0), "corrupt: sync: a choice is out of range");
    for (const std::int32_t outcome : {1, 2, 3, 4, 5})
        EXPECT_EQ(welcome(1, 1, outcome, 0), "");
    for (const std::int32_t outcome : {0, -1, 6, 257})
        EXPECT_EQ(welcome(1, 1, outcome, 0), "corrupt: sync: a choice is out of range");
    EXPECT_EQ(welcome(0, 1, 1, -1), "corrupt: sync: a number is negative");
}

TEST(MessageLimitsTest, AFeedHasAtMost4096ChangesAndGoesForward) {
    const auto feed = [](std::int64_t from, std::int64_t to, int changes) {
        return refused([&](auto& frame) {
            frame.mutable_feed()->set_from(from);
            frame.mutable_feed()->set_to(to);
            for (int i = 0; i < changes; ++i)
                frame.mutable_feed()->add_changes()->set_kind(2);
        });
    };
    EXPECT_EQ(feed(5, 9, 4096), "");
    EXPECT_EQ(feed(5, 5, 1), "");
    EXPECT_EQ(feed(5, 9, 4097), "corrupt: sync: more than 4,096 changes");
    EXPECT_EQ(feed(9, 5, 0), "corrupt: sync: a feed goes backwards");
    EXPECT_EQ(feed(-1, 5, 0), "corrupt: sync: a number is negative");
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_feed_ack()->set_cursor(-1); }),
              "corrupt: sync: a number is negative");
}

TEST(MessageLimitsTest, PointsAndIdsOfQuestionsAreWithinTheirLimits) {
    const auto authorise = [](std::int64_t redemption, std::int64_t member, std::int64_t points) {
        return refused([&](auto& frame) {
            auto& body = *frame.mutable_request()->mutable_authorise();
            body.set_redemption(redemption);
            body.set_member(member);
            body.set_points(points);
        });
    };
    EXPECT_EQ(authorise(kInt64Max, kInt64Max, kMinorMax), "");
    EXPECT_EQ(authorise(-1, 1, 1), "corrupt: sync: a number is negative");
    EXPECT_EQ(authorise(1, -1, 1), "corrupt: sync: a number is negative");
    EXPECT_EQ(authorise(1, 1, kMinorMax + 1), "corrupt: sync: a number of points is out of range");
    EXPECT_EQ(authorise(1, 1, kInt64Min), "corrupt: sync: a number of points is out of range");
    const auto response = [](std::int32_t outcome, std::int64_t available, std::int64_t sales) {
        return refused([&](auto& frame) {
            frame.mutable_response()->set_outcome(outcome);
            frame.mutable_response()->set_available(available);
            frame.mutable_response()->set_sales(sales);
        });
    };
    EXPECT_EQ(response(1, -kMinorMax, 0), "");
    EXPECT_EQ(response(4, kMinorMax, kInt64Max), "");
    EXPECT_EQ(response(1, kMinorMax + 1, 0), "corrupt: sync: a number of points is out of range");
    EXPECT_EQ(response(1, 0, -1), "corrupt: sync: a number is negative");
    for (const std::int32_t outcome : {0, -1, 5})
        EXPECT_EQ(response(outcome, 0, 0), "corrupt: sync: a choice is out of range");
}

TEST(MessageLimitsTest, TextsHaveAtMost64KiB) {
    using Set = std::function<void(proto::Frame&, const std::string&)>;
    for (const Set& set : std::vector<Set>{
             [](auto&frame, const auto&text) { frame.mutable_hello()->set_program_version(text); },
             [](auto&frame, const auto&text) { frame.mutable_hello()->set_branch_code(text); },
             [](auto&frame, const auto&text) { frame.mutable_hello()->set_terminal_code(text); },
             [](auto&frame, const auto&text) {
                 frame.mutable_welcome()->set_standing(1);
                 frame.mutable_welcome()->set_certificate_pem(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_response()->set_outcome(1);
                 frame.mutable_response()->set_error(text);
             },
             [](auto&frame, const auto&text) { frame.mutable_bye()->set_reason(text); },
             [](auto&frame, const auto&text) { frame.mutable_enrol_request()->set_secret(text); },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_request()->set_request_pem(text);
             },
             [](auto&frame, const auto&text) { frame.mutable_enrol_response()->set_refusal(text); },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_certificate_pem(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_authority_pem(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_card_key_secret(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_branch_code(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_terminal_code(text);
             },
             [](auto&frame, const auto&text) { frame.mutable_enrol_response()->set_company(text); },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_currency(text);
             },
             [](auto&frame, const auto&text) {
                 frame.mutable_enrol_response()->set_time_zone(text);
             }}) {
        EXPECT_EQ(refused([&](auto& frame) { set(frame, std::string(kTextMax, 'x')); }), "");
        EXPECT_EQ(refused([&](auto& frame) { set(frame, std::string(kTextMax + 1, 'x')); }),
                  "corrupt: sync: a text is longer than 64 KiB");
    }
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_enrol_response()->set_terminal_id(-1); }),
              "corrupt: sync: a number is negative");
    EXPECT_EQ(refused([](auto& frame) { frame.mutable_enrol_response()->set_branch_id(-1); }),
              "corrupt: sync: a number is negative");
}

}  // namespace
}  // namespace pareto::sync
