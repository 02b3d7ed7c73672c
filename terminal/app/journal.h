// The terminal's book, as its use cases need it: what stands in it, what it lets them look up, and
// append().
//
// An entry and its projections become durable together or not at all. Calls may come from several
// threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/goods/tagged_unit.h"
#include "common/journal/entry.h"
#include "common/loyalty/loyalty.h"
#include "common/money/money.h"
#include "common/sync/feed.h"
#include "terminal/app/campaigns.h"
#include "terminal/app/reward_lookup.h"

namespace pareto::terminal {

/// What this terminal was told of a card. A blocked one may be of a member it does not know.
struct KnownCard {
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;
    bool blocked = false;
    std::optional<sync::MemberChange> member;  ///< its `cards` holds this card alone
    bool operator==(const KnownCard&) const = default;
};

/// What HQ fed down.
class FeedLookup {
public:
    virtual ~FeedLookup() = default;
    [[nodiscard]] virtual Result<KnownCard> find_card(const Bytes& card_key) = 0;
    [[nodiscard]] virtual Result<std::optional<sync::MemberChange>> find_member(
        MemberId member) = 0;
    [[nodiscard]] virtual Result<std::optional<sync::ItemChange>> find_item(
        const std::string& sku_or_barcode) = 0;
    /// The item with this GTIN (14 digits), however the catalogue spells it: leading zeros do not
    /// count.
    [[nodiscard]] virtual Result<std::optional<sync::ItemChange>> find_barcode(
        const std::string& gtin) = 0;
    /// The rule set of that version if this terminal ever had it.
    [[nodiscard]] virtual Result<std::optional<loyalty::RuleSet>> find_rules(
        std::int32_t version) = 0;
};

/// What this terminal recorded.
class HistoryLookup {
public:
    virtual ~HistoryLookup() = default;
    [[nodiscard]] virtual Result<std::optional<journal::Entry>> find(EntryId id) = 0;
    [[nodiscard]] virtual Result<std::optional<SaleId>> find_intent(const std::string& intent) = 0;
    /// The newest sale with that running number.
    [[nodiscard]] virtual Result<std::optional<SaleId>> find_receipt(
        std::int64_t receipt_number) = 0;

    /// Thousandths already brought back by this terminal, by line, and whether the sale was
    /// post-voided.
    struct Returned {
        std::vector<std::pair<std::int32_t, std::int64_t>> lines;
        bool voided = false;
    };

    [[nodiscard]] virtual Result<Returned> returned(SaleId sale) = 0;
    /// The sales that sold this one unit of goods and of which it was not brought back.
    [[nodiscard]] virtual Result<std::vector<SaleId>> sold_with(const goods::TaggedUnit& unit) = 0;
    /// What campaigns gave that counts for this customer (0 = nobody known) on that day.
    [[nodiscard]] virtual Result<std::vector<CampaignUse>> campaign_uses(MemberId member,
                                                                         BusinessDate date) = 0;
    /// Redemptions that no sale captured and nothing reversed.
    [[nodiscard]] virtual Result<std::vector<EntryId>> open_redemptions() = 0;
};

/// An allowance that this terminal holds and has not closed. Its holder and key are not kept.
struct HeldAllowance {
    loyalty::Allowance allowance;
    Points spent;  ///< C
};

/// What may be redeemed without HQ.
class OfflineLookup {
public:
    virtual ~OfflineLookup() = default;
    /// The one with most left first; with member 0 those of all members.
    [[nodiscard]] virtual Result<std::vector<HeldAllowance>> allowances(MemberId member) = 0;
    [[nodiscard]] virtual Result<loyalty::StandInCounters> stand_in(const Bytes& card_key) = 0;
    /// HQ answered a moment ago; remembered to the minute.
    [[nodiscard]] virtual Result<void> note_hq_answered() = 0;
};

/// Beside an entry that holds SHA-256(salt ‖ bytes).
struct PersonalData {
    Bytes salt;  ///< 16 bytes, or empty when there is none
    Bytes bytes;
};

class Journal : public FeedLookup,
                public HistoryLookup,
                public OfflineLookup,
                public RewardLookup {
public:
    struct Offline {
        TerminalId terminal;
        Bytes allowance_key;              ///< HQ's, public; empty = it has none
        bool restored = false;            ///< older than what it did, and it has not met HQ since
        std::int64_t hq_answered_ms = 0;  ///< by this clock; 0 = never
        std::int64_t hq_time_ms = 0;      ///< by HQ's clock
    };

    struct State {
        bool enrolled = false;
        bool may_sell = false;
        std::string why_not;  ///< one sentence for a person when may_sell is false
        Registration registration = 0;
        BranchId branch;
        std::string branch_code, terminal_code, company;
        Currency currency;
        Bytes card_key_secret;
        std::int64_t next_receipt_number = 1;
        std::optional<SaleId> last_sale;
        std::optional<ShiftId> shift;
        std::optional<BusinessDate> shift_date;
        std::string operator_id;
        std::int64_t opening_cash_minor = 0;
        std::int64_t shift_cash_minor =
            0;  ///< cash tenders of the open shift, without the opening cash
        std::int64_t shift_sales_minor = 0;
        std::int32_t shift_sale_count = 0;
        std::map<sale::TenderKind, std::int64_t> shift_tenders;  ///< of the open shift
        std::int64_t shift_value_sold_minor = 0;  ///< stored value; not in shift_sales_minor
        loyalty::RuleSet rules;
        Offline offline;
        std::shared_ptr<const LiveCampaigns> campaigns;  ///< null: HQ never told of any
    };

    [[nodiscard]] virtual State state() const = 0;
    /// Durable when it returns. `intent` (may be empty) makes a sale idempotent: the same intent
    /// again returns the id of the entry that has it, and appends nothing. Conflict: the entry was
    /// made for another state than the journal's now (its receipt number is taken, its shift is no
    /// longer open); make it anew.
    [[nodiscard]] virtual Result<EntryId> append(const journal::Entry& entry,
                                                 const std::string& intent,
                                                 const PersonalData& personal) = 0;
};

}  // namespace pareto::terminal
