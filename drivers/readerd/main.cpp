// pareto-readerd: the process that owns the card readers, so that a library that hangs is ended
// with it. It has no database and no network. A terminal starts it; README.md says how.
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log/log.h"
#include "drivers/driver.h"
#include "drivers/readerd/server.h"

namespace pareto::drivers::readerd {
namespace {

constexpr const char* kVersionText = PARETO_VERSION;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

int refused(const std::string& why) {
    std::cerr << "pareto-readerd: " << why << '\n';
    return kRefused;
}

ReaderName name_in(const std::string& given) {
    const auto colon = given.find(':');
    if (colon == std::string::npos) return {given, {}};
    return {given.substr(0, colon), given.substr(colon + 1)};
}

/// Readable when the process is asked to end. Blocks the signals for every thread that is started
/// afterwards.
Descriptor ending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0) return Descriptor{};
    return Descriptor{::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)};
}

std::string_view name_of(Finish finish) {
    switch (finish) {
        case Finish::Asked:
            return "asked";
        case Finish::Left:
            return "client_left";
        case Finish::Nobody:
            return "no_client";
        case Finish::Violated:
            return "violated";
    }
    return "unknown";
}

int serve(const std::string& path, const std::vector<std::string>& given) {
    // Even a stopped or hanging process goes when its terminal does. The kernel forgets this when a
    // terminal dies before this line; then no client comes, which ends the process as well.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::umask(077);
    std::vector<ReaderName> names;
    names.reserve(given.size());
    for (const std::string& each : given)
        names.push_back(name_in(each));
    if (names.size() > kReadersMax)
        return refused("at most " + std::to_string(kReadersMax) + " readers");
    Descriptor signals = ending_signals();
    if (!signals.is_open()) return refused("no descriptor for signals");
    auto listener = listen_at(path);
    if (!listener) return refused(describe(listener.error()));
    log::info("readerd.started", {{"readers", static_cast<std::int64_t>(names.size())}});
    Server server{std::move(*listener), std::move(signals), std::move(names)};
    // Whoever started this waits for the line, and for the pipe's end, which is ours.
    std::cout << "ready" << std::endl;
    const Finish finish = server.run();
    ::unlink(path.c_str());
    const bool closed = server.close();
    log::info("readerd.ended", {{"why", std::string{name_of(finish)}}, {"closed", closed}});
    const int status = finish == Finish::Asked || finish == Finish::Left ? 0 : kRefused;
    if (!closed) std::_Exit(kRefused);
    return status;
}

int command_line(int count, char** values) {
    std::string socket;
    std::vector<std::string> readers;
    std::string names;
    for (const Driver& driver : drivers())
        names += (names.empty() ? "" : ", ") + std::string{driver.name};
    CLI::App app{"Pareto, the process that owns the card readers of a terminal"};
    app.set_version_flag("--version", kVersionText);
    app.add_option("--socket", socket, "Where the terminal connects, in a folder of its own")
        ->required();
    app.add_option("--reader", readers, "NAME[:SETTINGS], once for each; NAME is one of " + names)
        ->required()
        ->allow_extra_args(false);
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    log::to_stderr();
    return serve(socket, readers);
}

}  // namespace
}  // namespace pareto::drivers::readerd

int main(int count, char** values) {
    // A client that went away is an error of send(), not the end of the program.
    if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return 1;
    try {
        return pareto::drivers::readerd::command_line(count, values);
    } catch (const std::exception& error) {
        std::cerr << "pareto-readerd: " << error.what() << '\n';
        return 1;
    }
}
