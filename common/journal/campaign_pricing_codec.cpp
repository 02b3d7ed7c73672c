#include "common/journal/campaign_pricing_codec.h"

#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

constexpr std::size_t kVoucherMax = 32;

using Rules = google::protobuf::RepeatedPtrField<v1::RuleNumber>;

void put(const std::vector<loyalty::RuleNumber>& from, Rules& to) {
    for (const loyalty::RuleNumber& rule : from) {
        v1::RuleNumber& added = *to.Add();
        added.set_campaign(rule.campaign.value);
        added.set_rule(rule.rule);
    }
}

std::vector<loyalty::RuleNumber> take(const Rules& from, Reader& reader) {
    std::vector<loyalty::RuleNumber> to;
    for (const v1::RuleNumber& rule : from)
        to.push_back({loyalty::CampaignId{reader.natural(rule.campaign(), "campaign")}, rule.rule()});
    return to;
}

void put(const loyalty::Award& from, v1::Award& to) {
    to.set_campaign(from.campaign.value);
    to.set_version(from.version);
    to.set_rule(from.rule);
    to.set_variant(from.variant);
    to.set_effect(from.effect);
    to.set_discount_minor(from.discount_minor);
    to.set_points(from.points.value);
    to.set_gift_sku(from.gift_sku);
    to.set_gift_quantity_thousandths(from.gift_quantity.thousandths);
    to.set_voucher_minor(from.voucher_minor);
    to.set_voucher_days(from.voucher_days);
    to.set_stored_value_minor(from.stored_value_minor);
    to.set_gift_cost_minor(from.gift_cost_minor);
}

std::int64_t amount(std::int64_t value, Reader& reader, const char* field) {
    return reader.natural(reader.within(value, kMinorMax, field), field);
}

loyalty::Award take(const v1::Award& from, Reader& reader) {
    loyalty::Award to;
    to.campaign = loyalty::CampaignId{reader.natural(from.campaign(), "campaign")};
    to.version = from.version();
    to.rule = from.rule();
    to.variant = from.variant();
    to.effect = from.effect();
    to.discount_minor = amount(from.discount_minor(), reader, "award discount");
    to.points = Points{amount(from.points(), reader, "award points")};
    to.gift_sku = from.gift_sku();
    to.gift_quantity = Quantity{amount(from.gift_quantity_thousandths(), reader, "gift quantity")};
    to.voucher_minor = amount(from.voucher_minor(), reader, "award voucher");
    to.voucher_days = from.voucher_days();
    to.stored_value_minor = amount(from.stored_value_minor(), reader, "award stored value");
    to.gift_cost_minor = amount(from.gift_cost_minor(), reader, "gift cost");
    return to;
}

}  // namespace

void put(const sale::CampaignPricing& from, v1::CampaignPricing& to) {
    to.set_list_version(from.list_version);
    to.set_local_minute(from.local_minute);
    to.mutable_segments()->Assign(from.segments.begin(), from.segments.end());
    for (const loyalty::CampaignId campaign : from.targeted) to.add_targeted(campaign.value);
    put(from.birthday_rules, *to.mutable_birthday_rules());
    if (from.visits) to.set_visits(*from.visits);
    for (const loyalty::PresentedCoupon& coupon : from.coupons) {
        v1::PresentedCoupon& added = *to.add_coupons();
        added.set_code(coupon.code);
        added.set_campaign(coupon.campaign.value);
        added.mutable_skus()->Assign(coupon.skus.begin(), coupon.skus.end());
        added.set_claim(coupon.claim.value);
    }
    put(from.budget_spent, *to.mutable_budget_spent());
    for (const loyalty::Award& award : from.awards) put(award, *to.add_awards());
    for (const Bytes& voucher : from.vouchers) to.add_vouchers(voucher);
}

sale::CampaignPricing take(const v1::CampaignPricing& from, Reader& reader) {
    sale::CampaignPricing to;
    to.list_version = reader.natural(from.list_version(), "campaign list");
    to.local_minute = from.local_minute();
    to.segments = {from.segments().begin(), from.segments().end()};
    for (const std::int64_t campaign : from.targeted()) to.targeted.emplace_back(loyalty::CampaignId{campaign});
    to.birthday_rules = take(from.birthday_rules(), reader);
    if (from.has_visits()) to.visits = reader.natural(from.visits(), "visits");
    for (const v1::PresentedCoupon& coupon : from.coupons()) {
        to.coupons.push_back({coupon.code(), loyalty::CampaignId{coupon.campaign()},
                              {coupon.skus().begin(), coupon.skus().end()},
                              EntryId{reader.natural(coupon.claim(), "claim")}});
    }
    to.budget_spent = take(from.budget_spent(), reader);
    for (const v1::Award& award : from.awards()) to.awards.push_back(take(award, reader));
    for (const std::string& voucher : from.vouchers()) to.vouchers.push_back(reader.text(voucher, kVoucherMax, "voucher"));
    return to;
}

}  // namespace pareto::journal
