#include "drivers/card/apdu.h"

#include <gtest/gtest.h>

#include "drivers/card/native.h"
#include "tests/drivers/card/card_stage.h"

namespace pareto::drivers::card {
namespace {

TEST(ApduTest, HasFourShortForms) {
    EXPECT_EQ(to_hex(encode({.cla = 0x00, .ins = 0x44, .p1 = 1, .p2 = 2})), "00440102");
    EXPECT_EQ(to_hex(encode({.ins = 0xB0, .p1 = 1, .p2 = 2, .answer_bytes_max = 16})),
              "00b0010210");
    EXPECT_EQ(to_hex(encode({.ins = 0xD6, .data = "abc"})), "00d6000003616263");
    EXPECT_EQ(to_hex(encode({.cla = 0x90, .ins = 0x5A, .data = "abc", .answer_bytes_max = 256})),
              "905a00000361626300");
}

TEST(ApduTest, TakesAnAnswerApart) {
    EXPECT_EQ(parse_answer(hex("9000")), (Answer{{}, 0x9000}));
    EXPECT_EQ(parse_answer(hex("6162639100")), (Answer{"abc", 0x9100}));
    EXPECT_EQ(parse_answer("").error().code, FaultCode::Corrupt);
    EXPECT_EQ(parse_answer("x").error().code, FaultCode::Corrupt);
    EXPECT_TRUE(parse_answer(Bytes(258, 'x')));
    EXPECT_EQ(parse_answer(Bytes(259, 'x')).error().code, FaultCode::Corrupt);
}

TEST(StatusTest, TurnsIntoAFaultThatNamesCommandAndStatus) {
    const std::pair<std::uint16_t, FaultCode> cases[] = {{0x91AE, FaultCode::Denied},
                                                         {0x919D, FaultCode::Denied},
                                                         {0x6982, FaultCode::Denied},
                                                         {0x911E, FaultCode::Corrupt},
                                                         {0x917E, FaultCode::Corrupt},
                                                         {0x910E, FaultCode::Exhausted},
                                                         {0x91CA, FaultCode::Conflict},
                                                         {0x91DE, FaultCode::Conflict},
                                                         {0x911C, FaultCode::Unsupported},
                                                         {0x6A82, FaultCode::Unsupported},
                                                         {0x6D00, FaultCode::Unsupported}};
    for (const auto& [status, code] : cases)
        EXPECT_EQ(fault_of_status(status, "a reading").code, code) << status;
    EXPECT_EQ(fault_of_status(0x91AE, "a reading").detail, "the card answers a reading with 91ae");
}

class FaultyChannel final : public CardChannel {
public:
    [[nodiscard]] Result<Bytes> transmit(BytesView) override {
        return fault(FaultCode::Denied, "another program holds the reader");
    }
};

TEST(ChannelTest, IsNeverTakenForTheCard) {
    FaultyChannel channel;
    EXPECT_EQ(transmit(channel, {.ins = 0xA4}).error().code, FaultCode::Unavailable);
}

TEST(NativeTest, IsWrappedAndPutTogetherFromFrames) {
    RecordedChannel channel{{hex("6191af"), hex("6291af"), hex("639100")}};
    const auto answer = exchange(channel, 0x60, "xy");
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, (NativeAnswer{Status::Ok, "abc"}));
    EXPECT_EQ(to_hex(channel.commands[0]),
              "90600000027879"
              "00");
    EXPECT_EQ(to_hex(channel.commands[1]), "90af000000");
    EXPECT_EQ(channel.commands.size(), 3U);
}

TEST(NativeTest, StopsListeningToACardThatNeverEnds) {
    RecordedChannel channel{std::vector<Bytes>(1'000, hex("6191af"))};
    EXPECT_EQ(exchange(channel, 0x60, "").error().code, FaultCode::Corrupt);
    EXPECT_EQ(channel.commands.size(), kFramesMax);
}

TEST(NativeTest, RefusesAnAnswerThatIsNone) {
    for (const char* const answer : {"9000", "6e00", "6d00", "6982"}) {
        RecordedChannel channel{{hex(answer)}};
        EXPECT_FALSE(exchange(channel, 0x60, "")) << answer;
    }
    RecordedChannel empty{{Bytes{}}};
    EXPECT_EQ(exchange(empty, 0x60, "").error().code, FaultCode::Corrupt);
}

}  // namespace
}  // namespace pareto::drivers::card
