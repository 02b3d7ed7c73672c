#include "tests/simulation/crash_vfs.h"

#include "common/base/check.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace pareto::simulation {
namespace {

/// An open file. SQLite allocates it; `methods` must be first.
struct OpenFile {
    sqlite3_file base;
    CrashVfs* vfs;
    Disk* disk;              ///< null = a temporary file of SQLite's own, which no crash can show
    Disk::File* file;
    int lock;                ///< SQLITE_LOCK_…
    bool is_wal;
    bool maps_memory;
    unsigned shared_locks;   ///< bit masks over the shared memory's locks
    unsigned exclusive_locks;
};

OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }  // NOLINT: SQLite's way

int code_of(DiskOutcome outcome, int io_error) {
    switch (outcome) {
        case DiskOutcome::Done: return SQLITE_OK;
        case DiskOutcome::ShortRead: return SQLITE_IOERR_SHORT_READ;
        case DiskOutcome::Full: return SQLITE_FULL;
        case DiskOutcome::Failed:
        case DiskOutcome::Dead: return io_error;
    }
    return io_error;
}

void leave_lock(OpenFile& open, int wanted) {
    auto& locks = (*open.file)->locks;
    if (wanted < SQLITE_LOCK_RESERVED && locks.reserved == &open) locks.reserved = nullptr;
    if (wanted < SQLITE_LOCK_EXCLUSIVE && locks.exclusive == &open) locks.exclusive = nullptr;
    if (wanted < SQLITE_LOCK_SHARED && open.lock >= SQLITE_LOCK_SHARED) locks.shared = std::max(0, locks.shared - 1);
    open.lock = std::min(open.lock, wanted);
}

void leave_shared_memory(OpenFile& open) {
    auto& memory = (*open.file)->memory;
    for (std::size_t i = 0; i < SharedMemory::kLocks; ++i) {
        if ((open.shared_locks >> i & 1U) != 0 && memory.shared[i] > 0) --memory.shared[i];
        if ((open.exclusive_locks >> i & 1U) != 0) memory.exclusive[i] = false;
    }
    open.shared_locks = 0;
    open.exclusive_locks = 0;
    if (std::exchange(open.maps_memory, false) && memory.users > 0) --memory.users;
}

int close(sqlite3_file* base) {
    OpenFile& open = of(base);
    leave_lock(open, SQLITE_LOCK_NONE);
    leave_shared_memory(open);
    delete open.file;
    open.file = nullptr;
    return SQLITE_OK;
}

int read(sqlite3_file* base, void* to, int length, sqlite3_int64 offset) {
    OpenFile& open = of(base);
    const auto outcome = open.disk->read(**open.file, static_cast<std::size_t>(offset), static_cast<char*>(to),
                                         static_cast<std::size_t>(length));
    return code_of(outcome, SQLITE_IOERR_READ);
}

int write(sqlite3_file* base, const void* from, int length, sqlite3_int64 offset) {
    OpenFile& open = of(base);
    const BytesView bytes{static_cast<const char*>(from), static_cast<std::size_t>(length)};
    const auto outcome = open.disk->write(**open.file, static_cast<std::size_t>(offset), bytes);
    if (open.is_wal && length >= 512 && outcome == DiskOutcome::Done) ++open.disk->counters().wal_frames;
    return code_of(outcome, SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
    OpenFile& open = of(base);
    return code_of(open.disk->truncate(**open.file, static_cast<std::size_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* base, int /*flags*/) {
    OpenFile& open = of(base);
    return code_of(open.disk->sync(**open.file), SQLITE_IOERR_FSYNC);
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>((*of(base).file)->image.size());
    return SQLITE_OK;
}

int lock(sqlite3_file* base, int wanted) {
    OpenFile& open = of(base);
    if (open.disk->dead()) return SQLITE_IOERR_LOCK;
    if (wanted <= open.lock) return SQLITE_OK;
    auto& locks = (*open.file)->locks;
    const bool others_write = (locks.reserved != nullptr && locks.reserved != &open) ||
                              (locks.exclusive != nullptr && locks.exclusive != &open);
    if (wanted == SQLITE_LOCK_SHARED) {
        if (locks.exclusive != nullptr) return SQLITE_BUSY;
        ++locks.shared;
    } else {
        if (others_write) return SQLITE_BUSY;
        if (wanted == SQLITE_LOCK_EXCLUSIVE && locks.shared > 1) return SQLITE_BUSY;
        locks.reserved = &open;
        if (wanted == SQLITE_LOCK_EXCLUSIVE) locks.exclusive = &open;
    }
    open.lock = wanted;
    return SQLITE_OK;
}

int unlock(sqlite3_file* base, int wanted) {
    leave_lock(of(base), wanted);
    return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* base, int* result) {
    *result = (*of(base).file)->locks.reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
}

int file_control(sqlite3_file* /*base*/, int /*operation*/, void* /*argument*/) { return SQLITE_NOTFOUND; }

int sector_size(sqlite3_file* base) { return static_cast<int>(of(base).disk->options().sector_bytes); }

int device_characteristics(sqlite3_file* base) {
    return of(base).disk->options().powersafe_overwrite ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

int shm_map(sqlite3_file* base, int region, int bytes, int extend, void volatile** result) {
    OpenFile& open = of(base);
    auto& memory = (*open.file)->memory;
    auto& regions = memory.regions;
    const auto index = static_cast<std::size_t>(region);
    *result = nullptr;
    if (open.disk->dead()) return SQLITE_IOERR_SHMMAP;
    if (bytes > 32768) return SQLITE_IOERR_SHMSIZE;
    if (!std::exchange(open.maps_memory, true) && memory.users++ == 0) regions.clear();
    if (index >= regions.size()) {
        if (extend == 0) return SQLITE_OK;
        while (regions.size() <= index) regions.push_back(std::make_unique<std::array<char, 32768>>());
    }
    *result = regions[index]->data();
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* base, int offset, int count, int flags) {
    OpenFile& open = of(base);
    auto& memory = (*open.file)->memory;
    const auto first = static_cast<std::size_t>(offset);
    const auto end = first + static_cast<std::size_t>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        for (std::size_t i = first; i < end; ++i) {
            const unsigned bit = 1U << i;
            if ((open.shared_locks & bit) != 0 && memory.shared[i] > 0) --memory.shared[i];
            if ((open.exclusive_locks & bit) != 0) memory.exclusive[i] = false;
            open.shared_locks &= ~bit;
            open.exclusive_locks &= ~bit;
        }
        return SQLITE_OK;
    }
    if (open.disk->dead()) return SQLITE_IOERR_SHMLOCK;
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (std::size_t i = first; i < end; ++i) {
        const unsigned bit = 1U << i;
        const int others = memory.shared[i] - static_cast<int>((open.shared_locks & bit) != 0);
        if (memory.exclusive[i] && (open.exclusive_locks & bit) == 0) return SQLITE_BUSY;
        if (exclusive && others > 0) return SQLITE_BUSY;
    }
    for (std::size_t i = first; i < end; ++i) {
        const unsigned bit = 1U << i;
        if (exclusive) {
            memory.exclusive[i] = true;
            open.exclusive_locks |= bit;
        } else if ((open.shared_locks & bit) == 0) {
            ++memory.shared[i];
            open.shared_locks |= bit;
        }
    }
    return SQLITE_OK;
}

void shm_barrier(sqlite3_file* /*base*/) {}

int shm_unmap(sqlite3_file* base, int delete_it) {
    OpenFile& open = of(base);
    leave_shared_memory(open);
    if (delete_it != 0) (*open.file)->memory = {};
    return SQLITE_OK;
}

int fetch(sqlite3_file* /*base*/, sqlite3_int64 /*offset*/, int /*length*/, void** result) {
    *result = nullptr;
    return SQLITE_OK;
}

int unfetch(sqlite3_file* /*base*/, sqlite3_int64 /*offset*/, void* /*page*/) { return SQLITE_OK; }

const sqlite3_io_methods kMethods{3,        close,      read,       write,      truncate,
                                  sync,     file_size,  lock,       unlock,     check_reserved_lock,
                                  file_control, sector_size, device_characteristics, shm_map, shm_lock,
                                  shm_barrier, shm_unmap, fetch,    unfetch};

CrashVfs& vfs_of(sqlite3_vfs* base) { return *static_cast<CrashVfs*>(base->pAppData); }

/// Where SQLite's temporary files live: nothing there outlives its handle.
Disk& temporary_disk() {
    static Disk disk;
    return disk;
}

int open_file(sqlite3_vfs* base, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    OpenFile& open = of(file);
    std::memset(&open, 0, sizeof(OpenFile));
    open.vfs = &vfs_of(base);
    if (flags_out != nullptr) *flags_out = flags;
    if (path == nullptr) {
        open.disk = &temporary_disk();
        open.file = new Disk::File(std::make_shared<DiskFile>());  // NOLINT: the handle is SQLite's memory
        open.base.pMethods = &kMethods;
        return SQLITE_OK;
    }
    std::string name;
    Disk* disk = open.vfs->disk_of(path, name);
    if (disk == nullptr || disk->dead()) return SQLITE_CANTOPEN;
    auto found = disk->find(name);
    if (!found) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        found = disk->create(name);
    } else if ((flags & SQLITE_OPEN_EXCLUSIVE) != 0) {
        return SQLITE_CANTOPEN;
    }
    open.disk = disk;
    open.file = new Disk::File(std::move(found));  // NOLINT
    open.is_wal = (flags & SQLITE_OPEN_WAL) != 0;
    open.base.pMethods = &kMethods;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* base, const char* path, int sync_directory) {
    std::string name;
    Disk* disk = vfs_of(base).disk_of(path, name);
    if (disk == nullptr) return SQLITE_IOERR_DELETE;
    if (!disk->dead() && !disk->find(name)) return SQLITE_IOERR_DELETE_NOENT;
    return code_of(disk->remove(name, sync_directory != 0), SQLITE_IOERR_DELETE);
}

int access(sqlite3_vfs* base, const char* path, int flags, int* result) {
    std::string name;
    const Disk* disk = vfs_of(base).disk_of(path, name);
    if (disk == nullptr || disk->dead()) return SQLITE_IOERR_ACCESS;
    const auto file = disk->find(name);
    *result = file && (flags != SQLITE_ACCESS_EXISTS || !file->image.empty()) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*base*/, const char* path, int size, char* result) {
    const std::size_t length = std::strlen(path);
    if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::copy_n(path, length + 1, result);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* base, int length, char* result) {
    const Bytes bytes = vfs_of(base).random().bytes(static_cast<std::size_t>(length));
    std::copy(bytes.begin(), bytes.end(), result);
    return length;
}

int sleep(sqlite3_vfs* /*base*/, int microseconds) { return microseconds; }

int current_time_ms(sqlite3_vfs* /*base*/, sqlite3_int64* now) {
    // A Julian day in milliseconds; nothing here asks SQLite for the time.
    *now = 212'000'000'000'000;
    return SQLITE_OK;
}

int current_time(sqlite3_vfs* /*base*/, double* now) {
    *now = 2453703.0;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs* /*base*/, int /*size*/, char* /*text*/) { return 0; }

}  // namespace

struct CrashVfs::Registration {
    sqlite3_vfs vfs{};
};

CrashVfs::CrashVfs(std::string name, bool is_default)
    : name_(std::move(name)), registration_(std::make_unique<Registration>()) {
    auto& vfs = registration_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = static_cast<int>(sizeof(OpenFile));
    vfs.mxPathname = 512;
    vfs.zName = name_.c_str();
    vfs.pAppData = this;
    vfs.xOpen = open_file;
    vfs.xDelete = remove_file;
    vfs.xAccess = access;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    vfs.xCurrentTimeInt64 = current_time_ms;
    PARETO_CHECK(sqlite3_vfs_register(&vfs, is_default ? 1 : 0) == SQLITE_OK);
}

CrashVfs::~CrashVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

void CrashVfs::mount(const std::string& disk_name, Disk& disk) { disks_[disk_name] = &disk; }

void CrashVfs::unmount(const std::string& disk_name) { disks_.erase(disk_name); }

Disk* CrashVfs::disk_of(const std::string& path, std::string& file) const {
    const std::size_t slash = path.find('/', 1);
    if (path.empty() || path[0] != '/' || slash == std::string::npos) return nullptr;
    const auto found = disks_.find(path.substr(1, slash - 1));
    if (found == disks_.end()) return nullptr;
    file = path.substr(slash + 1);
    return found->second;
}

void CrashVfs::seed(std::uint64_t seed) {
    random_ = SeededRandom{seed};
    sqlite3_randomness(0, nullptr);
}

}  // namespace pareto::simulation
