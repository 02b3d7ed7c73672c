// Gifts at the till: HQ takes points and a unit together; without it, the member's means and the
// stock that the terminal knows decide. Figures are worked out by hand.
//
// A mug costs 500 points and 10.00. The member has 2,000 points; the branch has 2 mugs.
#include "terminal/app/gifts.h"

#include <gtest/gtest.h>

#include "common/sync/gift.h"
#include "terminal/app/post_void.h"
#include "terminal/receipt/receipt.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::RecordedSale;

const MemberId kAnna{EntryId::of(9, 1).value};

class GiftsTest : public testing::Test {
protected:
    GiftsTest() {
        sync::MemberChange member;
        member.facts = {kAnna, "gold", false, Points{2'000}};
        member.member_number = "2900000000018";
        member.cards = {{journal::card_key(Bytes(32, 'k'), "number", "906")}};
        loyalty::RuleSet rules;
        rules.version = 1;
        rules.offline.enabled = true;
        rules.offline.card_points = Points{1'200};
        rules.offline.terminal_points = Points{5'000};
        rules.offline.uses_of_card = 9;
        feed({{1, "current", sync::encode(sync::RulesChange{rules})},
              {3, std::to_string(kAnna.value), sync::encode(member)}});
        define(mug());
        stock(2, 0);
        open_shift(file);
    }

    static loyalty::CatalogueGift mug() {
        loyalty::CatalogueGift gift;
        gift.code = "MUG";
        gift.version = 1;
        gift.name_en = "Mug";
        gift.points = 500;
        gift.cash_minor = 10'00;
        return gift;
    }

    void feed(std::vector<sync::Change> changes) {
        const auto fed = file.journal->apply_feed({cursor, cursor + 1, std::move(changes)});
        ASSERT_TRUE(fed) << describe(fed.error());
        ++cursor;
    }

    void define(const loyalty::CatalogueGift& gift) {
        feed({{32, gift.code, sync::encode(sync::GiftChange{gift, "Mug"})}});
    }

    /// HQ knows of `taken` units that this registration took.
    void stock(std::int64_t units, std::int64_t taken) {
        sync::GiftStockChange change{units, {}};
        if (taken > 0) change.taken = {{kRegistration, taken}};
        feed({{33, "MUG", sync::encode(change)}});
    }

    void hq_approves() {
        sync::Response response;
        response.outcome = sync::AuthoriseOutcome::Approved;
        response.available = Points{1'500};
        file.uplink.answer = response;
    }

    void hq_refuses(const std::string& why) {
        sync::Response response;
        response.reward.refusal = why;
        file.uplink.answer = response;
    }

    void tap() { EXPECT_TRUE(checkout.tap({{}, "906", "test"})); }

    /// "500 hq, due 1000", or why not.
    std::string give(const std::string& code = "MUG") {
        const auto added = checkout.add_gift(code);
        if (!added) return text_of(added);
        return std::to_string(added->redemption.points.value) + " " +
               std::string{loyalty::name_of(added->redemption.means)} + ", due " +
               std::to_string(checkout.basket().due_minor());
    }

    RecordedSale complete() {
        const std::int64_t due = checkout.basket().due_minor();
        if (due != 0) {
            EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, due));
        }
        const auto recorded = checkout.complete({});
        EXPECT_TRUE(recorded) << text_of(recorded);
        return recorded ? *recorded : RecordedSale{};
    }

    std::int64_t left() { return file.journal->gifts("MUG").value().front().left; }

    std::size_t open_requests() { return file.journal->open_redemptions().value().size(); }

    TerminalFile file;
    std::int64_t cursor = 0;
    terminal::Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
};

TEST_F(GiftsTest, ALineItsPointsAndItsCash) {
    hq_approves();
    EXPECT_EQ(give(), "RedemptionRefused: no known member's card was shown");
    tap();
    EXPECT_EQ(give(), "500 hq, due 1000");
    EXPECT_EQ(left(), 1);
    const RecordedSale recorded = complete();
    const sale::Sale& sale = recorded.sale;
    ASSERT_EQ(sale.lines.size(), 1U);
    EXPECT_EQ(sale.lines[0].kind, sale::LineKind::Gift);
    EXPECT_EQ(sale.lines[0].points_paid.value, 500);
    EXPECT_EQ(sale.lines[0].amount_minor, 10'00);
    EXPECT_EQ(sale.points_promised.value, 0);  // it earns nothing
    EXPECT_EQ(sale.eligible_minor(), 0);
    EXPECT_EQ(open_requests(), 0U);
    const std::string paper = terminal::receipt::render({.company = "Example",
                                                         .currency = *find_currency("HKD"),
                                                         .local_time =
                                                             [](UtcTime) {
                                                                 return std::string{};
                                                             }},
                                                        recorded,
                                                        terminal::receipt::Copy::First);
    EXPECT_NE(paper.find("gift, for points 500"), std::string::npos) << paper;
    EXPECT_NE(paper.find("Points redeemed"), std::string::npos) << paper;
    // The shift's sales are what its tenders are.
    EXPECT_EQ(file.journal->state().shift_cash_minor, 10'00);
    EXPECT_EQ(file.journal->state().shift_sales_minor, 10'00);
    EXPECT_EQ(file.journal->state().shift_value_sold_minor, 0);
}

TEST_F(GiftsTest, HqsReasonIsToldAndNothingIsTaken) {
    tap();
    hq_refuses("OutOfStock");
    EXPECT_EQ(give(), "GiftRefused: OutOfStock: this branch has none left");
    hq_refuses("SomethingNew");
    EXPECT_EQ(give(), "GiftRefused: SomethingNew: HQ refuses it");
    EXPECT_EQ(give("HAT"), "GiftRefused: UnknownGift: the catalogue has no such gift");
    EXPECT_EQ(open_requests(), 0U);
    EXPECT_EQ(left(), 2);
    EXPECT_TRUE(checkout.basket().lines.empty());
}

TEST_F(GiftsTest, TheCatalogueDecidesBeforeHqIsAsked) {
    tap();
    loyalty::CatalogueGift gift = mug();
    gift.tiers = {"silver"};
    define(gift);
    EXPECT_EQ(give(), "GiftRefused: OtherTier: this gift is for members of other tiers");
    gift.tiers.clear();
    gift.until = add_days(kToday, -1);
    define(gift);
    EXPECT_EQ(give(), "GiftRefused: Over: the last day of this gift is over");
    gift.until = kToday;  // its last day counts
    define(gift);
    hq_approves();
    EXPECT_EQ(give(), "500 hq, due 1000");
}

TEST_F(GiftsTest, WithoutHqTheKnownStockLessWhatWasGivenDecides) {
    tap();
    EXPECT_TRUE(file.journal->note_hq_answered());
    EXPECT_EQ(give(), "500 stand-in, due 1000");
    EXPECT_EQ(give(), "500 stand-in, due 2000");
    EXPECT_EQ(left(), 0);
    EXPECT_EQ(give(), "GiftRefused: OutOfStock: this branch has none left");
    complete();
    // HQ hears of both, and four more came in: 2 - 2 + 4.
    stock(4, 2);
    EXPECT_EQ(left(), 4);
    // An older figure that arrives late counts what HQ had not heard of then.
    stock(2, 0);
    EXPECT_EQ(left(), 0);
}

TEST_F(GiftsTest, WithoutHqTheMembersMeansDecide) {
    tap();
    EXPECT_TRUE(file.journal->note_hq_answered());
    loyalty::RuleSet rules;
    rules.version = 2;
    rules.offline.enabled = true;
    rules.offline.card_points = Points{400};
    feed({{1, "current", sync::encode(sync::RulesChange{rules})}});
    EXPECT_EQ(give().substr(0, 32), "RedemptionOffline: OverCardLimit");
    EXPECT_EQ(left(), 2);
    EXPECT_EQ(open_requests(), 0U);
}

TEST_F(GiftsTest, ALineThatIsVoidedOrATenderThatIsTakenBackGivesBothBack) {
    hq_approves();
    tap();
    give();
    const std::int32_t number = checkout.basket().lines[0].number;
    EXPECT_EQ(text_of(checkout.discount(number, 1'00)), "InvalidSale: a gift has its own price");
    EXPECT_TRUE(checkout.void_line(number));
    EXPECT_TRUE(checkout.basket().lines.empty() && checkout.basket().tenders.empty());
    EXPECT_EQ(left(), 2);
    give();
    EXPECT_TRUE(checkout.take_back_tender());
    EXPECT_TRUE(checkout.basket().lines.empty() && checkout.basket().tenders.empty());
    EXPECT_EQ(left(), 2);
    EXPECT_EQ(open_requests(), 0U);
}

TEST_F(GiftsTest, PointsPayNoGiftsCash) {
    hq_approves();
    tap();
    give();
    EXPECT_EQ(checkout.redeemable().value().value, 0);
    sale::Line goods;
    goods.sku = "A";
    goods.quantity = Quantity{1'000};
    goods.unit_price_minor = goods.amount_minor = 3'00;
    EXPECT_TRUE(checkout.add_line(goods));
    EXPECT_EQ(checkout.redeemable().value().value, 300);
    EXPECT_TRUE(checkout.redeem(Points{300}));
    const RecordedSale recorded = complete();
    EXPECT_EQ(recorded.sale.points_paid_minor(), 3'00);
    EXPECT_EQ(recorded.sale.lines[0].points_paid.value, 500);
    EXPECT_EQ(recorded.sale.lines[1].points_paid.value, 300);
}

TEST_F(GiftsTest, ComesBackForItsPointsAndItsCash) {
    hq_approves();
    tap();
    give();
    const RecordedSale sold = complete();
    const terminal::GoodsBack back[] = {{1, Quantity{1'000}}};
    EXPECT_TRUE(checkout.add_return(sold.id, back));
    EXPECT_EQ(checkout.basket().due_minor(), -10'00);
    const RecordedSale returned = complete();
    ASSERT_EQ(returned.sale.tenders.size(), 2U);
    EXPECT_EQ(returned.sale.tenders[0].amount_minor, -10'00);
    EXPECT_EQ(returned.sale.tenders[1].points.value, -500);
    EXPECT_EQ(returned.sale.tenders[1].amount_minor, 0);
    EXPECT_EQ(returned.sale.tenders[1].redemption, sold.sale.tenders[0].redemption);
    EXPECT_EQ(returned.sale.lines[0].redemption, sold.sale.lines[0].redemption);
    EXPECT_EQ(text_of(checkout.add_return(sold.id, back)).substr(0, 12), "MoreThanSold");
}

}  // namespace
}  // namespace pareto::test
