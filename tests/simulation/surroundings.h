// What every part of a simulated world shares, and what only the simulator knows: exactly what was promised to whom.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "tests/simulation/crash_vfs.h"
#include "tests/simulation/mutants/mutant.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/trace.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace pareto::simulation {

/// One entry of one history. Two histories of one (registration, sequence) differ in the hash.
struct EntryKey {
    Registration registration = 0;
    Sequence sequence = 0;
    Hash hash;
    friend bool operator<(const EntryKey& a, const EntryKey& b) {
        return std::tie(a.registration, a.sequence, a.hash.bytes) < std::tie(b.registration, b.sequence, b.hash.bytes);
    }
};

struct Violation {
    std::string oracle;
    std::string text;
    std::uint64_t step = 0;
};

/// What a terminal gave for points that HQ had not been asked for, as the customer who got it knows.
struct OfflineSpend {
    std::int64_t terminal = 0;
    EntryId id;
    EntryId allowance;  ///< 0 = a stand-in
    std::int64_t points = 0;
};

/// A voucher that somebody carries around.
struct PrintedVoucher {
    std::string code;
    Bytes key;
    std::int64_t value_minor = 0;  ///< of one use
    std::int32_t uses = 1;
};

/// Promises that were made outside a database, in memory that no crash reaches.
struct Promises {
    std::set<EntryKey> acknowledged;  ///< HQ said so to a terminal
    std::set<EntryKey> printed;       ///< a receipt was handed out
    std::set<EntryKey> gone;          ///< promised, and every disk that had it was thrown away by a restore: nobody can know it
    std::set<EntryId> asked;          ///< redemptions that HQ was asked to authorise
    std::vector<OfflineSpend> offline;
    std::map<EntryId, std::int64_t> granted;           ///< the greatest limit that HQ signed, by allowance
    std::vector<PrintedVoucher> vouchers;
    std::map<Registration, Sequence> acknowledged_to;  ///< the most that HQ ever had of a journal, as far as it told
    std::map<std::int64_t, int> rollbacks;             ///< of a terminal: restores and clones of its file
    std::optional<Violation> violation;  ///< the first

    void violate(std::string oracle, std::string text) {
        if (!violation) violation = Violation{std::move(oracle), std::move(text), 0};
    }
};

struct Surroundings {
    Scheduler& scheduler;
    Trace& trace;
    CrashVfs& vfs;
    Promises& promises;
    const Mutant& mutant;
};

}  // namespace pareto::simulation
