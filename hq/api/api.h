// HQ's HTTP API as a function from a request to its answer. Reads the books through connections of
// its own, one snapshot a request; changes them only through the turns that all commands take.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/database/database.h"
#include "common/loyalty/campaign_sentence.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/access/passwords.h"
#include "hq/access/sessions.h"
#include "hq/api/console_files.h"
#include "hq/api/errands.h"
#include "hq/api/http.h"
#include "hq/api/tasks.h"
#include "hq/database/members.h"
#include "hq/import/turns.h"
#include "hq/reports/report.h"

namespace pareto::hq::api {

/// A figure of /metrics.
struct Metric {
    std::string name;  ///< without "pareto_"
    std::string about;
    std::int64_t value = 0;
    bool is_counter = false;  ///< only grows, until a restart
};

struct ApiOptions {
    std::function<Result<std::unique_ptr<pareto::database::Connection>>()> open_reader;
    /// The statement of a member, and why one of its sales gave its points.
    std::function<Result<reports::Report>(
        pareto::database::Connection&, const hq::database::MemberFound&, loyalty::Language)>
        statement;
    std::function<Result<reports::Report>(pareto::database::Connection&,
                                          const hq::database::MemberFound&,
                                          EntryId,
                                          loyalty::Language)>
        explain_sale;
    RunErrand run_errand;
    std::string backups_folder;
    /// Of the process: sessions with terminals, open connections.
    std::function<std::vector<Metric>()> metrics;
    Bytes pepper;  ///< access::kPepperBytes
    ConsoleFiles console;
};

/// At most so many of a kind in a minute, by key; older counts are forgotten.
class RateLimit {
public:
    explicit RateLimit(std::int64_t most) : most_(most) {}

    [[nodiscard]] bool take(const std::string& key, SteadyTime now);

private:
    std::int64_t most_;
    std::mutex mutex_;
    SteadyTime began_{};
    std::unordered_map<std::string, std::int64_t> counts_;
};

class Api {
public:
    Api(ApiOptions options, import::Turns& turns, ports::Clock& clock, ports::Random& random);

    /// May be called by several threads at once.
    [[nodiscard]] Response answer(const Request& request);

    [[nodiscard]] const ApiOptions& options() const { return options_; }

    [[nodiscard]] const access::Passwords& passwords() const { return passwords_; }

    [[nodiscard]] ports::Clock& clock() const { return clock_; }

    [[nodiscard]] ports::Random& random() const { return random_; }

    [[nodiscard]] import::Turns& turns() const { return turns_; }

    [[nodiscard]] Tasks& tasks() { return tasks_; }

    [[nodiscard]] RateLimit& tries() { return tries_; }

    /// One writing transaction, in its turn.
    [[nodiscard]] Result<void> write(
        const std::function<Result<void>(pareto::database::Connection&)>& work) const;
    /// Writes down a privileged act that changes nothing else.
    [[nodiscard]] Result<void> audit(const std::string& actor,
                                     const std::string& action,
                                     const std::string& subject,
                                     const std::string& detail) const;

private:
    /// Gives a reader to `ask` within one snapshot, and keeps it for the next.
    [[nodiscard]] Answer with_books(
        const std::function<Answer(pareto::database::Connection&)>& ask);
    [[nodiscard]] Answer answer_api(const Request& request);
    [[nodiscard]] Response metrics();
    [[nodiscard]] Response health();

    ApiOptions options_;
    import::Turns& turns_;
    ports::Clock& clock_;
    ports::Random& random_;
    access::Passwords passwords_;
    RateLimit tries_{20};
    RateLimit requests_{1'200};
    std::mutex mutex_;
    std::vector<std::unique_ptr<pareto::database::Connection>> idle_readers_;
    std::unordered_map<std::string, std::int64_t> answered_;  ///< by "status class" of /metrics
    Tasks tasks_;  // the last: they end before what they work with
};

}  // namespace pareto::hq::api
