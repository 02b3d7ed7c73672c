#include "common/loyalty/campaign_sentence.h"

#include <span>

#include "common/loyalty/sentence_parts.h"

namespace pareto::loyalty {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kEnglishDays[] = {
    "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"};
constexpr std::string_view kChineseDays[] = {
    "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"};
constexpr std::string_view kEnglishTenders[] = {
    "cash", "card", "points", "stored value", "vouchers"};
constexpr std::string_view kChineseTenders[] = {"現金", "銀行卡", "積分", "儲值", "禮券"};

Texts bits(std::uint32_t of, std::span<const std::string_view> names) {
    Texts texts;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (((of >> i) & 1U) != 0) texts.emplace_back(names[i]);
    }
    return texts;
}

std::string clock(std::int32_t minute) {
    const auto two = [](std::int32_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string when_and_where(const Wording& say, const Campaign& campaign, const Conditions& wanted) {
    const bool english = say.is_english();
    const std::string from = to_string(campaign.from);
    const std::string to = to_string(campaign.to);
    std::string text = english ? "From " + from + " to " + to : from + " 至 " + to;
    if (campaign.from == campaign.to) text = (english ? "On " : "") + from;
    if (wanted.weekdays != 0)
        text += english ? ", on " + say.all_of(bits(wanted.weekdays, kEnglishDays))
                        : "，" + say.any_of(bits(wanted.weekdays, kChineseDays));
    Texts hours;
    for (const Hours& open : wanted.hours)
        hours.push_back(clock(open.from_minute) + say.in(" to ", " 至 ") + clock(open.to_minute));
    if (!hours.empty()) text += english ? ", from " + say.any_of(hours) : "，" + say.any_of(hours);
    if (!wanted.branches.empty())
        text += english ? ", in " + say.any_of(wanted.branches)
                        : "，於分店 " + say.any_of(wanted.branches);
    return text;
}

std::string birthday_phrase(const Wording& say, const BirthdayWindow& window) {
    const std::string before = std::to_string(window.days_before);
    const std::string after = std::to_string(window.days_after);
    if (window.days_before == 0 && window.days_after == 0)
        return say.in(" on their birthday", "生日當日");
    return say.is_english()
               ? " from " + before + " days before to " + after + " days after their birthday"
               : "生日前 " + before + " 日至後 " + after + " 日";
}

std::string visit_phrase(const Wording& say, const VisitNumbers& visit) {
    const std::string first = std::to_string(visit.first);
    const std::string last = std::to_string(visit.last);
    const std::string every = std::to_string(visit.every);
    std::string text = say.is_english() ? " on visit " + first : "第 " + first + " 次光顧";
    if (visit.last == 0)
        text = say.is_english() ? " from visit " + first + " on" : "由第 " + first + " 次光顧起";
    if (visit.last > visit.first)
        text = say.is_english() ? " on visits " + first + " to " + last
                                : "第 " + first + " 至 " + last + " 次光顧";
    if (visit.every > 1 && visit.last != visit.first)
        text += say.is_english() ? ", each " + every + " visits" : "（每 " + every + " 次一次）";
    return text;
}

std::string who(const Wording& say, const Campaign& campaign, const Conditions& wanted) {
    const bool english = say.is_english();
    std::string text =
        is_for_members(campaign, wanted) ? say.in("members", "會員") : say.in("customers", "顧客");
    if (wanted.vip) text = say.in("VIP members", "VIP 會員");
    if (!wanted.tiers.empty())
        text += english ? " of tier " + say.any_of(wanted.tiers)
                        : "（級別 " + say.any_of(wanted.tiers) + "）";
    if (!wanted.segments.empty())
        text += english ? " in segment " + say.any_of(wanted.segments)
                        : "（客群 " + say.any_of(wanted.segments) + "）";
    if (wanted.targeted) text += say.in(" on the campaign's list", "（名單內）");
    if (wanted.birthday) text += birthday_phrase(say, *wanted.birthday);
    if (wanted.visit) text += visit_phrase(say, *wanted.visit);
    if (wanted.coupon) text += say.in(" with a coupon", "憑優惠券");
    return text;
}

std::string what(const Wording& say, const Conditions& wanted) {
    const bool english = say.is_english();
    Texts phrases;
    if (!(wanted.items == ItemSelection{}) || wanted.minimum_spend_minor > 0 ||
        wanted.minimum_quantity.thousandths > 0) {
        std::string text;
        if (wanted.minimum_quantity.thousandths > 0) {
            const std::string quantity = format_decimal(wanted.minimum_quantity);
            text += english ? "at least " + quantity + " of " : "至少 " + quantity + " 件 ";
        }
        text += say.items(wanted.items);
        if (wanted.minimum_spend_minor > 0)
            text += english ? " for at least " + say.money(wanted.minimum_spend_minor)
                            : " 滿 " + say.money(wanted.minimum_spend_minor);
        phrases.push_back(std::move(text));
    }
    for (const CombinationPart& part : wanted.combination)
        phrases.push_back(format_decimal(part.quantity) + say.in(" of ", " 件 ") +
                          say.items(part.items));
    std::string text;
    if (!phrases.empty()) text = say.in(" who buy ", "購買 ") + say.all_of(phrases);
    if (wanted.paid_by != 0) {
        text += english ? (text.empty() ? " who pay with " : " and pay with ") +
                              say.any_of(bits(wanted.paid_by, kEnglishTenders))
                        : "，以" + say.any_of(bits(wanted.paid_by, kChineseTenders)) + "付款";
    }
    return text;
}

std::string control_sentence(const Wording& say, const Campaign& campaign) {
    Texts parts;
    if (campaign.control_basis_points > 0)
        parts.push_back(
            say.percent(campaign.control_basis_points) +
            say.in(" of members are the control group and get nothing", "會員為對照組，不獲優惠"));
    for (const Variant& variant : campaign.variants)
        parts.push_back(say.percent(variant.share_basis_points) +
                        say.in(" are offered variant ", "會員獲方案 ") + variant.name);
    return parts.empty() ? std::string{} : say.all_of(parts) + say.in(".", "。");
}

std::string budget_phrase(const Wording& say, const Budget& budget) {
    constexpr std::string_view kEnglish[] = {
        "in all", "a day", "a branch", "a member", "a member and day"};
    constexpr std::string_view kChinese[] = {"合共", "每日", "每分店", "每會員", "每會員每日"};
    const auto scope = static_cast<std::size_t>(budget.scope);
    std::string amount = budget.measure == BudgetMeasure::Minor ? say.money(budget.limit)
                                                                : std::to_string(budget.limit);
    if (budget.measure == BudgetMeasure::Uses) amount += say.in(" times", " 次");
    if (budget.measure == BudgetMeasure::Points) amount += say.in(" points", " 積分");
    return say.is_english() ? amount + " " + std::string{kEnglish[scope]}
                            : std::string{kChinese[scope]} + " " + amount;
}

std::string budget_sentence(const Wording& say, const Campaign& campaign) {
    Texts parts;
    for (const Budget& budget : campaign.budgets)
        parts.push_back(budget_phrase(say, budget));
    return parts.empty() ? std::string{}
                         : say.in("It is given at most ", "最多給予：") + say.all_of(parts) +
                               say.in(".", "。");
}

std::string coupon_sentence(const Wording& say, const CouponTerms& terms) {
    if (terms.codes.empty() && !terms.pool) return {};
    Texts parts;
    if (!terms.codes.empty())
        parts.push_back(say.in("the code ", "優惠碼 ") + say.any_of(terms.codes));
    if (terms.pool) parts.push_back(say.in("a code of its pool", "名冊內優惠碼"));
    std::string text = say.in("Its coupons are ", "優惠券為") + say.any_of(parts);
    const auto times = [&](std::int32_t number) {
        return std::to_string(number) + say.in(" times", " 次");
    };
    if (terms.uses_per_code > 0)
        text += say.in(", each used at most ", "，每碼最多用 ") + times(terms.uses_per_code);
    if (terms.uses_per_member > 0)
        text +=
            say.in(", by one member at most ", "，每會員最多用 ") + times(terms.uses_per_member);
    return text + say.in(".", "。");
}

std::string standing_sentence(const Wording& say, const Campaign& campaign) {
    Texts parts;
    if (campaign.alone)
        parts.push_back(say.in("applies only where no other campaign does", "不可與其他推廣同用"));
    if (!campaign.exclusive_group.empty())
        parts.push_back(say.is_english()
                            ? "excludes the others of group " + campaign.exclusive_group
                            : "組別 " + campaign.exclusive_group + " 只限一項");
    if (campaign.first_rule_only)
        parts.push_back(
            say.in("gives only the first of its rules that holds", "只給予首項符合的優惠"));
    return parts.empty() ? std::string{}
                         : say.in("It ", "") + say.all_of(parts) + say.in(".", "。");
}

}  // namespace

std::optional<Language> find_language(std::string_view tag) {
    if (tag == "en") return Language::English;
    if (tag == "zh-Hant") return Language::TraditionalChinese;
    return std::nullopt;
}

std::string sentence(const Campaign& campaign,
                     std::size_t rule,
                     Currency currency,
                     Language language) {
    const Wording say{language, currency};
    const CampaignRule& of = campaign.rules.at(rule);
    Texts gifts;
    for (const Effect& effect : of.effects)
        gifts.push_back(effect_phrase(say, effect, of.conditions.items == ItemSelection{}));
    std::string text = when_and_where(say, campaign, of.conditions) + say.in(", ", "，") +
                       who(say, campaign, of.conditions);
    if (of.variant > 0) {
        const std::string& name =
            campaign.variants.at(static_cast<std::size_t>(of.variant) - 1).name;
        text += say.is_english() ? " offered variant " + name : "（方案 " + name + "）";
    }
    return text + what(say, of.conditions) + say.in(" get ", "，可得：") + say.all_of(gifts) +
           say.in(".", "。");
}

std::vector<std::string> sentences(const Campaign& campaign, Currency currency, Language language) {
    const Wording say{language, currency};
    Texts all;
    for (std::size_t rule = 0; rule < campaign.rules.size(); ++rule)
        all.push_back(sentence(campaign, rule, currency, language));
    for (std::string text : {control_sentence(say, campaign),
                             budget_sentence(say, campaign),
                             coupon_sentence(say, campaign.coupons),
                             standing_sentence(say, campaign)}) {
        if (!text.empty()) all.push_back(std::move(text));
    }
    return all;
}

}  // namespace pareto::loyalty
