// What goes over the socket: every message comes back, everything else is refused.
#include "drivers/readerd/message.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "drivers/readerd/frames.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

const ports::Tap kTap{Bytes{"\x04\xA2\xB3\xC4", 4}, "", "Virtual PCD 00 00"};

std::string refusal(const Result<Request>& decoded) {
    return decoded ? "taken" : describe(decoded.error());
}

std::string refusal(const Result<Report>& decoded) {
    return decoded ? "taken" : describe(decoded.error());
}

TEST(ReaderdMessageTest, BringsEveryRequestBack) {
    const std::vector<Request> requests{Hello{},
                                        Wait{1, milliseconds{1'000}},
                                        Wait{2, milliseconds{0}, {"Virtual PCD 00 00", ""}},
                                        Stop{1},
                                        Begin{2, kTap, kTimeoutMax},
                                        Transmit{2, Bytes(kCommandBytesMax, '\0')},
                                        End{2}};
    for (const Request& request : requests) {
        const auto decoded = decode_request(encode(request));
        ASSERT_TRUE(decoded) << request.index() << describe(decoded.error());
        EXPECT_EQ(*decoded, request);
    }
}

TEST(ReaderdMessageTest, BringsEveryReportBack) {
    const Fault fault{FaultCode::Unsupported, "no"};
    const std::vector<Report> reports{Welcome{},
                                      Health{{{"pcsc", "well", std::nullopt}, {"nfc", "", fault}}},
                                      Taps{1, std::vector<ports::Tap>(kTapsMax, kTap), 7},
                                      Taps{1, {{"", "M-1", "scanner"}}, 0},
                                      Failed{2, fault, true},
                                      Begun{2},
                                      Answered{2, Bytes(kAnswerBytesMax, '\xFF')},
                                      Ended{2}};
    for (const Report& report : reports) {
        const auto decoded = decode_report(encode(report));
        ASSERT_TRUE(decoded) << report.index() << describe(decoded.error());
        EXPECT_EQ(*decoded, report);
    }
}

TEST(ReaderdMessageTest, FitsTheLongestMessageIntoAFrame) {
    const std::string text(kTextBytesMax, 'x');
    const ReaderState reader{text, text, Fault{FaultCode::Timeout, text}};
    EXPECT_LE(encode(Report{Health{std::vector<ReaderState>(kReadersMax, reader)}}).size(),
              kFrameBytesMax);
    const ports::Tap tap{"", std::string(kCardNumberBytesMax, '1'), text};
    EXPECT_LE(encode(Report{Taps{1, std::vector<ports::Tap>(kTapsMax, tap), 0}}).size(),
              kFrameBytesMax);
}

TEST(ReaderdMessageTest, MakesOneLineOfWhatIsForPeople) {
    const auto decoded =
        decode_report(encode(Report{Failed{1, {FaultCode::Corrupt, "two\nlines\x7F"}, false}}));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<Failed>(*decoded).fault.detail, "two lines ");
    EXPECT_EQ(one_line(std::string(2'000, 'x')).size(), kTextBytesMax);
}

TEST(ReaderdMessageTest, RefusesWhatNoTerminalWrites) {
    const std::vector<std::pair<Bytes, std::string>> table{
        {"", "corrupt: an unknown request"},
        {"\xFF\xFF", "corrupt: not a message"},
        {encode(Request{Hello{}}) + encode(Request{Stop{3}}),
         "corrupt: a message written otherwise than by this program"},
        {encode(Request{Begin{1, {Bytes(5, 'x'), "", ""}, {}}}),
         "corrupt: a UID of another length than 4, 7 or 10 bytes"},
        {encode(Request{Begin{1, {"", "", "reader"}, {}}}),
         "corrupt: a tap has either a UID or a card number"},
        {encode(Request{Begin{1, {Bytes(4, 'x'), "M-1", ""}, {}}}),
         "corrupt: a tap has either a UID or a card number"},
        {encode(Request{Begin{1, {"", std::string(kCardNumberBytesMax + 1, '1'), ""}, {}}}),
         "corrupt: a card number is too long"},
        {encode(Request{Transmit{1, Bytes(kCommandBytesMax + 1, 'x')}}),
         "corrupt: a command is too long"},
    };
    for (const auto& [bytes, why] : table)
        EXPECT_EQ(refusal(decode_request(bytes)), why) << to_hex(bytes);
}

TEST(ReaderdMessageTest, RefusesWhatNoReaderProgramWrites) {
    EXPECT_EQ(refusal(decode_report("")), "corrupt: an unknown report");
    EXPECT_EQ(refusal(decode_report(encode(Report{Answered{1, Bytes(kAnswerBytesMax + 1, 'x')}}))),
              "corrupt: an answer is too long");
    EXPECT_EQ(refusal(decode_report(encode(Request{Hello{}}) + "\x18\x01")),
              "corrupt: a message written otherwise than by this program");
    const Report report = Taps{1, {kTap}, 3};
    const Bytes whole = encode(report);
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const auto decoded = decode_report(whole.substr(0, cut));
        EXPECT_FALSE(decoded && *decoded == report) << cut;
    }
}

TEST(ReaderdFramesTest, CutsWhatArrivesInPiecesOfAnySize) {
    Bytes stream;
    for (const std::string each : {"one", "two", "three"})
        append_frame(stream, each);
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        FrameCutter cutter;
        std::string told;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            cutter.feed(BytesView{stream}.substr(at, piece));
            for (auto frame = cutter.take(); frame && *frame; frame = cutter.take())
                told += **frame + " ";
        }
        EXPECT_EQ(told, "one two three ") << piece;
        EXPECT_EQ(cutter.pending(), 0U);
    }
}

TEST(ReaderdFramesTest, RefusesAFrameThatIsEmptyOrTooLongForEver) {
    for (const BytesView header : {BytesView{"\0\0\0\0", 4}, BytesView{"\0\1\0\1", 4}}) {
        FrameCutter cutter;
        cutter.feed(header);
        EXPECT_FALSE(cutter.take());
        Bytes good;
        append_frame(good, "good");
        cutter.feed(good);
        EXPECT_FALSE(cutter.take());
    }
    FrameCutter cutter;
    cutter.feed({"\0\1\0\0", 4});
    EXPECT_TRUE(cutter.take());
}

}  // namespace
}  // namespace pareto::drivers::readerd
