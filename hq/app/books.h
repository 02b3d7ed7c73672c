// What posting works on: the facts of HQ's books that a group of entries touches, read beforehand
// in a few queries. Posting changes them in memory and notes in a Plan what is to be written.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/journal/entry.h"
#include "common/sale/earning.h"
#include "hq/app/allowance.h"
#include "hq/app/checked_facts.h"
#include "hq/app/coupon_claims.h"
#include "hq/app/gift_books.h"
#include "hq/app/member_account.h"
#include "hq/app/stored_value.h"
#include "hq/app/voucher_books.h"

namespace pareto::hq {

/// An entry that HQ has taken in, with what HQ knows beside it.
struct TakenEntry {
    EntryId id;  ///< HQ's id of it: of a second history, HQ's own
    Registration journal = 0;  ///< whose entry it is: of a second history, the terminal's
    BranchId branch{};
    TerminalId terminal{};
    std::int32_t kind = 0;
    std::optional<journal::Entry> entry{};  ///< nothing when the bytes are malformed
    std::int64_t received_ms = 0;
    std::string name{};           ///< of a member who enrols, from the personal data
    bool local = false;           ///< born at HQ, not at a terminal
    bool second_history = false;  ///< a fork's entry, kept under HQ's own registration
    MemberId named_member{};      ///< as a sale's terminal named it; 0 = as in the facts
};

/// Head of a sale. `shard` is the member's id, or minus the branch.
struct SaleHead {
    std::int64_t shard = 0;
    SaleId id;
    BranchId branch;
    TerminalId terminal;
    std::int64_t receipt_number = 0;
    std::int64_t occurred_ms = 0;
    BusinessDate business_date;
    std::int64_t total_minor = 0;
    std::int64_t eligible_minor = 0;
    std::int64_t remaining_minor = 0;
    std::int64_t points = 0;
    Bytes card_key;
    EntryId voided_by;
};

/// What one returning line (or the post-void that undid it, with negative figures) brought back of
/// a sale's line.
struct ReturnedLine {
    EntryId entry;
    std::int32_t entry_line = 0;
    SaleId sale;
    std::int32_t line = 0;
    std::int64_t thousandths = 0;
    std::int64_t minor = 0;
    std::int64_t points = 0;  ///< the share of what the line earned
    std::int64_t taken = 0;   ///< of these, what the policy took back; 0 until there is a member
    std::int64_t given = 0;   ///< points given back that had paid for it
    std::int64_t given_minor = 0;  ///< what those were worth
    std::int64_t stored_minor = 0;  ///< what went back to the stored value that had paid for it
};

/// What came back of one line of a sale, by anyone.
struct LineBack {
    std::int64_t thousandths = 0, points = 0, given = 0, given_minor = 0, stored_minor = 0;
};

/// A posted sale that entries of the group name, or are.
struct KnownSale {
    SaleHead head;
    const TakenEntry* entry = nullptr;
    std::map<std::int32_t, LineBack> returned;  ///< by line
    std::int64_t taken = 0;                     ///< points that returns of it took back
    std::vector<loyalty::LineShare> shares;     ///< of its lines, once they were needed
    std::vector<ReturnedLine> brought_back;     ///< by this sale's own returning lines
    bool is_new = false;
};

struct Redemption {
    MemberId member;
    std::int64_t points = 0;
    RedemptionState state = RedemptionState::Held;
    SaleId captured_by;
};

/// A member's card. Whether it is blocked is no question of whose it is: see Books::blocked_cards.
struct KnownCard {
    MemberId member;
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;
};

struct Books {
    std::map<std::int32_t, loyalty::RuleSet> rules;
    std::int32_t current_rules = 0;
    /// Every list of live campaigns there was, by version.
    std::map<std::int64_t, std::shared_ptr<const loyalty::CampaignSet>> campaign_lists;
    std::map<BranchId, std::string> branch_codes;  ///< when there ever was a list
    std::map<MemberId, OwnFacts> own_facts;        ///< when tiers or campaigns ask for any
    std::map<MintedKey, std::int64_t> minted;      ///< when the current rules have caps
    std::map<TerminalId, std::int32_t> heard;      ///< day number: of late, before today
    std::unordered_map<Bytes, KnownCard> cards;
    std::set<Bytes> blocked_cards;             ///< those of the linked and blocked ones that are
    std::unordered_set<std::int64_t> members;  ///< those of the named that exist
    std::unordered_set<std::string> member_numbers;  ///< those of the given that are taken
    std::deque<std::int64_t> free_member_numbers;  ///< ascending; enough for the group's enrolments
    std::int64_t last_member_number = 0;                       ///< the last running number drawn
    std::unordered_map<std::int64_t, MemberAccount> accounts;  ///< by holder
    std::map<MemberId, MemberId> holders;  ///< all members of shared accounts that are touched
    std::unordered_map<std::int64_t, KnownSale> sales;
    std::unordered_map<std::int64_t, Redemption> redemptions;
    std::unordered_map<std::int64_t, OfflineRedemption> offline_redemptions;
    std::unordered_map<std::int64_t, KnownAllowance> allowances;
    std::map<std::int64_t, Bytes> allowance_keys;  ///< public, by key id
    std::map<Bytes, StoredAccount> value_accounts;  ///< those of the named that exist
    std::unordered_map<std::int64_t, ValueRedemption> value_redemptions;
    std::map<SaleId, std::int64_t> value_given;  ///< by campaigns, with sales of the group
    VoucherBooks vouchers;
    CouponClaims coupons;
    GiftBooks gifts;
    /// By cause: of holds and of voided sales.
    std::unordered_map<std::int64_t, std::vector<Transfer>> transfers;
    /// Entries with something to credit when the card is known.
    std::map<Bytes, std::set<EntryId>> unknown_cards;
    std::map<EntryId, std::set<EntryId>> waiting;  ///< awaited id → entries that wait for it
    /// By id: of the group, and named or waiting ones.
    std::unordered_map<std::int64_t, const TakenEntry*> entries;
};

/// The member itself unless the account is shared.
[[nodiscard]] MemberId holder_of(const Books& books, MemberId member);

/// The key under which a sale waits for a member named without a card: 8 bytes; card keys have 32.
[[nodiscard]] Bytes member_key(MemberId member);
[[nodiscard]] MemberId member_in_key(const Bytes& key);

}  // namespace pareto::hq
