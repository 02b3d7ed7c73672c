#include "terminal/ui/window.h"

#include <utility>

#include <QtGui/QGuiApplication>
#include <QtQuick/QQuickWindow>

#include "terminal/ui/page_window.h"

namespace pareto::terminal::ui {

int run_window(DeskThread::World world, const WindowOptions& options) {
    int count = 1;
    char name[] = "pareto-terminal";
    char* arguments[] = {name, nullptr};
    const QGuiApplication application{count, arguments};
    use_fonts();
    PageWindow page{options.language.empty() ? system_language()
                                             : QString::fromStdString(options.language)};
    if (page.window() == nullptr) return 1;
    page.open(std::move(world));
    if (options.full_screen) page.window()->showFullScreen();
    return QGuiApplication::exec();
}

}  // namespace pareto::terminal::ui
