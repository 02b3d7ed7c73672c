#include "hq/commands/value_statement.h"

#include "hq/app/sale_figures.h"
#include "hq/commands/session.h"
#include "hq/commands/statement.h"
#include "hq/database/stored_value.h"

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;
using reports::CellKind;

// In the order in which HQ took the causes in; a hold's cause may not have arrived.
constexpr const char* kMovements =
    "select t.cause, t.debit_account, t.credit_account, t.amount_minor, t.code, s.business_date, "
    "b.code, s.receipt_number from value_transfer t left join entry q on q.registration = t.cause "
    "/ 4294967296 and q.sequence = t.cause % 4294967296 left join sale s on s.sale_id = t.cause "
    "left join branch b on b.branch_id = s.branch_id where t.account_key = $1 and (t.debit_account "
    "= 6 or t.credit_account = 6) "
    "order by coalesce(q.hq_sequence, 9223372036854775807), t.cause, t.number";

std::string last_day_text(const StoredAccount& account) {
    return account.expires_on < kLastDate ? to_string(account.expires_on) : "";
}

}  // namespace

Result<reports::Report> make_value_statement(Connection& connection,
                                             const sale::ValueAccount& account,
                                             const std::string& title,
                                             BusinessDate on) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto state, hq::database::find_value_account(connection, account, on));
    if (!state) return fault(FaultCode::Unsupported, "no stored value was ever put there");
    PARETO_TRY(const auto rows,
               connection.execute(kMovements, {pareto::database::Blob{value_key(account)}}));
    reports::Report report;
    report.title = title;
    report.currency = company.currency;
    report.headline = {{{"value", CellKind::Money}, state->account.value},
                       {{"usable", CellKind::Money}, state->usable},
                       {{"held", CellKind::Money}, state->account.held},
                       {{"last_day", CellKind::Text}, last_day_text(state->account)}};
    report.columns = {{"date", CellKind::Text},
                      {"what", CellKind::Text},
                      {"branch", CellKind::Text},
                      {"receipt", CellKind::Count},
                      {"amount", CellKind::Money},
                      {"value", CellKind::Money},
                      {"entry", CellKind::Text}};
    std::int64_t value = 0;
    for (const auto& row : rows) {
        const bool comes = row.integer(2) == static_cast<std::int64_t>(Account::StoredValue);
        const std::int64_t minor = comes ? row.integer(3) : -row.integer(3);
        value += minor;
        report.rows.push_back({row.is_null(5) ? reports::Cell{} : reports::Cell{row.text(5)},
                               row.text(4),
                               row.is_null(6) ? reports::Cell{} : reports::Cell{row.text(6)},
                               row.is_null(7) ? reports::Cell{} : reports::Cell{row.integer(7)},
                               minor,
                               value,
                               entry_text(EntryId{row.integer(0)})});
    }
    return report;
}

}  // namespace pareto::hq::commands
