#include "common/loyalty/sentence_parts.h"

namespace pareto::loyalty {
namespace {

std::string of_target(const Wording& say, Target target, bool all) {
    if (target == Target::Basket || (all && target == Target::ItemsTogether))
        return say.in(" the whole basket", "整單");
    if (target == Target::ItemsTogether) return say.in(" these items together", "此類貨品合計");
    return all ? say.in(" each item", "每項貨品") : say.in(" each of these items", "每項此類貨品");
}

std::string at_most(const Wording& say, std::int64_t minor) {
    if (minor == 0) return {};
    return say.in(" (at most ", "（最多 ") + say.money(minor) + say.in(")", "）");
}

std::string factor_text(Rational factor) {
    const std::int64_t thousandths = factor.numerator * 1000;
    if (thousandths % factor.denominator == 0)
        return format_decimal(Quantity{thousandths / factor.denominator});
    return std::to_string(factor.numerator) + "/" + std::to_string(factor.denominator);
}

struct Phrase {
    const Wording& say;
    bool all = false;

    std::string operator()(const PointsMultiplier& effect) const {
        const std::string times = factor_text(effect.factor);
        return say.is_english()
                   ? times + " times the points on" + of_target(say, effect.target, all)
                   : of_target(say, effect.target, all) + " " + times + " 倍積分";
    }

    std::string operator()(const PointsBonus& effect) const {
        const std::string points = std::to_string(effect.points.value);
        std::string step;
        if (effect.per == Per::Quantity) step = format_decimal(Quantity{effect.step});
        if (effect.per == Per::Spend) step = say.money(effect.step);
        if (step.empty()) return points + say.in(" extra points", " 額外積分");
        if (say.is_english())
            return points + " extra points for every " + step +
                   (effect.per == Per::Spend ? (all ? " paid" : " paid for these items")
                                             : (all ? " bought" : " bought of these items"));
        return std::string{all ? "每" : "此類貨品每"} +
               std::string{effect.per == Per::Spend ? "付 " : "購 "} + step +
               (effect.per == Per::Spend ? " " : " 件") + "得 " + points + " 額外積分";
    }

    std::string operator()(const PercentOff& effect) const {
        const bool is_free = effect.basis_points == kWholeBasisPoints;
        const std::string off = say.percent(effect.basis_points);
        const std::string most = at_most(say, effect.maximum_minor);
        if (effect.cheapest_of > 0) {
            const std::string group = std::to_string(effect.cheapest_of);
            if (say.is_english())
                return (is_free ? "the cheapest of every " + group + " free"
                                : off + " off the cheapest of every " + group) +
                       most;
            return "每 " + group + " 件中最平一件" + (is_free ? "免費" : "減 " + off) + most;
        }
        return say.is_english() ? off + " off" + of_target(say, effect.target, all) + most
                                : of_target(say, effect.target, all) + "減 " + off + most;
    }

    std::string operator()(const AmountOff& effect) const {
        const std::string off = say.money(effect.minor);
        const std::string most = at_most(say, effect.maximum_minor);
        const bool by_unit = effect.target == Target::Items;
        if (say.is_english())
            return off + " off" +
                   (by_unit ? (all ? " each unit" : " each unit of these items")
                            : of_target(say, effect.target, all)) +
                   most;
        return (by_unit ? (all ? "每件" : "此類貨品每件") : of_target(say, effect.target, all)) +
               "減 " + off + most;
    }

    std::string operator()(const Gift& effect) const {
        const std::string quantity = format_decimal(effect.quantity);
        return say.is_english() ? quantity + " × " + effect.sku + " as a gift"
                                : "贈品 " + effect.sku + " × " + quantity;
    }

    std::string operator()(const VoucherGiven& effect) const {
        const std::string days = std::to_string(effect.valid_days);
        return say.is_english()
                   ? "a voucher of " + say.money(effect.minor) + ", valid for " + days + " days"
                   : say.money(effect.minor) + " 禮券（" + days + " 日內有效）";
    }

    std::string operator()(const StoredValueGiven& effect) const {
        return say.is_english() ? say.money(effect.minor) + " on their account"
                                : "戶口儲值 " + say.money(effect.minor);
    }
};

}  // namespace

std::string Wording::money(std::int64_t minor) const {
    return std::string{currency.text()} + " " + format_decimal(Money{minor, currency});
}

std::string Wording::percent(std::int32_t basis_points) const {
    return format_decimal(Quantity{std::int64_t{basis_points} * 10}) + in(" %", "%");
}

std::string Wording::joined(const std::vector<std::string>& of, std::string_view last) const {
    std::string text;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (i > 0) text += i + 1 == of.size() ? std::string{last} : in(", ", "、");
        text += of[i];
    }
    return text;
}

std::string Wording::any_of(const std::vector<std::string>& of) const {
    return joined(of, in(" or ", " 或 "));
}

std::string Wording::all_of(const std::vector<std::string>& of) const {
    return joined(of, in(" and ", " 及 "));
}

std::string Wording::items(const ItemSelection& of) const {
    const auto named = [&](const std::vector<std::string>& skus,
                           const std::vector<std::string>& categories) {
        std::vector<std::string> names = skus;
        for (const std::string& category : categories)
            names.push_back(is_english() ? "anything of " + category : category + "類");
        return any_of(names);
    };
    std::string text = named(of.skus, of.categories);
    if (text.empty()) text = in("anything", "任何貨品");
    if (of.of_coupon) text += in(" that the coupon names", "（限優惠券所列）");
    const std::string except = named(of.except_skus, of.except_categories);
    if (!except.empty())
        text += is_english() ? " (except " + except + ")" : "（" + except + " 除外）";
    return text;
}

std::string effect_phrase(const Wording& say, const Effect& effect, bool all) {
    return std::visit(Phrase{say, all}, effect);
}

}  // namespace pareto::loyalty
