#include "terminal/receipt/raster.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <cairo.h>
#include <pango/pangocairo.h>

#include "terminal/receipt/text_width.h"

namespace pareto::terminal::receipt {

namespace {

/// The first has Latin letters of half the width of a character; the others know more scripts.
constexpr const char* kFonts = "Noto Sans Mono CJK TC, Noto Sans Mono, Noto Sans, DejaVu Sans Mono";
constexpr int kInkFrom = 128;
constexpr int kLeading = 6;  ///< dots between two lines

template <auto Function>
struct Deleter {
    template <typename Object>
    void operator()(Object* object) const {
        Function(object);
    }
};

using Surface = std::unique_ptr<cairo_surface_t, Deleter<cairo_surface_destroy>>;
using Drawing = std::unique_ptr<cairo_t, Deleter<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Deleter<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Deleter<pango_font_description_free>>;

struct Piece {
    std::string_view text;
    int column = 0;
    bool ends_line = false;
};

// A single space is part of what is said; more of them set a figure apart.
std::vector<Piece> pieces_of(std::string_view line, int columns) {
    std::vector<Piece> pieces;
    std::size_t at = line.find_first_not_of(' ');
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(line.find("  ", at), line.size());
        Piece piece;
        piece.text = line.substr(at, end - at);
        piece.column = static_cast<int>(columns_of(line.substr(0, at)));
        piece.ends_line = static_cast<int>(columns_of(line.substr(0, end))) == columns;
        pieces.push_back(piece);
        at = line.find_first_not_of(' ', end);
    }
    return pieces;
}

void draw(cairo_t* drawing, const Piece& piece, const LineForm& form) {
    const Layout layout{pango_cairo_create_layout(drawing)};
    const Font font{pango_font_description_from_string(kFonts)};
    pango_font_description_set_absolute_size(font.get(), 2.0 * form.cell_width * PANGO_SCALE);
    if (form.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
    pango_layout_set_text(layout.get(), piece.text.data(), static_cast<int>(piece.text.size()));
    int wide = 0;
    pango_layout_get_pixel_size(layout.get(), &wide, nullptr);
    const int room = form.columns * form.cell_width;
    int left = piece.column * form.cell_width;
    // The whole of a rule is a line; only what has something before it ends at the right.
    if (piece.ends_line && piece.column > 0) left = room - wide;
    const int baseline = pango_layout_get_baseline(layout.get()) / PANGO_SCALE;
    const int wanted = 2 * form.cell_width - form.cell_width / 6;
    cairo_move_to(drawing, std::max(0, std::min(left, room - wide)), wanted - baseline);
    pango_cairo_show_layout(drawing, layout.get());
}

}  // namespace

Dots dots_of(std::string_view line, const LineForm& form) {
    Dots dots;
    const int times = form.tall ? 2 : 1;
    dots.width = form.columns * form.cell_width;
    const int drawn = 2 * form.cell_width + kLeading;
    dots.height = times * drawn;
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_A8, dots.width, drawn)};
    {
        const Drawing drawing{cairo_create(surface.get())};
        for (const Piece& piece : pieces_of(line, form.columns))
            draw(drawing.get(), piece, form);
    }
    cairo_surface_flush(surface.get());
    const unsigned char* const grey = cairo_image_surface_get_data(surface.get());
    const int stride = cairo_image_surface_get_stride(surface.get());
    const auto row_bytes = static_cast<std::size_t>((dots.width + 7) / 8);
    dots.rows.assign(row_bytes * static_cast<std::size_t>(dots.height), '\0');
    for (int y = 0; grey != nullptr && y < dots.height; ++y) {
        for (int x = 0; x < dots.width; ++x) {
            if (grey[y / times * stride + x] < kInkFrom) continue;
            const std::size_t row = static_cast<std::size_t>(y) * row_bytes;
            char& cell = dots.rows[row + static_cast<std::size_t>(x / 8)];
            cell = static_cast<char>(static_cast<unsigned char>(cell) | (0x80U >> (x % 8)));
        }
    }
    return dots;
}

}  // namespace pareto::terminal::receipt
