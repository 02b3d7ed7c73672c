// A slip as the bytes of an ESC/POS printer.
//
//   ESC @            begin            GS v 0           a line as dots
//   ESC t 16         Windows-1252     GS k 73          Code 128
//   ESC 3 n          line distance    GS ( k           QR code
//   ESC ! n, LF      a line as text   GS V 66          feed and cut
//
// A line goes as text where the code page has all of its letters, else as dots: whole, so that
// letters of both kinds stand side by side as the font has them.
#pragma once

#include <optional>

#include "common/base/bytes.h"
#include "common/ports/receipt_printer.h"

namespace pareto::terminal::receipt {

enum class PaperWidth { Mm80, Mm58 };

/// The line in the printer's code page; nothing when it lacks a letter.
[[nodiscard]] std::optional<Bytes> in_code_page(std::string_view utf8);
[[nodiscard]] Bytes escpos_of(const ports::Slip& slip, PaperWidth paper);
/// Opens the cash drawer: at once where the printer can, else in its turn.
[[nodiscard]] Bytes escpos_drawer();

}  // namespace pareto::terminal::receipt
