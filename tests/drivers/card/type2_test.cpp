#include "drivers/card/type2.h"

#include <gtest/gtest.h>

#include "drivers/card/ndef.h"
#include "tests/drivers/card/card_stage.h"
#include "tests/support/cards/chips/type2_chip.h"

namespace pareto::drivers::card {
namespace {

using test::Type2Chip;
using test::Type2Model;

/// The chip on a reader that passes its commands on; gone from the n-th write on.
class RawChannel final : public Type2Channel {
public:
    explicit RawChannel(Type2Chip& chip) : chip_(chip) {}

    [[nodiscard]] Result<Bytes> exchange(BytesView command) override {
        if (writes_left == 0) return fault(FaultCode::Unavailable, "no tag");
        if (command.front() == '\xA2' && --writes_left == 0) {
            if (!request_lost) chip_.transmit(command);
            return fault(FaultCode::Unavailable, "the tag was taken away");
        }
        return chip_.transmit(command);
    }

    unsigned writes_left = 1'000;
    bool request_lost = false;

private:
    Type2Chip& chip_;
};

/// A PC/SC reader's pseudo-commands for pages.
class PageReader final : public CardChannel {
public:
    explicit PageReader(Type2Chip& chip) : chip_(chip) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        if (command[1] == '\xB0') {
            const Bytes pages = chip_.transmit(Bytes{'\x30', command[3]});
            return pages.size() == 16 ? pages + hex("9000") : hex("6300");
        }
        const Bytes answer = chip_.transmit(Bytes{'\xA2', command[3]} + Bytes{command.substr(5)});
        return answer == "\x0A" ? hex("9000") : hex("6300");
    }

private:
    Type2Chip& chip_;
};

std::string read(Type2Channel& channel) {
    const auto message = Type2Tag{channel}.read_ndef();
    return message ? *message : "fault: " + std::string{name_of(message.error().code)};
}

std::string written(Type2Channel& channel, BytesView message) {
    const auto done = Type2Tag{channel}.write_ndef(message);
    return done ? "written" : "fault: " + std::string{name_of(done.error().code)};
}

const std::vector<Type2Model> kNdefModels{
    Type2Model::Ntag213, Type2Model::Ntag215, Type2Model::Ntag216};

TEST(Type2Test, NamesItsKind) {
    const std::pair<Type2Model, const char*> cases[] = {
        {Type2Model::UltralightEv1, "Ultralight EV1 (48)"},
        {Type2Model::Ntag213, "NTAG213"},
        {Type2Model::Ntag215, "NTAG215"},
        {Type2Model::Ntag216, "NTAG216"}};
    for (const auto& [model, name] : cases) {
        Type2Chip chip{model};
        RawChannel channel{chip};
        EXPECT_EQ(Type2Tag{channel}.version()->name, name);
    }
    EXPECT_EQ(parse_type2_version(hex("0004040201001703")).error().code, FaultCode::Unsupported);
    EXPECT_EQ(parse_type2_version(hex("00")).error().code, FaultCode::Corrupt);
}

TEST(Type2Test, ReadsAndWritesMessagesOfEveryLength) {
    for (const Type2Model model : kNdefModels) {
        for (const std::size_t bytes : {0U, 1U, 2U, 3U, 5U, 100U, 133U}) {
            Type2Chip chip{model};
            RawChannel channel{chip};
            EXPECT_EQ(read(channel), "");
            EXPECT_EQ(written(channel, Bytes(bytes, 'x')), "written") << bytes;
            EXPECT_EQ(read(channel), Bytes(bytes, 'x')) << bytes;
        }
    }
    for (const std::size_t bytes : {253U, 254U, 255U, 256U, 400U}) {
        Type2Chip chip{Type2Model::Ntag216};
        RawChannel channel{chip};
        EXPECT_EQ(written(channel, Bytes(bytes, 'y')), "written") << bytes;
        EXPECT_EQ(read(channel), Bytes(bytes, 'y')) << bytes;
        EXPECT_EQ(written(channel, "short"), "written");
        EXPECT_EQ(read(channel), "short");
    }
}

TEST(Type2Test, WorksThroughAReaderThatOnlyKnowsPages) {
    Type2Chip chip{Type2Model::Ntag213};
    PageReader reader{chip};
    PartThreePages pages{reader};
    const Bytes message = encode_ndef({uri_record("https://a.b/c")});
    EXPECT_EQ(written(pages, message), "written");
    EXPECT_EQ(read(pages), message);
    EXPECT_EQ(Type2Tag{pages}.version().error().code, FaultCode::Unsupported);
    EXPECT_EQ(Type2Tag{pages}.read_counter().error().code, FaultCode::Unsupported);
}

void cut_at_every_write(Type2Model model, const Bytes& before, const Bytes& after, bool lost) {
    for (unsigned writes = 1; writes < 60; ++writes) {
        Type2Chip chip{model};
        RawChannel whole{chip};
        ASSERT_EQ(written(whole, before), "written");
        RawChannel cut{chip};
        cut.writes_left = writes;
        cut.request_lost = lost;
        const std::string outcome = written(cut, after);
        const std::string now = read(whole);
        ASSERT_TRUE(now == before || now.empty() || now == after)
            << before.size() << " " << after.size() << " " << writes;
        ASSERT_EQ(written(whole, after), "written");
        ASSERT_EQ(read(whole), after);
        if (outcome == "written") return;
    }
}

TEST(Type2Test, HoldsTheOldMessageNoneOrTheNewOneAtEveryCut) {
    for (const Type2Model model : kNdefModels) {
        for (const std::size_t before : {0U, 3U, 60U}) {
            for (const std::size_t after : {0U, 2U, 61U, 130U}) {
                cut_at_every_write(model, Bytes(before, 'a'), Bytes(after, 'b'), false);
                cut_at_every_write(model, Bytes(before, 'a'), Bytes(after, 'b'), true);
            }
        }
    }
}

TEST(Type2Test, RefusesWhatDoesNotFitOrIsLocked) {
    Type2Chip small{Type2Model::Ntag213};
    RawChannel channel{small};
    EXPECT_EQ(written(channel, Bytes(140, 'x')), "fault: exhausted");
    EXPECT_EQ(read(channel), "");
    small.memory()[10] = '\xFF';
    EXPECT_EQ(written(channel, "x"), "fault: denied");
    small.memory()[15] = '\x0F';
    EXPECT_EQ(written(channel, "x"), "fault: denied");
    Type2Chip blank{Type2Model::UltralightEv1};
    RawChannel bare{blank};
    EXPECT_EQ(read(bare), "fault: unsupported");
    EXPECT_EQ(Type2Tag{bare}.read_counter().error().code, FaultCode::Denied);
    Type2Chip large{Type2Model::Ntag216};
    large.memory()[14] = '\x7F';  // More bytes than pages have numbers.
    RawChannel sectors{large};
    EXPECT_EQ(read(sectors), "fault: unsupported");
    EXPECT_EQ(Type2Tag{channel}.read_counter(), 0U);
}

std::string blocks(std::string_view digits) {
    const auto place = parse_blocks(hex(digits));
    if (!place) return std::string{name_of(place.error().code)};
    if (!*place) return "none";
    return std::to_string((*place)->block_at) + " " + std::to_string((*place)->message_at) + " " +
           std::to_string((*place)->message_bytes);
}

TEST(BlocksTest, FindTheMessage) {
    EXPECT_EQ(blocks("0302616200"), "0 2 2");
    EXPECT_EQ(blocks("0000 0103a00c34 0300 fe"), "7 9 0");
    EXPECT_EQ(blocks("03ff0003616263"), "0 4 3");
    EXPECT_EQ(blocks("fd01ff 030161"), "3 5 1");
    EXPECT_EQ(blocks("fe 030161"), "none");
    EXPECT_EQ(blocks("0000"), "none");
    EXPECT_EQ(blocks(""), "none");
    EXPECT_EQ(blocks("0305616263"), "corrupt");
    EXPECT_EQ(blocks("03"), "corrupt");
    EXPECT_EQ(blocks("03ff00"), "corrupt");
    EXPECT_EQ(blocks("01ffffff00"), "corrupt");
}

}  // namespace
}  // namespace pareto::drivers::card
