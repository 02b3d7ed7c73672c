// What an ESC/POS printer makes of the bytes it is sent: lines, codes, cuts, pulses at the drawer,
// and the paper as a picture. Knows the commands that a receipt needs, and complains about others.
//
// Written from the printers' manuals, not from the code that is tested: text in cells of its own
// font, dots as they are sent. A barcode is drawn as a frame with its text.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/bytes.h"

namespace pareto::test {

/// Grey, 0 = black, rows from the top.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> dots;

    void save(const std::string& path) const;
    [[nodiscard]] static Picture load(const std::string& path);  ///< empty when it is not there
};

/// In thousandths of the dots; 1,000 when the sizes differ.
[[nodiscard]] int difference(const Picture& one, const Picture& other);

class PaperRoll {
public:
    static constexpr int kDots = 576;

    /// One answer of the printer to somebody who asks; see take().
    using Answer = std::function<void(char kind, int number)>;

    /// Calls `answer` with 'e' for DLE EOT n, and with 'r' for GS r n.
    explicit PaperRoll(Answer answer = {}) : answer_{std::move(answer)} {}

    void take(BytesView bytes);
    /// The line was cut: what was begun is not finished.
    void forget_begun();
    [[nodiscard]] Picture picture() const;

    std::vector<std::string> lines;  ///< UTF-8; a line of dots is "[dots]"
    std::vector<std::string> codes;  ///< "code128 …", "qr …"
    std::vector<std::string> complaints;
    int cuts = 0;
    int pulses = 0;

private:
    /// How many bytes of pending_ a whole command has; 0 = more are needed.
    [[nodiscard]] std::size_t command();
    [[nodiscard]] std::size_t escape();
    [[nodiscard]] std::size_t group();
    [[nodiscard]] std::size_t two_dimensional();
    [[nodiscard]] std::size_t dots();
    [[nodiscard]] unsigned at(std::size_t index) const;
    void end_line();
    void advance(int dots);
    void frame(const std::string& text, int wide, int high);
    void letters(const std::string& text, int left, int top);
    void set(int x, int y);

    Answer answer_;
    Bytes pending_;
    std::string text_;
    std::string stored_;
    int mode_ = 0;
    int distance_ = 30;
    int margin_ = 0;
    int room_ = kDots;
    int align_ = 0;
    int bottom_ = 0;
    std::vector<std::vector<std::uint8_t>> rows_;
};

}  // namespace pareto::test
