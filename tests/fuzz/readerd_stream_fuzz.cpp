// What a terminal and the process of its card readers read from their socket, before anything is
// known about it: bytes in pieces of any size, cut into frames, each taken as a request and as a
// report.
#include "drivers/readerd/frames.h"
#include "drivers/readerd/message.h"
#include "tests/fuzz/fuzz.h"

namespace pareto::drivers::readerd {
namespace {

void check_tap(const ports::Tap& tap) {
    PARETO_CHECK(tap.uid.empty() != tap.number.empty());
    PARETO_CHECK(tap.uid.empty() || tap.uid.size() == 4 || tap.uid.size() == 7 ||
                 tap.uid.size() == 10);
    PARETO_CHECK(tap.number.size() <= kCardNumberBytesMax && tap.reader.size() <= kTextBytesMax);
}

void check(const Request& request) {
    if (const auto* wait = std::get_if<Wait>(&request))
        PARETO_CHECK(wait->timeout.count() >= 0 && wait->timeout <= kTimeoutMax &&
                     wait->forgotten.size() <= kTapsMax);
    if (const auto* begin = std::get_if<Begin>(&request)) check_tap(begin->tap);
    if (const auto* transmit = std::get_if<Transmit>(&request))
        PARETO_CHECK(transmit->command.size() <= kCommandBytesMax);
}

void check(const Report& report) {
    if (const auto* health = std::get_if<Health>(&report))
        PARETO_CHECK(health->readers.size() <= kReadersMax);
    if (const auto* taps = std::get_if<Taps>(&report)) {
        PARETO_CHECK(taps->taps.size() <= kTapsMax);
        for (const auto& tap : taps->taps)
            check_tap(tap);
    }
    if (const auto* failed = std::get_if<Failed>(&report)) {
        PARETO_CHECK(failed->fault.detail.find('\n') == std::string::npos);
        PARETO_CHECK(!describe(failed->fault).starts_with("unknown"));
    }
    if (const auto* answered = std::get_if<Answered>(&report))
        PARETO_CHECK(answered->answer.size() <= kAnswerBytesMax);
}

template <typename Message>
void check(BytesView bytes, const Result<Message>& message) {
    if (!message) {
        PARETO_CHECK(message.error().code == FaultCode::Corrupt);
        return;
    }
    check(*message);
    PARETO_CHECK(encode(*message) == bytes);
}

/// Whatever whole messages there are. False when the stream is broken, for good.
bool take_messages(FrameCutter& cutter) {
    while (true) {
        const auto message = cutter.take();
        if (!message) {
            PARETO_CHECK(message.error().code == FaultCode::Corrupt && !cutter.take());
            return false;
        }
        if (!*message) return true;
        PARETO_CHECK(!(*message)->empty() && (*message)->size() <= kFrameBytesMax);
        check(**message, decode_request(**message));
        check(**message, decode_report(**message));
    }
}

}  // namespace
}  // namespace pareto::drivers::readerd

PARETO_FUZZ(readerd_stream) {
    using namespace pareto;                    // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers::readerd;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::size_t piece = 1 + decisions.byte();
    FrameCutter cutter;
    while (!decisions.empty()) {
        cutter.feed(decisions.bytes(piece));
        if (!take_messages(cutter)) return;
        PARETO_CHECK(cutter.pending() < kLengthBytes + kFrameBytesMax);
    }
}
