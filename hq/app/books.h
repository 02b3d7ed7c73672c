// What posting works on: the facts of HQ's books that a group of entries touches, read beforehand in a few queries.
// Posting changes them in memory and notes in a Plan what is to be written.
#pragma once

#include "common/journal/entry.h"
#include "hq/app/member_account.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace pareto::hq {

/// An entry that HQ has taken in, with what HQ knows beside it.
struct TakenEntry {
    EntryId id;  ///< HQ's id of it: of a second history, HQ's own
    Registration journal = 0;               ///< whose entry it is: of a second history, the terminal's registration
    BranchId branch{};
    TerminalId terminal{};
    std::int32_t kind = 0;
    std::optional<journal::Entry> entry{};  ///< nothing when the bytes are malformed
    std::string name{};                     ///< of a member who enrols, from the personal data
    bool second_history = false;            ///< a fork's entry, kept under HQ's own registration
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

/// What one returning line (or the post-void that undid it, with negative figures) brought back of a sale's line.
struct ReturnedLine {
    EntryId entry;
    std::int32_t entry_line = 0;
    SaleId sale;
    std::int32_t line = 0;
    std::int64_t thousandths = 0;
    std::int64_t minor = 0;
    std::int64_t points = 0;
};

/// A posted sale that entries of the group name, or are.
struct KnownSale {
    SaleHead head;
    const TakenEntry* entry = nullptr;
    std::map<std::int32_t, std::int64_t> returned;  ///< thousandths by line, brought back by anyone
    std::vector<ReturnedLine> brought_back;         ///< by this sale's own returning lines
    bool is_new = false;
};

enum class RedemptionState : std::uint8_t { Held, Refused, Captured, Reversed };

struct Redemption {
    MemberId member;
    std::int64_t points = 0;
    RedemptionState state = RedemptionState::Held;
    SaleId captured_by;
};

struct Books {
    std::map<std::int32_t, loyalty::RuleSet> rules;
    std::int32_t current_rules = 0;
    std::unordered_map<Bytes, MemberId> cards;
    std::unordered_set<std::int64_t> members;          ///< those of the named that exist
    std::unordered_set<std::string> member_numbers;    ///< those of the given that are taken
    std::int64_t last_member_number = 0;               ///< the last running number drawn
    std::unordered_map<std::int64_t, MemberAccount> accounts;
    std::unordered_map<std::int64_t, KnownSale> sales;
    std::unordered_map<std::int64_t, Redemption> redemptions;
    std::unordered_map<std::int64_t, std::vector<Transfer>> transfers;  ///< by cause: of holds and of voided sales
    std::map<Bytes, std::set<EntryId>> unknown_cards;  ///< entries with something to credit when the card is known
    std::map<EntryId, std::set<EntryId>> waiting;      ///< awaited id → entries that wait for it
    std::unordered_map<std::int64_t, const TakenEntry*> entries;  ///< by id: of the group, and named or waiting ones
};

struct MemberRow {
    MemberId id;
    std::string member_number;
    BranchId home_branch;
    std::string tier;
    BusinessDate joined_on;
    std::string name;
};
struct CardRow {
    Bytes card_key;
    MemberId member;
    std::string card_number;
};
struct SuspenseRow {
    EntryId entry;
    std::string_view reason;
    std::string detail;
};
struct MemberDay {
    std::int64_t net_minor = 0;
    std::int64_t visits = 0;
};
struct BranchDay {
    std::int64_t sales = 0;
    std::int64_t returns = 0;
    std::int64_t net_minor = 0;
    std::int64_t returns_minor = 0;
    std::int64_t member_minor = 0;
    std::int64_t points_earned = 0;
    std::int64_t points_redeemed = 0;
    bool operator==(const BranchDay&) const = default;
};

/// What is to be written besides the state of `Books` that is named here.
struct Plan {
    std::vector<Transfer> transfers;
    std::vector<SaleId> new_sales;
    std::set<SaleId> changed_sales;        ///< remaining_minor or voided_by, of sales that are not new
    std::vector<ReturnedLine> returned_lines;
    std::set<EntryId> redemptions;
    std::set<MemberId> members_changed;    ///< account, cards or purchases: fed down
    std::vector<MemberRow> new_members;
    std::vector<CardRow> new_cards;
    std::vector<SuspenseRow> suspense;
    std::set<std::pair<Bytes, EntryId>> unknown_added, unknown_removed;
    std::set<std::pair<EntryId, EntryId>> waiting_added, waiting_removed;
    std::map<std::tuple<MemberId, std::int32_t, BranchId>, MemberDay> member_days;  ///< by day number
    std::map<std::pair<BranchId, std::int32_t>, BranchDay> branch_days;
    std::map<std::pair<MemberId, BranchId>, BusinessDate> bought;  ///< newest purchase, or enrolment at home
    std::map<Registration, std::int64_t> receipt_numbers;  ///< the highest seen, by journal
    std::map<Registration, journal::RegistrationOpened> continued;
};

/// The key under which a sale waits for a member that was named without a card: 8 bytes, the id. Card keys have 32.
[[nodiscard]] Bytes member_key(MemberId member);
[[nodiscard]] MemberId member_in_key(const Bytes& key);

}  // namespace pareto::hq
