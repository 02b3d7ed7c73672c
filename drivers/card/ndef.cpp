#include "drivers/card/ndef.h"

#include <algorithm>
#include <array>

#include "common/base/check.h"

namespace pareto::drivers::card {
namespace {

constexpr unsigned kBegin = 0x80;
constexpr unsigned kEnd = 0x40;
constexpr unsigned kChunk = 0x20;
constexpr unsigned kShort = 0x10;
constexpr unsigned kHasId = 0x08;
constexpr unsigned kTypeName = 0x07;

// By the first byte of a URI record's payload.
constexpr std::array<std::string_view, 36> kPrefixes{"",
                                                     "http://www.",
                                                     "https://www.",
                                                     "http://",
                                                     "https://",
                                                     "tel:",
                                                     "mailto:",
                                                     "ftp://anonymous:anonymous@",
                                                     "ftp://ftp.",
                                                     "ftps://",
                                                     "sftp://",
                                                     "smb://",
                                                     "nfs://",
                                                     "ftp://",
                                                     "dav://",
                                                     "news:",
                                                     "telnet://",
                                                     "imap:",
                                                     "rtsp://",
                                                     "urn:",
                                                     "pop:",
                                                     "sip:",
                                                     "sips:",
                                                     "tftp:",
                                                     "btspp://",
                                                     "btl2cap://",
                                                     "btgoep://",
                                                     "tcpobex://",
                                                     "irdaobex://",
                                                     "file://",
                                                     "urn:epc:id:",
                                                     "urn:epc:tag:",
                                                     "urn:epc:pat:",
                                                     "urn:epc:raw:",
                                                     "urn:epc:",
                                                     "urn:nfc:"};

class Reader {
public:
    explicit Reader(BytesView bytes) : rest_(bytes) {}

    std::optional<unsigned> byte() {
        const auto taken = bytes(1);
        if (!taken) return std::nullopt;
        return static_cast<unsigned char>(taken->front());
    }

    std::optional<std::size_t> number(std::size_t count) {
        const auto taken = bytes(count);
        if (!taken) return std::nullopt;
        std::size_t value = 0;
        for (const char c : *taken)
            value = value << 8U | static_cast<unsigned char>(c);
        return value;
    }

    std::optional<BytesView> bytes(std::size_t count) {
        if (count > rest_.size()) return std::nullopt;
        const BytesView taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    [[nodiscard]] bool empty() const { return rest_.empty(); }

private:
    BytesView rest_;
};

std::optional<NdefRecord> read_record(Reader& reader, unsigned flags) {
    const auto type_bytes = reader.byte();
    const auto payload_bytes = reader.number((flags & kShort) != 0 ? 1 : 4);
    const auto id_bytes = (flags & kHasId) != 0 ? reader.byte() : std::optional<unsigned>{0};
    if (!type_bytes || !payload_bytes || !id_bytes) return std::nullopt;
    const auto type = reader.bytes(*type_bytes);
    const auto id = reader.bytes(*id_bytes);
    const auto payload = reader.bytes(*payload_bytes);
    if (!type || !id || !payload) return std::nullopt;
    return NdefRecord{
        static_cast<TypeName>(flags & kTypeName), Bytes{*type}, Bytes{*id}, Bytes{*payload}};
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

Bytes big_endian(std::size_t value, std::size_t count) {
    Bytes bytes;
    for (std::size_t i = count; i-- > 0;)
        bytes.push_back(static_cast<char>(value >> (8U * i) & 0xFFU));
    return bytes;
}

}  // namespace

std::string_view name_of(NdefRefusal refusal) {
    switch (refusal) {
        case NdefRefusal::Empty:
            return "Empty";
        case NdefRefusal::Truncated:
            return "Truncated";
        case NdefRefusal::Chunked:
            return "Chunked";
        case NdefRefusal::UnknownType:
            return "UnknownType";
        case NdefRefusal::Misplaced:
            return "Misplaced";
        case NdefRefusal::TooMany:
            return "TooMany";
    }
    return "";
}

Expected<std::vector<NdefRecord>, NdefRefusal> decode_ndef(BytesView message) {
    if (message.empty()) return unexpected{NdefRefusal::Empty};
    Reader reader{message};
    std::vector<NdefRecord> records;
    for (;;) {
        const auto flags = reader.byte();
        if (!flags) return unexpected{NdefRefusal::Truncated};
        // A piece in the middle of a payload has the type name 6.
        if ((*flags & kChunk) != 0 || (*flags & kTypeName) == 6)
            return unexpected{NdefRefusal::Chunked};
        if ((*flags & kTypeName) == 7) return unexpected{NdefRefusal::UnknownType};
        if (((*flags & kBegin) != 0) != records.empty()) return unexpected{NdefRefusal::Misplaced};
        auto record = read_record(reader, *flags);
        if (!record) return unexpected{NdefRefusal::Truncated};
        if (records.size() == kNdefRecordsMax) return unexpected{NdefRefusal::TooMany};
        records.push_back(std::move(*record));
        if ((*flags & kEnd) == 0) continue;
        if (!reader.empty()) return unexpected{NdefRefusal::Misplaced};
        return records;
    }
}

Bytes encode_ndef(const std::vector<NdefRecord>& records) {
    Bytes message;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const NdefRecord& record = records[i];
        PARETO_CHECK(record.type.size() <= 255 && record.id.size() <= 255);
        const bool is_short = record.payload.size() <= 255;
        unsigned flags = static_cast<unsigned>(record.type_name);
        if (i == 0) flags |= kBegin;
        if (i + 1 == records.size()) flags |= kEnd;
        if (is_short) flags |= kShort;
        if (!record.id.empty()) flags |= kHasId;
        message.push_back(static_cast<char>(flags));
        message +=
            big_endian(record.type.size(), 1) + big_endian(record.payload.size(), is_short ? 1 : 4);
        if (!record.id.empty()) message += big_endian(record.id.size(), 1);
        message += record.type + record.id + record.payload;
    }
    return message;
}

std::optional<std::string> uri_of(const NdefRecord& record) {
    if (record.type_name == TypeName::AbsoluteUri) return record.type;
    if (record.type_name != TypeName::WellKnown || record.type != "U" || record.payload.empty())
        return std::nullopt;
    const auto prefix = static_cast<unsigned char>(record.payload.front());
    if (prefix >= kPrefixes.size()) return std::nullopt;
    return std::string{kPrefixes[prefix]} + record.payload.substr(1);
}

std::optional<NdefText> text_of(const NdefRecord& record) {
    if (record.type_name != TypeName::WellKnown || record.type != "T" || record.payload.empty())
        return std::nullopt;
    const unsigned status = static_cast<unsigned char>(record.payload.front());
    const std::size_t language_bytes = status & 0x3FU;
    if ((status & 0x80U) != 0 || 1 + language_bytes > record.payload.size()) return std::nullopt;
    return NdefText{record.payload.substr(1, language_bytes),
                    record.payload.substr(1 + language_bytes)};
}

std::optional<Bytes> external_of(const NdefRecord& record, std::string_view type) {
    const bool same =
        record.type_name == TypeName::External &&
        std::equal(
            record.type.begin(), record.type.end(), type.begin(), type.end(), [](char a, char b) {
                return lower(a) == lower(b);
            });
    if (!same) return std::nullopt;
    return record.payload;
}

NdefRecord uri_record(std::string_view uri) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < kPrefixes.size(); ++i)
        if (uri.substr(0, kPrefixes[i].size()) == kPrefixes[i] &&
            kPrefixes[i].size() > kPrefixes[best].size())
            best = i;
    Bytes payload(1, static_cast<char>(best));
    payload += uri.substr(kPrefixes[best].size());
    return {.type_name = TypeName::WellKnown, .type = "U", .id = {}, .payload = payload};
}

NdefRecord text_record(const NdefText& text) {
    PARETO_CHECK(text.language.size() <= 63);
    return {
        .type_name = TypeName::WellKnown,
        .type = "T",
        .id = {},
        .payload = Bytes(1, static_cast<char>(text.language.size())) + text.language + text.text};
}

NdefRecord external_record(std::string_view type, BytesView payload) {
    return {
        .type_name = TypeName::External, .type = Bytes{type}, .id = {}, .payload = Bytes{payload}};
}

}  // namespace pareto::drivers::card
