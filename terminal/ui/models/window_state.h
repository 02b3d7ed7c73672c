// Where the window is: the last snapshot, the page, what is being entered.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QtCore/QString>

#include "terminal/ui/desk/snapshot.h"
#include "terminal/ui/models/pages.h"

namespace pareto::terminal::ui {

class WindowState {
protected:
    [[nodiscard]] int row_count() const;
    [[nodiscard]] std::int32_t line_in_hand() const;
    /// What was entered, in minor units; nothing when it is no amount.
    [[nodiscard]] std::optional<std::int64_t> entered() const;
    [[nodiscard]] std::optional<std::int64_t> amount_of(const QString& text) const;
    [[nodiscard]] QString money(std::int64_t minor) const;

    SnapshotPointer shown_ = std::make_shared<const Snapshot>();
    Pages::Page page_ = Pages::Starting;
    QString entry_;
    bool entry_is_offered_ = false;  ///< nobody typed it: the first digit replaces it
    QString search_text_;
    QString search_sent_;
    QString language_ = QStringLiteral("en");
    QString own_notice_;
    Acts::Act asked_ = Acts::None;  ///< done when it is asked for again
    int choice_ = 0;                ///< of a list's rows; on the sale page see chosen_line_
    std::int32_t chosen_line_ = 0;  ///< 0 = the newest
    bool dark_ = false;
    int waiting_ = 0;  ///< posts that the desk has not answered
    bool searching_ = false;
    std::vector<std::int64_t> back_;  ///< of each line of the receipt, how much comes back
};

}  // namespace pareto::terminal::ui
