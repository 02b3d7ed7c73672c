#include "terminal/database/chain.h"

#include <string>

#include "terminal/database/books.h"

namespace pareto::terminal::database {

namespace {

constexpr std::int64_t kAtOnce = 200;

Result<std::int64_t> verify_registration(pareto::database::Connection& connection,
                                         const HeadRow& head) {
    std::int64_t checked = 0;
    Sequence next = 1;
    Hash previous;
    while (true) {
        PARETO_TRY(const auto entries,
                   select_entries(connection, head.registration, next, kAtOnce));
        if (entries.empty()) break;
        for (const auto& entry : entries) {
            const std::string where =
                std::to_string(entry.registration) + ":" + std::to_string(entry.sequence);
            // Old entries may have been deleted; the first that is left is then taken at its word.
            const bool first_left = checked == 0 && entry.sequence > 1;
            if (!first_left && entry.sequence != next)
                return fault(FaultCode::Corrupt, "entries are missing before " + where);
            if (!first_left && journal::chain(previous, entry.bytes) != entry.hash) {
                return fault(FaultCode::Corrupt,
                             "the hash of " + where + " does not continue the chain");
            }
            previous = entry.hash;
            next = entry.sequence + 1;
            ++checked;
        }
    }
    if (checked > 0 && previous != head.last_hash) {
        return fault(
            FaultCode::Corrupt,
            "registration " + std::to_string(head.registration) + " does not end where it should");
    }
    return checked;
}

}  // namespace

Result<std::vector<journal::RawEntry>> select_entries(pareto::database::Connection& connection,
                                                      Registration registration,
                                                      Sequence first,
                                                      std::int64_t limit) {
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select entry_id, kind, bytes, hash from journal where entry_id between $1 and $2 "
            "order by entry_id limit $3",
            {EntryId::of(registration, first).value,
             EntryId::of(registration, kSequenceMax).value,
             limit}));
    std::vector<journal::RawEntry> entries;
    entries.reserve(rows.size());
    for (const auto& row : rows) {
        const auto hash = Hash::from(row.bytes(3));
        if (!hash)
            return fault(FaultCode::Corrupt, "a hash in the terminal's file has not 32 bytes");
        const EntryId id{row.integer(0)};
        entries.push_back({id.registration(),
                           id.sequence(),
                           static_cast<std::int32_t>(row.integer(1)),
                           row.bytes(2),
                           *hash});
    }
    return entries;
}

Result<std::int64_t> verify_chain(pareto::database::Connection& connection) {
    PARETO_TRY(const Books books, load_books(connection));
    std::int64_t checked = 0;
    for (const auto& head : books.heads) {
        PARETO_TRY(const std::int64_t joined, verify_registration(connection, head));
        checked += joined;
    }
    return checked;
}

}  // namespace pareto::terminal::database
