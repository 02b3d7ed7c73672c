// "Why is my balance 1,240?": every movement of the points of an account, in the order in which HQ
// took them in, each in a plain sentence with the entry, the rules and the lot that it comes from.
#pragma once

#include <string>

#include "common/database/database.h"
#include "hq/commands/statement_text.h"
#include "hq/database/members.h"
#include "hq/reports/report.h"

namespace pareto::hq::commands {

/// The last line's running balance is the account's balance: usable and expiring points less what
/// is owed. What a redemption holds has left the balance and is told apart.
[[nodiscard]] Result<reports::Report> make_statement(pareto::database::Connection& connection,
                                                     const hq::database::MemberFound& member,
                                                     Language language);

/// Why a sale of the member's account gave the points it gave: its lines with their share of them.
[[nodiscard]] Result<reports::Report> explain_sale(pareto::database::Connection& connection,
                                                   const hq::database::MemberFound& member,
                                                   EntryId sale,
                                                   Language language);

/// "12:3": registration:sequence, as statements and reports write entries.
[[nodiscard]] std::string entry_text(EntryId entry);

}  // namespace pareto::hq::commands
