#include "terminal/headless/answers.h"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace pareto::terminal::headless {

namespace json = boost::json;

namespace {

std::string_view name_of(sale::TenderKind kind) {
    switch (kind) {
        case sale::TenderKind::Cash:
            return "cash";
        case sale::TenderKind::Card:
            return "card";
        case sale::TenderKind::Points:
            return "points";
        case sale::TenderKind::StoredValue:
            return "stored";
        case sale::TenderKind::Voucher:
            return "voucher";
    }
    return "unknown";
}

std::string_view name_of(loyalty::CardProof proof) {
    switch (proof) {
        case loyalty::CardProof::None:
            return "none";
        case loyalty::CardProof::Hq:
            return "hq";
        case loyalty::CardProof::Group:
            return "group";
    }
    return "unknown";
}

json::object line_object(const sale::Line& line) {
    json::object object{{"line", line.number},
                        {"sku", line.sku},
                        {"description", line.description},
                        {"quantity_thousandths", line.quantity.thousandths},
                        {"unit_price_minor", line.unit_price_minor},
                        {"discount_minor", line.discount_minor},
                        {"amount_minor", line.amount_minor}};
    if (line.points_paid_minor != 0) object["points_paid_minor"] = line.points_paid_minor;
    if (line.voucher_paid_minor != 0) object["voucher_paid_minor"] = line.voucher_paid_minor;
    if (line.stored_paid_minor != 0) object["stored_paid_minor"] = line.stored_paid_minor;
    if (line.kind == sale::LineKind::Gift) object["points_paid"] = line.points_paid.value;
    if (!line.tag.empty()) object["tag"] = line.tag;
    return object;
}

json::object item_answer(const sale::Line& line, bool already) {
    json::object answer = accepted();
    answer["is"] = "item";
    answer["already"] = already;
    for (const auto& field : line_object(line))
        answer[field.key()] = field.value();
    return answer;
}

}  // namespace

json::object accepted() {
    return {{"ok", true}};
}

json::object refused(std::string_view refusal, std::string_view detail) {
    return {{"ok", false}, {"refused", refusal}, {"detail", detail}};
}

json::object failed(const Fault& fault) {
    return {{"ok", false}, {"fault", pareto::name_of(fault.code)}, {"detail", fault.detail}};
}

json::object not_done(const std::variant<Refused, Fault>& why) {
    if (const auto* refusal = std::get_if<Refused>(&why)) {
        return refused(terminal::name_of(refusal->refusal), refusal->detail);
    }
    return failed(std::get<Fault>(why));
}

namespace {

json::array awards_of(const std::vector<loyalty::Award>& awards) {
    json::array all;
    for (const auto& award : awards) {
        json::object shown{{"campaign", award.campaign.value}, {"rule", award.rule}};
        if (award.discount_minor != 0) shown["discount_minor"] = award.discount_minor;
        if (award.points.value != 0) shown["points"] = award.points.value;
        if (!award.gift_sku.empty()) shown["gift_sku"] = award.gift_sku;
        if (award.voucher_minor != 0) shown["voucher_minor"] = award.voucher_minor;
        if (award.stored_value_minor != 0) shown["stored_value_minor"] = award.stored_value_minor;
        all.push_back(std::move(shown));
    }
    return all;
}

json::array offers_of(const std::vector<loyalty::Offer>& offers) {
    json::array all;
    for (const auto& offer : offers) {
        all.push_back(json::object{{"campaign", offer.campaign.value},
                                   {"rule", offer.rule},
                                   {"missing_minor", offer.missing_minor},
                                   {"missing_thousandths", offer.missing_quantity.thousandths}});
    }
    return all;
}

}  // namespace

json::object answer_of(const RecordedSale& recorded) {
    json::object answer = accepted();
    answer["sale_id"] = std::to_string(recorded.id.value);
    answer["receipt"] = recorded.receipt_number;
    answer["business_date"] = to_string(recorded.business_date);
    answer["total_minor"] = recorded.sale.total_minor();
    answer["change_due_minor"] = recorded.change_due_minor;
    if (!recorded.sale.campaigns.awards.empty())
        answer["awards"] = awards_of(recorded.sale.campaigns.awards);
    answer["points"] = recorded.sale.points_promised.value;
    std::int64_t given_back = 0;
    for (const auto& tender : recorded.sale.tenders)
        given_back -= std::min<std::int64_t>(tender.points.value, 0);
    if (given_back != 0 || recorded.sale.points_given_back_minor() != 0) {
        answer["points_given_back"] = given_back;
        answer["given_back_minor"] = recorded.sale.points_given_back_minor();
    }
    if (const auto back = recorded.sale.given_back_minor(sale::TenderKind::Voucher); back != 0)
        answer["back_to_vouchers_minor"] = back;
    json::array vouchers;
    for (const PrintedVoucher& voucher : recorded.vouchers) {
        vouchers.push_back(json::object{{"code", voucher.code},
                                        {"value_minor", voucher.value_minor},
                                        {"until", to_string(voucher.until)}});
    }
    if (!vouchers.empty()) answer["vouchers"] = std::move(vouchers);
    const auto to_value = recorded.sale.given_back_minor(sale::TenderKind::StoredValue);
    if (to_value != 0) answer["stored_given_back_minor"] = to_value;
    answer["member"] = recorded.sale.facts.member
                           ? json::value(std::to_string(recorded.sale.facts.member.value))
                           : json::value();
    answer["to_be_credited"] = !recorded.sale.facts.member && !recorded.sale.card_key.empty();
    answer["repeated"] = recorded.repeated;
    return answer;
}

json::object answer_of(const PresentedCard& card) {
    json::object answer = accepted();
    answer["known"] = card.member.has_value();
    if (!card.member) return answer;
    const loyalty::MemberFacts& facts = card.member->facts;
    answer["member"] = std::to_string(facts.member.value);
    answer["member_number"] = card.member->member_number;
    answer["name"] = card.member->name;
    answer["tier"] = facts.tier;
    answer["vip"] = facts.vip;
    answer["points"] = facts.available.value;
    if (facts.pending.value != 0) answer["pending"] = facts.pending.value;
    answer["as_of_ms"] = card.member->as_of_ms;
    answer["family"] = loyalty::name_of(card.family);
    answer["proof"] = name_of(card.proof);
    return answer;
}

json::object answer_of(const ApprovedVoucher& voucher) {
    json::object answer = accepted();
    answer["redemption"] = std::to_string(voucher.id.value);
    answer["paid_minor"] = voucher.paid_minor;
    answer["left_minor"] = voucher.left_minor;
    answer["means"] = loyalty::name_of(voucher.means);
    return answer;
}

json::object answer_of(const Scanned& scanned) {
    if (const auto* const added = std::get_if<LineAdded>(&scanned))
        return item_answer(added->line, false);
    if (const auto* const already = std::get_if<AlreadyInBasket>(&scanned))
        return item_answer(already->line, true);
    json::object answer;
    if (const auto* const card = std::get_if<PresentedCard>(&scanned)) {
        answer = answer_of(*card);
        answer["is"] = "card";
        return answer;
    }
    if (const auto* const voucher = std::get_if<ApprovedVoucher>(&scanned)) {
        answer = answer_of(*voucher);
        answer["is"] = "voucher";
        return answer;
    }
    if (const auto* const coupon = std::get_if<CouponShown>(&scanned)) {
        answer = accepted();
        answer["is"] = "coupon";
        answer["code"] = coupon->code;
        return answer;
    }
    const auto& found = std::get<SaleFound>(scanned);
    answer = accepted();
    answer["is"] = "receipt";
    answer["sale_id"] = std::to_string(found.sale.value);
    answer["receipt"] = found.receipt_number;
    return answer;
}

json::object tenders_of(const std::map<sale::TenderKind, std::int64_t>& tenders) {
    json::object all;
    for (const auto& [kind, minor] : tenders)
        all[json::string_view{name_of(kind).data(), name_of(kind).size()}] = minor;
    return all;
}

json::object answer_of(const Basket& basket) {
    json::object answer = accepted();
    json::array lines;
    for (const auto& line : basket.lines)
        lines.push_back(line_object(line));
    json::array tenders;
    for (const auto& tender : basket.tenders) {
        tenders.push_back(
            json::object{{"kind", name_of(tender.kind)}, {"amount_minor", tender.amount_minor}});
    }
    answer["lines"] = std::move(lines);
    answer["tenders"] = std::move(tenders);
    answer["total_minor"] = basket.total_minor();
    answer["due_minor"] = basket.due_minor();
    const auto& priced = basket.pricing.priced;
    if (!priced.awards.empty()) answer["awards"] = awards_of(priced.awards);
    if (!priced.offers.empty()) answer["offers"] = offers_of(priced.offers);
    return answer;
}

std::string text_of(const json::object& answer) {
    return json::serialize(answer);
}

}  // namespace pareto::terminal::headless
