#include "drivers/card/member_application.h"

#include <algorithm>

#include "common/base/check.h"
#include "drivers/card/crypto.h"

namespace pareto::drivers::card {
namespace {

constexpr char kLayout = 1;
constexpr std::size_t kMemberDigits = 13;
constexpr std::size_t kMemberAt = 18;
constexpr std::size_t kZeroAt = 25;
constexpr std::size_t kChecksumAt = 27;

constexpr unsigned kNtag424NdefFile = 2;
constexpr unsigned kNtag424MemberFile = 3;
constexpr std::uint32_t kNtag424NdefBytes = 256;
constexpr std::uint32_t kNtag424MemberBytes = 128;

bool is_card_number(std::string_view text) {
    return !text.empty() && text.size() <= kCardNumberBytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_digits(std::string_view text) {
    return text.size() == kMemberDigits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

unsigned group_count(Family family) {
    return is_desfire(family) ? 8 : 1;
}

unsigned key_count(Family family) {
    return is_desfire(family) ? kFirstGroupSlot + group_count(family) : 5;
}

std::vector<unsigned> identifying_slots(Family family) {
    std::vector<unsigned> slots{kHqSlot};
    for (unsigned group = 0; group < group_count(family); ++group)
        slots.push_back(kFirstGroupSlot + group);
    return slots;
}

std::optional<unsigned> file_of_slot(Family family, unsigned slot) {
    const auto slots = identifying_slots(family);
    if (std::find(slots.begin(), slots.end(), slot) == slots.end()) return std::nullopt;
    return is_desfire(family) ? slot : kNtag424MemberFile;
}

Bytes application_id() {
    return "RAP";
}

Bytes ntag424_application_name() {
    return {"\xD2\x76\x00\x00\x85\x01\x01", 7};
}

std::vector<FilePlan> planned_files(Family family) {
    if (!is_desfire(family)) {
        // Everybody may write the NDEF file of a new card.
        return {{kNtag424NdefFile,
                 {.mode = CommMode::Plain,
                  .rights = {.read = kEverybody, .write = kWriterSlot, .change = kMasterSlot},
                  .bytes = kNtag424NdefBytes}},
                {kNtag424MemberFile,
                 {.mode = CommMode::Full,
                  .rights = {.read = kFirstGroupSlot,
                             .write = kWriterSlot,
                             .read_write = kHqSlot,
                             .change = kMasterSlot},
                  .bytes = kNtag424MemberBytes}}};
    }
    std::vector<FilePlan> files;
    for (const unsigned slot : identifying_slots(family)) {
        files.push_back({slot,
                         {.kind = FileKind::Backup,
                          .mode = CommMode::Full,
                          .rights = {.read = slot, .write = kWriterSlot, .change = kMasterSlot},
                          .bytes = kMemberFileBytes}});
    }
    return files;
}

std::optional<Bytes> encode_member_file(const MemberFile& member) {
    if (!is_card_number(member.card_number) || !is_digits(member.member_number))
        return std::nullopt;
    Bytes bytes{kLayout, static_cast<char>(member.card_number.size())};
    bytes += member.card_number;
    bytes.resize(kMemberAt, '\0');
    const std::string digits = "0" + member.member_number;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(static_cast<char>((digits[i] - '0') << 4 | (digits[i + 1] - '0')));
    bytes.resize(kChecksumAt, '\0');
    bytes += crc32_desfire(bytes);
    PARETO_CHECK(bytes.size() == kMemberFileBytes);
    return bytes;
}

std::optional<MemberFile> decode_member_file(BytesView bytes) {
    if (bytes.size() != kMemberFileBytes || bytes[0] != kLayout ||
        bytes.substr(kChecksumAt) != crc32_desfire(bytes.substr(0, kChecksumAt)))
        return std::nullopt;
    const auto length = static_cast<unsigned char>(bytes[1]);
    if (length > kCardNumberBytesMax) return std::nullopt;
    MemberFile member{.card_number = std::string{bytes.substr(2, length)}, .member_number = {}};
    for (const char byte : bytes.substr(kMemberAt, kZeroAt - kMemberAt)) {
        const auto pair = static_cast<unsigned char>(byte);
        member.member_number.push_back(static_cast<char>('0' + (pair >> 4U)));
        member.member_number.push_back(static_cast<char>('0' + (pair & 0x0FU)));
    }
    member.member_number.erase(0, 1);
    // Numbers have one way to be written: whatever else is there makes it another file.
    if (encode_member_file(member) != Bytes{bytes}) return std::nullopt;
    return member;
}

Bytes diversification_input(BytesView uid, unsigned slot) {
    return Bytes{uid} + application_id() + Bytes(1, static_cast<char>(slot)) + "Pareto";
}

}  // namespace pareto::drivers::card
