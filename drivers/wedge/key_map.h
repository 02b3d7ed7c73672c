// From the key codes of a Linux input device to characters, by the US keyboard that readers and
// scanners are set to when they leave the factory.
//
// Understood besides plain and shifted keys: caps lock, the number pad, Ctrl with a letter or one
// of [ \ ] ^ _ (Ctrl ] is the group separator of GS1), and Alt with digits on the number pad, which
// is how scanners send characters that must not depend on the layout.
#pragma once

#include <cstdint>

namespace pareto::drivers::wedge {

/// What an input event was.
struct KeyEvent {
    enum class Kind {
        Nothing,    ///< a release, a modifier, or no key at all
        Character,  ///< Enter is '\n', Tab '\t'
        Other,      ///< a key that gives no character
        Lost        ///< the system dropped events: keys are missing
    };

    Kind kind = Kind::Nothing;
    char character = '\0';
    bool repeated = false;  ///< the key is held down

    bool operator==(const KeyEvent&) const = default;
};

class KeyMap {
public:
    /// Type, code and value as in struct input_event.
    [[nodiscard]] KeyEvent take(std::uint16_t type, std::uint16_t code, std::int32_t value);

private:
    [[nodiscard]] KeyEvent pressed(std::uint16_t code, bool repeated);
    [[nodiscard]] KeyEvent released(std::uint16_t code);
    [[nodiscard]] bool set_modifier(std::uint16_t code, bool down);

    unsigned shift_ = 0;  // a bit for each of the two keys, and so on
    unsigned control_ = 0;
    unsigned alt_ = 0;
    bool caps_lock_ = false;
    unsigned alt_number_ = 0;  // typed on the number pad while Alt is down
    bool dropping_ = false;  // events were lost: what comes before the next report is half a story
};

}  // namespace pareto::drivers::wedge
