#include "tests/support/escpos/network_printer.h"

#include <array>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pareto::test {

namespace {

constexpr int kLookMs = 20;

bool readable(int descriptor) {
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, kLookMs) > 0;
}

}  // namespace

NetworkPrinter::NetworkPrinter() {
    listen_again();
    thread_ = std::thread{[this] {
        run();
    }};
}

NetworkPrinter::~NetworkPrinter() {
    ending_ = true;
    thread_.join();
    if (listener_ >= 0) ::close(listener_);
}

void NetworkPrinter::listen_again() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 4), 0);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
}

void NetworkPrinter::switch_off() {
    off_ = true;
    ending_ = true;
    thread_.join();
    ::close(listener_);
    listener_ = -1;
    ending_ = false;
}

void NetworkPrinter::switch_on() {
    listen_again();
    off_ = false;
    thread_ = std::thread{[this] {
        run();
    }};
}

PaperRoll NetworkPrinter::roll() const {
    const std::lock_guard lock{mutex_};
    return roll_;
}

std::string NetworkPrinter::text() const {
    const std::lock_guard lock{mutex_};
    std::string text;
    for (const auto& line : roll_.lines)
        text += line + "\n";
    return text;
}

void NetworkPrinter::run() {
    while (!ending_) {
        if (!readable(listener_)) continue;
        const int line = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (line < 0) continue;
        serve(line);
        ::close(line);
    }
}

unsigned char NetworkPrinter::state(int number) const {
    unsigned answer = 0x12;
    const bool offline = out_of_paper || cover_open || jammed;
    if (number == 1 && offline) answer |= 0x08U;
    if (number == 2 && cover_open) answer |= 0x04U;
    if (number == 2 && out_of_paper) answer |= 0x20U;
    if (number == 2 && jammed) answer |= 0x40U;
    if (number == 3 && jammed) answer |= 0x08U;
    if (number == 4 && paper_low) answer |= 0x0CU;
    if (number == 4 && out_of_paper) answer |= 0x60U;
    return static_cast<unsigned char>(answer);
}

void NetworkPrinter::answer(int line, char kind, int number) {
    if (silent) return;
    if (kind == 'r') {
        owes_answer_ = true;
    } else {
        const unsigned char byte = state(number);
        static_cast<void>(::send(line, &byte, 1, MSG_NOSIGNAL));
        if (owes_answer_ && keeps_waiting > 0) --keeps_waiting;
    }
    if (!owes_answer_ || keeps_waiting > 0 || out_of_paper) return;
    owes_answer_ = false;
    const unsigned char done = 0;
    static_cast<void>(::send(line, &done, 1, MSG_NOSIGNAL));
}

void NetworkPrinter::serve(int line) {
    owes_answer_ = false;
    {
        const std::lock_guard lock{mutex_};
        roll_.forget_begun();
    }
    PaperRoll beside{[&](char kind, int number) {
        answer(line, kind, number);
    }};
    while (!ending_) {
        if (!readable(line)) continue;
        std::array<char, 4'096> bytes{};
        const ssize_t got = ::recv(line, bytes.data(), bytes.size(), 0);
        if (got <= 0) return;
        auto size = static_cast<std::size_t>(got);
        const int until = closes_after;
        if (until >= 0) {
            size = std::min(size, static_cast<std::size_t>(until));
            closes_after = until - static_cast<int>(size);
        }
        for (std::size_t index = 0; index < size; ++index) {
            const std::lock_guard lock{mutex_};
            const std::string_view byte{bytes.data() + index, 1};
            if (paper_for_lines >= 0 && static_cast<int>(roll_.lines.size()) >= paper_for_lines)
                out_of_paper = true;
            beside.take(byte);
            if (!out_of_paper) roll_.take(byte);
        }
        if (closes_after == 0) {
            closes_after = -1;
            return;
        }
    }
}

}  // namespace pareto::test
