// init: keys, an empty database, the company's settings.
#include "common/database/migrator.h"
#include "hq/commands/commands.h"
#include "hq/database/setup.h"

namespace pareto::hq::commands {

int init(const Place& place, const InitOptions& options, const Surroundings& surroundings) {
    auto folder =
        DataFolder::create(place.folder, options.company, surroundings.clock, surroundings.random);
    if (!folder) return fail(surroundings, folder.error());
    std::optional<pareto::database::FileLock> lock;
    if (place.is_sqlite()) {
        auto locked = pareto::database::FileLock::acquire(folder->lock_path());
        if (!locked) return fail(surroundings, locked.error());
        lock.emplace(std::move(*locked));
    }
    const auto connection = open_writer(place);
    if (!connection) return fail(surroundings, connection.error());
    const hq::database::Company company{
        options.company, std::string{options.currency.text()}, options.time_zone, options.language};
    loyalty::RuleSet rules;
    rules.version = 1;
    const auto begun = hq::database::begin_books(**connection, surroundings.clock, company, rules);
    if (!begun && begun.error().code == FaultCode::Conflict) {
        return fail(surroundings,
                    "the database holds a company's books already" +
                        (place.is_sqlite() ? " (an interrupted init leaves " +
                                                 folder->database_path() + "; remove it)"
                                           : std::string{}));
    }
    if (!begun) return fail(surroundings, begun.error());
    if (const auto finished = folder->finish(); !finished)
        return fail(surroundings, finished.error());
    surroundings.output.out("initialised " + place.folder.string() + " for " + options.company +
                            ": " + company.currency + ", " + options.time_zone + "\n");
    return kDone;
}

}  // namespace pareto::hq::commands
