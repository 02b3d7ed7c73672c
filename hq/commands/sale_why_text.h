// The sentences of "why did this sale cost and earn that", in the languages of members.
#pragma once

#include <initializer_list>
#include <string>

#include "common/loyalty/priced_basket.h"
#include "hq/commands/statement_text.h"

namespace pareto::hq::commands {

/// What can be said of a sale; each stands for one sentence with its gaps in order.
enum class Saying {
    OfMember,          ///< receipt, date, member number, total
    OfNobody,          ///< receipt, date, total
    OfUnknownCard,     ///< receipt, date, total
    ByRules,           ///< version of the rules
    Line,              ///< number, description, quantity, price before discounts
    LineByHand,        ///< amount
    LineByCampaign,    ///< amount, campaign, rule, rule's sentence
    LineCost,          ///< amount
    LinePaidByPoints,  ///< amount, points
    LineGift,          ///< points
    LineEarned,        ///< points
    LineTimes,         ///< points, item or category, multiplier
    LineItemEarnsNot,  ///< item or category
    LineOverDiscount,  ///< percent that is the limit
    LineBonus,         ///< points, campaign, rule, rule's sentence
    LineBack,          ///< number, description, quantity, original sale, its line, amount
    LineTakenBack,     ///< points
    LineGivenBack,     ///< points
    BasketGift,        ///< what, campaign
    PaidCash,          ///< amount
    PaidCard,          ///< amount
    PaidPoints,        ///< amount, points
    PaidGift,          ///< points
    PaidValue,         ///< amount
    PaidGiftCard,      ///< amount
    PaidVoucher,       ///< amount
    ChangedCash,       ///< amount given back
    BackCard,          ///< amount
    BackPoints,        ///< amount
    BackGift,          ///< points
    BackValue,         ///< amount
    BackGiftCard,      ///< amount
    BackVoucher,       ///< amount
    CardEarns,         ///< rate
    TierTimes,         ///< tier, multiplier
    NotGiven,          ///< campaign, rule, why
    Lot,               ///< points, lot, last day, left
    Pending,           ///< points, first day, last day
    NoPoints,          ///< nothing: the sale earned none
    CameBack,          ///< entry, line, points taken
    Voided,            ///< entry
    Suspense,          ///< reason, detail
};

[[nodiscard]] std::string say(Saying what,
                              std::initializer_list<std::string> gaps,
                              Language language);
/// Why a rule of a campaign gave nothing, as the end of a sentence.
[[nodiscard]] std::string why_not(loyalty::Why why, Language language);

}  // namespace pareto::hq::commands
