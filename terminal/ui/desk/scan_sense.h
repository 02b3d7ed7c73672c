// Tells a scanner that types from a person: by framing (STX … ETX or Enter) or by speed.
//
// Every printable key is held for kScanGap. When others follow as fast and an Enter ends them, they
// were a scan; when none does, they are released as what they are: keys that a person pressed.
// Knows no keyboard and no clock: times are told.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace pareto::terminal::ui {

/// Scanners type a character every 1 to 20 ms; a fast typist one in 60.
inline constexpr std::chrono::milliseconds kScanGap{35};
/// A frame that was opened and never closed is given up.
inline constexpr std::chrono::milliseconds kFrameTime{500};
/// What is shorter is typed by a person whose keys roll over.
inline constexpr std::size_t kScanMin = 4;
inline constexpr std::size_t kScanMax = 4'096;

class ScanSense {
public:
    using Time = std::chrono::milliseconds;

    struct Heard {
        bool release = false;  ///< act on the keys that were held before this one
        bool drop = false;     ///< forget them: a frame that was never closed
        bool hold = false;     ///< hold this one; else, without a scan, act on it
        std::string scan;      ///< what was scanned; the held keys and this one were part of it
    };

    /// `text`: UTF-8 of one printable key, or STX.
    [[nodiscard]] Heard character(const std::string& text, Time at);
    /// Enter, Tab or ETX.
    [[nodiscard]] Heard end(Time at);
    /// A key that types nothing.
    [[nodiscard]] Heard other();
    /// Time passed without a key: whether what was held is released or dropped.
    [[nodiscard]] Heard wait(Time at);

    [[nodiscard]] bool holds() const { return held_ != 0 || framed_; }

private:
    void give_up(Heard& heard);
    void forget();
    [[nodiscard]] bool late(Time at) const;

    std::string text_;
    std::size_t held_ = 0;
    bool framed_ = false;
    Time last_{};
};

}  // namespace pareto::terminal::ui
