// A VFS for real SQLite over disks in memory, shared-memory methods for WAL included. One thread.
//
// A database is opened as "/DISK/FILE" with the VFS's name; DISK is where a disk was mounted. Everything that can go
// wrong is said to the disk (see disk.h); the VFS only translates.
#pragma once

#include "tests/simulation/disk.h"

#include <map>
#include <memory>
#include <string>

namespace pareto::simulation {

class CrashVfs {
public:
    /// Registers itself with SQLite under `name`. As the default VFS it also answers SQLite's wish for randomness,
    /// which makes the write-ahead log's salts depend on the seed alone.
    explicit CrashVfs(std::string name, bool is_default = false);
    ~CrashVfs();
    CrashVfs(const CrashVfs&) = delete;
    CrashVfs& operator=(const CrashVfs&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    /// `disk` must stay until unmounted, and no file of it may be open then.
    void mount(const std::string& disk_name, Disk& disk);
    void unmount(const std::string& disk_name);
    /// Null when the path names no mounted disk.
    [[nodiscard]] Disk* disk_of(const std::string& path, std::string& file) const;
    /// What SQLite gets as randomness from now on; also forgets what it has drawn already.
    void seed(std::uint64_t seed);
    [[nodiscard]] SeededRandom& random() { return random_; }

private:
    struct Registration;
    std::string name_;
    std::map<std::string, Disk*> disks_;
    SeededRandom random_{0};
    std::unique_ptr<Registration> registration_;
};

}  // namespace pareto::simulation
