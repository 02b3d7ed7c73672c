// The line to a printer: bytes out, bytes in, with time-outs. Opened for each use, so that a
// printer that was off, or another terminal's for a while, is found again.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::drivers::printer {

class Line {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// Takes the descriptor over; it does not block.
    explicit Line(int descriptor) : descriptor_{descriptor} {}

    ~Line();
    Line(const Line&) = delete;
    Line(Line&& other) noexcept;
    Line& operator=(const Line&) = delete;
    Line& operator=(Line&&) = delete;

    /// All of it, or Timeout when nothing was taken for so long. `sent` counts what went out.
    [[nodiscard]] Result<void> write(BytesView bytes, Milliseconds patience, std::size_t& sent);
    /// One byte; nothing when none came. Unavailable: the other end is gone.
    [[nodiscard]] Result<std::optional<unsigned char>> read(Milliseconds patience);

private:
    int descriptor_;
};

/// HOST:PORT, or HOST for port 9100.
[[nodiscard]] Result<Line> connect_line(const std::string& host,
                                        const std::string& port,
                                        Line::Milliseconds patience);
/// A device of the system; a serial one is set to 8N1 at its speed (0 = as it is).
[[nodiscard]] Result<Line> open_line(const std::string& path, int baud);

}  // namespace pareto::drivers::printer
