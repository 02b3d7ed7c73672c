#include "common/loyalty/gift.h"

#include <algorithm>

namespace pareto::loyalty {

std::string_view name_of(GiftRefusal refusal) {
    switch (refusal) {
        case GiftRefusal::UnknownGift:
            return "UnknownGift";
        case GiftRefusal::Withdrawn:
            return "Withdrawn";
        case GiftRefusal::NotYet:
            return "NotYet";
        case GiftRefusal::Over:
            return "Over";
        case GiftRefusal::OtherTier:
            return "OtherTier";
        case GiftRefusal::NotVip:
            return "NotVip";
        case GiftRefusal::OutOfStock:
            return "OutOfStock";
        case GiftRefusal::PriceChanged:
            return "PriceChanged";
    }
    return "unknown";
}

std::string_view advice(GiftRefusal refusal) {
    switch (refusal) {
        case GiftRefusal::UnknownGift:
            return "the catalogue has no such gift";
        case GiftRefusal::Withdrawn:
            return "this gift is not given any more";
        case GiftRefusal::NotYet:
            return "this gift is not given yet";
        case GiftRefusal::Over:
            return "the last day of this gift is over";
        case GiftRefusal::OtherTier:
            return "this gift is for members of other tiers";
        case GiftRefusal::NotVip:
            return "this gift is for VIPs";
        case GiftRefusal::OutOfStock:
            return "this branch has none left";
        case GiftRefusal::PriceChanged:
            return "its price has changed: try again in a moment";
    }
    return "unknown";
}

std::optional<GiftRefusal> check_gift(const CatalogueGift& gift, const GiftQuestion& question) {
    if (gift.withdrawn) return GiftRefusal::Withdrawn;
    if (gift.from && question.today < *gift.from) return GiftRefusal::NotYet;
    if (gift.until && question.today > *gift.until) return GiftRefusal::Over;
    const auto& tiers = gift.tiers;
    const bool has_tier =
        tiers.empty() || std::find(tiers.begin(), tiers.end(), question.tier) != tiers.end();
    if (!has_tier) return GiftRefusal::OtherTier;
    if (gift.vip_only && !question.vip) return GiftRefusal::NotVip;
    if (question.stock && *question.stock <= 0) return GiftRefusal::OutOfStock;
    return std::nullopt;
}

bool is_gift_code(std::string_view text) {
    return !text.empty() && text.size() <= kGiftCodeBytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

const std::string& gift_name(const CatalogueGift& gift, bool chinese) {
    const std::string& wanted = chinese ? gift.name_zh : gift.name_en;
    const std::string& other = chinese ? gift.name_en : gift.name_zh;
    return wanted.empty() ? other : wanted;
}

}  // namespace pareto::loyalty
