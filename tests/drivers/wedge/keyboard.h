// A reader that types, as a pipe: the events of a keyboard, written to the path that the driver
// reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <linux/input.h>

namespace pareto::test {

class Keyboard {
public:
    /// Makes the pipe if it is not there, and plugs in.
    explicit Keyboard(std::string path);
    ~Keyboard();
    Keyboard(const Keyboard&) = delete;
    Keyboard& operator=(const Keyboard&) = delete;

    void plug_in();
    void pull_out();
    /// Digits, letters, - ; [ ] and newline, each 2 ms after the one before, the last one now. One
    /// write, as a reader sends a scan.
    void scan(std::string_view text);
    /// The same with a pause so long that no scan has it. Nothing waits: the stamps lie in the
    /// past.
    void type(std::string_view text);
    void send(std::uint16_t type, std::uint16_t code, std::int32_t value);
    /// Bytes that may be half an event.
    void send_bytes(std::string_view bytes);

private:
    void send(std::string_view text, int pause_ms);

    const std::string path_;
    int pipe_ = -1;
};

/// The bytes of the events of pressing and releasing the keys for `text`.
[[nodiscard]] std::vector<input_event> key_events(std::string_view text,
                                                  long long first_ms,
                                                  int pause_ms);

}  // namespace pareto::test
