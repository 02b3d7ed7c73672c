#include "drivers/card/file_settings.h"

#include <optional>

#include "common/base/check.h"
#include "drivers/card/crypto.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kVersionBytes = 28;
constexpr std::uint8_t kNxp = 0x04;
constexpr std::uint8_t kDesfireType = 0x01;
constexpr std::uint8_t kNtagType = 0x04;
constexpr std::uint8_t kNtag424Major = 0x30;
constexpr unsigned kMirrorBit = 0x40;

std::uint8_t byte_at(BytesView bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

char nibbles(unsigned high, unsigned low) {
    return static_cast<char>(high << 4U | low);
}

std::optional<CommMode> mode_of(unsigned bits) {
    switch (bits) {
        case 0:
        case 2:  // Bit 1 counts only together with bit 0.
            return CommMode::Plain;
        case 1:
            return CommMode::Mac;
        case 3:
            return CommMode::Full;
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<CardVersion> parse_card_version(BytesView answer) {
    if (answer.size() != kVersionBytes)
        return fault(FaultCode::Corrupt, "the card's version has a wrong length");
    const std::uint8_t type = byte_at(answer, 1);
    const std::uint8_t major = byte_at(answer, 3);
    CardVersion version{.uid = Bytes{answer.substr(14, 7)}};
    // The low digit of a DESFire's major version is its generation; the first one has no AES.
    const unsigned generation = major & 0x0FU;
    if (byte_at(answer, 0) == kNxp && type == kNtagType && major == kNtag424Major) {
        version.family = Family::Ntag424;
    } else if (byte_at(answer, 0) == kNxp && type == kDesfireType && generation == 1) {
        version.family = Family::DesfireEv1;
    } else if (byte_at(answer, 0) == kNxp && type == kDesfireType &&
               (generation == 2 || generation == 3)) {
        version.family = Family::DesfireEv2;
    } else {
        return fault(FaultCode::Unsupported, "this chip is none that can prove itself to Pareto");
    }
    return version;
}

Bytes encode(const AccessRights& rights) {
    PARETO_CHECK(rights.read <= kNobody && rights.write <= kNobody &&
                 rights.read_write <= kNobody && rights.change <= kNobody);
    return {nibbles(rights.read_write, rights.change), nibbles(rights.read, rights.write)};
}

Result<FileSettings> parse_file_settings(BytesView answer) {
    if (answer.size() < 7)
        return fault(FaultCode::Corrupt, "the card's file settings are too short");
    const std::uint8_t kind = byte_at(answer, 0);
    if (kind > 5) return fault(FaultCode::Corrupt, "the card's file is of an unknown kind");
    if (kind > 1) return fault(FaultCode::Unsupported, "the card's file is no data file");
    const std::uint8_t option = byte_at(answer, 1);
    const auto mode = mode_of(option & 0x03U);
    const bool mirrors = (option & kMirrorBit) != 0;
    if (!mode || (!mirrors && answer.size() != 7))
        return fault(FaultCode::Corrupt, "the card's file settings have a wrong length");
    const unsigned change = byte_at(answer, 2);
    const unsigned use = byte_at(answer, 3);
    return FileSettings{.kind = static_cast<FileKind>(kind),
                        .mode = *mode,
                        .rights = {.read = use >> 4U,
                                   .write = use & 0x0FU,
                                   .read_write = change >> 4U,
                                   .change = change & 0x0FU},
                        .bytes = from_little_endian(answer.substr(4, 3)),
                        .mirrors = mirrors};
}

}  // namespace pareto::drivers::card
