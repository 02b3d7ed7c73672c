#include "hq/commands/statement_text.h"

#include "hq/app/posting.h"

namespace pareto::hq::commands {
namespace {

struct Words {
    std::string_view english, chinese;

    [[nodiscard]] std::string_view in(Language language) const {
        return language == Language::English ? english : chinese;
    }
};

/// Each {} is the next part.
std::string fill(const Words& words, Language language, std::initializer_list<std::string> parts) {
    const std::string_view form = words.in(language);
    std::string text;
    const auto* part = parts.begin();
    for (std::size_t at = 0; at < form.size(); ++at) {
        if (form.substr(at, 2) == "{}" && part != parts.end()) {
            text += *part++;
            ++at;
        } else {
            text += form[at];
        }
    }
    return text;
}

const sale::Sale* sale_of(const Movement& movement) {
    return movement.entry ? std::get_if<sale::Sale>(&movement.entry->body) : nullptr;
}

std::string amount_text(std::int64_t minor, Currency currency) {
    return std::string{currency.text()} + " " + format_decimal(Money{minor, currency});
}

std::string points_text(std::int64_t points, Language language) {
    return fill(points == 1 ? Words{"{} point", "{} 分"} : Words{"{} points", "{} 分"},
                language,
                {std::to_string(points)});
}

std::string adjusted(const Movement& movement, Language language) {
    const auto* const body =
        movement.entry ? std::get_if<journal::PointsAdjusted>(&movement.entry->body) : nullptr;
    if (body == nullptr)
        return fill({"Adjusted by head office.", "由總部調整。"}, language, {});
    if (body->reason == "opening_balance") {
        return fill({"Points you had before, taken over.", "承接之前的積分結餘。"}, language, {});
    }
    if (body->approved_by.empty()) {
        return fill({"Adjusted by {}, reason: {}.", "由 {} 調整，原因：{}。"},
                    language,
                    {movement.entry->operator_id, body->reason});
    }
    return fill({"Adjusted by {}, approved by {}, reason: {}.",
                 "由 {} 調整，{} 批准，原因：{}。"},
                language,
                {movement.entry->operator_id, body->approved_by, body->reason});
}

std::string transferred(const Movement& movement, Language language) {
    const auto* const body =
        movement.entry ? std::get_if<journal::PointsTransferred>(&movement.entry->body) : nullptr;
    if (body == nullptr) {
        return fill({"Settled when the accounts became one.", "合併帳戶時結算。"}, language, {});
    }
    return fill(movement.points < 0
                    ? Words{"Given to another member, by {}, reason: {}.",
                            "轉給另一位會員，經辦：{}，原因：{}。"}
                    : Words{"Received from another member, by {}, reason: {}.",
                            "由另一位會員轉入，經辦：{}，原因：{}。"},
                language,
                {movement.entry->operator_id, body->reason});
}

/// The gifts that the points were for; empty when they paid for goods, too.
std::string gifts_of(const Movement& movement) {
    const auto* const asked =
        movement.entry ? std::get_if<journal::RedemptionRequested>(&movement.entry->body) : nullptr;
    if (asked != nullptr) return asked->gift;
    const sale::Sale* const sale = sale_of(movement);
    if (sale == nullptr || sale->points_paid_minor() > 0) return {};
    std::string gifts;
    for (const sale::Line& line : sale->lines) {
        if (line.kind == sale::LineKind::Gift && !line.original)
            gifts += (gifts.empty() ? "" : ", ") + line.sku;
    }
    return gifts;
}

std::string bought(const Movement& movement, Currency currency, Language language) {
    const sale::Sale* const sale = sale_of(movement);
    if (sale == nullptr)
        return fill({"Earned by a purchase before the card was known.",
                     "會員卡登記之前的購物所得。"},
                    language,
                    {});
    return fill({"Bought for {} in branch {}, receipt {}.", "購物 {}，分店 {}，收據 {}。"},
                language,
                {amount_text(earning_minor(*sale), currency), movement.branch, movement.receipt});
}

}  // namespace

std::optional<Language> find_language(std::string_view name) {
    if (name == "en") return Language::English;
    if (name == "zh-Hant") return Language::TraditionalChinese;
    return std::nullopt;
}

std::string sentence(const Movement& movement, Currency currency, Language language) {
    const std::string_view code = movement.transfer.code;
    const std::string& receipt = movement.receipt;
    if (code == transfer_code::kEarn) return bought(movement, currency, language);
    if (code == transfer_code::kAdjust) return adjusted(movement, language);
    if (code == transfer_code::kTransfer) return transferred(movement, language);
    if (code == transfer_code::kExpire) {
        return fill({"Expired: the last day to use them was {}.", "已過期：最後使用日為 {}。"},
                    language,
                    {movement.expires_on});
    }
    const std::string gifts = gifts_of(movement);
    if (code == transfer_code::kHold && !gifts.empty())
        return fill({"Held for gift {}.", "預留換領禮品 {}。"}, language, {gifts});
    if (code == transfer_code::kRedeem && !gifts.empty()) {
        return fill({"Used for gift {} in branch {}, receipt {}.",
                     "換領禮品 {}，分店 {}，收據 {}。"},
                    language,
                    {gifts, movement.branch, receipt});
    }
    if (code == transfer_code::kHold)
        return fill({"Held to pay with points.", "預留以積分付款。"}, language, {});
    if (code == transfer_code::kRedeem) {
        return fill({"Used to pay in branch {}, receipt {}.", "以積分付款，分店 {}，收據 {}。"},
                    language,
                    {movement.branch, receipt});
    }
    if (code == transfer_code::kReverse)
        return fill({"Held points given back.", "退回預留的積分。"}, language, {});
    if (code == transfer_code::kReturn) {
        return fill({"Goods brought back in branch {}, receipt {}.", "退貨，分店 {}，收據 {}。"},
                    language,
                    {movement.branch, receipt});
    }
    if (code == transfer_code::kVoid)
        return fill({"A sale was cancelled.", "交易已取消。"}, language, {});
    if (code == transfer_code::kRepay) {
        return fill({"Repaid points that were owed.", "償還欠下的積分。"}, language, {});
    }
    return std::string{code};
}

std::string statement_title(const std::string& member_number, Language language) {
    return fill({"Statement of member {}", "會員 {} 積分結單"}, language, {member_number});
}

std::string sale_title(const std::string& sale, Language language) {
    return fill({"Why sale {} gave its points", "交易 {} 的積分計算"}, language, {sale});
}

std::string earning_sentence(std::int64_t earning_minor,
                             std::int64_t points,
                             const Rational& points_per_minor,
                             Currency currency,
                             Language language) {
    return fill({"{} earn, at {} for each {}, rounded down: {}.",
                 "可計積分金額 {}，積分率 {}／{}，向下取整：{}。"},
                language,
                {amount_text(earning_minor, currency),
                 points_text(points_per_minor.numerator, language),
                 amount_text(points_per_minor.denominator, currency),
                 points_text(points, language)});
}

}  // namespace pareto::hq::commands
