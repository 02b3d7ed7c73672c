// pareto-terminal-window: the terminal on a screen. `pareto-terminal window` starts it.
#include <csignal>
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "terminal/composition/open_desk.h"
#include "terminal/ui/window.h"

namespace pareto::terminal {
namespace {

constexpr int kUsage = 2;
constexpr int kReadersMax = static_cast<int>(drivers::readerd::kRemoteReadersMax);

int command_line(int count, char** values) {
    composition::Arguments arguments;
    arguments.version = PARETO_VERSION;
    ui::WindowOptions options;
    CLI::App app{"Pareto, the terminal in a branch, on a screen; enrols a terminal that is new",
                 "pareto-terminal window"};
    app.set_version_flag("--version", PARETO_VERSION);
    app.add_option("--data", arguments.data, "The terminal's data directory")->required();
    app.add_option("--hq", arguments.hq, "HOST:PORT of HQ's sync port, if it moved");
    app.add_option("--reader",
                   arguments.readers,
                   "Card reader, once for each: pcsc[:NAME], nfc[:CONNECTION], wedge:DEVICE or "
                   "scripted:PATH")
        ->expected(1, kReadersMax)
        ->allow_extra_args(false);
    app.add_option("--printer",
                   arguments.printer,
                   "network:HOST[:PORT], serial:DEVICE[:BAUD], file:DEVICE (ESC/POS), a file for "
                   "text, or none; else as terminal.toml says");
    app.add_option("--anchor",
                   arguments.anchor,
                   "The anchor file, where no backup restores it; else in the data directory");
    app.add_option("--language", options.language, "Until one is chosen in the settings")
        ->check(CLI::IsMember({"en", "zh_TW"}));
    app.add_flag("--full-screen", options.full_screen, "Nothing else on the screen");
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return ui::run_window(composition::desk_world(arguments), options);
}

}  // namespace
}  // namespace pareto::terminal

int main(int count, char** values) {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    try {
        return pareto::terminal::command_line(count, values);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "pareto-terminal: %s\n", error.what()));
        return 1;
    }
}
