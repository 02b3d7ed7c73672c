#include "terminal/receipt/words.h"

namespace pareto::terminal::receipt {

namespace {

constexpr Words kEnglish{
    .receipt = "Receipt",
    .reprint = "*** REPRINT ***",
    .again = "*** MAY BE A COPY ***",
    .cancelled = "*** CANCELLED ***",
    .cancels = "Cancels receipt",
    .discount = "discount",
    .in_points = "of it in points",
    .back_in_points = "of it back in points",
    .by_voucher = "of it by voucher",
    .back_to_voucher = "of it back to voucher",
    .in_value = "of it in stored value",
    .back_to_value = "of it back to stored value",
    .returned_line = "returned, line",
    .of_sale = "of sale",
    .campaign = "Campaign",
    .points = "points",
    .voucher = "voucher",
    .voucher_title = "VOUCHER",
    .credit = "credit",
    .until = "Until",
    .print_elsewhere = "print it where it was given",
    .cash = "Cash",
    .card = "Card",
    .points_by_hq = "Points, counted by HQ",
    .redeemed_offline = "redeemed offline",
    .stored_value = "Stored value",
    .gift_card = "Gift card",
    .voucher_paid = "Voucher",
    .change_due = "Change due",
    .left_on_gift_card = "Left on the gift card",
    .stored_value_left = "Stored value left",
    .to_be_used_by = "to be used by",
    .member = "Member",
    .taken_back = "Points taken back",
    .earned = "Points earned",
    .to_be_credited = "Points to be credited",
    .redeemed = "Points redeemed",
    .given_back = "Points given back",
    .points_on = "Points on",
    .you_saved = "You saved",
    .total = "TOTAL",
    .approved_by = "Approved by",
    .sale = "Sale",
    .given_back_money = "Given back",
};

constexpr Words kChinese{
    .receipt = "收據",
    .reprint = "*** 重印本 ***",
    .again = "*** 可能為副本 ***",
    .cancelled = "*** 已取消 ***",
    .cancels = "取消收據",
    .discount = "折扣",
    .in_points = "其中積分支付",
    .back_in_points = "其中退回積分",
    .by_voucher = "其中禮券支付",
    .back_to_voucher = "其中退回禮券",
    .in_value = "其中儲值支付",
    .back_to_value = "其中退回儲值",
    .returned_line = "退貨，第",
    .of_sale = "項，交易",
    .campaign = "活動",
    .points = "積分",
    .voucher = "禮券",
    .voucher_title = "禮券",
    .credit = "儲值回贈",
    .until = "有效至",
    .print_elsewhere = "請在發出的終端機列印",
    .cash = "現金",
    .card = "刷卡",
    .points_by_hq = "積分，由總部計算",
    .redeemed_offline = "離線兌換",
    .stored_value = "儲值",
    .gift_card = "禮品卡",
    .voucher_paid = "禮券",
    .change_due = "找零",
    .left_on_gift_card = "禮品卡餘額",
    .stored_value_left = "儲值餘額",
    .to_be_used_by = "使用期限",
    .member = "會員",
    .taken_back = "收回積分",
    .earned = "獲得積分",
    .to_be_credited = "待入帳積分",
    .redeemed = "兌換積分",
    .given_back = "退回積分",
    .points_on = "積分結餘",
    .you_saved = "為您節省",
    .total = "合計",
    .approved_by = "核准人",
    .sale = "交易",
    .given_back_money = "退款",
};

}  // namespace

std::optional<Language> language_of(std::string_view name) {
    if (name == "en") return Language::English;
    if (name == "zh-Hant" || name == "zh_TW") return Language::Chinese;
    return std::nullopt;
}

const Words& words_in(Language language) {
    return language == Language::Chinese ? kChinese : kEnglish;
}

}  // namespace pareto::terminal::receipt
