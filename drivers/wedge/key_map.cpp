#include "drivers/wedge/key_map.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <linux/input.h>

namespace pareto::drivers::wedge {
namespace {

struct Row {
    std::uint16_t code;
    char plain;
    char shifted;
};

constexpr auto kRows = std::to_array<Row>({
    {KEY_1, '1', '!'},           {KEY_2, '2', '@'},         {KEY_3, '3', '#'},
    {KEY_4, '4', '$'},           {KEY_5, '5', '%'},         {KEY_6, '6', '^'},
    {KEY_7, '7', '&'},           {KEY_8, '8', '*'},         {KEY_9, '9', '('},
    {KEY_0, '0', ')'},           {KEY_MINUS, '-', '_'},     {KEY_EQUAL, '=', '+'},
    {KEY_TAB, '\t', '\t'},       {KEY_Q, 'q', 'Q'},         {KEY_W, 'w', 'W'},
    {KEY_E, 'e', 'E'},           {KEY_R, 'r', 'R'},         {KEY_T, 't', 'T'},
    {KEY_Y, 'y', 'Y'},           {KEY_U, 'u', 'U'},         {KEY_I, 'i', 'I'},
    {KEY_O, 'o', 'O'},           {KEY_P, 'p', 'P'},         {KEY_LEFTBRACE, '[', '{'},
    {KEY_RIGHTBRACE, ']', '}'},  {KEY_ENTER, '\n', '\n'},   {KEY_A, 'a', 'A'},
    {KEY_S, 's', 'S'},           {KEY_D, 'd', 'D'},         {KEY_F, 'f', 'F'},
    {KEY_G, 'g', 'G'},           {KEY_H, 'h', 'H'},         {KEY_J, 'j', 'J'},
    {KEY_K, 'k', 'K'},           {KEY_L, 'l', 'L'},         {KEY_SEMICOLON, ';', ':'},
    {KEY_APOSTROPHE, '\'', '"'}, {KEY_GRAVE, '`', '~'},     {KEY_BACKSLASH, '\\', '|'},
    {KEY_Z, 'z', 'Z'},           {KEY_X, 'x', 'X'},         {KEY_C, 'c', 'C'},
    {KEY_V, 'v', 'V'},           {KEY_B, 'b', 'B'},         {KEY_N, 'n', 'N'},
    {KEY_M, 'm', 'M'},           {KEY_COMMA, ',', '<'},     {KEY_DOT, '.', '>'},
    {KEY_SLASH, '/', '?'},       {KEY_SPACE, ' ', ' '},     {KEY_KPASTERISK, '*', '*'},
    {KEY_KPMINUS, '-', '-'},     {KEY_KPPLUS, '+', '+'},    {KEY_KPDOT, '.', '.'},
    {KEY_KPSLASH, '/', '/'},     {KEY_KPENTER, '\n', '\n'},
});

/// Of the number pad, in the order of the digits.
constexpr std::array<std::uint16_t, 10> kPadDigits{
    KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9};

std::optional<unsigned> pad_digit(std::uint16_t code) {
    const auto* found = std::find(kPadDigits.begin(), kPadDigits.end(), code);
    if (found == kPadDigits.end()) return std::nullopt;
    return static_cast<unsigned>(found - kPadDigits.begin());
}

bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

constexpr KeyEvent kOther{KeyEvent::Kind::Other, '\0', false};

}  // namespace

KeyEvent KeyMap::take(std::uint16_t type, std::uint16_t code, std::int32_t value) {
    if (type == EV_SYN && code == SYN_DROPPED) {
        *this = KeyMap{};
        dropping_ = true;
        return {KeyEvent::Kind::Lost, '\0', false};
    }
    if (dropping_) {
        dropping_ = !(type == EV_SYN && code == SYN_REPORT);
        return {};
    }
    if (type != EV_KEY) return {};
    if (value == 0) return released(code);
    return pressed(code, value == 2);
}

KeyEvent KeyMap::pressed(std::uint16_t code, bool repeated) {
    if (set_modifier(code, true)) return {};
    if (code == KEY_CAPSLOCK) {
        if (!repeated) caps_lock_ = !caps_lock_;
        return {};
    }
    if (code == KEY_NUMLOCK) return {};
    const auto digit = pad_digit(code);
    if (alt_ != 0) {
        if (!digit) return kOther;
        // Four digits are the most that stand for a character; more cannot overflow.
        alt_number_ = (alt_number_ * 10 + *digit) % 10'000;
        return {};
    }
    if (digit) return {KeyEvent::Kind::Character, static_cast<char>('0' + *digit), repeated};
    const auto* row = std::find_if(
        kRows.begin(), kRows.end(), [&](const Row& candidate) { return candidate.code == code; });
    if (row == kRows.end()) return kOther;
    const bool shifted = (shift_ != 0) != (caps_lock_ && is_letter(row->plain));
    const char character = shifted ? row->shifted : row->plain;
    if (control_ == 0) return {KeyEvent::Kind::Character, character, repeated};
    const char capital = is_letter(row->plain) ? row->shifted : character;
    if (capital < 'A' || capital > '_') return kOther;
    return {KeyEvent::Kind::Character, static_cast<char>(capital - '@'), repeated};
}

KeyEvent KeyMap::released(std::uint16_t code) {
    if (!set_modifier(code, false) || alt_ != 0) return {};
    const unsigned number = std::exchange(alt_number_, 0);
    if (number == 0) return {};
    if (number > 127) return kOther;
    return {KeyEvent::Kind::Character, static_cast<char>(number), false};
}

/// True when the key is a modifier.
bool KeyMap::set_modifier(std::uint16_t code, bool down) {
    const auto set = [down](unsigned& keys, unsigned bit) {
        keys = down ? keys | bit : keys & ~bit;
        return true;
    };
    switch (code) {
        case KEY_LEFTSHIFT:
            return set(shift_, 1);
        case KEY_RIGHTSHIFT:
            return set(shift_, 2);
        case KEY_LEFTCTRL:
            return set(control_, 1);
        case KEY_RIGHTCTRL:
            return set(control_, 2);
        case KEY_LEFTALT:
            return set(alt_, 1);
        case KEY_RIGHTALT:
            return set(alt_, 2);
        default:
            return false;
    }
}

}  // namespace pareto::drivers::wedge
