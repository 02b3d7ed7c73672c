// Messages to bytes and back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/sync/any_message.h"

namespace pareto::sync {
namespace {

TEST(MessageTest, EachKindComesBackWithAllItsFields) {
    const auto messages = test::one_of_each();
    ASSERT_EQ(messages.size(), std::variant_size_v<Message>);
    for (std::size_t kind = 0; kind < messages.size(); ++kind) {
        ASSERT_EQ(messages[kind].index(), kind);
        const auto again = decode(encode(messages[kind]));
        ASSERT_TRUE(again) << kind << ": " << describe(again.error());
        EXPECT_EQ(*again, messages[kind]) << kind;
    }
}

TEST(MessageTest, EachQuestionComesBackWithAllItsFields) {
    for (const Request& request :
         {Request{1, Authorise{EntryId{2}, MemberId{3}, Points{4}}},
          Request{2, Census{7}},
          Request{3,
                  CardTapped{Bytes(32, 'k'), Bytes(7, 'u'), CardPurpose::Personalise, "000042"}},
          Request{4, CardAnswered{8, Bytes("\x91\xAF", 2)}},
          Request{5, GroupKeys{}},
          Request{6, AllowanceWanted{MemberId{9}, EntryId{10}, Points{11}}},
          Request{7, AuthoriseValue{EntryId{12}, {MemberId{13}, {}}, 14}},
          Request{8, AuthoriseValue{EntryId{15}, {{}, Bytes(32, 'g')}, 16}},
          Request{9, ValueAsked{{MemberId{17}, {}}}},
          Request{10, ValueAsked{{{}, Bytes(32, 'g')}}},
          Request{11, VoucherWanted{EntryId{18}, Bytes(16, 'v'), MemberId{19}, 20}},
          Request{12, CouponWanted{EntryId{21}, "SUMMER-1", MemberId{22}}}}) {
        const auto again = decode(encode(Message{request}));
        ASSERT_TRUE(again) << request.number << ": " << describe(again.error());
        EXPECT_EQ(std::get<Request>(*again), request) << request.number;
    }
}

TEST(MessageTest, StoredValueComesBackWithItsLastDayOrWithoutOne) {
    Response response;
    for (const std::optional<StoredValue>& value :
         {std::optional<StoredValue>{},
          std::optional{StoredValue{0, {}}},
          std::optional{StoredValue{-500, parse_date("2027-01-31").value()}}}) {
        response.stored_value = value;
        const auto again = decode(encode(Message{response}));
        ASSERT_TRUE(again) << describe(again.error());
        EXPECT_EQ(std::get<Response>(*again), response);
    }
}

TEST(MessageTest, TheAnswerAboutARewardComesBackWhole) {
    Response response;
    response.reward = {"", 5'000, 2'500, {{18, {"tea", "cola"}}, {19, {}}}};
    auto again = decode(encode(Message{response}));
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(std::get<Response>(*again), response);
    response.reward = {"UsedUp", 0, 0, {}};
    again = decode(encode(Message{response}));
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(std::get<Response>(*again), response);
    response.reward.coupons.resize(65);
    EXPECT_EQ(describe(decode(encode(Message{response})).error()),
              "corrupt: sync: more than 64 campaigns of a coupon");
}

TEST(MessageTest, AGrantComesBackWithItsSignatureAndIsNoLongerThanOneCanBe) {
    Response response;
    response.grant = Bytes(40, 'g');
    response.signature = Bytes(64, 's');
    response.recalled = EntryId{12};
    const auto again = decode(encode(Message{response}));
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(std::get<Response>(*again), response);
    response.grant = Bytes(129, 'g');
    EXPECT_EQ(describe(decode(encode(Message{response})).error()),
              "corrupt: sync: longer than a grant");
}

// What a card says is passed on to HQ's parsers, and back: no more than a card can say.
TEST(MessageTest, WhatNoCardSaysIsRefused) {
    const auto refused = [](const Request& request) {
        const auto decoded = decode(encode(Message{request}));
        return decoded ? "" : describe(decoded.error());
    };
    const CardTapped tapped{Bytes(32, 'k'), Bytes(10, 'u'), CardPurpose::Identify, ""};
    EXPECT_EQ(refused({1, tapped}), "");
    CardTapped wrong = tapped;
    wrong.card_key.pop_back();
    EXPECT_EQ(refused({1, wrong}), "corrupt: sync: a hash is not 32 bytes");
    wrong = tapped;
    wrong.uid = Bytes(65, 'u');
    EXPECT_EQ(refused({1, wrong}), "corrupt: sync: a text is longer than 64 bytes");
    EXPECT_EQ(refused({1, CardAnswered{1, Bytes(262, 'a')}}), "");
    EXPECT_EQ(refused({1, CardAnswered{1, Bytes(263, 'a')}}),
              "corrupt: sync: longer than a card's command or answer");
    EXPECT_EQ(refused({1, CardAnswered{-1, {}}}), "corrupt: sync: a number is negative");
}

TEST(MessageTest, EachKindComesBackEmpty) {
    for (const Message& message : {Message{Hello{}},
                                   Message{Welcome{}},
                                   Message{Batch{}},
                                   Message{Ack{}},
                                   Message{Nack{}},
                                   Message{Missing{}},
                                   Message{Feed{}},
                                   Message{FeedAck{}},
                                   Message{Request{}},
                                   Message{Response{}},
                                   Message{Bye{}},
                                   Message{EnrolRequest{}},
                                   Message{EnrolResponse{}}})
        EXPECT_EQ(decode(encode(message)).value(), message) << message.index();
}

TEST(MessageTest, ACensusIsARequestToo) {
    const Message census = Request{2, Census{7}};
    EXPECT_EQ(decode(encode(census)).value(), census);
}

RC_GTEST_PROP(MessageProperty, ComesBackAsItWasSent, ()) {
    const Message message = test::any_message();
    const auto again = decode(encode(message));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == message);
}

RC_GTEST_PROP(MessageProperty, NoBytesCrashTheReaderAndWhatItTakesIsStable, ()) {
    Bytes bytes = encode(test::any_message());
    const auto changes = *rc::gen::inRange(1, 5);
    for (int i = 0; i < changes && !bytes.empty(); ++i)
        bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    const auto message = decode(bytes);
    if (!message) return;
    const auto again = decode(encode(*message));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *message);
}

}  // namespace
}  // namespace pareto::sync
