#include "tests/drivers/wedge/keyboard.h"

#include <chrono>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/check.h"

namespace pareto::test {
namespace {

struct Key {
    std::uint16_t code;
    bool shifted;
};

Key key_of(char c) {
    constexpr std::string_view kRow = "qwertyuiop";
    constexpr std::string_view kHome = "asdfghjkl";
    constexpr std::string_view kLow = "zxcvbnm";
    const bool capital = c >= 'A' && c <= 'Z';
    const char plain = capital ? static_cast<char>(c - 'A' + 'a') : c;
    const auto in = [&](std::string_view row, int first) {
        return Key{static_cast<std::uint16_t>(first + static_cast<int>(row.find(plain))), capital};
    };
    if (kRow.find(plain) != std::string_view::npos) return in(kRow, KEY_Q);
    if (kHome.find(plain) != std::string_view::npos) return in(kHome, KEY_A);
    if (kLow.find(plain) != std::string_view::npos) return in(kLow, KEY_Z);
    if (c >= '1' && c <= '9') return {static_cast<std::uint16_t>(KEY_1 + c - '1'), false};
    switch (c) {
        case '0':
            return {KEY_0, false};
        case '-':
            return {KEY_MINUS, false};
        case ';':
            return {KEY_SEMICOLON, false};
        case '?':
            return {KEY_SLASH, true};
        case ']':
            return {KEY_RIGHTBRACE, false};
        case '\t':
            return {KEY_TAB, false};
        case '\n':
            return {KEY_ENTER, false};
        default:
            PARETO_CHECK(c == ' ');
            return {KEY_SPACE, false};
    }
}

long long now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

std::vector<input_event> key_events(std::string_view text, long long first_ms, int pause_ms) {
    std::vector<input_event> events;
    long long at = first_ms;
    const auto add = [&](std::uint16_t type, std::uint16_t code, std::int32_t value) {
        input_event event{};
        event.input_event_sec = at / 1000;
        event.input_event_usec = at % 1000 * 1000;
        event.type = type;
        event.code = code;
        event.value = value;
        events.push_back(event);
    };
    for (const char c : text) {
        const Key key = key_of(c);
        if (key.shifted) add(EV_KEY, KEY_LEFTSHIFT, 1);
        add(EV_MSC, MSC_SCAN, 458'752);
        add(EV_KEY, key.code, 1);
        add(EV_SYN, SYN_REPORT, 0);
        add(EV_KEY, key.code, 0);
        if (key.shifted) add(EV_KEY, KEY_LEFTSHIFT, 0);
        add(EV_SYN, SYN_REPORT, 0);
        at += pause_ms;
    }
    return events;
}

Keyboard::Keyboard(std::string path) : path_(std::move(path)) {
    [[maybe_unused]] const int made = ::mkfifo(path_.c_str(), 0600);
    plug_in();
}

Keyboard::~Keyboard() {
    pull_out();
}

void Keyboard::plug_in() {
    // For reading too, so that it does not matter who comes first.
    pipe_ = ::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    PARETO_CHECK(pipe_ >= 0);
}

void Keyboard::pull_out() {
    if (pipe_ >= 0) ::close(std::exchange(pipe_, -1));
}

void Keyboard::scan(std::string_view text) {
    send(text, 2);
}

void Keyboard::type(std::string_view text) {
    send(text, 150);
}

void Keyboard::send(std::string_view text, int pause_ms) {
    const auto length = static_cast<long long>(text.size());
    const auto events = key_events(text, now_ms() - pause_ms * (length - 1), pause_ms);
    send_bytes({reinterpret_cast<const char*>(events.data()), events.size() * sizeof(input_event)});
}

void Keyboard::send(std::uint16_t type, std::uint16_t code, std::int32_t value) {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    send_bytes({reinterpret_cast<const char*>(&event), sizeof event});
}

void Keyboard::send_bytes(std::string_view bytes) {
    PARETO_CHECK(::write(pipe_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

}  // namespace pareto::test
