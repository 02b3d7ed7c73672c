#include "terminal/database/sqlite_print_book.h"

#include <utility>

namespace pareto::terminal::database {

using pareto::database::Connection;

namespace {

constexpr std::int64_t kKindMax = static_cast<std::int64_t>(ports::Slip::Kind::IfAgain);

}  // namespace

Result<void> insert_print_job(Connection& connection, UtcTime at, const ports::Slip& slip) {
    PARETO_TRY(const auto newest,
               connection.execute("select coalesce(max(job_id), 0) + 1 from print_job"));
    const std::int64_t id = newest[0].integer(0);
    PARETO_TRY_VOID(connection.execute(
        "insert into print_job(job_id, made_at_ms, begun) values ($1, $2, 0)", {id, to_ms(at)}));
    std::int64_t number = 0;
    for (const auto& part : slip.parts) {
        PARETO_TRY_VOID(connection.execute(
            "insert into print_part(job_id, number, kind, text) values ($1, $2, $3, $4)",
            {id, number++, static_cast<std::int64_t>(part.kind), part.text}));
    }
    return {};
}

Result<void> SqlitePrintBook::add(UtcTime at, const ports::Slip& slip) {
    return journal_.change_beside(
        [&](Connection& connection) { return insert_print_job(connection, at, slip); });
}

Result<std::optional<PrintJob>> SqlitePrintBook::next() {
    std::optional<PrintJob> job;
    PARETO_TRY_VOID(journal_.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(
            const auto oldest,
            connection.execute("select job_id, begun from print_job order by job_id limit 1"));
        if (oldest.empty()) return {};
        job.emplace();
        job->id = oldest[0].integer(0);
        job->begun = oldest[0].integer(1) != 0;
        PARETO_TRY(
            const auto parts,
            connection.execute(
                "select kind, text from print_part where job_id = $1 order by number", {job->id}));
        for (const auto& part : parts) {
            const std::int64_t kind = part.integer(0);
            if (kind < 0 || kind > kKindMax)
                return fault(FaultCode::Corrupt, "a slip has a part that is none");
            job->slip.parts.push_back({static_cast<ports::Slip::Kind>(kind), part.text(1)});
        }
        return {};
    }));
    return job;
}

Result<void> SqlitePrintBook::note_begun(std::int64_t id, bool begun) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(connection.execute("update print_job set begun = $2 where job_id = $1",
                                           {id, std::int64_t{begun}}));
        return {};
    });
}

Result<void> SqlitePrintBook::remove(std::int64_t id) {
    return journal_.change_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY_VOID(connection.execute("delete from print_part where job_id = $1", {id}));
        PARETO_TRY_VOID(connection.execute("delete from print_job where job_id = $1", {id}));
        return {};
    });
}

Result<std::int64_t> SqlitePrintBook::count() {
    std::int64_t count = 0;
    PARETO_TRY_VOID(journal_.read_beside([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const auto rows, connection.execute("select count(*) from print_job"));
        count = rows[0].integer(0);
        return {};
    }));
    return count;
}

}  // namespace pareto::terminal::database
