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
