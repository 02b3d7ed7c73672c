// What stands on a receipt beside names and figures, in the customer's language.
#pragma once

#include <optional>
#include <string_view>

namespace pareto::terminal::receipt {

enum class Language { English, Chinese };

/// "en", "zh-Hant", "zh_TW".
[[nodiscard]] std::optional<Language> language_of(std::string_view name);

struct Words {
    std::string_view receipt, reprint, again, cancelled, cancels, discount;
    std::string_view in_points, back_in_points, by_voucher, back_to_voucher, in_value,
        back_to_value;
    std::string_view gift, gift_back;  ///< before a number of points
    std::string_view returned_line, of_sale, campaign, points, voucher, voucher_title, credit,
        until, print_elsewhere;
    std::string_view cash, card, points_by_hq, redeemed_offline, stored_value, gift_card,
        voucher_paid, change_due;
    std::string_view left_on_gift_card, stored_value_left, to_be_used_by;
    std::string_view member, taken_back, earned, to_be_credited, redeemed, given_back, points_on;
    std::string_view x_report, z_report, not_counted, business_date, cashier, sales, net_sales,
        value_sold, opening_cash, cash_expected, cash_counted, variance;
    std::string_view you_saved, total, approved_by, sale, given_back_money;
};

[[nodiscard]] const Words& words_in(Language language);

}  // namespace pareto::terminal::receipt
