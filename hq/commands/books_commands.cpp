// report and verify, which only read, and rebuild-rollups.
#include <unistd.h>

#include "common/net/private_file.h"
#include "hq/commands/commands.h"
#include "hq/database/verify.h"

namespace pareto::hq::commands {

int report(const Place& place, const ReportOptions& options, const Surroundings& surroundings) {
    const bool binary =
        options.format == reports::Format::Xlsx || options.format == reports::Format::Pdf;
    if (binary && options.output.empty() && ::isatty(STDOUT_FILENO) != 0) {
        return fail(
            surroundings,
            "a terminal window cannot show this format; redirect it, or give --output FILE");
    }
    if (!is_initialised(place.folder))
        return fail(surroundings,
                    place.folder.string() + " is not initialised; run pareto-hq init");
    const auto connection = open_reader(place);
    if (!connection) return fail(surroundings, connection.error());
    const auto bytes = [&]() -> Result<Bytes> {
        PARETO_TRY_VOID(begin_snapshot(**connection));
        PARETO_TRY(const CompanyFacts company, read_company(**connection));
        PARETO_TRY(const reports::Report made,
                   options.kind->make(**connection, company.currency, options.request));
        return reports::render(made, options.format);
    }();
    (*connection)->rollback();
    if (!bytes) return fail(surroundings, bytes.error());
    if (options.output.empty()) {
        surroundings.output.out(*bytes);
        return kDone;
    }
    const auto written = net::write_private_file(options.output, *bytes);
    return written ? kDone : fail(surroundings, written.error());
}

int verify(const Place& place, const Surroundings& surroundings) {
    if (!is_initialised(place.folder))
        return fail(surroundings,
                    place.folder.string() + " is not initialised; run pareto-hq init");
    const auto connection = open_reader(place);
    if (!connection) return fail(surroundings, connection.error());
    const auto violations = [&]() -> Result<std::vector<hq::database::Violation>> {
        PARETO_TRY_VOID(begin_snapshot(**connection));
        PARETO_TRY_VOID(read_company(**connection));
        return hq::database::verify_books(**connection);
    }();
    (*connection)->rollback();
    if (!violations) return fail(surroundings, violations.error());
    for (const auto& violation : *violations)
        surroundings.output.out(violation.oracle + ": " + violation.text + "\n");
    const auto oracles = hq::database::oracle_names().size();
    if (!violations->empty()) {
        return fail(surroundings,
                    "the books do not hold: " + std::to_string(violations->size()) +
                        " violations of " + std::to_string(oracles) + " oracles");
    }
    surroundings.output.out("the books hold: " + std::to_string(oracles) + " oracles\n");
    return kDone;
}

int rebuild_rollups(const WritingSession& session) {
    std::int64_t differed = 0;
    const auto done =
        session.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
            PARETO_TRY(differed, hq::database::rebuild_rollups(connection));
            return {};
        });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out("rebuilt; rows that differed: " + std::to_string(differed) +
                                    "\n");
    return kDone;
}

}  // namespace pareto::hq::commands
