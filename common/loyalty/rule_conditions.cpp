// Whether a rule's conditions hold, in the order of Why.
#include <algorithm>

#include "common/loyalty/basket_view.h"

namespace pareto::loyalty {
namespace {

template <typename Value>
bool is_one_of(const Value& value, const std::vector<Value>& wanted) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool is_weekday(std::uint32_t weekdays, BusinessDate date) {
    const unsigned monday_first =
        std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() - 1;
    return weekdays == 0 || ((weekdays >> monday_first) & 1U) != 0;
}

bool is_hour(const std::vector<Hours>& hours, std::int32_t minute) {
    return hours.empty() || std::any_of(hours.begin(), hours.end(), [&](const Hours& open) {
               return open.from_minute <= minute && minute < open.to_minute;
           });
}

bool is_birthday(const BirthdayWindow& window, std::chrono::month_day birthday, BusinessDate date) {
    if (!birthday.ok()) return false;
    for (const int year : {-1, 0, 1}) {
        BusinessDate on =
            (date.year() + std::chrono::years{year}) / birthday.month() / birthday.day();
        if (!on.ok()) on = on.year() / std::chrono::February / 28;
        const int since = days_between(on, date);
        if (-window.days_before <= since && since <= window.days_after) return true;
    }
    return false;
}

bool is_visit(const VisitNumbers& wanted, std::int64_t visits_before) {
    const std::int64_t number = visits_before + 1;
    return number >= wanted.first && (wanted.last == 0 || number <= wanted.last) &&
           (number - wanted.first) % wanted.every == 0;
}

bool is_paid_by(std::uint32_t wanted, std::uint32_t used) {
    const std::uint32_t other = used & ~std::uint32_t{PaidByPoints};
    return wanted == 0 ||
           (used != 0 && (other & ~wanted) == 0 && (other != 0 || (wanted & PaidByPoints) != 0));
}

Why first_unmet_by_time_and_place(const Campaign& campaign,
                                  const Conditions& wanted,
                                  const PricingRequest& request) {
    if (request.business_date < campaign.from || campaign.to < request.business_date)
        return Why::OutsideDates;
    if (!is_one_of(request.branch, wanted.branches)) return Why::OtherBranch;
    if (!is_weekday(wanted.weekdays, request.business_date)) return Why::OtherWeekday;
    if (!is_hour(wanted.hours, request.local_minute)) return Why::OtherHour;
    return Why::Applied;
}

Why first_unmet_by_member(const Campaign& campaign,
                          const Conditions& wanted,
                          const CustomerFacts& customer) {
    if (!is_for_members(campaign, wanted)) return Why::Applied;
    if (!customer.member.member) return Why::NotAMember;
    const auto& listed = customer.targeted;
    if (wanted.targeted && std::find(listed.begin(), listed.end(), campaign.id) == listed.end())
        return Why::NotTargeted;
    const auto& segments = customer.segments;
    if (!wanted.segments.empty() &&
        std::none_of(segments.begin(), segments.end(), [&](const std::string& segment) {
            return is_one_of(segment, wanted.segments);
        }))
        return Why::OtherSegment;
    if (!is_one_of(customer.member.tier, wanted.tiers)) return Why::OtherTier;
    if (wanted.vip && !customer.member.vip) return Why::NotVip;
    return Why::Applied;
}

Why first_unmet_by_occasion(const Conditions& wanted,
                            const RuleNumber& rule,
                            const PricingRequest& request) {
    const CustomerFacts& customer = request.customer;
    if (wanted.birthday) {
        const auto& near = customer.birthday_rules;
        const bool is_near =
            std::find(near.begin(), near.end(), rule) != near.end() ||
            (customer.birthday &&
             is_birthday(*wanted.birthday, *customer.birthday, request.business_date));
        if (!is_near) return Why::NotBirthday;
    }
    if (wanted.visit && (!customer.visits || !is_visit(*wanted.visit, *customer.visits)))
        return Why::OtherVisit;
    return Why::Applied;
}

/// Beyond whether there is any of the items at all.
bool asks_for_amounts(const Conditions& wanted) {
    return wanted.items.of_coupon || wanted.minimum_spend_minor > 0 ||
           wanted.minimum_quantity.thousandths > 0 || !wanted.combination.empty();
}

/// How much of each part of the combination is missing.
std::vector<std::int64_t> missing_parts(const BasketView& view,
                                        const CampaignSet& campaigns,
                                        std::size_t campaign,
                                        std::size_t rule) {
    const Campaign& of = campaigns.campaigns()[campaign];
    std::size_t selection = campaigns.selection_of(campaign, rule);
    std::vector<std::int64_t> missing;
    for (const CombinationPart& part : of.rules[rule].conditions.combination) {
        const Amounts there = view.amounts_of(++selection, part.items, of);
        missing.push_back(std::max<std::int64_t>(0, part.quantity.thousandths - there.thousandths));
    }
    return missing;
}

}  // namespace

Why first_unmet(const BasketView& view,
                const CampaignSet& campaigns,
                std::size_t campaign,
                std::size_t rule) {
    const Campaign& of = campaigns.campaigns()[campaign];
    const Conditions& wanted = of.rules[rule].conditions;
    const PricingRequest& request = view.request();
    if (const Why why = first_unmet_by_time_and_place(of, wanted, request); why != Why::Applied)
        return why;
    if (const Why why = first_unmet_by_member(of, wanted, request.customer); why != Why::Applied)
        return why;
    if (const Why why =
            first_unmet_by_occasion(wanted, {of.id, static_cast<std::int32_t>(rule) + 1}, request);
        why != Why::Applied)
        return why;
    if (wanted.coupon && !view.shows_coupon_of(of)) return Why::NoCoupon;
    if (!is_paid_by(wanted.paid_by, request.paid_by)) return Why::OtherTender;
    const std::size_t selection = campaigns.selection_of(campaign, rule);
    if (!view.has_any(selection)) return Why::NoSuchItems;
    if (!asks_for_amounts(wanted)) return Why::Applied;
    const Amounts there = view.amounts_of(selection, wanted.items, of);
    if (there.lines == 0) return Why::NoSuchItems;
    if (there.minor < wanted.minimum_spend_minor) return Why::BelowSpend;
    if (there.thousandths < wanted.minimum_quantity.thousandths) return Why::BelowQuantity;
    if (!wanted.combination.empty()) {
        const auto missing = missing_parts(view, campaigns, campaign, rule);
        if (std::any_of(missing.begin(), missing.end(), [](std::int64_t part) { return part > 0; }))
            return Why::CombinationIncomplete;
    }
    return Why::Applied;
}

std::optional<Offer> nearly_met(const BasketView& view,
                                const CampaignSet& campaigns,
                                std::size_t campaign,
                                std::size_t rule) {
    const Campaign& of = campaigns.campaigns()[campaign];
    const Conditions& wanted = of.rules[rule].conditions;
    const Amounts there = view.amounts_of(campaigns.selection_of(campaign, rule), wanted.items, of);
    const auto parts = missing_parts(view, campaigns, campaign, rule);
    const auto complete = std::count(parts.begin(), parts.end(), 0);
    const bool nearly =
        there.minor >= wanted.minimum_spend_minor - there.minor &&
        there.thousandths >= wanted.minimum_quantity.thousandths - there.thousandths &&
        complete * 2 >= std::ssize(parts);
    if (!nearly) return std::nullopt;
    Offer offer;
    offer.campaign = of.id;
    offer.rule = static_cast<std::int32_t>(rule) + 1;
    offer.missing_minor = std::max<std::int64_t>(0, wanted.minimum_spend_minor - there.minor);
    std::int64_t missing =
        std::max<std::int64_t>(0, wanted.minimum_quantity.thousandths - there.thousandths);
    for (const std::int64_t part : parts)
        missing += part;
    offer.missing_quantity = Quantity{missing};
    return offer;
}

std::vector<RuleNumber> birthday_rules(const CampaignSet& campaigns,
                                       std::chrono::month_day birthday,
                                       BusinessDate date) {
    std::vector<RuleNumber> near;
    for (const Campaign& campaign : campaigns.campaigns()) {
        std::int32_t number = 0;
        for (const CampaignRule& rule : campaign.rules) {
            ++number;
            const auto& window = rule.conditions.birthday;
            if (window && is_birthday(*window, birthday, date))
                near.push_back({campaign.id, number});
        }
    }
    return near;
}

}  // namespace pareto::loyalty
