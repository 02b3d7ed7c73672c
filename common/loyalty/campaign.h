// A campaign: a dated set of offers, as data. Head office drafts it, terminals price with it, and
// both read the same.
//
//   campaign   who may not have it (control group), from when to when, how much of it there is, how
//   it stands to others
//     rule 1   if all its conditions hold, all its effects are given
//     rule 2   …
//
// An empty list or a 0 in a condition means that it asks for nothing. Amounts are minor units of
// the company's currency.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/loyalty/campaign_effect.h"
#include "common/money/money.h"

namespace pareto::loyalty {

struct CampaignTag;
using CampaignId = Id<CampaignTag>;  ///< small numbers given by HQ, not made from entries

/// One rule of a campaign that is live in one version.
struct RuleNumber {
    CampaignId campaign;
    std::int32_t rule = 0;  ///< from 1
    bool operator==(const RuleNumber&) const = default;
};

inline constexpr std::int32_t kWholeBasisPoints = 10'000;  ///< 100 %

/// Which lines of a basket. A line is meant when its SKU or its category is named, and neither is
/// excepted.
struct ItemSelection {
    std::vector<std::string> skus;
    std::vector<std::string> categories;  ///< both empty = every line
    std::vector<std::string> except_skus;
    std::vector<std::string> except_categories;
    bool of_coupon = false;  ///< of these, only what the presented coupon names (a coupon that
                             ///< names nothing: all)
    bool operator==(const ItemSelection&) const = default;
};

struct Hours {
    std::int32_t from_minute = 0;  ///< since the branch's local midnight
    std::int32_t to_minute = 0;    ///< the first minute that is too late; at most 1440
    bool operator==(const Hours&) const = default;
};

/// Days around the member's birthday; somebody born on 29 February has it on the 28th where there
/// is no 29th.
struct BirthdayWindow {
    std::int32_t days_before = 0;
    std::int32_t days_after = 0;
    bool operator==(const BirthdayWindow&) const = default;
};

/// The member's n-th sale: first ≤ n ≤ last, and every `every`-th of them beginning with `first`.
struct VisitNumbers {
    std::int64_t first = 1;
    std::int64_t last = 1;  ///< 0 = no end
    std::int64_t every = 1;
    bool operator==(const VisitNumbers&) const = default;
};

struct CombinationPart {
    ItemSelection items;
    Quantity quantity;
    bool operator==(const CombinationPart&) const = default;
};

/// How a basket is paid, as bits; bit n-1 is tender kind n of a sale.
enum PaidBy : std::uint32_t {
    PaidByCash = 1,
    PaidByCard = 2,
    PaidByPoints = 4,
    PaidByStoredValue = 8,
    PaidByVoucher = 16
};

inline constexpr std::uint32_t kPaidByAll = 31;

/// All of them have to hold. Of a list, one entry is enough.
struct Conditions {
    std::vector<std::string> branches;  ///< codes
    std::uint32_t weekdays = 0;         ///< bit 0 = Monday … bit 6 = Sunday; 0 = any day
    std::vector<Hours> hours;
    bool members_only = false;
    bool targeted = false;  ///< the member is on the campaign's list
    std::vector<std::string> segments;
    std::vector<std::string> tiers;
    bool vip = false;  ///< only VIPs
    std::optional<BirthdayWindow> birthday;
    std::optional<VisitNumbers> visit;
    bool coupon = false;        ///< a coupon of this campaign is presented
    std::uint32_t paid_by = 0;  ///< what is not paid with points is paid with one of these
    ItemSelection items;        ///< the lines that the rule is about; at least one
    std::int64_t minimum_spend_minor = 0;      ///< of these lines, before any campaign's discount
    Quantity minimum_quantity;                 ///< of these lines
    std::vector<CombinationPart> combination;  ///< every part is in the basket
    bool operator==(const Conditions&) const = default;
};

}  // namespace pareto::loyalty
