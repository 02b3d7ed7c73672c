#include "tests/simulation/disk.h"

#include "common/base/check.h"

#include <algorithm>
#include <cstring>

namespace pareto::simulation {

void DiskCounters::add(const DiskCounters& other) {
    reads += other.reads;
    writes += other.writes;
    bytes_written += other.bytes_written;
    syncs += other.syncs;
    wal_frames += other.wal_frames;
    writes_lost += other.writes_lost;
    writes_torn += other.writes_torn;
    sectors_garbled += other.sectors_garbled;
    directory_changes_lost += other.directory_changes_lost;
    syncs_failed += other.syncs_failed;
    writes_refused_full += other.writes_refused_full;
    reads_failed += other.reads_failed;
}

void DiskFile::put(std::size_t offset, BytesView bytes) {
    if (image.size() < offset + bytes.size()) image.resize(offset + bytes.size());
    std::memcpy(image.data() + offset, bytes.data(), bytes.size());
}

void DiskFile::write(std::size_t offset, BytesView bytes) {
    if (bytes.empty()) return;
    Change change{.offset = offset,
                  .length = bytes.size(),
                  .size_before = image.size(),
                  .replaced_at = replaced_.size(),
                  .replaced_length = 0,
                  .fate = Fate::Open};
    if (offset < image.size()) {
        change.replaced_length = std::min(bytes.size(), image.size() - offset);
        replaced_.append(image, offset, change.replaced_length);
    }
    changes_.push_back(change);
    put(offset, bytes);
}

void DiskFile::truncate(std::size_t size) {
    if (size == image.size()) return;
    Change change{.offset = size,
                  .length = 0,
                  .size_before = image.size(),
                  .replaced_at = replaced_.size(),
                  .replaced_length = 0,
                  .fate = Fate::Open};
    if (size < image.size()) {
        change.replaced_length = image.size() - size;
        replaced_.append(image, size, change.replaced_length);
    }
    changes_.push_back(change);
    image.resize(size);
}

void DiskFile::sync() {
    const bool something_is_lost =
        std::any_of(changes_.begin(), changes_.end(), [](const Change& change) { return change.fate == Fate::Lost; });
    if (something_is_lost) {
        for (auto& change : changes_) {
            if (change.fate == Fate::Open) change.fate = Fate::Kept;
        }
        return;
    }
    changes_.clear();
    replaced_.clear();
}

void DiskFile::sync_failed(SeededRandom& random, DiskCounters& counters) {
    for (auto& change : changes_) {
        if (change.fate != Fate::Open) continue;
        change.fate = random.permille(500) ? Fate::Kept : Fate::Lost;
        if (change.fate == Fate::Lost) ++counters.writes_lost;
    }
}

void DiskFile::apply_torn(const Change& change, BytesView bytes, SeededRandom& random, const DiskOptions& options,
                          DiskCounters& counters) {
    ++counters.writes_torn;
    const std::size_t sector = options.sector_bytes;
    const std::size_t end = change.offset + bytes.size();
    for (std::size_t at = change.offset; at < end;) {
        const std::size_t next = std::min(end, (at / sector + 1) * sector);
        const std::uint64_t fate = random.below(5);
        if (fate <= 1) {
            put(at, bytes.substr(at - change.offset, next - at));
        } else if (fate == 2) {
            ++counters.sectors_garbled;
            std::size_t from = at;
            std::size_t to = next;
            if (!options.powersafe_overwrite) {
                // The drive rewrites whole sectors: what stood beside the write in its sector goes with it.
                from = at / sector * sector;
                to = std::max(next, std::min(image.size(), (at / sector + 1) * sector));
            }
            put(from, random.bytes(to - from));
        }
        at = next;
    }
}

void DiskFile::power_cut(SeededRandom& random, const DiskOptions& options, DiskCounters& counters) {
    // Going back, what each write wrote is taken out of the image before it is undone.
    std::vector<Bytes> written(changes_.size());
    for (std::size_t i = changes_.size(); i-- > 0;) {
        const Change& change = changes_[i];
        if (change.length > 0) written[i] = image.substr(change.offset, change.length);
        image.resize(change.size_before);
        if (change.replaced_length > 0) {
            std::memcpy(image.data() + change.offset, replaced_.data() + change.replaced_at, change.replaced_length);
        }
    }
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        const Change& change = changes_[i];
        std::uint64_t fate = random.below(10);
        if (change.fate == Fate::Kept) fate = 0;
        if (change.fate == Fate::Lost) fate = 9;
        if (change.length == 0) {
            if (fate <= 5) image.resize(change.offset);
            continue;
        }
        if (fate <= 3) {
            put(change.offset, written[i]);
        } else if (fate <= 6) {
            apply_torn(change, written[i], random, options, counters);
        } else {
            ++counters.writes_lost;
        }
    }
    changes_.clear();
    replaced_.clear();
}

std::unique_ptr<DiskFile> DiskFile::copy() const {
    auto result = std::make_unique<DiskFile>();
    result->image = image;
    return result;
}

Disk::File Disk::find(const std::string& path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : found->second;
}

Disk::File Disk::create(const std::string& path) {
    if (auto file = find(path)) return file;
    directory_changes_.push_back({path, nullptr});
    return files_[path] = std::make_shared<DiskFile>();
}

bool Disk::dies_now() {
    if (dead_) return true;
    if (death_in_ < 0) return false;
    if (death_in_ > 0) {
        --death_in_;
        return false;
    }
    death_in_ = -1;
    dead_ = true;
    return true;
}

DiskOutcome Disk::remove(const std::string& path, bool sync_directory) {
    if (dies_now()) return DiskOutcome::Dead;
    if (const auto found = files_.find(path); found != files_.end()) {
        directory_changes_.push_back({path, found->second});
        files_.erase(found);
    }
    if (sync_directory && !options_.syncs_are_skipped) directory_changes_.clear();
    return DiskOutcome::Done;
}

DiskOutcome Disk::read(const DiskFile& file, std::size_t offset, char* to, std::size_t length) {
    if (dead_) return DiskOutcome::Dead;
    ++counters_.reads;
    if (failing_read_) {
        failing_read_ = false;
        ++counters_.reads_failed;
        return DiskOutcome::Failed;
    }
    const std::size_t there = offset < file.image.size() ? std::min(length, file.image.size() - offset) : 0;
    std::copy_n(file.image.data() + (there > 0 ? offset : 0), there, to);
    if (there == length) return DiskOutcome::Done;
    std::memset(to + there, 0, length - there);
    return DiskOutcome::ShortRead;
}

DiskOutcome Disk::write(DiskFile& file, std::size_t offset, BytesView bytes) {
    if (dies_now()) return DiskOutcome::Dead;
    if (full_ && offset + bytes.size() > file.image.size()) {
        ++counters_.writes_refused_full;
        return DiskOutcome::Full;
    }
    ++counters_.writes;
    counters_.bytes_written += static_cast<std::int64_t>(bytes.size());
    file.write(offset, bytes);
    return DiskOutcome::Done;
}

DiskOutcome Disk::truncate(DiskFile& file, std::size_t size) {
    if (dies_now()) return DiskOutcome::Dead;
    file.truncate(size);
    return DiskOutcome::Done;
}

DiskOutcome Disk::sync(DiskFile& file) {
    if (dies_now()) return DiskOutcome::Dead;
    ++counters_.syncs;
    if (failing_sync_ && !file.clean() && syncs_before_failing_-- == 0) {
        ++counters_.syncs_failed;
        file.sync_failed(*failing_sync_, counters_);
        failing_sync_.reset();
        return DiskOutcome::Failed;
    }
    if (options_.syncs_are_skipped) return DiskOutcome::Done;
    file.sync();
    directory_changes_.clear();
    return DiskOutcome::Done;
}

void Disk::die_after(std::int64_t operations) {
    death_in_ = operations;
    if (operations == 0) {
        death_in_ = -1;
        dead_ = true;
    }
}

void Disk::kill() {
    dead_ = false;
    death_in_ = -1;
    failing_read_ = false;
    failing_sync_.reset();
    for (auto& [path, file] : files_) {
        file->locks = {};
        file->memory = {};
    }
}

void Disk::power_cut(SeededRandom& random) {
    if (!directory_changes_.empty()) {
        const std::size_t happened = random.below(directory_changes_.size() + 1);
        for (std::size_t i = directory_changes_.size(); i-- > happened;) {
            const auto& change = directory_changes_[i];
            ++counters_.directory_changes_lost;
            if (change.before) {
                files_[change.path] = change.before;
            } else {
                files_.erase(change.path);
            }
        }
        directory_changes_.clear();
    }
    for (auto& [path, file] : files_) file->power_cut(random, options_, counters_);
    kill();
}

void Disk::heal() {
    death_in_ = -1;
    full_ = false;
    failing_read_ = false;
    failing_sync_.reset();
}

void Disk::fail_next_sync(const SeededRandom& random, int after) {
    failing_sync_ = std::make_unique<SeededRandom>(random);
    syncs_before_failing_ = after;
}

Disk::Image Disk::image() const {
    Image result;
    for (const auto& [path, file] : files_) result.emplace_back(path, file->copy());
    return result;
}

void Disk::restore(const Image& image) {
    files_.clear();
    directory_changes_.clear();
    for (const auto& [path, file] : image) files_[path] = file->copy();
    full_ = false;
    kill();
}

}  // namespace pareto::simulation
