// The window's desk on the real adapters.
#pragma once

#include "terminal/composition/running.h"
#include "terminal/ui/desk/desk_thread.h"

namespace pareto::terminal::composition {

[[nodiscard]] Expected<ui::OpenedDesk, ui::NotOpened> open_desk(const Arguments& arguments);

}  // namespace pareto::terminal::composition
