// What a command works with: where it prints, the clock, the data folder, and its turns with the
// books.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/database/database.h"
#include "common/money/money.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/commands/data_folder.h"
#include "hq/control/control.h"
#include "hq/import/turns.h"

namespace pareto::hq::commands {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

/// The world of one run of the program, or of one call handed over to a serving process.
struct Surroundings {
    control::Output output;
    ports::Clock& clock;
    ports::Random& random;
};

/// "pareto-hq: …" on standard error; the exit status of a command that failed.
int fail(const Surroundings& surroundings, std::string_view why);
int fail(const Surroundings& surroundings, const Fault& why);

/// Where the tables are: DIR/hq.sqlite, or the PostgreSQL database of `url`.
struct Place {
    std::filesystem::path folder;
    std::string url;

    [[nodiscard]] bool is_sqlite() const { return url.empty(); }
};

/// A connection that writes, at the newest schema. The caller holds the folder's lock when it is
/// SQLite.
[[nodiscard]] Result<std::unique_ptr<pareto::database::Connection>> open_writer(const Place& place);
/// A connection that only reads, beside a serving process, within one snapshot.
[[nodiscard]] Result<std::unique_ptr<pareto::database::Connection>> open_reader(const Place& place);

/// Everything read until the rollback is as of one moment.
[[nodiscard]] Result<void> begin_snapshot(pareto::database::Connection& connection);
/// Opens the books beside whoever serves, and gives what `ask` made of one snapshot of them.
[[nodiscard]] Result<std::string> read_books(
    const Place& place,
    const std::function<Result<std::string>(pareto::database::Connection&)>& ask);

struct CompanyFacts {
    std::string name;
    Currency currency;
    std::string time_zone;
};

[[nodiscard]] Result<CompanyFacts> read_company(pareto::database::Connection& connection);
/// The calendar day at head office, by its own zone. What terminals do goes by their business
/// dates.
[[nodiscard]] BusinessDate day_at_hq(const CompanyFacts& company, UtcTime now);

/// Turns of a process that has the books to itself.
class OwnTurns final : public import::Turns {
public:
    OwnTurns(std::unique_ptr<pareto::database::Connection> connection, ports::Clock& clock)
        : connection_(std::move(connection)), clock_(clock) {}

    [[nodiscard]] Result<void> take(
        const std::function<Result<void>(pareto::database::Connection&)>& work) override;
    [[nodiscard]] Result<Registration> registration(
        pareto::database::Connection& connection) override;

private:
    /// A long import would leave a log of its own size.
    [[nodiscard]] Result<void> keep_wal_short();

    std::unique_ptr<pareto::database::Connection> connection_;
    ports::Clock& clock_;
    Registration registration_ = 0;
};

/// Everything a command that writes needs.
struct WritingSession {
    const Surroundings& surroundings;
    const DataFolder& folder;
    import::Turns& turns;
};

}  // namespace pareto::hq::commands
