#include "terminal/ui/desk/scan_sense.h"

#include <utility>

namespace pareto::terminal::ui {

namespace {

constexpr const char* kStx = "\x02";

}  // namespace

void ScanSense::forget() {
    text_.clear();
    held_ = 0;
    framed_ = false;
}

void ScanSense::give_up(Heard& heard) {
    heard.release = !framed_ && held_ != 0;
    heard.drop = framed_;
    forget();
}

bool ScanSense::late(Time at) const {
    return holds() && at - last_ > (framed_ ? kFrameTime : kScanGap);
}

ScanSense::Heard ScanSense::character(const std::string& text, Time at) {
    Heard heard;
    heard.hold = true;
    if (late(at) || text_.size() >= kScanMax || text == kStx) {
        give_up(heard);
    }
    last_ = at;
    if (text == kStx) {
        framed_ = true;
        return heard;
    }
    text_ += text;
    ++held_;
    return heard;
}

ScanSense::Heard ScanSense::end(Time at) {
    Heard heard;
    const bool whole = framed_ ? held_ != 0 : held_ >= kScanMin;
    if (whole && !late(at)) {
        heard.scan = std::exchange(text_, {});
        forget();
    } else {
        give_up(heard);
    }
    return heard;
}

ScanSense::Heard ScanSense::other() {
    Heard heard;
    // Shift and the like belong to the characters of a frame or a burst.
    if (!framed_) give_up(heard);
    return heard;
}

ScanSense::Heard ScanSense::wait(Time at) {
    Heard heard;
    if (late(at)) give_up(heard);
    return heard;
}

}  // namespace pareto::terminal::ui
