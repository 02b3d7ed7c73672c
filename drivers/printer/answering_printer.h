// A printer that says how it is (DLE EOT) and that it has printed (GS r), over a line.
//
// A job goes out only while the printer says that it prints. After its last byte the printer is
// asked for its paper, which it answers in its turn: once what stood before is on paper.
#pragma once

#include <functional>
#include <utility>

#include "common/ports/printer_device.h"
#include "drivers/printer/line.h"

namespace pareto::drivers::printer {

/// What the four answers of DLE EOT 1, 2, 3 and 4 mean together.
[[nodiscard]] ports::PrinterState state_of(unsigned char printer,
                                           unsigned char offline,
                                           unsigned char error,
                                           unsigned char paper);

class AnsweringPrinter final : public ports::PrinterDevice {
public:
    struct Patience {
        Line::Milliseconds answer{2'000};     ///< for a state
        Line::Milliseconds progress{10'000};  ///< for bytes to be taken
        Line::Milliseconds printing{20'000};  ///< from the last byte until it is on paper
    };

    using Open = std::function<Result<Line>()>;

    /// `silent_is_fine`: a device that does not answer is believed to print.
    AnsweringPrinter(Open open, bool silent_is_fine, Patience patience)
        : open_{std::move(open)}, silent_is_fine_{silent_is_fine}, patience_{patience} {}

    [[nodiscard]] Result<void> send(BytesView job) override;
    [[nodiscard]] ports::PrinterState state() override;
    [[nodiscard]] Result<void> send_now(BytesView commands) override;

private:
    struct Asked {
        ports::PrinterState state = ports::PrinterState::Away;
        bool answers = false;
    };

    [[nodiscard]] Asked ask(Line& line);
    [[nodiscard]] Result<std::optional<unsigned char>> ask_one(Line& line, char number);
    [[nodiscard]] Result<void> wait_until_printed(Line& line);

    Open open_;
    bool silent_is_fine_;
    Patience patience_;
};

}  // namespace pareto::drivers::printer
