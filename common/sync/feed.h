// What the down feed carries. Each change is the newest state of one subject; applying the same change twice, or
// skipping the states in between, gives the same result.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/loyalty/card.h"
#include "common/loyalty/campaign_budget.h"
#include "common/loyalty/loyalty.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pareto::sync {

enum class ChangeKind : std::int32_t {
    Rules = 1,
    Item = 2,
    Member = 3,
    BlockedCard = 4,
    Campaign = 20,      ///< see campaign.h
    CampaignList = 21,  ///< see campaign_list.h
    HeldVoucher = 30,   ///< see reward.h
    HeldCoupon = 31,
    Gift = 32,  ///< see gift.h
    GiftStock = 33,
};

/// subject = "current"
struct RulesChange {
    loyalty::RuleSet rules;
    bool operator==(const RulesChange&) const = default;
};

/// subject = sku
struct ItemChange {
    std::string sku, name, category, barcode, unit;
    std::int64_t price_minor = 0;
    bool operator==(const ItemChange&) const = default;
};

struct MemberCard {
    Bytes card_key;
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;
    bool blocked = false;
    bool operator==(const MemberCard&) const = default;
};

/// What campaigns ask about a member.
struct CampaignFacts {
    std::vector<std::string> segments;
    std::vector<loyalty::CampaignId> targeted;             ///< live campaigns on whose list the member is
    std::optional<std::chrono::month_day> birthday;        ///< never the year
    std::optional<std::int64_t> visits;                    ///< sales that HQ knows; nothing = not said
    std::vector<std::pair<loyalty::CampaignId, loyalty::BudgetUse>> uses;  ///< of live campaigns, all branches
    bool operator==(const CampaignFacts&) const = default;
};

/// subject = member id in decimal. `name` is empty unless the terminal's branch is the member's home branch.
struct MemberChange {
    loyalty::MemberFacts facts;
    std::string member_number;
    std::string name;
    std::vector<MemberCard> cards;
    std::int64_t as_of_ms = 0;
    CampaignFacts campaigns = {};
    bool operator==(const MemberChange&) const = default;
};

/// subject = card key in hexadecimal; to all branches, also those that do not know the member.
struct BlockedCardChange {
    Bytes card_key;
    bool operator==(const BlockedCardChange&) const = default;
};

using ChangeBody = std::variant<RulesChange, ItemChange, MemberChange, BlockedCardChange>;

[[nodiscard]] Bytes encode(const ChangeBody& body);
[[nodiscard]] Result<RulesChange> decode_rules(BytesView bytes);
[[nodiscard]] Result<ItemChange> decode_item(BytesView bytes);
[[nodiscard]] Result<MemberChange> decode_member(BytesView bytes);
[[nodiscard]] Result<BlockedCardChange> decode_blocked_card(BytesView bytes);

/// As a part of a member's change; a terminal keeps them so. No bytes for facts that say nothing.
[[nodiscard]] Bytes encode(const CampaignFacts& facts);
[[nodiscard]] Result<CampaignFacts> decode_campaign_facts(BytesView bytes);

}  // namespace pareto::sync
