// The peer is not trusted: every count, length and range is checked here, once. What remains is
// encoded again and compared, so that there is one way to write a message.
#include "drivers/readerd/message.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/stubs/logging.h>

#include "common/base/check.h"
#include "drivers/readerd/frames.h"
#include "drivers/readerd/readerd.pb.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

// Protobuf writes a line to stderr for every malformed text; the fault says it already.
[[maybe_unused]] auto* const kQuiet = google::protobuf::SetLogHandler(nullptr);

constexpr std::uint32_t kLastFaultCode = static_cast<std::uint32_t>(FaultCode::Unsupported) + 1;

bool is_control(char c) {
    return (c >= '\0' && c < ' ') || c == '\x7F';
}

std::uint32_t put(milliseconds timeout) {
    return static_cast<std::uint32_t>(std::clamp(timeout, milliseconds{0}, kTimeoutMax).count());
}

void put(const ports::Tap& from, v1::Tap& to) {
    to.set_uid(from.uid);
    to.set_card_number(from.number);
    to.set_reader(one_line(from.reader));
}

void put(const pareto::Fault& from, v1::Fault& to) {
    to.set_code(static_cast<std::uint32_t>(from.code) + 1);
    to.set_detail(one_line(from.detail));
}

void put(const Hello& from, v1::Request& to) {
    to.mutable_hello()->set_version(from.version);
}

void put(const Wait& from, v1::Request& to) {
    to.mutable_wait()->set_number(from.number);
    to.mutable_wait()->set_timeout_ms(put(from.timeout));
    for (const std::string& reader : from.forgotten)
        to.mutable_wait()->add_forgotten(one_line(reader));
}

void put(const Stop& from, v1::Request& to) {
    to.mutable_stop()->set_number(from.number);
}

void put(const Begin& from, v1::Request& to) {
    to.mutable_begin()->set_number(from.number);
    put(from.tap, *to.mutable_begin()->mutable_tap());
    to.mutable_begin()->set_timeout_ms(put(from.timeout));
}

void put(const Transmit& from, v1::Request& to) {
    to.mutable_transmit()->set_number(from.number);
    to.mutable_transmit()->set_command(from.command);
}

void put(const End& from, v1::Request& to) {
    to.mutable_end()->set_number(from.number);
}

void put(const Welcome& from, v1::Report& to) {
    to.mutable_welcome()->set_version(from.version);
}

void put(const Health& from, v1::Report& to) {
    PARETO_CHECK(from.readers.size() <= kReadersMax);
    to.mutable_health();
    for (const ReaderState& reader : from.readers) {
        auto& added = *to.mutable_health()->add_readers();
        added.set_driver(one_line(reader.driver));
        added.set_health(one_line(reader.health));
        if (reader.trouble) put(*reader.trouble, *added.mutable_trouble());
    }
}

void put(const Taps& from, v1::Report& to) {
    PARETO_CHECK(from.taps.size() <= kTapsMax);
    to.mutable_taps()->set_number(from.number);
    for (const ports::Tap& tap : from.taps)
        put(tap, *to.mutable_taps()->add_taps());
    to.mutable_taps()->set_dropped(from.dropped);
}

void put(const Failed& from, v1::Report& to) {
    to.mutable_failed()->set_number(from.number);
    put(from.fault, *to.mutable_failed()->mutable_fault());
    to.mutable_failed()->set_hanging(from.hanging);
}

void put(const Begun& from, v1::Report& to) {
    to.mutable_begun()->set_number(from.number);
}

void put(const Answered& from, v1::Report& to) {
    to.mutable_answered()->set_number(from.number);
    to.mutable_answered()->set_answer(from.answer);
}

void put(const Ended& from, v1::Report& to) {
    to.mutable_ended()->set_number(from.number);
}

/// Takes values out of the peer's message and remembers the first that is none of ours.
class Taking {
public:
    void refuse(const char* why) {
        if (wrong_ == nullptr) wrong_ = why;
    }

    void limit(std::size_t size, std::size_t most, const char* what) {
        if (size > most) refuse(what);
    }

    milliseconds timeout(std::uint32_t value) {
        if (milliseconds{value} > kTimeoutMax) refuse("a timeout is too long");
        return milliseconds{value};
    }

    ports::Tap tap(const v1::Tap& from) {
        if (from.uid().empty() == from.card_number().empty())
            refuse("a tap has either a UID or a card number");
        const std::size_t length = from.uid().size();
        if (length != 0 && length != 4 && length != 7 && length != 10)
            refuse("a UID of another length than 4, 7 or 10 bytes");
        limit(from.card_number().size(), kCardNumberBytesMax, "a card number is too long");
        return {from.uid(), from.card_number(), from.reader()};
    }

    std::vector<std::string> readers(const google::protobuf::RepeatedPtrField<std::string>& from) {
        limit(static_cast<std::size_t>(from.size()), kTapsMax, "too many readers were forgotten");
        return {from.begin(), from.end()};
    }

    pareto::Fault fault(const v1::Fault& from) {
        if (from.code() < 1 || from.code() > kLastFaultCode) {
            refuse("a fault without a code");
            return {};
        }
        return {static_cast<FaultCode>(from.code() - 1), from.detail()};
    }

    [[nodiscard]] const char* wrong() const { return wrong_; }

private:
    const char* wrong_ = nullptr;
};

Request take(const v1::Request& from, Taking& taking) {
    switch (from.message_case()) {
        case v1::Request::kHello:
            return Hello{from.hello().version()};
        case v1::Request::kWait:
            return Wait{from.wait().number(),
                        taking.timeout(from.wait().timeout_ms()),
                        taking.readers(from.wait().forgotten())};
        case v1::Request::kStop:
            return Stop{from.stop().number()};
        case v1::Request::kBegin:
            return Begin{from.begin().number(),
                         taking.tap(from.begin().tap()),
                         taking.timeout(from.begin().timeout_ms())};
        case v1::Request::kTransmit:
            taking.limit(
                from.transmit().command().size(), kCommandBytesMax, "a command is too long");
            return Transmit{from.transmit().number(), from.transmit().command()};
        case v1::Request::kEnd:
            return End{from.end().number()};
        case v1::Request::MESSAGE_NOT_SET:
            break;
    }
    taking.refuse("an unknown request");
    return Hello{};
}

Health take(const v1::Health& from, Taking& taking) {
    Health health;
    taking.limit(static_cast<std::size_t>(from.readers_size()), kReadersMax, "too many readers");
    for (const auto& reader : from.readers()) {
        health.readers.push_back({reader.driver(), reader.health(), std::nullopt});
        if (reader.has_trouble()) health.readers.back().trouble = taking.fault(reader.trouble());
    }
    return health;
}

Taps take(const v1::Taps& from, Taking& taking) {
    Taps taps{from.number(), {}, from.dropped()};
    taking.limit(static_cast<std::size_t>(from.taps_size()), kTapsMax, "too many taps");
    for (const auto& tap : from.taps())
        taps.taps.push_back(taking.tap(tap));
    return taps;
}

Report take(const v1::Report& from, Taking& taking) {
    switch (from.message_case()) {
        case v1::Report::kWelcome:
            return Welcome{from.welcome().version()};
        case v1::Report::kHealth:
            return take(from.health(), taking);
        case v1::Report::kTaps:
            return take(from.taps(), taking);
        case v1::Report::kFailed:
            return Failed{from.failed().number(),
                          taking.fault(from.failed().fault()),
                          from.failed().hanging()};
        case v1::Report::kBegun:
            return Begun{from.begun().number()};
        case v1::Report::kAnswered:
            taking.limit(from.answered().answer().size(), kAnswerBytesMax, "an answer is too long");
            return Answered{from.answered().number(), from.answered().answer()};
        case v1::Report::kEnded:
            return Ended{from.ended().number()};
        case v1::Report::MESSAGE_NOT_SET:
            break;
    }
    taking.refuse("an unknown report");
    return Welcome{};
}

template <typename Wire, typename Message>
Bytes encode_as(const Message& message) {
    Wire wire;
    std::visit([&wire](const auto& each) { put(each, wire); }, message);
    Bytes bytes = wire.SerializeAsString();
    PARETO_CHECK(bytes.size() <= kFrameBytesMax);
    return bytes;
}

template <typename Wire, typename Message>
Result<Message> decode_as(BytesView bytes) {
    Wire wire;
    if (bytes.size() > kFrameBytesMax ||
        !wire.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return pareto::fault(FaultCode::Corrupt, "not a message");
    }
    Taking taking;
    Message message = take(wire, taking);
    if (taking.wrong() != nullptr) return pareto::fault(FaultCode::Corrupt, taking.wrong());
    if (encode(message) != bytes)
        return pareto::fault(FaultCode::Corrupt,
                             "a message written otherwise than by this program");
    return message;
}

}  // namespace

std::string one_line(std::string text) {
    if (text.size() > kTextBytesMax) text.resize(kTextBytesMax);
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    return text;
}

Bytes encode(const Request& request) {
    return encode_as<v1::Request>(request);
}

Bytes encode(const Report& report) {
    return encode_as<v1::Report>(report);
}

Result<Request> decode_request(BytesView bytes) {
    return decode_as<v1::Request, Request>(bytes);
}

Result<Report> decode_report(BytesView bytes) {
    return decode_as<v1::Report, Report>(bytes);
}

}  // namespace pareto::drivers::readerd
