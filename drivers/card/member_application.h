// What Pareto puts on a card that can prove itself: one application, its keys, and the member's
// file.
//
// Key slots, the same on every family. Each key of each card is its own, made from the slot's
// master key (an10922.h) and UID, application, slot:
//     0      master: changes keys and settings. HQ only.
//     1      HQ: identifies while online, by relay. HQ only.
//     2      writer: writes the member's file. HQ only.
//     3 …    groups of branches: identify offline, cannot write. A stolen terminal has one of them.
//            NTAG 424 DNA: one group, 3; slot 4 is a spare. DESFire: eight groups, 3 … 10.
//
// The member's file, 31 bytes, so that a protected writing of it is one frame on every card and a
// protected reading too:
//      0   1  layout, 1
//      1   1  length of the card number, 1 … 16
//      2  16  card number, printable ASCII without blanks, filled up with zeros
//     18   7  member number, 13 digits, two in a byte, behind one zero digit
//     25   2  zero
//     27   4  CRC-32 (DESFire's) of the bytes before: a torn writing is seen
//
// It travels enciphered. An NTAG 424 has it in its file 3, read by slots 3 and 1. A DESFire has a
// copy for each slot that identifies, in the backup file with the slot's number: all copies change
// together, with one commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "drivers/card/family.h"
#include "drivers/card/file_settings.h"

namespace pareto::drivers::card {

inline constexpr unsigned kMasterSlot = 0;
inline constexpr unsigned kHqSlot = 1;
inline constexpr unsigned kWriterSlot = 2;
inline constexpr unsigned kFirstGroupSlot = 3;

/// How many keys a family's application has, and how many of them are for groups of branches.
[[nodiscard]] unsigned key_count(Family family);
[[nodiscard]] unsigned group_count(Family family);
/// The slots that read the member's file: HQ's and the groups'.
[[nodiscard]] std::vector<unsigned> identifying_slots(Family family);
/// The file a slot reads; none for slots that do not identify.
[[nodiscard]] std::optional<unsigned> file_of_slot(Family family, unsigned slot);

/// DESFire: 3 bytes, as in commands. NTAG 424: the name of its only application.
[[nodiscard]] Bytes application_id();
[[nodiscard]] Bytes ntag424_application_name();
/// DESFire: the master key is needed to change keys and to make files; listing them is free, and so
/// is changing these settings with it.
inline constexpr std::uint8_t kApplicationSettings = 0x0B;

struct FilePlan {
    unsigned number = 0;
    FileSettings settings;

    bool operator==(const FilePlan&) const = default;
};

/// Every file whose settings Pareto decides.
[[nodiscard]] std::vector<FilePlan> planned_files(Family family);

struct MemberFile {
    std::string card_number;
    std::string member_number;

    bool operator==(const MemberFile&) const = default;
};

inline constexpr std::size_t kMemberFileBytes = 31;
inline constexpr std::size_t kCardNumberBytesMax = 16;

/// Nothing when a number does not fit the layout.
[[nodiscard]] std::optional<Bytes> encode_member_file(const MemberFile& member);
/// Nothing for a file that was never written, was torn, or has a layout this program does not know.
[[nodiscard]] std::optional<MemberFile> decode_member_file(BytesView bytes);

/// What a slot's key is made from besides its master key.
[[nodiscard]] Bytes diversification_input(BytesView uid, unsigned slot);

}  // namespace pareto::drivers::card
