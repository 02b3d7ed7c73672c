// Reads, with few queries for a whole group of entries, what posting them needs to know
// (hq/app/books.h).
#pragma once

#include <deque>
#include <set>
#include <span>
#include <vector>

#include "common/database/database.h"
#include "hq/app/books.h"
#include "hq/database/gifts.h"
#include "hq/database/preamble.h"
#include "hq/database/second_histories.h"
#include "hq/database/vouchers.h"

namespace pareto::hq::database {

class FactReader {
public:
    FactReader(pareto::database::Connection& connection,
               const Preamble& preamble,
               SecondHistories& histories)
        : connection_(connection), preamble_(preamble), histories_(histories) {}

    /// Facts for posting `group`, in this transaction. `extra_lots`: members whose lots an earlier
    /// try turned out to need. The group and this reader must outlive the result.
    [[nodiscard]] Result<Books> read(std::span<const TakenEntry> group,
                                     const std::set<MemberId>& extra_lots);

private:
    void gather(const TakenEntry& taken);
    void gather_sale(const sale::Sale& sale);
    void gather_local(const journal::Body& body);
    void gather_offline(const journal::Body& body);
    void note_value_account(const sale::ValueAccount& account);
    [[nodiscard]] Result<void> read_waiting(std::span<const TakenEntry> group);
    [[nodiscard]] Result<void> read_own_waiting();
    [[nodiscard]] Result<void> read_unknown_cards();
    [[nodiscard]] Result<void> read_named();
    [[nodiscard]] Result<bool> read_entries();
    [[nodiscard]] Result<bool> read_sales();
    [[nodiscard]] Result<void> read_cards_and_members();
    [[nodiscard]] Result<void> read_blocked_cards();
    [[nodiscard]] Result<void> read_returned_lines();
    [[nodiscard]] Result<void> read_redemptions();
    [[nodiscard]] Result<void> read_offline();
    [[nodiscard]] Result<void> read_accounts(std::span<const TakenEntry> group);
    [[nodiscard]] Result<void> read_lots(const std::set<MemberId>& members);
    [[nodiscard]] Result<void> read_pending_lots(const std::set<MemberId>& members);
    /// The same members and all who share an account with one of them, whose holders are then
    /// known.
    [[nodiscard]] Result<std::set<MemberId>> with_sharers(const std::set<MemberId>& members);
    [[nodiscard]] MemberAccount& account_of(MemberId member);
    [[nodiscard]] Result<void> read_member_numbers();
    // What HQ checks sales by (fact_reader_checks.cpp).
    [[nodiscard]] Result<void> read_own_facts(std::span<const TakenEntry> group);
    [[nodiscard]] Result<void> read_minted(std::span<const TakenEntry> group);
    [[nodiscard]] Result<void> read_heard(const std::set<std::int64_t>& terminals,
                                          std::int64_t today);
    [[nodiscard]] MemberId buyer_of(const sale::Sale& sale) const;
    void link_entries();

    pareto::database::Connection& connection_;
    const Preamble& preamble_;
    SecondHistories& histories_;
    Books books_;
    std::deque<TakenEntry>
        deferred_;  ///< entries read from the books: named, waiting, or with an unknown card
    std::set<Bytes> cards_;
    std::set<Bytes> unknown_keys_;
    std::set<Bytes> blockable_;  ///< cards that entries link or block
    std::set<MemberId> members_;
    std::set<std::string> member_numbers_;
    std::int64_t enrolments_ = 0;
    std::set<SaleId> sales_, sales_read_;
    std::set<SaleId> named_;  ///< by any entry, of the group or not
    std::set<EntryId> entries_, entries_read_;
    std::set<SaleId> voided_;    ///< named by a post-void: everything they did is undone
    std::set<SaleId> credited_;  ///< waiting, or with an unknown card
    std::set<EntryId> redemptions_;
    std::set<EntryId> value_redemptions_;  ///< those that may be of stored value
    std::set<Bytes> value_accounts_;
    std::set<EntryId> allowances_;
    std::set<MemberId> lot_members_;
    std::set<std::pair<MemberId, EntryId>> named_lots_;
    NamedRewards rewards_;
    NamedGifts gifts_;
};

/// One entry row as posting takes it: decoded, or without an entry when its bytes are malformed.
[[nodiscard]] TakenEntry decode_taken(EntryId id, std::int32_t kind, BytesView bytes);

}  // namespace pareto::hq::database
