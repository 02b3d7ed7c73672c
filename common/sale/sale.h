// A sale: what was sold and returned, how it was paid, and the checks that make it complete.
//
// A sale may hold lines of either sign: a return is a sale whose lines are negative and name the line they bring
// back; an exchange holds both. Amounts are signed minor units of the company's currency; the total is what the
// customer pays (negative: what the customer gets).
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/card.h"
#include "common/loyalty/loyalty.h"
#include "common/loyalty/pricing.h"
#include "common/money/money.h"
#include "common/sale/line.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto::sale {

/// What campaigns gave in a sale, and what that was decided with, so that HQ can decide it again. The member's birthday
/// is personal data and stays out of entries: only the rules that found it near are named.
struct CampaignPricing {
    std::int64_t list_version = 0;  ///< of the live campaigns (sync::CampaignList); 0 = priced without any
    std::int32_t local_minute = 0;  ///< since the branch's midnight
    std::vector<std::string> segments;
    std::vector<loyalty::CampaignId> targeted;
    std::vector<loyalty::RuleNumber> birthday_rules;
    std::optional<std::int64_t> visits;
    std::vector<loyalty::PresentedCoupon> coupons;
    std::vector<loyalty::RuleNumber> budget_spent;  ///< rules that held, but had nothing left to give here
    std::vector<loyalty::Award> awards;
    std::vector<Bytes> vouchers = {};  ///< keys of those that awards gave, in their order (journal/voucher.h)
    bool operator==(const CampaignPricing&) const = default;
};

struct Sale {
    std::int64_t receipt_number = 0;  ///< running number of the terminal
    ShiftId shift;
    Bytes card_key;                   ///< empty = no card; HMAC-SHA256, never a card number or UID
    loyalty::MemberFacts facts;       ///< member 0 = no member, or a card HQ will have to know
    std::int32_t rules_version = 0;
    Points points_promised;           ///< what the receipt says was earned (negative: taken back)
    std::vector<Line> lines;
    std::vector<Tender> tenders;
    std::string source_receipt;       ///< receipt text of an imported or replayed sale, else empty
    loyalty::CardProof card_proof = loyalty::CardProof::None;
    CampaignPricing campaigns = {};
    std::string approved_by = {};     ///< the manager who let goods back in that this terminal did not sell
    bool operator==(const Sale&) const = default;

    [[nodiscard]] std::int64_t total_minor() const;
    [[nodiscard]] std::int64_t goods_minor() const;                     ///< the total without stored value and gifts
    [[nodiscard]] std::int64_t paid_minor(TenderKind kind) const;       ///< by this kind; ≥ 0
    [[nodiscard]] std::int64_t given_back_minor(TenderKind kind) const;  ///< in this kind; ≥ 0
    /// Sum of tenders of kind Points: what points paid less what was given back in points.
    [[nodiscard]] std::int64_t points_tender_minor() const { return points_paid_minor() - points_given_back_minor(); }
    [[nodiscard]] std::int64_t points_paid_minor() const { return paid_minor(TenderKind::Points); }
    [[nodiscard]] std::int64_t points_given_back_minor() const { return given_back_minor(TenderKind::Points); }
    /// What counts as spend: the goods without what was paid with points and vouchers. Stored value pays like money.
    [[nodiscard]] std::int64_t eligible_minor() const;
    /// True when at least one line brings goods back and none sells (by amount sign and `original`).
    [[nodiscard]] bool is_return() const;
    /// What its lines of stored value cost, net of what was taken back of them.
    [[nodiscard]] std::int64_t value_sold_minor() const;
    /// True when it has lines and none is of goods, but of stored value or gifts: neither a visit nor a return.
    [[nodiscard]] bool is_without_goods() const;
};

/// Why a basket cannot become a sale. Checked in this order.
enum class SaleRefusal {
    NoLines,
    LineOverLimit,          ///< an amount, price, discount, quantity, number of points or a sum beyond 10^12
    ReturnWithoutQuantity,  ///< a line naming an original must have a negative quantity
    TendersDoNotMatch,      ///< Σ tenders ≠ total
    PointsTenderWithoutMember,
    PointsTenderOverTotal,  ///< also: what is given back in points is not what its lines say, or more than they cost
    StoredValueLineWrong,   ///< not one piece at its value, for a gift card or a known member; or it was paid with value
    InstrumentMissing,      ///< a tender of stored value without gift card or member, or of a voucher without its id
    ValueTenderOverGoods,   ///< points, stored value and vouchers pay for goods only; they go back as their lines say
    GiftLineWrong,          ///< not one piece of a gift for a known member, with a tender of just its points
};
[[nodiscard]] std::optional<SaleRefusal> check(const Sale& sale);
[[nodiscard]] std::string_view name_of(SaleRefusal refusal);

/// Same-day cancel of a completed sale, as a new record.
struct PostVoid {
    SaleId sale;
    std::int64_t receipt_number = 0;  ///< of the post-void's own receipt
    std::string reason;               ///< a reason code, not free text
    bool operator==(const PostVoid&) const = default;
};

struct ShiftOpened {
    std::int64_t opening_cash_minor = 0;
    bool operator==(const ShiftOpened&) const = default;
};

struct ShiftClosed {
    ShiftId shift;
    std::int64_t cash_count_minor = 0;
    std::int64_t cash_expected_minor = 0;
    std::int64_t sales_minor = 0;
    std::int32_t sale_count = 0;
    bool operator==(const ShiftClosed&) const = default;
};

inline constexpr std::size_t kApprovedByBytesMax = 64;

/// Of a figure of a sold line, the share that `part` of its quantity has, rounded half away from zero.
[[nodiscard]] std::int64_t share_of(std::int64_t whole, const Line& sold, Quantity part);
/// The share of a sold line's amount that returning `quantity` of it gives back, so that returning all in any steps
/// gives back exactly the amount: share(returned + quantity) − share(returned), each rounded half away from zero.
/// `returned` and `quantity` are positive thousandths; their sum must not exceed the sold quantity.
[[nodiscard]] std::int64_t refund_minor(const Line& sold, Quantity returned, Quantity quantity);

}  // namespace pareto::sale
