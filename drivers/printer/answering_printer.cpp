#include "drivers/printer/answering_printer.h"

#include <array>

namespace pareto::drivers::printer {

namespace {

using ports::PrinterState;

constexpr char kDle = '\x10';
constexpr char kEot = '\x04';
constexpr char kGs = '\x1d';
constexpr Line::Milliseconds kSlice{500};

/// Bits that are fixed in an answer to DLE EOT, and in one to GS r.
bool answers_at_once(unsigned char byte) {
    return (byte & 0x93U) == 0x12U;
}

bool answers_in_turn(unsigned char byte) {
    return (byte & 0x90U) == 0;
}

std::string_view words_of(PrinterState state) {
    switch (state) {
        case PrinterState::Ready:
        case PrinterState::Low:
            return "ready";
        case PrinterState::OutOfPaper:
            return "out of paper";
        case PrinterState::CoverOpen:
            return "the cover is open";
        case PrinterState::Jammed:
            return "jammed, or its cutter is";
        case PrinterState::Busy:
            return "busy: it does not answer";
        case PrinterState::Away:
            return "away";
    }
    return "away";
}

tl::unexpected<Fault> not_now(PrinterState state, FaultCode code) {
    return fault(code, "receipt printer: " + std::string{words_of(state)});
}

}  // namespace

PrinterState state_of(unsigned char printer,
                      unsigned char offline,
                      unsigned char error,
                      unsigned char paper) {
    if ((offline & 0x04U) != 0) return PrinterState::CoverOpen;
    if ((offline & 0x20U) != 0 || (paper & 0x60U) != 0) return PrinterState::OutOfPaper;
    if ((error & 0x28U) != 0 || (offline & 0x40U) != 0) return PrinterState::Jammed;
    if ((printer & 0x08U) != 0) return PrinterState::Busy;
    return (paper & 0x0CU) != 0 ? PrinterState::Low : PrinterState::Ready;
}

Result<std::optional<unsigned char>> AnsweringPrinter::ask_one(Line& line, char number) {
    const std::array question{kDle, kEot, number};
    std::size_t sent = 0;
    PARETO_TRY_VOID(line.write({question.data(), question.size()}, patience_.answer, sent));
    while (true) {
        PARETO_TRY(const auto byte, line.read(patience_.answer));
        // What came before was asked for by somebody else.
        if (!byte || answers_at_once(*byte)) return byte;
    }
}

AnsweringPrinter::Asked AnsweringPrinter::ask(Line& line) {
    std::array<unsigned char, 4> answers{};
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const auto answer = ask_one(line, static_cast<char>(index + 1));
        const bool silent = !answer || !*answer;
        if (silent && silent_is_fine_ && index == 0) return {PrinterState::Ready, false};
        if (!answer) return {PrinterState::Away, false};
        if (silent) return {PrinterState::Busy, false};
        answers[index] = **answer;
    }
    return {state_of(answers[0], answers[1], answers[2], answers[3]), true};
}

PrinterState AnsweringPrinter::state() {
    auto line = open_();
    return line ? ask(*line).state : PrinterState::Away;
}

Result<void> AnsweringPrinter::send_now(BytesView commands) {
    PARETO_TRY(Line line, open_());
    std::size_t sent = 0;
    return line.write(commands, patience_.answer, sent);
}

Result<void> AnsweringPrinter::send(BytesView job) {
    PARETO_TRY(Line line, open_());
    const Asked asked = ask(line);
    if (!prints(asked.state)) return not_now(asked.state, FaultCode::Unavailable);
    std::size_t sent = 0;
    const auto written = line.write(job, patience_.progress, sent);
    if (!written && sent == 0) return fault(FaultCode::Unavailable, written.error().detail);
    if (!written) return fault(FaultCode::Timeout, written.error().detail);
    return asked.answers ? wait_until_printed(line) : Result<void>{};
}

Result<void> AnsweringPrinter::wait_until_printed(Line& line) {
    const std::array in_turn{kGs, 'r', '\x01'};
    std::size_t sent = 0;
    if (!line.write({in_turn.data(), in_turn.size()}, patience_.progress, sent))
        return not_now(PrinterState::Away, FaultCode::Timeout);
    constexpr std::array kHowIsIt{kDle, kEot, '\x02'};
    for (Line::Milliseconds waited{0}; waited < patience_.printing;) {
        const auto byte = line.read(kSlice);
        if (!byte) return fault(FaultCode::Timeout, byte.error().detail);
        if (*byte && answers_in_turn(**byte)) return {};
        if (*byte && answers_at_once(**byte)) {
            const PrinterState state = state_of(0, **byte, 0, 0);
            if (!prints(state)) return not_now(state, FaultCode::Timeout);
        }
        if (*byte) continue;
        // It takes its time, or the paper ended in the middle.
        waited += kSlice;
        if (!line.write({kHowIsIt.data(), kHowIsIt.size()}, patience_.progress, sent))
            return not_now(PrinterState::Away, FaultCode::Timeout);
    }
    return fault(FaultCode::Timeout, "receipt printer: it did not say that it has printed");
}

}  // namespace pareto::drivers::printer
