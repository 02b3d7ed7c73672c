#include "hq/database/sync_service.h"

#include <utility>

#include "hq/database/registrations.h"
#include "hq/database/setup.h"
#include "hq/database/terminals.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;

sync::EnrolResponse refused(std::string why) {
    sync::EnrolResponse response;
    response.refusal = std::move(why);
    return response;
}

Result<std::string> setting_or_empty(Connection& connection, std::string_view name) {
    PARETO_TRY(auto value, read_setting(connection, name));
    return std::move(value).value_or(std::string{});
}

}  // namespace

SyncService::SyncService(Connection& connection,
                         ports::Clock& clock,
                         ports::Random& random,
                         SyncServiceOptions options)
    : connection_(connection), clock_(clock), random_(random), options_(std::move(options)) {}

Result<sync::EnrolResponse> SyncService::enrol(const sync::EnrolRequest& request) {
    const std::int64_t now_ms = to_ms(clock_.now());
    const Blob secret_hash{Bytes{journal::sha256(request.secret).view()}};
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const auto codes,
               connection_.execute("select c.branch_id, b.code, c.terminal_code, c.expires_ms, "
                                   "c.used_ms from enrolment_code c join "
                                   "branch b on b.branch_id = c.branch_id where c.secret_hash = $1",
                                   {secret_hash}));
    if (codes.empty()) return refused("this code is not known");
    const auto& code = codes[0];
    TerminalRow terminal{.id = TerminalId{},
                         .branch = BranchId{code.integer(0)},
                         .branch_code = code.text(1),
                         .code = code.text(2),
                         .standing = "enrolled",
                         .renewal = "none"};
    const bool expired = code.integer(3) <= now_ms;
    if (!code.is_null(4))
        return expired ? refused("this code was used before") : enrol_again(request, terminal);
    if (expired) return refused("this code has expired");
    if (!options_.sign) return refused("this HQ cannot enrol terminals");

    PARETO_TRY(terminal.id.value, draw(connection_, "terminal", 1));
    auto certificate = options_.sign(
        request.request_pem, "", terminal.id, terminal.branch_code + "/" + terminal.code);
    if (!certificate)
        return refused("the signing request was refused: " + certificate.error().detail);
    PARETO_TRY_VOID(insert_terminal(connection_, terminal, *certificate, now_ms));
    PARETO_TRY(auto response, describe_enrolment(terminal, std::move(*certificate)));
    PARETO_TRY(response.registration,
               grant_registration(connection_, terminal.id, "current", now_ms));
    PARETO_TRY(response.spare, grant_registration(connection_, terminal.id, "spare", now_ms));
    PARETO_TRY_VOID(connection_.execute(
        "update enrolment_code set used_ms = $2 where secret_hash = $1", {secret_hash, now_ms}));
    PARETO_TRY_VOID(transaction.commit());
    return response;
}

Result<sync::EnrolResponse> SyncService::enrol_again(const sync::EnrolRequest& request,
                                                     const TerminalRow& wanted) {
    PARETO_TRY(const auto rows,
               connection_.execute("select terminal_id, certificate_pem from terminal where "
                                   "branch_id = $1 and code = $2 and "
                                   "standing = 'enrolled' and session_token = 0",
                                   {wanted.branch.value, wanted.code}));
    const bool known = !rows.empty() && options_.same_key &&
                       options_.same_key(request.request_pem, rows[0].text(1));
    if (!known) return refused("this code was used before");
    TerminalRow terminal = wanted;
    terminal.id = TerminalId{rows[0].integer(0)};
    PARETO_TRY(auto response, describe_enrolment(terminal, rows[0].text(1)));
    PARETO_TRY(const auto granted,
               connection_.execute(
                   "select registration, standing from registration where terminal_id = $1",
                   {terminal.id.value}));
    for (const auto& row : granted) {
        Registration& registration =
            row.text(1) == "current" ? response.registration : response.spare;
        registration = static_cast<Registration>(row.integer(0));
    }
    return response;
}

Result<sync::EnrolResponse> SyncService::describe_enrolment(const TerminalRow& terminal,
                                                            std::string certificate_pem) {
    sync::EnrolResponse response{.refusal = "",
                                 .certificate_pem = std::move(certificate_pem),
                                 .authority_pem = options_.authority_pem,
                                 .card_key_secret = options_.card_key_secret,
                                 .terminal_id = terminal.id.value,
                                 .branch_id = terminal.branch.value,
                                 .branch_code = terminal.branch_code,
                                 .terminal_code = terminal.code,
                                 .company = {},
                                 .currency = {},
                                 .time_zone = {},
                                 .registration = 0,
                                 .spare = 0};
    if (!options_.allowance_key.empty())
        response.allowance_key = journal::public_key_of(options_.allowance_key);
    PARETO_TRY(response.company, setting_or_empty(connection_, "company"));
    PARETO_TRY(response.currency, setting_or_empty(connection_, "currency"));
    PARETO_TRY(response.time_zone, setting_or_empty(connection_, "time_zone"));
    PARETO_TRY(const auto branch_zone,
               connection_.execute("select time_zone from branch where branch_id = $1",
                                   {terminal.branch.value}));
    if (!branch_zone.empty() && !branch_zone[0].text(0).empty())
        response.time_zone = branch_zone[0].text(0);
    return response;
}

Result<Registration> open_process(Connection& connection, ports::Clock& clock) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const Registration registration,
               grant_registration(connection, TerminalId{}, "current", to_ms(clock.now())));
    PARETO_TRY_VOID(transaction.commit());
    return registration;
}

}  // namespace pareto::hq::database
