// What HQ's books begin with, and the few rows that people make: the company, branches, one-time
// codes, items.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/id.h"
#include "common/database/database.h"
#include "common/loyalty/loyalty.h"
#include "common/ports/clock.h"
#include "common/sync/feed.h"

namespace pareto::hq::database {

struct Company {
    std::string name;
    std::string currency;   ///< ISO 4217
    std::string time_zone;  ///< IANA name
    std::string language;   ///< "zh-Hant" or "en"
};

/// Into an empty, migrated database: settings (company, currency, time_zone, language, term),
/// counters, the first rule set and its feed row. Conflict when the books have begun already. One
/// transaction.
[[nodiscard]] Result<void> begin_books(pareto::database::Connection& connection,
                                       ports::Clock& clock,
                                       const Company& company,
                                       const loyalty::RuleSet& rules);

/// Nothing for a name that is not set.
[[nodiscard]] Result<std::optional<std::string>> read_setting(
    pareto::database::Connection& connection, std::string_view name);
[[nodiscard]] Result<void> write_setting(pareto::database::Connection& connection,
                                         std::string_view name,
                                         const std::string& value);

/// After a restore or a promotion, before anything else: a new term (seconds since 2026-01-01), and
/// registrations continue at max(last known, that) + 100,000, so that none handed out in the lost
/// time is given again.
[[nodiscard]] Result<void> begin_term(pareto::database::Connection& connection,
                                      ports::Clock& clock);

struct BranchRow {
    std::string code, name, region, time_zone, opened_on;  ///< all but `code` may be empty
};

/// The id of the branch of this code; a new one when there is none, else name … opened_on are
/// updated where given. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<BranchId> put_branch(pareto::database::Connection& connection,
                                          const BranchRow& branch);
[[nodiscard]] Result<std::optional<BranchId>> find_branch(pareto::database::Connection& connection,
                                                          std::string_view code);

struct ItemRow {
    sync::ItemChange item;
    std::string tax_class;
};

/// Writes the items and feeds those that changed down to all branches. Inside a transaction begun
/// with begin_writing.
[[nodiscard]] Result<void> put_items(pareto::database::Connection& connection,
                                     std::span<const ItemRow> items);

/// A new version (must be above the newest), fed down at once. Inside a transaction begun with
/// begin_writing.
[[nodiscard]] Result<void> put_rules(pareto::database::Connection& connection,
                                     const loyalty::RuleSet& rules);
[[nodiscard]] Result<loyalty::RuleSet> current_rules(pareto::database::Connection& connection);

/// A one-time code: only the SHA-256 of its secret is kept; valid 24 h. One transaction.
[[nodiscard]] Result<void> add_enrolment_code(pareto::database::Connection& connection,
                                              ports::Clock& clock,
                                              BranchId branch,
                                              std::string_view terminal_code,
                                              BytesView secret);

/// Manager's decisions about a terminal. One transaction. False when there is no such terminal, or
/// nothing to approve.
[[nodiscard]] Result<bool> revoke_terminal(pareto::database::Connection& connection,
                                           TerminalId terminal);
[[nodiscard]] Result<bool> approve_renewal(pareto::database::Connection& connection,
                                           TerminalId terminal);

}  // namespace pareto::hq::database
