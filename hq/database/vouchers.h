// The tables of vouchers and of claims on coupons: reading what posting needs of them, and writing
// what it decided.
#pragma once

#include <set>
#include <vector>

#include "common/database/database.h"
#include "hq/app/books.h"

namespace pareto::hq::database {

/// What a group of entries names.
struct NamedRewards {
    std::set<Bytes> vouchers;
    std::set<EntryId> redemptions;  ///< or claims
    std::set<SaleId> sales;         ///< of which something comes back, or which are voided
    std::set<SaleId> voided;
    std::set<std::pair<loyalty::CampaignId, std::string>> codes;  ///< claimed by allotment
    bool keys = false;                                            ///< by which HQ signs

    void gather(const TakenEntry& taken);
};

/// Of the named, those that are there; and of the named sales what they did with vouchers.
[[nodiscard]] Result<void> read_rewards(pareto::database::Connection& connection,
                                        NamedRewards named,
                                        Books& books);
[[nodiscard]] Result<void> write_rewards(pareto::database::Connection& connection,
                                         const Books& books);

[[nodiscard]] std::string text_of(VoucherState state);

}  // namespace pareto::hq::database
