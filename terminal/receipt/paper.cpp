#include "terminal/receipt/paper.h"

#include <utility>

#include "terminal/receipt/text_width.h"

namespace pareto::terminal::receipt {

void Paper::centre(std::string_view text, Kind kind) {
    const std::string_view shown = cut(text, kColumns);
    slip_.parts.push_back(
        {kind, std::string((kColumns - columns_of(shown)) / 2, ' ').append(shown)});
}

void Paper::left(std::string_view text) {
    slip_.parts.push_back({Kind::Line, std::string{cut(text, kColumns)}});
}

void Paper::both(std::string_view left, std::string_view right, Kind kind) {
    const std::size_t wide = columns_of(right);
    const std::string_view shown = cut(left, kColumns > wide ? kColumns - wide - 1 : 0);
    const std::size_t used = columns_of(shown) + wide;
    std::string line{shown};
    line.append(kColumns > used ? kColumns - used : 1, ' ').append(right);
    slip_.parts.push_back({kind, std::move(line)});
}

void Paper::amount(std::string_view name, std::int64_t minor, Kind kind) {
    both(name, money(minor), kind);
}

void Paper::rule() {
    slip_.parts.push_back({Kind::Line, std::string(kColumns, '-')});
}

void Paper::code(Kind kind, std::string text) {
    slip_.parts.push_back({kind, std::move(text)});
}

std::string Paper::money(std::int64_t minor) const {
    return format_decimal(Money{minor, currency_});
}

std::string text_of(const ports::Slip& slip) {
    using Kind = ports::Slip::Kind;
    std::string text;
    for (const auto& part : slip.parts) {
        const bool is_line =
            part.kind == Kind::Line || part.kind == Kind::Strong || part.kind == Kind::Tall;
        if (is_line) text.append(part.text).push_back('\n');
    }
    return text;
}

ports::Slip as_printed(ports::Slip slip, bool again) {
    using Kind = ports::Slip::Kind;
    if (!again)
        std::erase_if(slip.parts, [](const auto& part) { return part.kind == Kind::IfAgain; });
    for (auto& part : slip.parts)
        if (part.kind == Kind::IfAgain) part.kind = Kind::Strong;
    return slip;
}

}  // namespace pareto::terminal::receipt
