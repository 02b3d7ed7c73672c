// The window: Qt's application, the page, and the keyboard in front of both.
#pragma once

#include <string>

#include "terminal/ui/desk/desk_thread.h"

namespace pareto::terminal::ui {

struct WindowOptions {
    std::string language;  ///< "en", "zh_TW"; empty = as the system speaks, until one is chosen
    bool full_screen = false;
};

/// Shows the window until it is closed; gives the exit status. `world.publish` is set by this.
[[nodiscard]] int run_window(DeskThread::World world, const WindowOptions& options);

}  // namespace pareto::terminal::ui
