// What posting a group of entries decided: the rows to be written. Rows whose content is a fact of
// `Books` are only named here.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "hq/app/books.h"
#include "hq/app/tags.h"

namespace pareto::hq {

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

struct BlockedCardRow {
    Bytes card_key;
    EntryId entry;
    std::string reason;
};

struct RefusalRow {
    EntryId entry;
    Bytes card_key;
    std::string reason;
    TerminalId terminal;
    BranchId branch;
    std::int64_t occurred_ms = 0;
};

/// The member shares the account of another; 0 = its own again.
struct AccountRow {
    MemberId member;
    MemberId account;
    bool merged = false;
    MemberId into = {};  ///< merged: who the member is from now on
};

struct SuspenseRow {
    EntryId entry;
    std::string_view reason;
    std::string detail;
};

/// What one campaign gave with a sale.
struct CampaignAwardRow {
    loyalty::CampaignId campaign;
    SaleId sale;
    std::int32_t version = 0;
    std::int32_t variant = 0;
    MemberId member;
    BranchId branch;
    BusinessDate business_date;
    std::int64_t points = 0;
    std::int64_t cost_minor = 0;  ///< without the points
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
    std::set<SaleId> changed_sales;  ///< remaining_minor or voided_by, of sales that are not new
    std::vector<ReturnedLine> returned_lines;
    std::vector<ReturnedLine> credited_lines;  ///< written before, `taken` is new
    std::vector<TagEvent> tag_events;          ///< of new sales
    std::vector<CampaignAwardRow> campaign_awards;  ///< of new sales
    std::set<SaleId> awards_taken_back;             ///< of sales that were voided
    std::set<EntryId> redemptions;
    std::vector<ValueTransfer> value_transfers;
    std::set<Bytes> value_accounts;  ///< touched
    std::set<EntryId> value_redemptions;
    std::set<EntryId> allowances;
    std::set<EntryId> offline_redemptions;  ///< new ones
    std::map<MintedKey, std::int64_t> minted;  ///< to be added
    std::set<EntryId> settled;                 ///< entries that are in suspense no more
    std::set<MemberId> members_changed;  ///< account, cards or purchases: fed down
    std::vector<MemberRow> new_members;
    std::vector<CardRow> new_cards;
    std::vector<CardRow> secured_cards;  ///< known by their UID until now, with their new number
    std::vector<BlockedCardRow> blocked_cards;
    std::vector<RefusalRow> refusals;
    std::vector<AccountRow> account_changes;
    std::vector<SuspenseRow> suspense;
    std::set<std::pair<Bytes, EntryId>> unknown_added, unknown_removed;
    std::set<std::pair<EntryId, EntryId>> waiting_added, waiting_removed;
    std::map<std::tuple<MemberId, std::int32_t, BranchId>, MemberDay>
        member_days;  ///< by day number
    std::map<std::pair<BranchId, std::int32_t>, BranchDay> branch_days;
    std::map<std::pair<MemberId, BranchId>, BusinessDate>
        bought;  ///< newest purchase, or enrolment at home
    std::map<Registration, std::int64_t> receipt_numbers;  ///< the highest seen, by journal
    std::map<Registration, journal::RegistrationOpened> continued;
};

/// Whether the sale's campaigns come out otherwise here, as post_campaigns() listed.
[[nodiscard]] bool campaigns_differ(const Plan& plan, EntryId sale);
/// Whether every piece that the sale sold came back.
[[nodiscard]] bool all_came_back(const KnownSale& sale);
/// Lists it; what an entry has of one reason is one row.
void note_suspense(Plan& plan, SuspenseRow row);

}  // namespace pareto::hq
