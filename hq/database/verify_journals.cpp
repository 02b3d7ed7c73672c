#include "common/journal/entry.h"
#include "hq/database/registrations.h"
#include "hq/database/select_in.h"
#include "hq/database/verify_steps.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

struct End {
    Sequence sequence = 0;
    Hash hash;
};

/// Follows one journal to its end; what is wrong is said once, at the first entry that does not
/// join.
Result<End> follow(Connection& connection, Registration registration, Findings& findings) {
    End end;
    while (true) {
        PARETO_TRY(
            const auto rows,
            connection.execute(
                "select sequence, bytes, hash from entry where registration = $1 and sequence > $2 "
                "order by sequence limit 1000",
                {std::int64_t{registration}, end.sequence}));
        if (rows.empty()) return end;
        for (const Row& row : rows) {
            const std::string where = "registration " + std::to_string(registration) +
                                      ", sequence " + std::to_string(row.integer(0));
            if (row.integer(0) != end.sequence + 1)
                findings.add("chain", where + ": the entry before it is missing");
            PARETO_TRY(const Hash hash, read_hash(row, 2));
            if (journal::chain(end.hash, row.bytes(1)) != hash)
                findings.add("chain", where + ": the hash is not that of its chain");
            end = {row.integer(0), hash};
        }
    }
}

Result<void> verify_forks(Connection& connection, Findings& findings) {
    PARETO_TRY(const auto rows,
               connection.execute("select f.registration, f.sequence, f.hash, f.previous_hash, "
                                  "e.bytes, r.standing from fork f left join entry "
                                  "e on e.registration = f.entry_id / 4294967296 and e.sequence = "
                                  "f.entry_id % 4294967296 left join "
                                  "registration r on r.registration = f.registration"));
    for (const Row& row : rows) {
        const std::string where = "registration " + std::to_string(row.integer(0)) + ", sequence " +
                                  std::to_string(row.integer(1));
        if (row.is_null(4)) {
            findings.add("fork", where + ": the entry it names does not exist");
            continue;
        }
        PARETO_TRY(const Hash hash, read_hash(row, 2));
        PARETO_TRY(const Hash previous, read_hash(row, 3));
        if (journal::chain(previous, row.bytes(4)) != hash)
            findings.add("fork", where + ": the entry kept for it is another");
        if (row.is_null(5) || row.text(5) != "forked")
            findings.add("fork", where + ": the registration is not marked forked");
    }
    return {};
}

}  // namespace

Result<void> verify_journals(Connection& connection, Findings& findings) {
    PARETO_TRY(const auto ends,
               connection.execute(
                   "select registration, sequence, hash from watermark order by registration"));
    for (const Row& row : ends) {
        const auto registration = static_cast<Registration>(row.integer(0));
        PARETO_TRY(const End end, follow(connection, registration, findings));
        PARETO_TRY(const Hash hash, read_hash(row, 2));
        if (end.sequence != row.integer(1) || end.hash != hash) {
            findings.add("watermark",
                         "registration " + std::to_string(registration) + ": the watermark is at " +
                             std::to_string(row.integer(1)) + ", the journal ends at " +
                             std::to_string(end.sequence));
        }
    }
    return verify_forks(connection, findings);
}

}  // namespace pareto::hq::database
