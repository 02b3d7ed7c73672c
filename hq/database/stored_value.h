// Stored value on the database: accounts, redemptions and transfers in money.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/database/database.h"
#include "hq/app/plan.h"

namespace pareto::hq::database {

class Findings;

/// The redemptions that exist, and the accounts named, by them or otherwise.
[[nodiscard]] Result<void> read_stored_value(pareto::database::Connection& connection,
                                             const std::set<EntryId>& redemptions,
                                             std::set<Bytes> accounts,
                                             Books& books);
/// What campaigns gave with the sales of `books`; adds the accounts they gave it to.
[[nodiscard]] Result<void> read_value_given(pareto::database::Connection& connection,
                                            std::set<Bytes>& accounts,
                                            Books& books);
[[nodiscard]] Result<void> write_stored_value(pareto::database::Connection& connection,
                                              const Books& books,
                                              const Plan& plan);

/// The oracle: what sales put on accounts is what their entries say.
class ValueOracle {
public:
    [[nodiscard]] static Result<ValueOracle> read(pareto::database::Connection& connection);
    /// Once for each posted sale.
    void check(SaleId id, const sale::Sale& sale, Findings& findings);
    /// After the last sale: what is left belongs to none.
    void finish(Findings& findings) const;

private:
    void check_given(SaleId id, const sale::Sale& sale, Findings& findings);

    std::map<std::pair<std::int64_t, Bytes>, std::int64_t> sold_;   ///< by entry and account
    std::map<std::pair<std::int64_t, Bytes>, std::int64_t> given_;  ///< by campaigns
};

/// An account as people ask for it.
struct ValueAccountState {
    StoredAccount account;
    std::int64_t usable = 0;  ///< what can be spent on the day; < 0: owed
};

/// Nothing when nothing was ever put there.
[[nodiscard]] Result<std::optional<ValueAccountState>> find_value_account(
    pareto::database::Connection& connection, const sale::ValueAccount& account, BusinessDate on);

}  // namespace pareto::hq::database
