// The tables of gifts: the catalogue, and the movements whose sum is a branch's stock.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/database/database.h"
#include "common/sync/request.h"
#include "hq/app/books.h"

namespace pareto::hq::database {

class Findings;

/// What a group of entries names of gifts.
struct NamedGifts {
    std::set<std::string> codes;
    std::set<std::pair<BranchId, std::string>> stocks;

    void gather(const TakenEntry& taken);
};

/// Of the named, all versions and stocks; and what the named redemptions did to stocks.
[[nodiscard]] Result<void> read_gifts(pareto::database::Connection& connection,
                                      const NamedGifts& named,
                                      const std::set<EntryId>& redemptions,
                                      GiftBooks& gifts);
/// Also feeds down what changed.
[[nodiscard]] Result<void> write_gifts(pareto::database::Connection& connection,
                                       const GiftBooks& gifts);

/// What is there, of one branch.
[[nodiscard]] Result<std::int64_t> gift_stock(pareto::database::Connection& connection,
                                              BranchId branch,
                                              const std::string& gift);

/// Why the gift is not given for these points now, at that branch; on success it is held in
/// `gifts`, together with the points. The member's facts are HQ's own.
[[nodiscard]] Result<std::optional<loyalty::GiftRefusal>> hold_gift(
    pareto::database::Connection& connection,
    const sync::Authorise& wanted,
    BranchId branch,
    BusinessDate on,
    GiftBooks& gifts);

/// The oracle: what sales gave and brought back is what moved.
class GiftOracle {
public:
    [[nodiscard]] static Result<GiftOracle> read(pareto::database::Connection& connection);
    /// Once for each posted sale.
    void check(SaleId id, const sale::Sale& sale, Findings& findings);
    /// After the last sale: what is left belongs to none.
    void finish(Findings& findings) const;

private:
    struct Given {
        std::string gift;
        std::int64_t points = 0;
        std::int64_t cash_minor = 0;
    };

    using Moved = std::map<std::pair<std::int64_t, std::int64_t>, Given>;  ///< by cause and number

    [[nodiscard]] static bool is_same(const sale::Line& line, const Moved::value_type& moved);

    Moved moved_;
};

}  // namespace pareto::hq::database
