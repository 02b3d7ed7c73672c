#include "hq/commands/sale_why_text.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace pareto::hq::commands {
namespace {

using Forms = std::pair<std::string_view, std::string_view>;  // English, Traditional Chinese

struct Sentence {
    Saying what;
    Forms forms;
};

constexpr Sentence kSentences[] = {
    {Saying::Line, {"Line {}, {}: {} for {}.", "第 {} 項，{}：{}，價 {}。"}},
    {Saying::LineByHand, {"  Less {}, given by hand.", "  減 {}，由店員給予。"}},
    {Saying::LineByCampaign,
     {"  Less {}, by campaign {}, rule {}: {}", "  減 {}，推廣 {}，規則 {}：{}"}},
    {Saying::LineCost, {"  It cost {}.", "  實付 {}。"}},
    {Saying::LinePaidByPoints,
     {"  {} of it were paid with {} points, on which nothing is earned.",
      "  其中 {} 以 {} 分支付，不計積分。"}},
    {Saying::LineGift,
     {"  It is a gift: {} points paid for it, and it earns nothing.",
      "  此為禮品：以 {} 分換領，不計積分。"}},
    {Saying::LineEarned, {"  It earned {} points by the rules.", "  按規則得 {} 分。"}},
    {Saying::LineTimes,
     {"  It earned {} points by the rules: {} counts {} times.",
      "  按規則得 {} 分：{} 計 {} 倍。"}},
    {Saying::LineItemEarnsNot,
     {"  It earned nothing by the rules: {} is excluded.", "  按規則不計積分：{} 不在計分範圍。"}},
    {Saying::LineOverDiscount,
     {"  It earned nothing by the rules: more than {} % was taken off.",
      "  按規則不計積分：折扣超過 {} %。"}},
    {Saying::LineBonus,
     {"  {} points more, by campaign {}, rule {}: {}", "  另得 {} 分，推廣 {}，規則 {}：{}"}},
    {Saying::LineBack,
     {"Line {}, {}: {} brought back of sale {}, line {}; {} given back.",
      "第 {} 項，{}：退貨 {}，原交易 {} 第 {} 項；退回 {}。"}},
    {Saying::LineTakenBack,
     {"  {} points that it had earned are taken back.", "  收回所得的 {} 分。"}},
    {Saying::LineGivenBack,
     {"  {} points that had paid for it are given back.", "  退還用於付款的 {} 分。"}},
    {Saying::OfMember, {"Receipt {} of {}, member {}: {}.", "收據 {}，{}，會員 {}：{}。"}},
    {Saying::OfNobody, {"Receipt {} of {}, not a member's: {}.", "收據 {}，{}，非會員：{}。"}},
    {Saying::OfUnknownCard,
     {"Receipt {} of {}, with a card that nobody has yet: {}.",
      "收據 {}，{}，會員卡尚未登記：{}。"}},
    {Saying::ByRules, {"Decided by version {} of the rules.", "按規則第 {} 版計算。"}},
    {Saying::BasketGift, {"Given: {}, by campaign {}.", "贈送：{}，推廣 {}。"}},
    {Saying::PaidCash, {"Paid {} in cash.", "現金支付 {}。"}},
    {Saying::PaidCard, {"Paid {} by card.", "信用卡支付 {}。"}},
    {Saying::PaidPoints, {"Paid {} with {} points.", "以積分支付 {}，用 {} 分。"}},
    {Saying::PaidGift, {"Paid for a gift with {} points.", "以 {} 分換領禮品。"}},
    {Saying::PaidValue, {"Paid {} with stored value.", "以儲值支付 {}。"}},
    {Saying::PaidGiftCard, {"Paid {} with a gift card.", "以禮品卡支付 {}。"}},
    {Saying::PaidVoucher, {"Paid {} with a voucher.", "以禮券支付 {}。"}},
    {Saying::BackCard, {"Given back {} to the card.", "退回 {} 至信用卡。"}},
    {Saying::BackPoints, {"Given back {} in points.", "以積分退回 {}。"}},
    {Saying::BackGift, {"Given back {} points that a gift had cost.", "退還禮品所用的 {} 分。"}},
    {Saying::BackValue, {"Given back {} to stored value.", "退回 {} 至儲值。"}},
    {Saying::BackGiftCard, {"Given back {} to a gift card.", "退回 {} 至禮品卡。"}},
    {Saying::BackVoucher, {"Given back {} to a voucher.", "退回 {} 至禮券。"}},
    {Saying::ChangedCash, {"Given back {}.", "退回 {}。"}},
    {Saying::CardEarns,
     {"What a card pays earns {} of what cash does.", "信用卡支付部分按 {} 計積分。"}},
    {Saying::TierTimes, {"Points count {1} times in tier {0}.", "{0} 級積分計 {1} 倍。"}},
    {Saying::NotGiven, {"Not given: campaign {}, rule {}: {}.", "未給予：推廣 {}，規則 {}：{}。"}},
    {Saying::Lot,
     {"Its {} points are lot {}, to be used up to {}; {} of them are left.",
      "所得 {} 分，批次 {}，有效至 {}；尚餘 {} 分。"}},
    {Saying::Pending,
     {"Its points are lot {}, can be used from {} up to {}; {} of them are left.",
      "所得積分為批次 {}，可於 {} 起至 {} 使用；尚餘 {} 分。"}},
    {Saying::NoPoints, {"It earned no points.", "此交易沒有積分。"}},
    {Saying::CameBack,
     {"Goods of line {1} came back with entry {0}: {2} points were taken back.",
      "第 {1} 項貨品於記錄 {0} 退回：收回 {2} 分。"}},
    {Saying::Voided, {"Cancelled by entry {}.", "已由記錄 {} 取消。"}},
    {Saying::Suspense, {"Head office lists a difference: {}: {}.", "總部記錄差異：{}：{}。"}},
};

Forms forms_of(loyalty::Why why) {
    using loyalty::Why;
    switch (why) {
        case Why::Applied:
            return {"it was given", "已給予"};
        case Why::OutsideDates:
            return {"the day lies outside its dates", "不在推廣日期內"};
        case Why::OtherBranch:
            return {"it is for other branches", "不適用於此分店"};
        case Why::OtherWeekday:
            return {"it is for other days of the week", "不適用於當日"};
        case Why::OtherHour:
            return {"it is for other hours", "不適用於此時段"};
        case Why::NotAMember:
            return {"it is for members", "只限會員"};
        case Why::NotTargeted:
            return {"the member is not on its list", "會員不在名單內"};
        case Why::OtherSegment:
            return {"the member is in none of its segments", "會員不屬於指定分群"};
        case Why::OtherTier:
            return {"it is for other tiers", "不適用於此級別"};
        case Why::NotVip:
            return {"it is for VIPs", "只限貴賓"};
        case Why::NotBirthday:
            return {"no birthday was near", "不在生日期間"};
        case Why::OtherVisit:
            return {"it is for another visit", "不適用於此次光臨"};
        case Why::NoCoupon:
            return {"no coupon of it was shown", "未出示優惠券"};
        case Why::OtherTender:
            return {"it was paid otherwise", "付款方式不符"};
        case Why::NoSuchItems:
            return {"none of its items were bought", "沒有購買指定貨品"};
        case Why::BelowSpend:
            return {"less was spent than it asks for", "未達消費額"};
        case Why::BelowQuantity:
            return {"less was bought than it asks for", "未達數量"};
        case Why::CombinationIncomplete:
            return {"its combination was not complete", "未集齊組合"};
        case Why::ControlGroup:
            return {"the member is in its control group", "會員屬於對照組"};
        case Why::OtherVariant:
            return {"the member is offered another variant", "會員獲另一方案"};
        case Why::OtherRuleApplies:
            return {"another rule of it was given", "已給予同一推廣的另一規則"};
        case Why::OtherCampaignApplies:
            return {"it does not go with another that was given", "不能與另一推廣同時使用"};
        case Why::NothingToGive:
            return {"there was nothing left to take it off", "沒有可減的金額"};
        case Why::BudgetSpent:
            return {"its budget was spent", "名額已滿"};
    }
    return {};
}

/// "{}" is the next gap, "{1}" the second.
std::string fill(std::string_view form, std::initializer_list<std::string> gaps) {
    std::string text;
    std::size_t next = 0;
    for (std::size_t at = 0; at < form.size(); ++at) {
        const bool numbered = form.size() > at + 2 && form[at] == '{' && form[at + 2] == '}';
        if (form.substr(at, 2) != "{}" && !numbered) {
            text += form[at];
            continue;
        }
        const std::size_t gap = numbered ? static_cast<std::size_t>(form[at + 1] - '0') : next++;
        if (gap < gaps.size()) text += *(gaps.begin() + gap);
        at += numbered ? 2 : 1;
    }
    return text;
}

}  // namespace

std::string say(Saying what, std::initializer_list<std::string> gaps, Language language) {
    const auto* const found =
        std::find_if(std::begin(kSentences), std::end(kSentences), [&](const Sentence& sentence) {
            return sentence.what == what;
        });
    PARETO_CHECK(found != std::end(kSentences));
    const Forms forms = found->forms;
    return fill(language == Language::English ? forms.first : forms.second, gaps) + "\n";
}

std::string why_not(loyalty::Why why, Language language) {
    const Forms forms = forms_of(why);
    return std::string{language == Language::English ? forms.first : forms.second};
}

}  // namespace pareto::hq::commands
