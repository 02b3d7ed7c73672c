// NFC Forum Type 2 tags: MIFARE Ultralight and NTAG21x. Memory in pages of 4 bytes, no secrets
// worth the name, so such a card is only ever an address. What is on it is read as NDEF.
//
//     page 0-2   UID, lock bits
//     page 3     capability container: E1, version, bytes / 8, access
//     page 4 …   TLV blocks: 00 filler, 01 lock control, 02 memory control, 03 NDEF message,
//                FD other, FE end
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "drivers/card/apdu.h"

namespace pareto::drivers::card {

/// One tag that lies on a reader and is spoken to in its own commands (30 READ, A2 WRITE …),
/// without their CRC. An acknowledgement of 4 bits comes as one byte.
class Type2Channel {
public:
    virtual ~Type2Channel() = default;
    /// A tag that refuses answers with a byte other than 0A, or with silence, which is a fault.
    [[nodiscard]] virtual Result<Bytes> exchange(BytesView command) = 0;
};

/// The same tag behind a PC/SC reader, whose pseudo-commands FF B0 and FF D6 read and write pages.
/// Everything else is Unsupported there.
class PartThreePages final : public Type2Channel {
public:
    explicit PartThreePages(CardChannel& channel) : channel_(channel) {}

    [[nodiscard]] Result<Bytes> exchange(BytesView command) override;

private:
    CardChannel& channel_;
};

/// What kind of tag it is, by GET_VERSION.
struct Type2Version {
    std::string name;            ///< "NTAG215"
    std::size_t user_bytes = 0;  ///< from page 4

    bool operator==(const Type2Version&) const = default;
};

/// Unsupported for a chip not in the table; Corrupt for another length than 8 bytes.
[[nodiscard]] Result<Type2Version> parse_type2_version(BytesView answer);

/// Where the NDEF message is in the bytes from page 4.
struct NdefPlace {
    std::size_t block_at = 0;  ///< of the byte 03
    std::size_t message_at = 0;
    std::size_t message_bytes = 0;

    bool operator==(const NdefPlace&) const = default;
};

/// Corrupt when blocks do not fit; nothing when there is no NDEF block before the end.
[[nodiscard]] Result<std::optional<NdefPlace>> parse_blocks(BytesView memory);

class Type2Tag {
public:
    explicit Type2Tag(Type2Channel& channel) : channel_(channel) {}

    [[nodiscard]] Result<Type2Version> version();
    /// How often the tag was read, for tags that count it (NTAG21x with the counter on).
    [[nodiscard]] Result<std::uint32_t> read_counter();
    /// The NDEF message; empty when there is none. Unsupported for a tag that was not made for
    /// NDEF.
    [[nodiscard]] Result<Bytes> read_ndef();
    /// Replaces the message so that the tag holds, at any cut, the old message, none, or the new
    /// one: the length is set to zero first and to its value last, and each is one page. Denied for
    /// a tag that is locked, Exhausted when the message does not fit.
    [[nodiscard]] Result<void> write_ndef(BytesView message);

private:
    [[nodiscard]] Result<Bytes> read_pages(unsigned page);
    [[nodiscard]] Result<void> write_page(unsigned page, BytesView bytes);
    [[nodiscard]] Result<Bytes> container();
    [[nodiscard]] Result<Bytes> memory(std::size_t bytes);

    Type2Channel& channel_;
};

}  // namespace pareto::drivers::card
