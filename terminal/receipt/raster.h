// A line of text as dots, in any script that a font of this machine has: shaped by pango, drawn by
// cairo. Both draw without a screen, and the PDF reports stand on them already; Qt would bring
// 19 MB into terminals that have none.
//
// Columns stay columns: what stands after two spaces or more begins at its column, and what ends
// the line ends at its right edge, whatever the fonts make of the letters.
#pragma once

#include <string_view>

#include "common/base/bytes.h"

namespace pareto::terminal::receipt {

/// Rows from the top, each (width + 7) / 8 bytes, the leftmost dot in the highest bit; 1 = black.
struct Dots {
    int width = 0;
    int height = 0;
    Bytes rows;
};

struct LineForm {
    int cell_width = 12;  ///< dots of one column; a letter is twice as high
    int columns = 40;
    bool bold = false;
    bool tall = false;  ///< twice as high
};

[[nodiscard]] Dots dots_of(std::string_view line, const LineForm& form);

}  // namespace pareto::terminal::receipt
