// The anchor's bytes, and its file.
#include "terminal/database/anchor.h"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/journal/entry.h"

namespace pareto::terminal::database {

namespace {

constexpr std::string_view kMagic = "PARETO-ANCHOR-1\n";
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kAnchorBytes = 104;

void put(Bytes& out, std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU));
    }
}

std::uint64_t get(BytesView bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
}

std::string reason(std::string_view what) {
    return std::string{what} + ": " + std::generic_category().message(errno);
}

Bytes encode_anchor(const AnchorRecord& record) {
    Bytes out{kMagic};
    put(out, static_cast<std::uint64_t>(record.registration), 4);
    put(out, static_cast<std::uint64_t>(record.sequence), 8);
    out.append(record.hash.view());
    put(out, static_cast<std::uint64_t>(record.spare), 4);
    put(out, static_cast<std::uint64_t>(record.receipt_number), 8);
    out.append(journal::sha256(out).view());
    return out;
}

// Nothing unless the bytes are a whole record with its own SHA-256.
std::optional<AnchorRecord> decode_anchor(BytesView bytes) {
    if (bytes.size() != kAnchorBytes || bytes.substr(0, kMagic.size()) != kMagic)
        return std::nullopt;
    const BytesView body = bytes.substr(0, kAnchorBytes - kHashBytes);
    if (journal::sha256(body).view() != bytes.substr(body.size())) return std::nullopt;
    AnchorRecord record;
    record.registration = static_cast<Registration>(get(body.substr(16, 4)));
    record.sequence = static_cast<Sequence>(get(body.substr(20, 8)));
    const auto hash = Hash::from(body.substr(28, kHashBytes));
    record.spare = static_cast<Registration>(get(body.substr(60, 4)));
    record.receipt_number = static_cast<std::int64_t>(get(body.substr(64, 8)));
    if (!hash || record.registration < 0 || record.spare < 0 || record.sequence < 0 ||
        record.receipt_number < 0 || record.sequence > kSequenceMax) {
        return std::nullopt;
    }
    record.hash = *hash;
    return record;
}

}  // namespace

Result<std::unique_ptr<FileAnchor>> FileAnchor::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return fault(FaultCode::Unavailable, reason("anchor file"));
    return std::unique_ptr<FileAnchor>{new FileAnchor{descriptor}};
}

FileAnchor::~FileAnchor() {
    ::close(descriptor_);
}

Result<std::optional<AnchorRecord>> FileAnchor::read() {
    Bytes bytes(kAnchorBytes + 1, '\0');
    const ssize_t count = ::pread(descriptor_, bytes.data(), bytes.size(), 0);
    if (count < 0) return fault(FaultCode::Unavailable, reason("reading the anchor file"));
    bytes.resize(static_cast<std::size_t>(count));
    return decode_anchor(bytes);
}

Result<void> FileAnchor::write(const AnchorRecord& record) {
    const Bytes bytes = encode_anchor(record);
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
    if (count < 0) return fault(FaultCode::Unavailable, reason("writing the anchor file"));
    if (static_cast<std::size_t>(count) != bytes.size()) {
        return fault(FaultCode::Exhausted, "writing the anchor file: only a part was written");
    }

    // Something behind the record would make it unreadable for good.
    struct stat state {};

    if (::fstat(descriptor_, &state) == 0 && state.st_size > static_cast<off_t>(kAnchorBytes) &&
        ::ftruncate(descriptor_, kAnchorBytes) != 0) {
        return fault(FaultCode::Unavailable, reason("shortening the anchor file"));
    }
    return {};
}

}  // namespace pareto::terminal::database
