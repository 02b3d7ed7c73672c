// rules: the rule set as JSON, shown and set. A version is never changed; setting makes a new one.
#include <fstream>
#include <iterator>

#include "hq/commands/commands.h"
#include "hq/commands/rules_json.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;

Result<std::string> read_file(const RulesOptions& options) {
    std::ifstream file{options.file, std::ios::binary};
    if (!file) return fault(FaultCode::Unavailable, options.shown + " cannot be read");
    return std::string{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// What was done, as one line.
Result<std::string> set(Connection& connection, const RulesOptions& options) {
    PARETO_TRY(const std::string text, read_file(options));
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(const loyalty::RuleSet current, hq::database::current_rules(connection));
    auto rules = rules_from_json(text, current);
    if (!rules) return fault(FaultCode::Unsupported, options.shown + ": " + rules.error());
    if (*rules == current) {
        return "nothing to change: these are the rules of version " +
               std::to_string(current.version);
    }
    rules->version = current.version + 1;
    const std::string version = std::to_string(rules->version);
    if (options.dry_run) return "the rules are good and would be version " + version;
    PARETO_TRY_VOID(hq::database::put_rules(connection, *rules));
    PARETO_TRY_VOID(transaction.commit());
    return "the rules are version " + version + " now";
}

}  // namespace

int set_rules(const RulesOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(said, set(connection, options));
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said + "\n");
    return kDone;
}

int show_rules(const Place& place, const RulesOptions& options, const Surroundings& surroundings) {
    const auto shown = read_books(place, [&](Connection& connection) -> Result<std::string> {
        if (options.version == 0) {
            PARETO_TRY(const loyalty::RuleSet current, hq::database::current_rules(connection));
            return rules_to_json(current);
        }
        PARETO_TRY(const auto rows,
                   connection.execute("select bytes from rule_set where version = $1",
                                      {std::int64_t{options.version}}));
        if (rows.empty()) {
            return fault(FaultCode::Unsupported,
                         "there are no rules of version " + std::to_string(options.version));
        }
        PARETO_TRY(const sync::RulesChange change, sync::decode_rules(rows[0].bytes(0)));
        return rules_to_json(change.rules);
    });
    if (!shown) return fail(surroundings, shown.error());
    surroundings.output.out(*shown);
    return kDone;
}

}  // namespace pareto::hq::commands
