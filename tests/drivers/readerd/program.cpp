// Programs of the tests of readerd, in one file: `pareto_readerd_program --socket PATH --reader
// WHAT` takes the place of pareto-readerd and does what no pareto-readerd does;
// `pareto_readerd_program starts PROGRAM …` starts a program as a terminal does, prints its process
// id, and stays.
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/readerd/child.h"
#include "drivers/readerd/connection.h"
#include "drivers/readerd/message.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

void stay() {
    while (true)
        ::pause();
}

void pause_for(int descriptor, short events) {
    pollfd waited{descriptor, events, 0};
    ::poll(&waited, 1, -1);
}

Connection take_terminal(const Descriptor& listener) {
    pause_for(listener.get(), POLLIN);
    return Connection{
        Descriptor{::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)}};
}

void say(Connection& terminal, const Report& report) {
    terminal.send(encode(report));
    while (terminal.unsent() > 0 && terminal.flush())
        pause_for(terminal.descriptor(), POLLOUT);
}

Request hear(Connection& terminal) {
    while (true) {
        const auto message = terminal.receive();
        if (!message) std::exit(0);
        if (*message) return decode_request(**message).value();
        pause_for(terminal.descriptor(), POLLIN);
    }
}

void write_raw(const Connection& terminal, BytesView bytes) {
    [[maybe_unused]] const auto sent =
        ::send(terminal.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// Answers as it should until the terminal waits for taps.
std::uint64_t serve_until_asked(Connection& terminal) {
    static_cast<void>(hear(terminal));
    say(terminal, Welcome{});
    say(terminal, Health{{{"fake", "fake: well", std::nullopt}}});
    return std::get<Wait>(hear(terminal)).number;
}

int misbehave(const std::string& path, const std::string& what) {
    if (what == "ends") return 1;
    if (what == "never-listens") stay();
    auto listener = listen_at(path);
    if (!listener) return 1;
    std::puts("ready");
    std::fflush(stdout);
    if (what == "removes-socket") ::unlink(path.c_str());
    if (what == "never-answers") stay();
    Connection terminal = take_terminal(*listener);
    if (what == "other-version") {
        static_cast<void>(hear(terminal));
        say(terminal, Welcome{kVersion + 1});
    } else if (what == "garbage") {
        write_raw(terminal, "GET / HTTP/1.1\r\n\r\n");
    } else if (what == "no-message") {
        write_raw(terminal, BytesView{"\0\0\0\4\xFF\xFF\xFF\xFF", 8});
    } else if (what == "flood") {
        serve_until_asked(terminal);
        while (terminal.flush())
            say(terminal, Taps{1, {}, 0});
    } else if (what == "other-number") {
        say(terminal, Taps{serve_until_asked(terminal) + 7, {}, 0});
    } else if (what == "ended-unasked") {
        say(terminal, Ended{serve_until_asked(terminal)});
    } else if (what == "silent") {
        serve_until_asked(terminal);
    } else if (what == "tells-late") {
        // The tap comes when the terminal has stopped waiting, and again if it says that it was
        // lost.
        const std::uint64_t number = serve_until_asked(terminal);
        ::poll(nullptr, 0, 200);
        say(terminal, Taps{number, {{Bytes(4, 'x'), "", "fake reader"}}, 0});
        const auto next = std::get<Wait>(hear(terminal));
        std::string text = "forgotten";
        for (const std::string& reader : next.forgotten)
            text += " " + reader;
        say(terminal, Taps{next.number, {{"", text, "fake reader"}}, 0});
    } else if (what == "hanging") {
        const std::uint64_t number = serve_until_asked(terminal);
        say(terminal,
            Failed{number, {FaultCode::Timeout, "the reader \"fake\" does not answer"}, true});
    }
    stay();
    return 0;
}

int start_and_stay(const std::vector<std::string>& arguments) {
    const auto child = Child::start(arguments, "");
    if (!child) return 1;
    pause_for(child->output().get(), POLLIN);
    std::printf("%d\n", static_cast<int>(child->process()));
    std::fflush(stdout);
    stay();
    return 0;
}

}  // namespace
}  // namespace pareto::drivers::readerd

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    if (arguments.size() > 1 && arguments[0] == "starts")
        return pareto::drivers::readerd::start_and_stay({arguments.begin() + 1, arguments.end()});
    if (arguments.size() != 4) return 2;
    return pareto::drivers::readerd::misbehave(arguments[1], arguments[3]);
}
