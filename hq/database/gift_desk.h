// What HQ's staff does with gifts: each is an entry of HQ's own journal, and a row of the audit
// log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hq/app/gift_books.h"
#include "hq/database/local_journal.h"

namespace pareto::hq::database {

/// Each gets the next version of its code. `like` says when and by whom.
[[nodiscard]] Result<std::vector<loyalty::CatalogueGift>> define_gifts(
    pareto::database::Connection& connection,
    LocalJournal& journal,
    std::vector<loyalty::CatalogueGift> gifts,
    const journal::Entry& like);

/// It is given no more; its stock stays. Unsupported when there is none, or it was withdrawn.
[[nodiscard]] Result<void> withdraw_gift(pareto::database::Connection& connection,
                                         LocalJournal& journal,
                                         const std::string& code,
                                         const journal::Entry& like);

/// Gives the stock from now on. Unsupported for an unknown gift, or when less than nothing would be
/// left.
[[nodiscard]] Result<std::int64_t> stock_gift(pareto::database::Connection& connection,
                                              LocalJournal& journal,
                                              const journal::GiftStocked& stocked,
                                              const journal::Entry& like);

struct GiftShown {
    loyalty::CatalogueGift gift;
    std::int64_t stock = 0;  ///< of all branches
    std::int64_t branches = 0;
};

/// The newest versions, by code.
[[nodiscard]] Result<std::vector<GiftShown>> list_gifts(pareto::database::Connection& connection);
[[nodiscard]] Result<std::optional<loyalty::CatalogueGift>> find_gift(
    pareto::database::Connection& connection, const std::string& code);

struct GiftMovementShown {
    EntryId cause;
    std::string branch, reason, on, by;
    std::int64_t units = 0;
    std::int64_t stock = 0;  ///< of the branch, with it
    std::int64_t points = 0;
    std::int64_t cash_minor = 0;
};

/// Every movement of it, by branch, in the order HQ took the causes in.
[[nodiscard]] Result<std::vector<GiftMovementShown>> gift_movements(
    pareto::database::Connection& connection, const std::string& code);

}  // namespace pareto::hq::database
