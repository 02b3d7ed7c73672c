#include "tests/support/escpos/paper_roll.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include <cairo.h>

namespace pareto::test {

namespace {

constexpr std::size_t kMore = 0;

struct Closer {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }

    void operator()(cairo_t* drawing) const { cairo_destroy(drawing); }
};

using Surface = std::unique_ptr<cairo_surface_t, Closer>;
using Drawing = std::unique_ptr<cairo_t, Closer>;

// Windows-1252 as far as receipts of tests go: Latin-1 and the euro.
std::string utf8_of(unsigned char code) {
    if (code == 0x80) return "€";
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    return {static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
}

}  // namespace

void Picture::save(const std::string& path) const {
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)};
    unsigned char* const to = cairo_image_surface_get_data(surface.get());
    const int stride = cairo_image_surface_get_stride(surface.get());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int colour = 0; colour < 3; ++colour)
                to[y * stride + 4 * x + colour] = dots[static_cast<std::size_t>(y * width + x)];
        }
    }
    cairo_surface_mark_dirty(surface.get());
    static_cast<void>(cairo_surface_write_to_png(surface.get(), path.c_str()));
}

Picture Picture::load(const std::string& path) {
    const Surface surface{cairo_image_surface_create_from_png(path.c_str())};
    Picture picture;
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return picture;
    picture.width = cairo_image_surface_get_width(surface.get());
    picture.height = cairo_image_surface_get_height(surface.get());
    const unsigned char* const from = cairo_image_surface_get_data(surface.get());
    const int stride = cairo_image_surface_get_stride(surface.get());
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x)
            picture.dots.push_back(from[y * stride + 4 * x]);
    }
    return picture;
}

int difference(const Picture& one, const Picture& other) {
    if (one.width != other.width || one.height != other.height || one.dots.empty()) return 1'000;
    int differing = 0;
    for (std::size_t index = 0; index < one.dots.size(); ++index) {
        if (std::abs(int{one.dots[index]} - int{other.dots[index]}) > 48) ++differing;
    }
    return differing * 1'000 / static_cast<int>(one.dots.size());
}

unsigned PaperRoll::at(std::size_t index) const {
    return static_cast<unsigned char>(pending_[index]);
}

void PaperRoll::take(BytesView bytes) {
    pending_.append(bytes);
    while (!pending_.empty()) {
        const std::size_t taken = command();
        if (taken == kMore) return;
        pending_.erase(0, taken);
    }
}

void PaperRoll::forget_begun() {
    pending_.clear();
    text_.clear();
}

std::size_t PaperRoll::command() {
    switch (at(0)) {
        case '\n':
            end_line();
            return 1;
        case 0x1B:
            return pending_.size() < 2 ? kMore : escape();
        case 0x1D:
            return pending_.size() < 2 ? kMore : group();
        case 0x10: {
            if (pending_.size() < 3) return kMore;
            if (at(1) == 0x04) {
                if (answer_) answer_('e', static_cast<int>(at(2)));
                return 3;
            }
            // DLE DC4: a pulse at once, which is told apart from the one in its turn by the test.
            if (pending_.size() < 5) return kMore;
            if (at(1) == 0x14) ++pulses;
            return 5;
        }
        default:
            text_ += utf8_of(static_cast<unsigned char>(at(0)));
            return 1;
    }
}

std::size_t PaperRoll::escape() {
    const auto has = [&](std::size_t size) {
        return pending_.size() >= size;
    };
    switch (at(1)) {
        case '@':
            mode_ = margin_ = align_ = 0;
            room_ = kDots;
            distance_ = 30;
            return 2;
        case 't':
            if (has(3) && at(2) != 16) complaints.emplace_back("another code page");
            return has(3) ? 3 : kMore;
        case '!':
            if (has(3)) mode_ = static_cast<int>(at(2));
            return has(3) ? 3 : kMore;
        case '3':
            if (has(3)) distance_ = static_cast<int>(at(2));
            return has(3) ? 3 : kMore;
        case 'a':
            if (has(3)) align_ = static_cast<int>(at(2));
            return has(3) ? 3 : kMore;
        case 'p':
            return has(5) ? 5 : kMore;
        default:
            complaints.push_back("ESC " + std::to_string(at(1)));
            return 2;
    }
}

std::size_t PaperRoll::group() {
    const auto has = [&](std::size_t size) {
        return pending_.size() >= size;
    };
    switch (at(1)) {
        case 'L':
        case 'W':
            if (!has(4)) return kMore;
            (at(1) == 'L' ? margin_ : room_) = static_cast<int>(at(2) + 256 * at(3));
            return 4;
        case 'h':
        case 'w':
        case 'H':
            return has(3) ? 3 : kMore;
        case 'r':
            if (!has(3)) return kMore;
            if (answer_) answer_('r', static_cast<int>(at(2)));
            return 3;
        case 'V':
            if (!has(4)) return kMore;
            ++cuts;
            advance(4 * distance_);
            return 4;
        case 'v':
            return dots();
        case 'k': {
            if (!has(4) || !has(4 + at(3))) return kMore;
            const std::string data = pending_.substr(4, at(3));
            if (at(2) != 73 || data.rfind("{B", 0) != 0) complaints.emplace_back("no Code 128 B");
            codes.push_back("code128 " + data.substr(std::min<std::size_t>(2, data.size())));
            frame(codes.back(), 360, 64);
            return 4 + at(3);
        }
        case '(':
            return two_dimensional();
        default:
            complaints.push_back("GS " + std::to_string(at(1)));
            return 2;
    }
}

std::size_t PaperRoll::two_dimensional() {
    if (pending_.size() < 5) return kMore;
    const std::size_t size = at(3) + 256 * at(4);
    if (pending_.size() < 5 + size) return kMore;
    const std::string data = pending_.substr(5, size);
    if (at(2) != 'k' || size < 3 || data[0] != 49) complaints.emplace_back("GS ( of another kind");
    if (data[1] == 80) stored_ = data.substr(3);
    if (data[1] == 81) {
        codes.push_back("qr " + stored_);
        frame(codes.back(), 200, 200);
    }
    return 5 + size;
}

std::size_t PaperRoll::dots() {
    if (pending_.size() < 8) return kMore;
    const std::size_t wide = at(4) + 256 * at(5);
    const std::size_t high = at(6) + 256 * at(7);
    const std::size_t size = 8 + wide * high;
    if (pending_.size() < size) return kMore;
    const int top = bottom_;
    advance(static_cast<int>(high));
    if (static_cast<int>(wide * 8) > room_ + 7) complaints.emplace_back("dots beside the paper");
    for (std::size_t y = 0; y < high; ++y) {
        for (std::size_t x = 0; x < wide * 8; ++x) {
            if ((at(8 + y * wide + x / 8) & (0x80U >> (x % 8))) != 0)
                set(margin_ + static_cast<int>(x), top + static_cast<int>(y));
        }
    }
    lines.emplace_back("[dots]");
    return size;
}

void PaperRoll::end_line() {
    const int high = distance_ * ((mode_ & 0x10) != 0 ? 2 : 1);
    const int top = bottom_;
    advance(high);
    letters(text_, margin_, top);
    lines.push_back(std::exchange(text_, {}));
}

void PaperRoll::advance(int dots) {
    bottom_ += dots;
    rows_.resize(static_cast<std::size_t>(bottom_),
                 std::vector<std::uint8_t>(kDots, std::uint8_t{255}));
}

void PaperRoll::set(int x, int y) {
    if (x < 0 || x >= kDots || y < 0 || y >= bottom_) return;
    rows_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = 0;
}

// In cells of the printer's own font, whatever the letter.
void PaperRoll::letters(const std::string& text, int left, int top) {
    const bool small = (mode_ & 0x01) != 0;
    const int cell = small ? 9 : 12;
    const int times = (mode_ & 0x10) != 0 ? 2 : 1;
    const int high = times * distance_;
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_A8, kDots, high)};
    {
        const Drawing drawing{cairo_create(surface.get())};
        cairo_select_font_face(
            drawing.get(),
            "DejaVu Sans Mono",
            CAIRO_FONT_SLANT_NORMAL,
            (mode_ & 0x08) != 0 ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size(drawing.get(), small ? 15 : 20);
        cairo_scale(drawing.get(), 1, times);
        int x = left;
        for (std::size_t index = 0; index < text.size();) {
            std::size_t size = 1;
            while (index + size < text.size() &&
                   (static_cast<unsigned char>(text[index + size]) & 0xC0U) == 0x80U)
                ++size;
            cairo_move_to(drawing.get(), x, cell * 2 - 5);
            cairo_show_text(drawing.get(), text.substr(index, size).c_str());
            index += size;
            x += cell;
        }
        if (x > margin_ + room_) complaints.push_back("text beside the paper: " + text);
    }
    cairo_surface_flush(surface.get());
    const unsigned char* const grey = cairo_image_surface_get_data(surface.get());
    const int stride = cairo_image_surface_get_stride(surface.get());
    for (int y = 0; y < high; ++y) {
        for (int x = 0; x < kDots; ++x)
            if (grey[y * stride + x] >= 128) set(x, top + y);
    }
}

void PaperRoll::frame(const std::string& text, int wide, int high) {
    const int top = bottom_ + 4;
    advance(high + 8);
    const int left = margin_ + (align_ == 1 ? (room_ - wide) / 2 : 0);
    for (int x = left; x < left + wide; ++x) {
        set(x, top);
        set(x, top + high - 1);
    }
    for (int y = top; y < top + high; ++y) {
        set(left, y);
        set(left + wide - 1, y);
    }
    const int mode = std::exchange(mode_, 1);
    const int complained = static_cast<int>(complaints.size());
    letters(text.substr(0, static_cast<std::size_t>(wide / 10)), left + 8, top + high / 2 - 14);
    complaints.resize(static_cast<std::size_t>(complained));
    mode_ = mode;
}

Picture PaperRoll::picture() const {
    Picture picture;
    picture.width = kDots;
    picture.height = bottom_;
    for (const auto& row : rows_)
        picture.dots.insert(picture.dots.end(), row.begin(), row.end());
    return picture;
}

}  // namespace pareto::test
