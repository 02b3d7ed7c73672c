#include "common/goods/article_number.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/goods/digits.h"

namespace pareto::goods {

std::string_view explain(NumberRefusal refusal) {
    switch (refusal) {
        case NumberRefusal::NotDigits:
            return "holds another character than digits";
        case NumberRefusal::WrongLength:
            return "has another number of digits than a barcode";
        case NumberRefusal::WrongCheckDigit:
            return "has a wrong check digit: scan it again";
    }
    return "is no article number";
}

Expected<std::string, NumberRefusal> parse_gtin(std::string_view text) {
    if (!is_digits(text)) return unexpected{NumberRefusal::NotDigits};
    if (text.size() != 8 && (text.size() < 12 || text.size() > 14))
        return unexpected{NumberRefusal::WrongLength};
    if (!has_check_digit(text)) return unexpected{NumberRefusal::WrongCheckDigit};
    return std::string(14 - text.size(), '0').append(text);
}

Expected<std::string, NumberRefusal> parse_upc_e(std::string_view text) {
    if (!is_digits(text)) return unexpected{NumberRefusal::NotDigits};
    const char number_system = text.size() == 6 ? '0' : text.front();
    if (text.size() < 6 || text.size() > 8 || number_system > '1')
        return unexpected{NumberRefusal::WrongLength};
    const std::string_view body = text.size() == 6 ? text : text.substr(1, 6);
    // The last digit says where the zeros were.
    std::string upc_a{number_system};
    const char last = body[5];
    if (last <= '2') {
        upc_a.append(body.substr(0, 2)).append(1, last).append("0000").append(body.substr(2, 3));
    } else if (last == '3') {
        upc_a.append(body.substr(0, 3)).append("00000").append(body.substr(3, 2));
    } else if (last == '4') {
        upc_a.append(body.substr(0, 4)).append("00000").append(body.substr(4, 1));
    } else {
        upc_a.append(body.substr(0, 5)).append("0000").append(1, last);
    }
    upc_a += check_digit(upc_a);
    if (text.size() == 8 && text.back() != upc_a.back())
        return unexpected{NumberRefusal::WrongCheckDigit};
    return upc_a;
}

std::optional<std::string> to_upc_e(std::string_view upc_a) {
    if (upc_a.size() != 12 || !has_check_digit(upc_a) || upc_a.front() > '1') return std::nullopt;
    const std::string_view company = upc_a.substr(1, 5);
    const std::string_view item = upc_a.substr(6, 5);
    std::string text{upc_a.front()};
    if (company[2] <= '2' && company.substr(3) == "00" && item.substr(0, 2) == "00") {
        text.append(company.substr(0, 2)).append(item.substr(2)).append(1, company[2]);
    } else if (company.substr(3) == "00" && item.substr(0, 3) == "000") {
        text.append(company.substr(0, 3)).append(item.substr(3)).append("3");
    } else if (company[4] == '0' && item.substr(0, 4) == "0000") {
        text.append(company.substr(0, 4)).append(item.substr(4)).append("4");
    } else if (company[4] != '0' && item.substr(0, 4) == "0000" && item[4] >= '5') {
        text.append(company).append(item.substr(4));
    } else {
        return std::nullopt;
    }
    return text.append(1, upc_a.back());
}

std::vector<std::string> spellings(std::string_view gtin) {
    PARETO_CHECK(gtin.size() == 14);
    const auto significant = std::min(gtin.find_first_not_of('0'), gtin.size() - 1);
    const std::size_t digits = gtin.size() - significant;
    std::vector<std::string> texts;
    for (const std::size_t length : {digits, 8UL, 12UL, 13UL, 14UL}) {
        const bool fits = length > digits || texts.empty();
        if (fits) texts.emplace_back(gtin.substr(gtin.size() - length));
    }
    return texts;
}

bool is_restricted(std::string_view gtin) {
    PARETO_CHECK(gtin.size() == 14);
    if (gtin.substr(0, 6) == "000000") return gtin[6] == '0' || gtin[6] == '2';
    if (gtin.front() != '0') return false;
    return gtin[1] == '2' || gtin.substr(1, 2) == "02" || gtin.substr(1, 2) == "04";
}

}  // namespace pareto::goods
