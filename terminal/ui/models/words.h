// What is said to the cashier: what happened, what it means, what to do now. In the language
// chosen; no codes.
#pragma once

#include <QtCore/QString>

#include "terminal/ui/desk/snapshot.h"

namespace pareto::terminal::ui {

[[nodiscard]] QString words_of(const Notice& notice);
/// What the printer lacks, and how to mend it.
[[nodiscard]] QString words_of(ports::PrinterState state);
/// The same for the bar.
[[nodiscard]] QString short_words_of(ports::PrinterState state);
/// What has to be approved.
[[nodiscard]] QString words_of(Right wanted);
/// "1,234.50"
[[nodiscard]] QString grouped(std::int64_t minor, Currency currency);
[[nodiscard]] QString grouped(std::int64_t number);

}  // namespace pareto::terminal::ui
