// The window's desk on the real adapters.
#pragma once

#include "terminal/composition/running.h"
#include "terminal/ui/desk/desk_thread.h"

namespace pareto::terminal::composition {

/// Opens the terminal of these arguments, and enrols it first where it is new.
[[nodiscard]] ui::DeskThread::World desk_world(const Arguments& arguments);

}  // namespace pareto::terminal::composition
