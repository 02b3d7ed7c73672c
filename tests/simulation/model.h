// What HQ's books must say, worked out a second time: one pass over the entries HQ accepted, in the order it took them
// in, then one over the sales. Written from the design's sentences, not from hq/app; all that both share is the
// arithmetic of common/loyalty and common/sale (shares of lines, and of parts of lines).
#pragma once

#include "common/journal/entry.h"
#include "common/loyalty/loyalty.h"
#include "common/sale/earning.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace pareto::simulation {

/// An entry as HQ keeps it. `named` is the id its terminal gave it; of a second history HQ's own `id` is another.
struct AcceptedEntry {
    EntryId id;
    EntryId named;
    Hash hash;      ///< of its own history
    Hash previous;  ///< of the entry before it there
    BranchId branch;
    TerminalId terminal;
    std::int64_t received_ms = 0;
    journal::Entry entry;
};

struct ModelMember {
    std::int64_t points = 0;  ///< usable points less debt
    std::int64_t held = 0;
    std::int64_t reserved = 0;  ///< in allowances
    bool operator==(const ModelMember&) const = default;
};

/// Of a gift card or a member, in minor units.
struct ModelValue {
    std::int64_t minor = 0;  ///< usable, or owed
    std::int64_t held = 0;
    /// The same, of what no return or post-void took back: what was spent was debited first.
    bool taken_back = false;
};

struct Figures {
    std::int64_t net_minor = 0;
    std::int64_t sales = 0;  ///< of a member: visits
    std::int64_t returns = 0;
    bool operator==(const Figures&) const = default;
};

/// What a sale brought its member, as far as HQ credited it.
struct Credit {
    const AcceptedEntry* entry = nullptr;
    MemberId member;
    std::int64_t points = 0;
    bool late = false;      ///< when its card became known
    bool withheld = false;  ///< not credited, and would have been then
    bool voided = false;
};

struct HeldRedemption {
    MemberId member;
    std::int64_t points = 0;
};

struct HeldValue {
    Bytes account;
    std::int64_t minor = 0;
};

/// What the model is told of HQ's books, because it depends on when something came; it says whether HQ may.
struct Told {
    std::map<EntryId, HeldRedemption> held;
    std::map<EntryId, HeldValue> value_held;
    std::set<EntryId> withheld;  ///< sales that HQ credits to nobody
    /// Points taken back, by sale and line; line 0: by the sale itself, for goods that name no sale.
    std::map<std::pair<EntryId, std::int32_t>, std::int64_t> taken;
};

class Model {
public:
    using Rules = std::map<std::int32_t, loyalty::RuleSet>;
    Model(Rules rules, Told told) : rules_(std::move(rules)), told_(std::move(told)) {}

    /// All accepted and not quarantined entries in HQ's order; they must outlive the model. Call once.
    void take(const std::vector<AcceptedEntry>& entries);

    [[nodiscard]] const std::map<MemberId, ModelMember>& members() const { return members_; }
    /// By account_key of HQ's tables.
    [[nodiscard]] const std::map<Bytes, ModelValue>& values() const { return values_; }
    /// What does not fit the claw-back policy of a sale's rules; empty = all does.
    [[nodiscard]] const std::string& wrongly_taken() const { return wrongly_taken_; }
    /// The policies of the sales whose goods that entry brings back.
    [[nodiscard]] const std::map<EntryId, std::set<loyalty::ClawBack>>& policies() const { return policies_; }
    [[nodiscard]] const std::map<std::tuple<MemberId, BusinessDate, BranchId>, Figures>& member_days() const { return member_days_; }
    [[nodiscard]] const std::map<std::pair<BranchId, BusinessDate>, Figures>& branch_days() const { return branch_days_; }
    /// Redemptions that HQ holds and must not, because they were captured or given back.
    [[nodiscard]] const std::vector<EntryId>& wrongly_held() const { return wrongly_held_; }
    /// Of every sale that somebody known made, in HQ's order.
    [[nodiscard]] std::vector<Credit> credits(const std::vector<AcceptedEntry>& entries) const;
    [[nodiscard]] const std::vector<EntryId>& held_without_request() const { return held_without_request_; }

private:
    struct Back {
        EntryId sale;
        std::int32_t line = 0;
        std::int64_t thousandths = 0, points = 0, given = 0, given_minor = 0, stored = 0;
    };
    /// What came back of one line.
    struct LineBack {
        std::int64_t thousandths = 0, points = 0, given = 0, given_minor = 0, stored = 0;
        bool ever = false;  ///< also when that was undone
    };
    struct Sale {
        const AcceptedEntry* entry = nullptr;
        const sale::Sale* sale = nullptr;
        MemberId owner;  ///< 0 also of a sale that HQ withholds
        MemberId buyer;
        bool late = false;
        Bytes waits_for_card;
        MemberId waits_for_member;
        std::int64_t earning = 0;    ///< what its own lines earn on
        std::vector<loyalty::LineShare> shares;
        bool voided = false;
        bool lines_wait = false;     ///< a returning line names a sale that is not there yet
        std::map<std::int32_t, LineBack> returned;      ///< by line
        std::vector<Back> brought_back;                 ///< by this sale's returning lines
    };
    struct Redemption {
        MemberId member;  ///< 0 = the owner of the sale
        std::int64_t points = 0;
        EntryId captured_by;
        bool reversed = false;
        std::int64_t requested = 0;
        EntryId allowance;          ///< 0 = none
        std::int64_t reserved = 0;  ///< of `points`: what an allowance paid
    };
    struct ValueRedemption {
        Bytes account;
        std::int64_t minor = 0;
        EntryId captured_by;
        bool reversed = false;
    };
    struct Allowance {
        MemberId member;
        std::int64_t limit = 0, spent = 0, reserved = 0;
        bool ended = false;
    };
    struct HashLess {
        bool operator()(const Hash& a, const Hash& b) const { return a.bytes < b.bytes; }
    };

    void take_one(const AcceptedEntry& accepted);
    void take_sale(const AcceptedEntry& accepted, const sale::Sale& sale);
    void take_value_tenders(const AcceptedEntry& accepted, const sale::Sale& sale);
    [[nodiscard]] Bytes value_account(const AcceptedEntry& accepted, const sale::Sale& sale, const Bytes& gift_card) const;
    /// Stored value that paid for the sale and was not given back.
    [[nodiscard]] std::int64_t value_paid_and_kept(EntryId id, const Sale& sale) const;
    void sum_up_values();
    /// What a return really took, under the policy of the sale's rules.
    [[nodiscard]] std::int64_t really_taken(EntryId id, std::int32_t line, std::int64_t points, const Sale& sale);
    void take_returning_lines(Sale& returning);
    void take_back(EntryId id, Sale& original, const sale::Line& line, Sale& returning);
    /// Points that paid for the sale and were not given back.
    [[nodiscard]] std::int64_t paid_and_kept(EntryId id, const Sale& sale) const;
    void take_grant(EntryId id, MemberId member, std::int64_t limit);
    void take_offline(const AcceptedEntry& accepted);
    void end_allowance(EntryId id, std::int64_t spent);
    /// Back from the allowance to the member, as much as is there.
    void release(EntryId id, std::int64_t points);
    void take_void(const AcceptedEntry& accepted, const sale::PostVoid& post_void);
    void make_owner(const Bytes& card_key, MemberId member);
    void sum_up();
    void sum_up_sale(const Sale& sale);
    void give_back(EntryId id, const Sale& sale);
    /// What a name means to the one who wrote it: an entry of its own history first.
    [[nodiscard]] EntryId resolve(const AcceptedEntry& writer, EntryId named) const;
    [[nodiscard]] Sale* find(EntryId id);
    [[nodiscard]] const Sale* find(EntryId id) const;

    /// Those that the sale names, or the newest.
    [[nodiscard]] const loyalty::RuleSet& rules_of(const sale::Sale& sale) const;

    Rules rules_;
    Told told_;
    std::map<Hash, const AcceptedEntry*, HashLess> by_hash_;
    bool histories_part_ = false;
    std::map<EntryId, Sale> sales_;
    std::set<EntryId> others_;  ///< entries that are no sales
    std::map<EntryId, Redemption> redemptions_;
    std::map<EntryId, ValueRedemption> value_redemptions_;
    std::map<Bytes, ModelValue> values_;
    std::string wrongly_taken_;
    std::map<EntryId, std::set<loyalty::ClawBack>> policies_;
    std::map<EntryId, Allowance> allowances_;
    std::map<Bytes, MemberId> cards_;
    std::vector<std::pair<EntryId, const AcceptedEntry*>> waiting_voids_;
    std::map<MemberId, ModelMember> members_;
    std::set<MemberId> enrolled_;  ///< an HQ that was restored may have allowances of members it lost
    std::map<std::tuple<MemberId, BusinessDate, BranchId>, Figures> member_days_;
    std::map<std::pair<BranchId, BusinessDate>, Figures> branch_days_;
    std::vector<EntryId> wrongly_held_, held_without_request_;
};

}  // namespace pareto::simulation
