// The characters that GS1 keys, element strings and tags may hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pareto::goods {

/// GS1 AI encodable character set 82: letters, digits and ! " % & ' ( ) * + , - . / : ; < = > ? _
[[nodiscard]] bool is_character_82(char c);
/// GS1 AI encodable character set 39: capital letters, digits, # - /
[[nodiscard]] bool is_character_39(char c);
/// GS1 AI encodable character set 64: letters, digits, - _ and the padding =
[[nodiscard]] bool is_character_64(char c);

/// What the text of a code is made of: ASCII that is printed, and the group separator.
[[nodiscard]] bool is_scanned(char c);

/// Two hexadecimal digits, of either case; nothing for anything else.
[[nodiscard]] std::optional<char> from_hex_pair(char high, char low);
/// "%2F"
[[nodiscard]] std::string percent_encoded(char c);

}  // namespace pareto::goods
