#include "drivers/nfc/tag_command.h"

namespace pareto::drivers::nfc {
namespace {

constexpr char kReadBinary = '\xB0';
constexpr char kUpdateBinary = '\xD6';
constexpr char kRead = '\x30';
constexpr char kWrite = '\xA2';
constexpr std::size_t kHeadBytes = 5;
constexpr std::size_t kPageBytes = 4;
constexpr std::size_t kReadBytes = 16;

}  // namespace

std::optional<TagCommand> tag_command(BytesView pseudo) {
    if (pseudo.size() < kHeadBytes || !is_for_reader(pseudo) || pseudo[2] != '\0')
        return std::nullopt;
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(pseudo[4]));
    if (pseudo[1] == kReadBinary && pseudo.size() == kHeadBytes && length <= kReadBytes)
        return TagCommand{.native = {kRead, pseudo[3]},
                          .answer_bytes = length == 0 ? kReadBytes : length};
    if (pseudo[1] == kUpdateBinary && length == kPageBytes && pseudo.size() == kHeadBytes + length)
        return TagCommand{.native = Bytes{kWrite, pseudo[3]} + Bytes{pseudo.substr(kHeadBytes)},
                          .answer_bytes = 0};
    return std::nullopt;
}

}  // namespace pareto::drivers::nfc
