#include "terminal/ui/models/window_state.h"

#include <algorithm>

#include "terminal/ui/models/words.h"

namespace pareto::terminal::ui {

int WindowState::row_count() const {
    std::size_t count = 0;
    if (page_ == Pages::Search) count = shown_->items.size() + shown_->members.size();
    if (page_ == Pages::Parked) count = shown_->parked.size();
    if (page_ == Pages::History) count = shown_->history.size();
    if (page_ == Pages::Receipt && shown_->receipt) count = shown_->receipt->lines.size();
    return static_cast<int>(count);
}

std::int32_t WindowState::line_in_hand() const {
    const auto& lines = shown_->basket.lines;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const LineView& line) {
        return line.number == chosen_line_;
    });
    if (found != lines.end()) return found->number;
    return lines.empty() ? 0 : lines.back().number;
}

std::optional<std::int64_t> WindowState::entered() const {
    return amount_of(entry_);
}

std::optional<std::int64_t> WindowState::amount_of(const QString& text) const {
    const auto decimal = parse_decimal(text.trimmed().remove(QLatin1Char(',')).toStdString());
    if (!decimal || decimal->digits < 0) return std::nullopt;
    const auto scaled = rescale(*decimal, shown_->currency.exponent);
    if (!scaled || scaled->rounded || scaled->value > kMinorMax) return std::nullopt;
    return scaled->value;
}

QString WindowState::money(std::int64_t minor) const {
    return grouped(minor, shown_->currency);
}

}  // namespace pareto::terminal::ui
