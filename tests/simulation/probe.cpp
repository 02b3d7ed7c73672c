#include "tests/simulation/probe.h"

#include <sqlite3.h>

#include <memory>

namespace pareto::simulation {
namespace {

struct CloseDatabase {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// Rows of (registration, sequence, hash).
std::set<EntryKey> read_keys(CrashVfs& vfs, const Disk::Image& image, const std::string& file, const char* sql) {
    Disk disk;
    disk.restore(image);
    vfs.mount("probe", disk);
    std::set<EntryKey> keys;
    {
        sqlite3* opened = nullptr;
        const std::string path = "/probe/" + file;
        const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, vfs.name().c_str());
        const std::unique_ptr<sqlite3, CloseDatabase> handle(opened);
        sqlite3_stmt* prepared = nullptr;
        if (code == SQLITE_OK && sqlite3_prepare_v2(opened, sql, -1, &prepared, nullptr) == SQLITE_OK) {
            const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
            while (sqlite3_step(prepared) == SQLITE_ROW) {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared, 2));
                const auto hash = Hash::from({bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared, 2))});
                if (!hash) continue;
                keys.insert({static_cast<Registration>(sqlite3_column_int64(prepared, 0)), sqlite3_column_int64(prepared, 1), *hash});
            }
        }
    }
    vfs.unmount("probe");
    return keys;
}

constexpr const char* kEntriesOfHq =
    "select registration, sequence, hash from entry union all select registration, sequence, hash from fork";

}  // namespace

std::set<EntryKey> entries_of_hq(CrashVfs& vfs, const Disk::Image& image) {
    return read_keys(vfs, image, "hq.db", kEntriesOfHq);
}

std::set<EntryKey> entries_of_hq(database::Connection& connection) {
    std::set<EntryKey> keys;
    const auto rows = connection.execute(kEntriesOfHq);
    if (!rows) return keys;
    for (const auto& row : *rows) {
        const Bytes& bytes = row.bytes(2);
        if (const auto hash = Hash::from(bytes)) {
            keys.insert({static_cast<Registration>(row.integer(0)), row.integer(1), *hash});
        }
    }
    return keys;
}

std::set<Registration> registrations_of_terminal(CrashVfs& vfs, const Disk::Image& image) {
    std::set<Registration> registrations;
    for (const auto& key : read_keys(vfs, image, "terminal.db", "select registration, 0, acked_hash from head")) {
        registrations.insert(key.registration);
    }
    return registrations;
}

EntryId end_of_terminal(CrashVfs& vfs, const Disk::Image& image) {
    const auto last = read_keys(vfs, image, "terminal.db",
                                "select h.registration, coalesce((select max(entry_id) & 4294967295 from journal where "
                                "entry_id >> 32 = h.registration), h.acked_sequence), h.acked_hash from head h order by h.age desc limit 1");
    return last.empty() ? EntryId{} : EntryId::of(last.begin()->registration, last.begin()->sequence);
}

std::set<EntryKey> entries_of_terminal(CrashVfs& vfs, const Disk::Image& image) {
    return read_keys(vfs, image, "terminal.db", "select entry_id >> 32, entry_id & 4294967295, hash from journal");
}

}  // namespace pareto::simulation
