#include "common/database/wal_settling.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/database/sqlite_connection.h"
#include "common/journal/entry.h"

namespace pareto::database {
namespace {

/// SQLite's own VFS takes at most 128 KiB at a time.
constexpr std::int64_t kPieceBytes = 64 << 10;
/// A seal has a block of its own, so that writing one never tears what stands before it.
constexpr std::int64_t kBlockBytes = 4 << 10;
/// How many bytes the copy holds, and the chain of their pieces' hashes.
constexpr std::int64_t kSealBytes = 8 + 32;

struct FreeFilename {
    void operator()(const char* name) const {
        sqlite3_free_filename(const_cast<char*>(name));  // NOLINT: SQLite's signature
    }
};

/// A file as SQLite's VFS gives it, so that it lives where the database's own files do.
class VfsFile {
public:
    static Result<VfsFile> open(sqlite3_vfs* vfs, const std::string& path, int flags) {
        VfsFile file;
        file.path_ = path;
        file.memory_ = std::make_unique<std::byte[]>(static_cast<std::size_t>(vfs->szOsFile));
        // A VFS may look for parameters behind the name.
        file.name_.reset(sqlite3_create_filename(path.c_str(), "", "", 0, nullptr));
        if (!file.name_) return fault(FaultCode::Exhausted, "no memory for a file name");
        const int code = vfs->xOpen(vfs, file.name_.get(), file.handle(), flags, nullptr);
        if (code != SQLITE_OK) return unexpected{sqlite_fault(code, "cannot open " + path)};
        return file;
    }

    VfsFile(VfsFile&&) = default;
    VfsFile& operator=(VfsFile&&) = delete;

    ~VfsFile() {
        if (memory_ && handle()->pMethods != nullptr) handle()->pMethods->xClose(handle());
    }

    Result<std::int64_t> size() {
        sqlite3_int64 size = 0;
        PARETO_TRY_VOID(done(handle()->pMethods->xFileSize(handle(), &size), "size of "));
        return size;
    }

    Result<Bytes> read(std::int64_t offset, std::int64_t length) {
        Bytes bytes(static_cast<std::size_t>(length), '\0');
        PARETO_TRY_VOID(
            done(handle()->pMethods->xRead(
                     handle(), bytes.data(), static_cast<int>(length), offset),
                 "reading "));
        return bytes;
    }

    Result<void> write(std::int64_t offset, BytesView bytes) {
        return done(handle()->pMethods->xWrite(
                        handle(), bytes.data(), static_cast<int>(bytes.size()), offset),
                    "writing ");
    }

    Result<void> truncate(std::int64_t size) {
        return done(handle()->pMethods->xTruncate(handle(), size), "cutting ");
    }

    Result<void> sync() {
        return done(handle()->pMethods->xSync(handle(), SQLITE_SYNC_FULL), "syncing ");
    }

private:
    VfsFile() = default;

    [[nodiscard]] sqlite3_file* handle() {
        return reinterpret_cast<sqlite3_file*>(memory_.get());  // NOLINT: SQLite's way
    }

    [[nodiscard]] Result<void> done(int code, std::string_view what) const {
        if (code == SQLITE_OK) return {};
        return unexpected{sqlite_fault(code, std::string{what} + path_)};
    }

    std::string path_;
    std::unique_ptr<const char, FreeFilename> name_;
    std::unique_ptr<std::byte[]> memory_;
};

Result<bool> exists(sqlite3_vfs* vfs, const std::string& path) {
    int found = 0;
    const int code = vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &found);
    if (code != SQLITE_OK) return unexpected{sqlite_fault(code, "cannot look for " + path)};
    return found != 0;
}

Bytes seal_of(std::int64_t length, const Hash& hash) {
    Bytes seal;
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        seal.push_back(
            static_cast<char>((static_cast<std::uint64_t>(length) >> (shift - 8)) & 0xFFU));
    }
    seal += hash.view();
    return seal;
}

/// The length that a seal names; -1 when it names none that stands before `offset`.
std::int64_t length_in(const Bytes& seal, std::int64_t offset) {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length = length << 8U | static_cast<unsigned char>(seal[i]);
    return length > 0 && length <= static_cast<std::uint64_t>(offset)
               ? static_cast<std::int64_t>(length)
               : -1;
}

std::int64_t next_block(std::int64_t size) {
    return (size + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
}

/// Calls `take(offset, piece)` for the first `length` bytes; gives the chain of the pieces' hashes.
template <typename Take>
Result<Hash> each_piece(VfsFile& file, std::int64_t length, Take take) {
    Hash hash;
    for (std::int64_t offset = 0; offset < length; offset += kPieceBytes) {
        PARETO_TRY(const Bytes piece, file.read(offset, std::min(kPieceBytes, length - offset)));
        hash = journal::chain(hash, piece);
        PARETO_TRY_VOID(take(offset, BytesView{piece}));
    }
    return hash;
}

/// The length of the log that a copy holds; nothing when no seal says that it is complete.
Result<std::optional<std::int64_t>> length_of(VfsFile& copy) {
    PARETO_TRY(const std::int64_t size, copy.size());
    // The last seal may be torn, and the one before it good.
    for (std::int64_t at = next_block(size) - kBlockBytes; at > 0; at -= kBlockBytes) {
        if (at + kSealBytes > size) continue;
        PARETO_TRY(const Bytes seal, copy.read(at, kSealBytes));
        const std::int64_t length = length_in(seal, at);
        if (length < 0) continue;
        PARETO_TRY(const Hash hash, each_piece(copy, length, [](std::int64_t, BytesView) {
                       return Result<void>{};
                   }));
        if (seal == seal_of(length, hash)) return std::optional{length};
    }
    return std::optional<std::int64_t>{};
}

/// Durable when it returns; not sealed yet.
Result<void> copy_log(VfsFile& log, std::int64_t length, VfsFile& copy) {
    PARETO_TRY_VOID(copy.truncate(0));
    PARETO_TRY(const Hash hash, each_piece(log, length, [&](std::int64_t offset, BytesView piece) {
                   return copy.write(offset, piece);
               }));
    static_cast<void>(hash);
    const std::int64_t end = next_block(length);
    if (end > length) {
        PARETO_TRY_VOID(copy.write(length, Bytes(static_cast<std::size_t>(end - length), '\0')));
    }
    return copy.sync();
}

/// Says that the copy is complete and durable, behind what it holds and every older seal: a seal
/// whose sync failed looks good to the next process, and is not on the disk.
Result<void> seal_copy(VfsFile& copy, std::int64_t length) {
    PARETO_TRY(const std::int64_t size, copy.size());
    PARETO_TRY(const Hash hash,
               each_piece(copy, length, [](std::int64_t, BytesView) { return Result<void>{}; }));
    Bytes block = seal_of(length, hash);
    block.resize(static_cast<std::size_t>(kBlockBytes), '\0');
    PARETO_TRY_VOID(copy.write(next_block(size), block));
    return copy.sync();
}

Result<void> write_log(VfsFile& copy, std::int64_t length, VfsFile& log) {
    PARETO_TRY(const Hash hash, each_piece(copy, length, [&](std::int64_t offset, BytesView piece) {
                   return log.write(offset, piece);
               }));
    static_cast<void>(hash);
    PARETO_TRY_VOID(log.truncate(length));
    return log.sync();
}

Result<void> settle(sqlite3_vfs* vfs,
                    const std::string& log_path,
                    const std::string& copy_path,
                    bool copy_exists) {
    constexpr int kOpen = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    PARETO_TRY(VfsFile log, VfsFile::open(vfs, log_path, kOpen | SQLITE_OPEN_WAL));
    std::optional<std::int64_t> length;
    PARETO_TRY(VfsFile copy, VfsFile::open(vfs, copy_path, kOpen | SQLITE_OPEN_MAIN_JOURNAL));
    if (copy_exists) {
        PARETO_TRY(length, length_of(copy));
    }
    if (!length) {
        PARETO_TRY(const std::int64_t size, log.size());
        if (size == 0) return {};
        PARETO_TRY_VOID(copy_log(log, size, copy));
        length = size;
    }
    PARETO_TRY_VOID(seal_copy(copy, *length));
    return write_log(copy, *length, log);
}

}  // namespace

Result<void> settle_wal(sqlite3_vfs* vfs, const std::string& path) {
    PARETO_CHECK(vfs != nullptr);
    // SQLite keeps the log beside the file itself, also when `path` is a link to it.
    Bytes full(static_cast<std::size_t>(vfs->mxPathname) + 1, '\0');
    const int named = vfs->xFullPathname(vfs, path.c_str(), vfs->mxPathname + 1, full.data());
    if ((named & 0xFF) != SQLITE_OK)
        return unexpected{sqlite_fault(named, "cannot find the way to " + path)};
    full.resize(full.find('\0'));
    const std::string log_path = full + "-wal";
    const std::string copy_path = full + "-settle";
    PARETO_TRY(const bool copy_exists, exists(vfs, copy_path));
    PARETO_TRY(const bool log_exists, exists(vfs, log_path));
    if (!copy_exists && !log_exists) return {};
    PARETO_TRY_VOID(settle(vfs, log_path, copy_path, copy_exists));
    // Gone for good before the log grows: an old copy must never be put back.
    const int code = vfs->xDelete(vfs, copy_path.c_str(), 1);
    if (code == SQLITE_OK || code == SQLITE_IOERR_DELETE_NOENT) return {};
    return unexpected{sqlite_fault(code, "cannot delete " + copy_path)};
}

}  // namespace pareto::database
