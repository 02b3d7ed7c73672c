#include "tests/support/cards/virtual_card.h"

#include <chrono>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/check.h"

namespace pareto::test {
namespace {

constexpr char kPowerOff = 0;
constexpr char kPowerOn = 1;
constexpr char kReset = 2;
constexpr char kTellAtr = 4;
// What a contactless reader makes up for a MIFARE card (PC/SC part 3, section 3.1.3.2.3).
constexpr BytesView kAtr{
    "\x3B\x8F\x80\x01\x80\x4F\x0C\xA0\x00\x00\x03\x06\x03\x00\x01\x00\x00\x00\x00\x6A", 20};
constexpr BytesView kGetUid{"\xFF\xCA\x00\x00\x00", 5};
constexpr BytesView kDone{"\x90\x00", 2};
constexpr BytesView kNoCard{"\x63\x00", 2};
constexpr BytesView kUnknownCommand{"\x6D\x00", 2};

void answer_without_delay(int socket) {
    // Without these the delayed acknowledgements of TCP cost 44 ms a command.
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

bool receive(int socket, Bytes& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count = ::recv(socket, bytes.data() + done, bytes.size() - done, 0);
        if (count <= 0) return false;
        done += static_cast<std::size_t>(count);
        answer_without_delay(socket);
    }
    return true;
}

std::optional<Bytes> receive_message(int socket) {
    Bytes length(2, '\0');
    if (!receive(socket, length)) return std::nullopt;
    const auto high = static_cast<unsigned char>(length[0]);
    const auto low = static_cast<unsigned char>(length[1]);
    Bytes message(static_cast<std::size_t>(high) * 256 + low, '\0');
    if (!receive(socket, message)) return std::nullopt;
    return message;
}

void send_message(int socket, BytesView message) {
    Bytes framed{static_cast<char>(message.size() / 256), static_cast<char>(message.size() % 256)};
    framed += message;
    // A reader that hung up is noticed by the next receive.
    [[maybe_unused]] const auto sent = ::send(socket, framed.data(), framed.size(), MSG_NOSIGNAL);
}

std::optional<int> connect_to(std::uint16_t port, std::chrono::steady_clock::time_point deadline) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    do {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket < 0) return std::nullopt;
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return socket;
        ::close(socket);
        // The daemon has not opened its port yet; there is nothing to wait on but time.
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    } while (std::chrono::steady_clock::now() < deadline);
    return std::nullopt;
}

/// What a reader of PC/SC part 3 makes of a command and of the chip's answer.
Bytes ask(Chip& chip, BytesView command) {
    const bool speaks_apdus = !chip.radio().ats.empty();
    if (speaks_apdus || command.size() < 5) return chip.transmit(command);
    const Bytes page{command.substr(3, 1)};
    if (command.substr(0, 2) == "\xFF\xB0") {
        const Bytes read = chip.transmit('\x30' + page);
        if (read.size() != 16) return Bytes{kNoCard};
        const auto wanted = static_cast<std::size_t>(static_cast<unsigned char>(command[4]));
        return read.substr(0, wanted == 0 ? read.size() : wanted) + Bytes{kDone};
    }
    if (command.substr(0, 2) == "\xFF\xD6") {
        const Bytes written = chip.transmit('\xA2' + page + Bytes{command.substr(5)});
        return Bytes{written == "\x0A" ? kDone : kNoCard};
    }
    return Bytes{kUnknownCommand};
}

}  // namespace

CardFace card(std::shared_ptr<Chip> chip) {
    CardFace face{.uid = chip->radio().uid};
    face.chip = std::move(chip);
    return face;
}

CardFace card(const std::string& uid_digits) {
    const auto uid = from_hex(uid_digits);
    PARETO_CHECK(uid);
    return CardFace{.uid = *uid};
}

bool VirtualCard::put_on(CardFace face) {
    take_away();
    socket_ = connect_to(port_, std::chrono::steady_clock::now() + std::chrono::seconds{10});
    if (!socket_) return false;
    answer_without_delay(*socket_);
    times_asked_ = 0;
    serving_ = std::thread{[this, socket = *socket_, face = std::move(face)] {
        serve(socket, face);
    }};
    return true;
}

void VirtualCard::take_away() {
    if (!socket_) return;
    ::shutdown(*socket_, SHUT_RDWR);
    serving_.join();
    ::close(*std::exchange(socket_, std::nullopt));
}

void VirtualCard::serve(int socket, const CardFace& face) {
    bool powered = false;
    unsigned commands = 0;
    while (const auto message = receive_message(socket)) {
        if (message->size() == 1) {
            const char control = message->front();
            if (control == kTellAtr) send_message(socket, kAtr);
            if (control == kPowerOn || control == kReset) powered = true;
            if (control == kPowerOff) powered = false;
            if (control != kTellAtr && face.chip) face.chip->power_off();
            continue;
        }
        if (face.stays_mute) continue;
        if (*message != kGetUid && face.chip && powered) {
            const bool is_last = ++commands == face.gone_at_command;
            const bool arrives = !is_last || face.gone_after_it_answered;
            const Bytes answer = arrives ? ask(*face.chip, *message) : Bytes{};
            if (is_last) {
                face.chip->power_off();
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
            send_message(socket, answer);
            continue;
        }
        if (*message != kGetUid) {
            send_message(socket, kUnknownCommand);
            continue;
        }
        if (++times_asked_ == face.gone_at_question) {
            ::shutdown(socket, SHUT_RDWR);
            return;
        }
        // As a real reader does: a card that was never switched on is not there.
        if (!powered) {
            send_message(socket, kNoCard);
        } else {
            send_message(socket, face.answer ? *face.answer : face.uid + Bytes{kDone});
        }
    }
}

}  // namespace pareto::test
