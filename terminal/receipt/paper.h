// A slip as it is being written: centred lines, and lines with a name left and a figure right.
#pragma once

#include <string>
#include <string_view>

#include "common/money/money.h"
#include "common/ports/receipt_printer.h"
#include "terminal/receipt/words.h"

namespace pareto::terminal::receipt {

inline constexpr std::size_t kColumns = 40;

class Paper {
public:
    using Kind = ports::Slip::Kind;

    Paper(Currency currency, Language language) : currency_{currency}, words_{words_in(language)} {}

    [[nodiscard]] const Words& words() const { return words_; }

    void centre(std::string_view text, Kind kind = Kind::Line);
    void left(std::string_view text);
    /// What stands right is never cut: it is a figure.
    void both(std::string_view left, std::string_view right, Kind kind = Kind::Line);
    void amount(std::string_view name, std::int64_t minor, Kind kind = Kind::Line);
    void rule();
    void code(Kind kind, std::string text);
    [[nodiscard]] std::string money(std::int64_t minor) const;

    [[nodiscard]] ports::Slip take() { return std::move(slip_); }

private:
    Currency currency_;
    const Words& words_;
    ports::Slip slip_;
};

/// Its lines as text, each ended by a line feed. Codes are left out: what they say stands in a
/// line, too.
[[nodiscard]] std::string text_of(const ports::Slip& slip);
/// As it is printed when it may have been printed before, or was not.
[[nodiscard]] ports::Slip as_printed(ports::Slip slip, bool again);

}  // namespace pareto::terminal::receipt
