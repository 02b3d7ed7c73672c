// A terminal with a catalogue of goods that are scanned, and answers as short texts.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/goods/element.h"
#include "common/sync/feed.h"
#include "terminal/app/checkout.h"
#include "terminal/app/post_void.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {

/// SGTIN-96 and SGTIN-198 of the Tag Data Standard's examples, as radio tags hold them.
inline constexpr const char* kShoe = "3074257BF7194E4000001A85";  // (01)80614141123458(21)6789
inline constexpr const char* kBoot =
    "3674257BF6B7A659B2C2BF1000000000000000000000000000";  // (01)70614141123451(21)32a/b
inline constexpr const char* kShoeTag = "urn:epc:id:sgtin:0614141.812345.6789";

inline std::vector<sync::ItemChange> goods_catalogue() {
    return {{"tea", "Tea", "food", "4006381333931", "piece", 1'250},
            {"cola", "Cola", "food", "036000291452", "piece", 700},
            {"gum", "Gum", "food", "42100005264", "", 200},  // lost the zero in front
            {"mint", "Mint", "food", "73513537", "", 300},
            {"shoe", "Shoe", "shoes", "80614141123458", "pair", 59'900},
            {"boot", "Boot", "shoes", "70614141123451", "", 89'900},
            {"9506000134352", "Soap", "home", "", "", 1'500},
            {"01234565", "Screws", "tools", "", "", 90},
            {"voucher", "Gift voucher", "gifts", "9912345678909", "", 10'000},
            {"meat", "Meat", "food", "99506000134355", "kg", 2'000},
            {"12345", "Cheese", "food", "", "", 1'900},
            {"ham", "Ham", "food", "2899999000003", "kg", 4'000},
            {"nuts", "Nuts", "food", "2800777000009", "g", 3},
            {"eggs", "Eggs", "food", "2800778000008", "piece", 50}};
}

class GoodsWorld {
public:
    explicit GoodsWorld(TerminalFile& file) : file_{file} {
        sync::Feed feed{0, 1, {}};
        for (const auto& item : goods_catalogue())
            feed.changes.push_back({2, item.sku, sync::encode(item)});
        sync::MemberChange member;
        member.facts = {MemberId::of(1, 7), "gold", true, Points{500}};
        member.member_number = "2900000000018";
        member.cards = {{journal::card_key(Bytes(32, 'k'), "number", "2900000000018")}};
        feed.changes.push_back(
            {3, std::to_string(member.facts.member.value), sync::encode(member)});
        const auto fed = file.journal->apply_feed(feed);
        EXPECT_TRUE(fed) << describe(fed.error());
        open_shift(file);
    }

    static goods::ScanSettings settings() {
        goods::ScanSettings settings;
        settings.embedded = {goods::parse_embedded_scheme("21IIIIIPPP.PPC").value(),
                             goods::parse_embedded_scheme("28IIIIIWW.WWWC").value()};
        return settings;
    }

    static std::string printed(const terminal::Outcome<terminal::Scanned>& outcome) {
        if (!outcome) return text_of(outcome);
        if (const auto* const added = std::get_if<terminal::LineAdded>(&*outcome)) {
            const sale::Line& line = added->line;
            return format_decimal(line.quantity) + " " + line.sku + " = " +
                   std::to_string(line.amount_minor) + (line.tag.empty() ? "" : " " + line.tag);
        }
        if (const auto* const already = std::get_if<terminal::AlreadyInBasket>(&*outcome))
            return "already line " + std::to_string(already->line.number);
        if (const auto* const card = std::get_if<terminal::PresentedCard>(&*outcome))
            return card->member ? "member " + card->member->member_number : "unknown card";
        if (const auto* const coupon = std::get_if<terminal::CouponShown>(&*outcome))
            return "coupon " + coupon->code;
        if (std::holds_alternative<terminal::ApprovedVoucher>(*outcome)) return "voucher";
        return "receipt " + std::get<terminal::SaleFound>(*outcome).receipt_number;
    }

    /// "|" is the group separator.
    std::string scan(std::string text) {
        std::replace(text.begin(), text.end(), '|', goods::kGroupSeparator);
        return printed(checkout.scan(text));
    }

    std::vector<std::string> tags(const std::vector<std::string>& hex) {
        std::vector<terminal::TagRead> reads;
        for (const auto& text : hex)
            reads.push_back({from_hex(text).value(), {}});
        std::vector<std::string> answers;
        for (const auto& outcome : checkout.tags(reads))
            answers.push_back(printed(outcome));
        return answers;
    }

    std::string tag(const std::string& hex) { return tags({hex}).at(0); }

    /// Pays what is due in cash.
    terminal::RecordedSale pay() {
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
        auto recorded = checkout.complete({});
        EXPECT_TRUE(recorded) << text_of(recorded);
        return recorded ? *recorded : terminal::RecordedSale{};
    }

    std::string bring_back(SaleId sale, std::int32_t line = 1) {
        const terminal::GoodsBack goods{line, Quantity{1'000}};
        return text_of(checkout.add_return(sale, {&goods, 1}));
    }

    std::string void_sale(SaleId sale) {
        return text_of(terminal::post_void(*file_.journal, file_.clock, {sale, "mistake", {}}));
    }

    std::string void_line(std::int32_t number) { return text_of(checkout.void_line(number)); }

private:
    TerminalFile& file_;

public:
    terminal::Checkout checkout{*file_.journal, file_.uplink, file_.clock, file_.no_prover, settings()};
};

}  // namespace pareto::test
