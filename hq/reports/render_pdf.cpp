// Reports as PDF: a plain table drawn with pango, which finds a font for every script.
#include <algorithm>
#include <memory>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "hq/reports/render.h"

namespace pareto::hq::reports {
namespace {

constexpr double kPageWidth = 841.89;  // A4 across, in points
constexpr double kPageHeight = 595.28;
constexpr double kMargin = 36;
constexpr double kGap = 6;

struct FreeSurface {
    void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
};

struct FreeCairo {
    void operator()(cairo_t* cairo) const noexcept { cairo_destroy(cairo); }
};

struct FreeObject {
    void operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }
};

struct FreeFont {
    void operator()(PangoFontDescription* font) const noexcept {
        pango_font_description_free(font);
    }
};

cairo_status_t append(void* closure, const unsigned char* bytes, unsigned int size) {
    static_cast<Bytes*>(closure)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

class Page {
public:
    Page(cairo_surface_t* surface, const Report& report)
        : report_(report), cairo_(cairo_create(surface)) {
        layout_.reset(pango_cairo_create_layout(cairo_.get()));
        set_font("Sans 8");
        texts_.reserve(report.rows.size());
        for (const Column& column : report.columns)
            widths_.push_back(width_of(column.name));
        for (const auto& row : report.rows) {
            std::vector<std::string>& line = texts_.emplace_back();
            for (std::size_t index = 0; index < row.size(); ++index) {
                line.push_back(
                    format_cell(row[index], report.columns[index].kind, report.currency));
                widths_[index] = std::max(widths_[index], width_of(line.back()));
            }
        }
        double total = 0;
        for (const double width : widths_)
            total += width + kGap;
        // A table that is too wide is drawn smaller rather than cut off.
        scale_ = std::min(1.0, (kPageWidth - 2 * kMargin) / std::max(total, 1.0));
    }

    void draw() {
        set_font("Sans Bold 13");
        double y = kMargin + line(kMargin, kMargin, report_.title);
        set_font("Sans 9");
        for (const Figure& figure : report_.headline) {
            line(kMargin, y, figure.column.name);
            y += line(
                kMargin + 110, y, format_cell(figure.cell, figure.column.kind, report_.currency));
        }
        y += 8;
        y = draw_header(y);
        for (const auto& cells : texts_) {
            if (y > kPageHeight - kMargin) {
                cairo_show_page(cairo_.get());
                y = draw_header(kMargin);
            }
            y = draw_row(y, cells);
        }
        cairo_show_page(cairo_.get());
    }

    [[nodiscard]] cairo_status_t status() const { return cairo_status(cairo_.get()); }

private:
    void set_font(const char* description) {
        const std::unique_ptr<PangoFontDescription, FreeFont> font{
            pango_font_description_from_string(description)};
        pango_layout_set_font_description(layout_.get(), font.get());
    }

    double width_of(const std::string& text) {
        pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
        int width = 0;
        pango_layout_get_size(layout_.get(), &width, nullptr);
        return static_cast<double>(width) / PANGO_SCALE;
    }

    // Returns the height of the line.
    double line(double x, double y, const std::string& text) {
        cairo_move_to(cairo_.get(), x, y);
        pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
        pango_cairo_show_layout(cairo_.get(), layout_.get());
        int height = 0;
        pango_layout_get_size(layout_.get(), nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE + 2;
    }

    double draw_header(double y) {
        set_font("Sans Bold 8");
        std::vector<std::string> names;
        for (const Column& column : report_.columns)
            names.push_back(column.name);
        const double below = draw_row(y, names);
        set_font("Sans 8");
        cairo_set_line_width(cairo_.get(), 0.5);
        cairo_move_to(cairo_.get(), kMargin, below);
        cairo_line_to(cairo_.get(), kPageWidth - kMargin, below);
        cairo_stroke(cairo_.get());
        return below + 2;
    }

    double draw_row(double y, const std::vector<std::string>& cells) {
        cairo_save(cairo_.get());
        cairo_translate(cairo_.get(), kMargin, y);
        cairo_scale(cairo_.get(), scale_, scale_);
        double x = 0;
        double height = 0;
        for (std::size_t index = 0; index < cells.size(); ++index) {
            const double slack = is_number(report_.columns[index].kind)
                                     ? widths_[index] - width_of(cells[index])
                                     : 0;
            height = std::max(height, line(x + slack, 0, cells[index]));
            x += widths_[index] + kGap;
        }
        cairo_restore(cairo_.get());
        return y + std::max(height, 8.0) * scale_;
    }

    const Report& report_;
    std::unique_ptr<cairo_t, FreeCairo> cairo_;
    std::unique_ptr<PangoLayout, FreeObject> layout_;
    std::vector<double> widths_;
    std::vector<std::vector<std::string>> texts_;
    double scale_ = 1;
};

}  // namespace

Result<Bytes> to_pdf(const Report& report) {
    Bytes bytes;
    const std::unique_ptr<cairo_surface_t, FreeSurface> surface{
        cairo_pdf_surface_create_for_stream(append, &bytes, kPageWidth, kPageHeight)};
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, report.title.c_str());
    // The moment of writing would make equal reports differ.
    cairo_pdf_surface_set_metadata(
        surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
    {
        Page page(surface.get(), report);
        page.draw();
        if (page.status() != CAIRO_STATUS_SUCCESS) {
            return fault(
                FaultCode::Exhausted,
                std::string{"the PDF cannot be drawn: "} + cairo_status_to_string(page.status()));
        }
    }
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
        return fault(FaultCode::Exhausted, "the PDF cannot be written");
    return bytes;
}

}  // namespace pareto::hq::reports
