// Opening the books.
#include "hq/commands/session.h"

#include "common/database/migrator.h"
#include "hq/database/registrations.h"
#include "hq/database/setup.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::commands {

int fail(const Surroundings& surroundings, std::string_view why) {
    std::string line = "pareto-hq: " + std::string{why};
    // One line, whatever the reason holds.
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20U) c = ' ';
    }
    surroundings.output.error(line + "\n");
    return kFailed;
}

int fail(const Surroundings& surroundings, const Fault& why) {
    return fail(surroundings, why.detail);
}

Result<std::unique_ptr<pareto::database::Connection>> open_writer(const Place& place) {
    PARETO_TRY(auto connection,
               place.is_sqlite()
                   ? pareto::database::open_sqlite((place.folder / "hq.sqlite").string())
                   : pareto::database::open_postgres(place.url));
    PARETO_TRY_VOID(pareto::database::migrate(
        *connection, pareto::database::hq_migrations(connection->dialect())));
    return connection;
}

Result<std::unique_ptr<pareto::database::Connection>> open_reader(const Place& place) {
    if (place.is_sqlite()) {
        pareto::database::SqliteOptions options;
        options.read_only = true;
        return pareto::database::open_sqlite((place.folder / "hq.sqlite").string(), options);
    }
    return pareto::database::open_postgres(place.url);
}

Result<void> begin_snapshot(pareto::database::Connection& connection) {
    PARETO_TRY_VOID(connection.begin());
    if (connection.dialect() != pareto::database::Dialect::Postgres) return {};
    PARETO_TRY_VOID(
        connection.execute("set transaction isolation level repeatable read, read only"));
    return {};
}

Result<std::string> read_books(
    const Place& place,
    const std::function<Result<std::string>(pareto::database::Connection&)>& ask) {
    if (!is_initialised(place.folder)) {
        return fault(FaultCode::Unavailable,
                     place.folder.string() + " is not initialised; run pareto-hq init");
    }
    PARETO_TRY(const auto connection, open_reader(place));
    PARETO_TRY_VOID(begin_snapshot(*connection));
    auto answer = ask(*connection);
    connection->rollback();
    return answer;
}

BusinessDate day_at_hq(const CompanyFacts& company, UtcTime now) {
    const auto zone = import::Zone::find(company.time_zone);
    if (!zone) return BusinessDate{std::chrono::floor<std::chrono::days>(now)};
    return zone->moment_of({now.time_since_epoch(), std::chrono::minutes{0}}).date;
}

Result<CompanyFacts> read_company(pareto::database::Connection& connection) {
    CompanyFacts facts;
    for (const auto& [name, value] :
         {std::pair{"company", &facts.name}, std::pair{"time_zone", &facts.time_zone}}) {
        PARETO_TRY(const auto setting, hq::database::read_setting(connection, name));
        if (!setting)
            return fault(FaultCode::Unavailable,
                         "this database holds no company's books; run pareto-hq init");
        *value = *setting;
    }
    PARETO_TRY(const auto code, hq::database::read_setting(connection, "currency"));
    const auto currency = find_currency(code.value_or(""));
    if (!currency) return fault(FaultCode::Corrupt, "the company's currency is not known");
    facts.currency = *currency;
    return facts;
}

Result<void> OwnTurns::take(
    const std::function<Result<void>(pareto::database::Connection&)>& work) {
    const Registration before = registration_;
    auto done = work(*connection_);
    // A registration that was drawn in a transaction that failed was not drawn.
    if (!done) registration_ = before;
    return done ? keep_wal_short() : done;
}

Result<void> OwnTurns::keep_wal_short() {
    constexpr std::int64_t kWalMaxBytes = std::int64_t{64} << 20;
    if (connection_->dialect() != pareto::database::Dialect::Sqlite) return {};
    PARETO_TRY(const std::int64_t bytes, pareto::database::wal_bytes(*connection_));
    return bytes < kWalMaxBytes ? Result<void>{} : pareto::database::checkpoint(*connection_);
}

Result<Registration> OwnTurns::registration(pareto::database::Connection& connection) {
    if (registration_ == 0) {
        PARETO_TRY(registration_,
                   hq::database::grant_registration(
                       connection, TerminalId{}, "current", to_ms(clock_.now())));
    }
    return registration_;
}

}  // namespace pareto::hq::commands
