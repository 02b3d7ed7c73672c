#include "hq/database/feed_subjects.h"

#include "hq/database/writing.h"

namespace pareto::hq::database {

using pareto::database::Blob;
using pareto::database::BulkInsert;

Result<void> publish(pareto::database::Connection& connection,
                     std::span<const FeedSubject> subjects) {
    if (subjects.empty()) return {};
    const auto count = static_cast<std::int64_t>(subjects.size());
    PARETO_TRY(const std::int64_t last, draw(connection, "feed", count));
    std::int64_t position = last - count;
    BulkInsert insert{.table = "feed",
                      .columns = {"branch_id", "kind", "subject", "position", "bytes"},
                      .conflict =
                          "on conflict(branch_id, kind, subject) do update set position = "
                          "excluded.position, bytes = excluded.bytes",
                      .rows = {}};
    for (const FeedSubject& subject : subjects) {
        insert.rows.push_back({subject.branch.value,
                               static_cast<std::int64_t>(subject.kind),
                               subject.name,
                               ++position,
                               Blob{subject.bytes}});
    }
    return connection.insert_many(insert);
}

}  // namespace pareto::hq::database
