// What a card tells of itself: its version, and the settings of a file.
#pragma once

#include <cstdint>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "drivers/card/family.h"
#include "drivers/card/secure_messaging.h"

namespace pareto::drivers::card {

/// The answer to GetVersion: 7 bytes of hardware, 7 of software, UID, batch and date of making.
struct CardVersion {
    Family family = Family::UidOnly;
    Bytes uid;  ///< 7 bytes; all zero when the card shows a random UID

    bool operator==(const CardVersion&) const = default;
};

/// Unsupported for a chip that is none of the secure families; Corrupt for another length than 28
/// bytes.
[[nodiscard]] Result<CardVersion> parse_card_version(BytesView answer);

/// Who may do something: a key's number 0 … 13, or one of these.
inline constexpr unsigned kEverybody = 0xE;
inline constexpr unsigned kNobody = 0xF;

struct AccessRights {
    unsigned read = kNobody;
    unsigned write = kNobody;
    unsigned read_write = kNobody;
    unsigned change = kNobody;

    bool operator==(const AccessRights&) const = default;
};

/// Two bytes: read-write and change, then read and write.
[[nodiscard]] Bytes encode(const AccessRights& rights);

enum class FileKind : std::uint8_t {
    Standard = 0,  ///< written at once
    Backup = 1,    ///< written at the commit, all files of the application together
};

struct FileSettings {
    FileKind kind = FileKind::Standard;
    CommMode mode = CommMode::Plain;
    AccessRights rights;
    std::uint32_t bytes = 0;
    bool mirrors = false;  ///< NTAG 424: parts of the file are made anew at each reading (SUN)

    bool operator==(const FileSettings&) const = default;
};

/// Unsupported for value and record files; Corrupt for anything else that is no settings. What an
/// NTAG 424 says about its mirrors is not taken apart.
[[nodiscard]] Result<FileSettings> parse_file_settings(BytesView answer);

}  // namespace pareto::drivers::card
