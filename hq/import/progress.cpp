// The progress bar.
#include "hq/import/progress.h"

#include <algorithm>
#include <utility>

namespace pareto::hq::import {
namespace {

constexpr std::chrono::milliseconds kBarEvery{200};
constexpr std::chrono::milliseconds kLineEvery{10'000};
constexpr int kBarCells = 24;
constexpr std::int64_t kLookEvery = 256;  ///< calls between two looks at the clock

}  // namespace

Progress::Progress(std::function<void(const std::string&)> write,
                   const ports::Clock& clock,
                   bool is_terminal)
    : write_(std::move(write)), clock_(clock), is_terminal_(is_terminal) {}

void Progress::begin(std::string label) {
    label_ = std::move(label);
    began_ = shown_ = clock_.steady();
    calls_ = count_ = done_ = total_ = 0;
    shown_count_ = -1;
}

void Progress::report(std::int64_t share_done, std::int64_t share_total, std::int64_t count) {
    done_ = share_done;
    total_ = share_total;
    count_ = count;
    if (++calls_ % kLookEvery != 0) return;
    const auto now = clock_.steady();
    if (now - shown_ < (is_terminal_ ? kBarEvery : kLineEvery)) return;
    show(share_done, share_total, count, now);
}

void Progress::show(std::int64_t share_done,
                    std::int64_t share_total,
                    std::int64_t count,
                    ports::SteadyTime now) {
    shown_ = now;
    shown_count_ = count;
    const std::int64_t elapsed_ms = std::max<std::int64_t>((now - began_).count(), 1);
    const std::int64_t percent =
        share_total > 0 ? std::min<std::int64_t>(share_done * 100 / share_total, 100) : 0;
    std::string text = label_;
    if (is_terminal_) {
        const auto filled = static_cast<std::size_t>(percent * kBarCells / 100);
        text = "\r" + text + " [" + std::string(filled, '#') +
               std::string(kBarCells - filled, '.') + "]";
    }
    text += " " + std::to_string(percent) + " %, " + std::to_string(count) + " rows, " +
            std::to_string(count * 1000 / elapsed_ms) + " rows/s";
    if (share_done > 0 && share_total > share_done) {
        const std::int64_t left_s =
            (elapsed_ms * (share_total - share_done) / share_done + 999) / 1000;
        text += ", " + std::to_string(left_s / 60) + ":" + (left_s % 60 < 10 ? "0" : "") +
                std::to_string(left_s % 60) + " left";
    }
    write_(text + (is_terminal_ ? "\x1B[K" : "\n"));
}

void Progress::end() {
    if (is_terminal_ && shown_count_ >= 0) {
        show(total_, total_, count_, clock_.steady());
        write_("\n");
    }
}

}  // namespace pareto::hq::import
