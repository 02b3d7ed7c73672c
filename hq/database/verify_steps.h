// The parts of verify_books, by what they read.
#pragma once

#include <string>
#include <vector>

#include "common/database/database.h"
#include "hq/database/verify.h"

namespace pareto::hq::database {

/// Collects violations; of one oracle at most 20.
class Findings {
public:
    void add(const std::string& oracle, std::string text);

    [[nodiscard]] std::vector<Violation> take() { return std::move(violations_); }

private:
    std::vector<Violation> violations_;
};

/// Statements over rows, each one query.
[[nodiscard]] Result<void> verify_rows(pareto::database::Connection& connection,
                                       Findings& findings);
/// Hash chains, watermarks, forks: every entry is read.
[[nodiscard]] Result<void> verify_journals(pareto::database::Connection& connection,
                                           Findings& findings);
/// Heads of sales, returned lines, tags and roll-ups against the entries.
[[nodiscard]] Result<void> verify_sales(pareto::database::Connection& connection,
                                        Findings& findings);
/// The audit log's chain; see audit_log.h.
[[nodiscard]] Result<void> verify_audit(pareto::database::Connection& connection,
                                        Findings& findings);

/// The catalogue of gifts and the movements of stocks; sales are checked by GiftOracle.
[[nodiscard]] Result<void> verify_gifts(pareto::database::Connection& connection,
                                        Findings& findings);
/// Vouchers and claims on coupons.
[[nodiscard]] Result<void> verify_vouchers(pareto::database::Connection& connection,
                                           Findings& findings);

}  // namespace pareto::hq::database
