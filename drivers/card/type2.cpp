#include "drivers/card/type2.h"

#include <algorithm>
#include <array>

#include "common/base/check.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kPageBytes = 4;
constexpr std::size_t kReadBytes = 16;
constexpr unsigned kContainerPage = 3;
constexpr unsigned kFirstUserPage = 4;
constexpr unsigned kSectorPages = 256;

constexpr char kRead = '\x30';
constexpr char kWrite = '\xA2';
constexpr char kGetVersion = '\x60';
constexpr char kReadCounter = '\x39';
constexpr char kAcknowledged = '\x0A';

constexpr char kFiller = '\x00';
constexpr char kNdefBlock = '\x03';
constexpr char kEndBlock = '\xFE';
constexpr unsigned kLongLength = 0xFF;

struct Chip {
    unsigned type;  ///< 3 Ultralight, 4 NTAG
    unsigned size;
    const char* name;
    std::size_t user_bytes;
};

constexpr std::array kChips{
    Chip{3, 0x0B, "Ultralight EV1 (48)", 48},
    Chip{3, 0x0E, "Ultralight EV1 (128)", 128},
    Chip{4, 0x0B, "NTAG210", 48},
    Chip{4, 0x0E, "NTAG212", 128},
    Chip{4, 0x0F, "NTAG213", 144},
    Chip{4, 0x11, "NTAG215", 504},
    Chip{4, 0x13, "NTAG216", 888},
};

unsigned byte_at(BytesView bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::size_t user_bytes(BytesView container) {
    return std::size_t{8} * byte_at(container, 2);
}

// A block 03 with its length in the form the length asks for.
Bytes block_head(std::size_t message_bytes) {
    if (message_bytes < kLongLength) return {kNdefBlock, static_cast<char>(message_bytes)};
    return {kNdefBlock,
            static_cast<char>(kLongLength),
            static_cast<char>(message_bytes >> 8U),
            static_cast<char>(message_bytes & 0xFFU)};
}

}  // namespace

Result<Bytes> PartThreePages::exchange(BytesView command) {
    const bool reads = command.size() == 2 && command.front() == kRead;
    const bool writes = command.size() == 2 + kPageBytes && command.front() == kWrite;
    if (!reads && !writes)
        return fault(FaultCode::Unsupported, "the reader passes on no such command to a tag");
    const auto page = static_cast<std::uint8_t>(command[1]);
    Apdu apdu{.cla = 0xFF, .ins = static_cast<std::uint8_t>(reads ? 0xB0 : 0xD6), .p2 = page};
    if (reads) apdu.answer_bytes_max = kReadBytes;
    if (writes) apdu.data = Bytes{command.substr(2)};
    PARETO_TRY(Answer answer, transmit(channel_, apdu));
    if (answer.status != kIsoOk) return unexpected{fault_of_status(answer.status, "a page")};
    return writes ? Bytes(1, kAcknowledged) : std::move(answer.data);
}

Result<Type2Version> parse_type2_version(BytesView answer) {
    if (answer.size() != 8)
        return fault(FaultCode::Corrupt, "the tag's version has a wrong length");
    for (const Chip& chip : kChips)
        if (byte_at(answer, 1) == 0x04 && byte_at(answer, 2) == chip.type &&
            byte_at(answer, 6) == chip.size)
            return Type2Version{chip.name, chip.user_bytes};
    return fault(FaultCode::Unsupported, "this tag is of no known kind");
}

Result<std::optional<NdefPlace>> parse_blocks(BytesView memory) {
    std::size_t at = 0;
    while (at < memory.size() && memory[at] != kEndBlock) {
        if (memory[at] == kFiller) {
            ++at;
            continue;
        }
        NdefPlace place{.block_at = at};
        if (at + 1 >= memory.size())
            return fault(FaultCode::Corrupt, "a block of the tag has no length");
        place.message_bytes = byte_at(memory, at + 1);
        place.message_at = at + 2;
        if (place.message_bytes == kLongLength) {
            if (at + 3 >= memory.size())
                return fault(FaultCode::Corrupt, "a block of the tag has no length");
            place.message_bytes = byte_at(memory, at + 2) << 8U | byte_at(memory, at + 3);
            place.message_at = at + 4;
        }
        if (place.message_bytes > memory.size() - place.message_at)
            return fault(FaultCode::Corrupt, "a block of the tag goes beyond its memory");
        if (memory[at] == kNdefBlock) return place;
        at = place.message_at + place.message_bytes;
    }
    return std::nullopt;
}

Result<Bytes> Type2Tag::read_pages(unsigned page) {
    PARETO_TRY(Bytes bytes, channel_.exchange(Bytes{kRead, static_cast<char>(page)}));
    if (bytes.size() == 1) return fault(FaultCode::Denied, "the tag refuses to be read");
    if (bytes.size() != kReadBytes)
        return fault(FaultCode::Corrupt, "the tag's pages have a wrong length");
    return bytes;
}

Result<void> Type2Tag::write_page(unsigned page, BytesView bytes) {
    PARETO_CHECK(bytes.size() == kPageBytes);
    PARETO_TRY(const Bytes answer,
               channel_.exchange(Bytes{kWrite, static_cast<char>(page)} + Bytes{bytes}));
    if (answer.size() == 1 && answer.front() == kAcknowledged) return {};
    return fault(FaultCode::Denied, "the tag refuses to be written");
}

Result<Bytes> Type2Tag::container() {
    PARETO_TRY(const Bytes pages, read_pages(kContainerPage));
    Bytes container = pages.substr(0, kPageBytes);
    // Version 1.x; another major version may mean something else.
    if (container[0] != '\xE1' || byte_at(container, 1) >> 4U != 1)
        return fault(FaultCode::Unsupported, "the tag was not made for NDEF");
    // A page's number is one byte. Tags with more memory than that have sectors.
    if (user_bytes(container) > std::size_t{kSectorPages - kFirstUserPage} * kPageBytes)
        return fault(FaultCode::Unsupported, "the tag has several sectors");
    return container;
}

Result<Bytes> Type2Tag::memory(std::size_t bytes) {
    Bytes memory;
    while (memory.size() < bytes) {
        PARETO_TRY(const Bytes pages,
                   read_pages(kFirstUserPage + static_cast<unsigned>(memory.size() / kPageBytes)));
        memory += pages;
    }
    memory.resize(bytes);
    return memory;
}

Result<Type2Version> Type2Tag::version() {
    PARETO_TRY(const Bytes answer, channel_.exchange(Bytes(1, kGetVersion)));
    return parse_type2_version(answer);
}

Result<std::uint32_t> Type2Tag::read_counter() {
    PARETO_TRY(const Bytes answer, channel_.exchange(Bytes{kReadCounter, '\x02'}));
    if (answer.size() == 1) return fault(FaultCode::Denied, "the tag does not count its readings");
    if (answer.size() != 3)
        return fault(FaultCode::Corrupt, "the tag's counter has a wrong length");
    return byte_at(answer, 0) | byte_at(answer, 1) << 8U | byte_at(answer, 2) << 16U;
}

Result<Bytes> Type2Tag::read_ndef() {
    PARETO_TRY(const Bytes head, container());
    PARETO_TRY(const Bytes bytes, memory(user_bytes(head)));
    PARETO_TRY(const auto place, parse_blocks(bytes));
    return place ? bytes.substr(place->message_at, place->message_bytes) : Bytes{};
}

Result<void> Type2Tag::write_ndef(BytesView message) {
    PARETO_TRY(const Bytes head, container());
    if ((byte_at(head, 3) & 0x0FU) != 0) return fault(FaultCode::Denied, "the tag is locked");
    PARETO_TRY(Bytes before, memory(user_bytes(head)));
    PARETO_TRY(const auto place, parse_blocks(before));
    // A tag without any block gets one at its beginning; blocks before the NDEF block stay.
    const std::size_t block_at = place ? place->block_at : 0;
    Bytes after = before.substr(0, block_at) + block_head(message.size()) + Bytes{message};
    if (after.size() > before.size() || message.size() > 0xFFFE)
        return fault(FaultCode::Exhausted, "the message does not fit on the tag");
    if (after.size() < before.size()) after.push_back(kEndBlock);
    after += before.substr(std::min(after.size(), before.size()));

    // Which page says how long the message is; with a length of zero there is no message, whatever
    // follows.
    const std::size_t length_page = (block_at + 1) / kPageBytes;
    Bytes emptied = before;
    emptied[block_at] = kNdefBlock;
    emptied[block_at + 1] = '\0';
    const auto page_of = [](const Bytes& bytes, std::size_t page) {
        return BytesView{bytes}.substr(page * kPageBytes, kPageBytes);
    };
    const auto write = [&](const Bytes& bytes, std::size_t page) {
        return write_page(kFirstUserPage + static_cast<unsigned>(page), page_of(bytes, page));
    };
    PARETO_TRY_VOID(write(emptied, length_page));
    if (block_at / kPageBytes != length_page)
        PARETO_TRY_VOID(write(emptied, block_at / kPageBytes));
    for (std::size_t page = 0; page < after.size() / kPageBytes; ++page) {
        if (page == length_page || page_of(after, page) == page_of(before, page)) continue;
        PARETO_TRY_VOID(write(after, page));
    }
    return write(after, length_page);
}

}  // namespace pareto::drivers::card
