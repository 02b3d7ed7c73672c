// A disk in memory that forgets at a power cut what was not synced.
//
// Each file has one image, which is what a read sees, and the writes since its last sync with what they replaced:
//
//     at a power cut   take back all unsynced writes, newest first; then decide for each, oldest first: kept, lost, or
//                      torn (sector by sector: kept, lost, garbage). A truncation is kept or lost. Of creations and
//                      deletions since the last sync of any file, a prefix happened: as with ext4, XFS and btrfs, a
//                      sync of a file also writes the journal of the directory.
//     at a kill        the image stays as it is; locks and shared memory are gone.
//
// A disk that died (at an operation counted down, or on command) refuses everything and changes nothing, so that the
// objects above it can be taken down without leaving a trace; then power_cut() or kill() brings it back.
#pragma once

#include "common/base/bytes.h"
#include "tests/simulation/random.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pareto::simulation {

struct DiskCounters {
    std::int64_t reads = 0, writes = 0, bytes_written = 0, syncs = 0;
    std::int64_t wal_frames = 0;  ///< pages written to write-ahead logs
    std::int64_t writes_lost = 0, writes_torn = 0, sectors_garbled = 0, directory_changes_lost = 0;
    std::int64_t syncs_failed = 0, writes_refused_full = 0, reads_failed = 0;
    void add(const DiskCounters& other);
};

struct DiskOptions {
    std::uint32_t sector_bytes = 4096;
    /// Bytes outside a write's range survive a power cut in its middle; without it the rest of a sector may be garbage.
    bool powersafe_overwrite = true;
    bool syncs_are_skipped = false;  ///< the mutant: a sync that does nothing and says it did
};

/// What the operation met; the VFS translates it.
enum class DiskOutcome : std::uint8_t { Done, ShortRead, Failed, Full, Dead };

/// Shared memory and lock state of an open database file; never survives its processes.
struct SharedMemory {
    static constexpr std::size_t kLocks = 8;
    std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
    int users = 0;  ///< handles that mapped it; the first finds it empty
    std::array<int, kLocks> shared{};
    std::array<bool, kLocks> exclusive{};
};
struct FileLocks {
    int shared = 0;
    const void* reserved = nullptr;  ///< the handle that has it
    const void* exclusive = nullptr;
};

class DiskFile {
public:
    Bytes image;
    FileLocks locks;
    SharedMemory memory;

    void write(std::size_t offset, BytesView bytes);
    void truncate(std::size_t size);
    /// Everything written until now survives, except what an earlier failed sync already lost.
    void sync();
    /// fsync said no: each unsynced write is on the platter or is not, and no later sync will mend that.
    void sync_failed(SeededRandom& random, DiskCounters& counters);
    void power_cut(SeededRandom& random, const DiskOptions& options, DiskCounters& counters);
    [[nodiscard]] std::unique_ptr<DiskFile> copy() const;
    [[nodiscard]] bool clean() const { return changes_.empty(); }

private:
    enum class Fate : std::uint8_t { Open, Kept, Lost };
    struct Change {
        std::size_t offset = 0;
        std::size_t length = 0;        ///< of a write; 0 = a truncation to `offset`
        std::size_t size_before = 0;
        std::size_t replaced_at = 0;   ///< the bytes that were there, in replaced_
        std::size_t replaced_length = 0;
        Fate fate = Fate::Open;
    };
    void apply_torn(const Change& change, BytesView bytes, SeededRandom& random, const DiskOptions& options,
                    DiskCounters& counters);
    void put(std::size_t offset, BytesView bytes);

    std::vector<Change> changes_;
    Bytes replaced_;
};

/// The files of one node. Copying an image takes what a read sees now as durable: a backup of a running machine.
class Disk {
public:
    using File = std::shared_ptr<DiskFile>;
    using Image = std::vector<std::pair<std::string, std::shared_ptr<const DiskFile>>>;

    explicit Disk(DiskOptions options = {}) : options_(options) {}

    // What the VFS calls. A path is the name within this disk.
    [[nodiscard]] File find(const std::string& path) const;
    [[nodiscard]] File create(const std::string& path);
    [[nodiscard]] DiskOutcome remove(const std::string& path, bool sync_directory);
    [[nodiscard]] DiskOutcome read(const DiskFile& file, std::size_t offset, char* to, std::size_t length);
    [[nodiscard]] DiskOutcome write(DiskFile& file, std::size_t offset, BytesView bytes);
    [[nodiscard]] DiskOutcome truncate(DiskFile& file, std::size_t size);
    [[nodiscard]] DiskOutcome sync(DiskFile& file);

    // What a world or a test does.
    /// Dies at the `operations`-th write, sync, truncation or deletion from now; 0 = at once.
    void die_after(std::int64_t operations);
    /// Whatever was going to fail will not; what is dead stays dead.
    void heal();
    /// Operations that failed, by our own doing, since the disk was made.
    [[nodiscard]] std::int64_t troubles() const {
        return counters_.syncs_failed + counters_.reads_failed + counters_.writes_refused_full;
    }
    [[nodiscard]] bool dead() const { return dead_; }
    void kill();
    void power_cut(SeededRandom& random);
    /// `after` = how many still succeed.
    void fail_next_sync(const SeededRandom& random, int after = 0);
    void fail_next_read() { failing_read_ = true; }
    /// Writes that make a file longer are refused while true.
    void set_full(bool full) { full_ = full; }
    void set_options(DiskOptions options) { options_ = options; }
    [[nodiscard]] const DiskOptions& options() const { return options_; }
    [[nodiscard]] Image image() const;
    /// Only with no file open.
    void restore(const Image& image);
    [[nodiscard]] DiskCounters& counters() { return counters_; }

private:
    struct DirectoryChange {
        std::string path;
        File before;  ///< null = there was none
    };
    [[nodiscard]] bool dies_now();

    DiskOptions options_;
    std::map<std::string, File> files_;
    std::vector<DirectoryChange> directory_changes_;
    DiskCounters counters_;
    std::int64_t death_in_ = -1;
    bool dead_ = false;
    bool full_ = false;
    bool failing_read_ = false;
    std::unique_ptr<SeededRandom> failing_sync_;
    int syncs_before_failing_ = 0;
};

}  // namespace pareto::simulation
