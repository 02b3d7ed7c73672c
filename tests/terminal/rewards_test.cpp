// Vouchers and pooled coupons at the till: HQ takes first; without it only what it left here.
#include <deque>

#include <gtest/gtest.h>

#include "common/goods/voucher_code.h"
#include "common/sync/campaign.h"
#include "common/sync/campaign_list.h"
#include "common/sync/reward.h"
#include "terminal/app/post_void.h"
#include "terminal/app/redemption.h"
#include "terminal/receipt/receipt.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using loyalty::CampaignId;
using terminal::Checkout;

const Bytes kKey(32, 's');
const Bytes kSecret(goods::kVoucherSecretBytes, '7');
const std::string kCode = goods::voucher_code(kSecret);

/// HQ as far as the line goes: answers in turn, and nothing once they are used up.
class Hq final : public terminal::Uplink {
public:
    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds /*timeout*/) override {
        asked.push_back(std::move(question));
        if (answers.empty()) return fault(FaultCode::Timeout, "HQ is silent");
        auto answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }

    void wake() override {}

    [[nodiscard]] bool connected() const override { return there; }

    bool there = true;
    std::deque<sync::Response> answers;
    std::vector<Question> asked;
};

sync::Response pays(std::int64_t minor) {
    sync::Response response;
    response.outcome = sync::AuthoriseOutcome::Approved;
    response.reward.paid_minor = minor;
    return response;
}

sync::Response refuses(const std::string& refusal) {
    sync::Response response;
    response.reward.refusal = refusal;
    return response;
}

class RewardsTest : public testing::Test {
protected:
    RewardsTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        meet_hq();  // of a new term: the feed begins at 0
        feed({{1, "current", sync::encode(sync::RulesChange{rules})}});
        open_shift(file);
        checkout.emplace(*file.journal, hq, file.clock, file.no_prover);
    }

    void meet_hq() {
        sync::Welcome welcome;
        welcome.term = 1;
        welcome.hq_time_ms = to_ms(file.clock.now());
        welcome.allowance_key = journal::public_key_of(kKey);
        EXPECT_TRUE(file.journal->record_welcome(welcome));
    }

    void feed(std::vector<sync::Change> changes) {
        const auto fed = file.journal->apply_feed({cursor, cursor + 1, std::move(changes)});
        ASSERT_TRUE(fed) << describe(fed.error());
        ++cursor;
    }

    /// HQ leaves the voucher of kCode to this terminal: 50.00 a use.
    void leave_voucher(std::int32_t uses, const Bytes& key = kKey) {
        loyalty::Voucher terms;
        terms.key = journal::voucher_key(kSecret);
        terms.value_minor = 50'00;
        terms.uses = uses;
        terms.from = kToday;
        terms.until = add_days(kToday, 10);
        terms.holder = TerminalId{11};
        terms.key_id = journal::key_id_of(journal::public_key_of(kKey));
        const Bytes grant = journal::encode_voucher(terms);
        feed({{30,
               to_hex(terms.key),
               sync::encode(sync::HeldVoucher{grant, journal::sign_voucher(key, grant)})}});
    }

    /// A live campaign: `effect` for a code of its pool, or for everybody.
    void live(loyalty::Effect effect, bool by_coupon) {
        loyalty::Campaign made;
        made.id = CampaignId{18};
        made.version = 1;
        made.name = "Spring";
        made.from = *parse_date("2026-03-01");
        made.to = *parse_date("2026-03-31");
        made.coupons.pool = by_coupon;
        made.coupons.uses_per_code = by_coupon ? 1 : 0;
        loyalty::CampaignRule rule;
        rule.conditions.coupon = by_coupon;
        rule.effects = {std::move(effect)};
        made.rules = {rule};
        const sync::CampaignList list{1, {{made.id, 1, 1, TerminalId{11}}}};
        feed({{20, sync::campaign_subject(made.id, 1), sync::encode(made)},
              {21, "current", sync::encode(list)}});
    }

    /// "5000 hq, due 3000", or why not.
    std::string present(const std::string& code = kCode) {
        const auto approved = checkout->present_voucher(code);
        if (!approved) {
            const std::string text = text_of(approved);
            return text.substr(0, text.find(':', text.find(':') + 1));
        }
        return std::to_string(approved->paid_minor) + " " +
               std::string{loyalty::name_of(approved->means)} + ", due " +
               std::to_string(checkout->basket().due_minor());
    }

    std::string coupon(const std::string& code) {
        const std::string text = text_of(checkout->present_coupon(code));
        return text.substr(0, text.find(':', text.find(':') + 1)) + ", due " +
               std::to_string(checkout->basket().due_minor());
    }

    terminal::RecordedSale complete_in_cash() {
        const std::int64_t due = checkout->basket().due_minor();
        if (due != 0) {
            EXPECT_TRUE(checkout->tender(sale::TenderKind::Cash, due));
        }
        auto recorded = checkout->complete({});
        EXPECT_TRUE(recorded) << text_of(recorded);
        return recorded ? *recorded : terminal::RecordedSale{};
    }

    std::size_t open_requests() { return file.journal->open_redemptions().value().size(); }

    TerminalFile file;
    std::int64_t cursor = 0;
    Hq hq;
    std::optional<Checkout> checkout;
};

TEST_F(RewardsTest, HqTakesTheVoucherAndTheSaleCapturesIt) {
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    hq.answers = {pays(50'00)};
    EXPECT_EQ(present(), "5000 hq, due 3000");
    const auto& asked = std::get<sync::VoucherWanted>(hq.asked.at(0));
    EXPECT_EQ(asked.voucher, journal::voucher_key(kSecret));
    EXPECT_EQ(asked.due_minor, 80'00);
    const auto recorded = complete_in_cash();
    const sale::Tender& tender = recorded.sale.tenders.at(0);
    EXPECT_EQ(tender.kind, sale::TenderKind::Voucher);
    EXPECT_EQ(tender.instrument, journal::voucher_key(kSecret));
    EXPECT_EQ(tender.redemption, asked.redemption);
    EXPECT_EQ(recorded.sale.lines.at(0).voucher_paid_minor, 50'00);
    EXPECT_EQ(open_requests(), 0U);
    EXPECT_EQ(file.journal->state().shift_cash_minor, 30'00) << "a voucher is no cash";
}

TEST_F(RewardsTest, AScannedCodeIsPresentedLikeATypedOne) {
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    hq.answers = {pays(50'00)};
    const auto scanned = checkout->scan("]C0" + kCode + "\r\n");
    ASSERT_TRUE(scanned) << text_of(scanned);
    EXPECT_EQ(std::get<terminal::ApprovedVoucher>(*scanned).paid_minor, 50'00);
    EXPECT_EQ(checkout->basket().due_minor(), 30'00);
}

TEST_F(RewardsTest, ARefusalAndALostAnswerLeaveNothingBehind) {
    EXPECT_EQ(present("V00000000000000013"), "VoucherRefused: UnknownVoucher");
    EXPECT_EQ(present(), "VoucherRefused: NothingDue");
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    hq.answers = {refuses("UsedUp")};
    EXPECT_EQ(present(), "VoucherRefused: UsedUp");
    EXPECT_EQ(present(), "VoucherRefused: HqDoesNotAnswer");
    hq.there = false;
    EXPECT_EQ(present(), "VoucherRefused: HqDoesNotAnswer");
    EXPECT_EQ(hq.asked.size(), 2U);
    EXPECT_EQ(open_requests(), 0U) << "what was asked is reversed";
    EXPECT_EQ(checkout->basket().due_minor(), 80'00);
}

TEST_F(RewardsTest, AVoidBasketGivesTheVoucherBackAndSoDoesTheNextStart) {
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    hq.answers = {pays(50'00), pays(50'00)};
    EXPECT_EQ(present(), "5000 hq, due 3000");
    EXPECT_TRUE(checkout->void_basket());
    EXPECT_EQ(open_requests(), 0U);
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(present(), "5000 hq, due 3000");
    EXPECT_EQ(open_requests(), 1U);
    file.reopen();
    const auto reversed = terminal::reverse_open_redemptions(*file.journal, file.clock);
    ASSERT_TRUE(reversed);
    EXPECT_EQ(*reversed, 1);
    EXPECT_EQ(open_requests(), 0U);
}

TEST_F(RewardsTest, ABasketThatIsSetAsideGivesTheVoucherBackAndKeepsItsGoods) {
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    hq.answers = {pays(50'00), pays(50'00)};
    EXPECT_EQ(present(), "5000 hq, due 3000");
    auto aside = checkout->set_aside();
    ASSERT_TRUE(aside);
    EXPECT_EQ(open_requests(), 0U);
    EXPECT_FALSE(checkout->has_basket());
    EXPECT_TRUE(checkout->take_up(std::move(*aside)));
    EXPECT_EQ(checkout->basket().due_minor(), 80'00);
    EXPECT_EQ(present(), "5000 hq, due 3000") << "and it can be presented again";
}

TEST_F(RewardsTest, WhatHqLeftHereIsTakenWithoutAskingOnceForEachUse) {
    hq.there = false;
    leave_voucher(2);
    for (const char* said : {"5000 allowance, due 3000", "5000 allowance, due 3000"}) {
        EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
        EXPECT_EQ(present(), said);
        complete_in_cash();
        file.reopen();
        checkout.emplace(*file.journal, hq, file.clock, file.no_prover);
    }
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(present(), "VoucherRefused: UsedUp");
    leave_voucher(2);
    EXPECT_EQ(present(), "VoucherRefused: UsedUp") << "the feed gives nothing back";
    EXPECT_TRUE(hq.asked.empty());
}

TEST_F(RewardsTest, AVoucherLeftHereIsBelievedOnlyWithHqsSignature) {
    leave_voucher(1, Bytes(32, 'x'));
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(present(), "VoucherRefused: UnknownVoucher");
    leave_voucher(1);
    EXPECT_EQ(present(), "5000 allowance, due 3000");
    EXPECT_TRUE(checkout->void_basket());
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 20'00)));
    EXPECT_EQ(present(), "2000 allowance, due 0") << "what no sale captured is there again";
    complete_in_cash();
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 20'00)));
    EXPECT_EQ(present(), "VoucherRefused: UsedUp") << "the rest of a use is forfeit";
}

TEST_F(RewardsTest, GoodsPaidByVoucherComeBackToTheVoucherAndNeverAsCash) {
    EXPECT_TRUE(checkout->add_line(line("tea", 4, 80'00)));
    hq.answers = {pays(50'00)};
    EXPECT_EQ(present(), "5000 hq, due 3000");
    const auto sold = complete_in_cash();
    const auto bring_back = [&](std::int64_t pieces) {
        const terminal::GoodsBack goods{1, Quantity{pieces * 1'000}};
        EXPECT_TRUE(checkout->add_return(sold.id, {&goods, 1}));
        const std::int64_t cash = checkout->basket().due_minor();
        const auto back = complete_in_cash();
        return std::to_string(cash) + " cash, " +
               std::to_string(back.sale.given_back_minor(sale::TenderKind::Voucher)) +
               " to voucher";
    };
    // A piece cost 20.00, of which 12.50 by voucher.
    EXPECT_EQ(bring_back(1), "-750 cash, 1250 to voucher");
    EXPECT_EQ(bring_back(3), "-2250 cash, 3750 to voucher");
}

TEST_F(RewardsTest, ACampaignsVoucherIsPrintedAndItsKeyStandsInTheEntry) {
    live(loyalty::VoucherGiven{10'00, 30}, false);
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    const auto recorded = complete_in_cash();
    ASSERT_EQ(recorded.vouchers.size(), 1U);
    const auto secret = goods::parse_voucher_code(recorded.vouchers[0].code);
    ASSERT_TRUE(secret);
    EXPECT_EQ(recorded.sale.campaigns.vouchers, std::vector<Bytes>{journal::voucher_key(*secret)});
    EXPECT_EQ(recorded.vouchers[0].value_minor, 10'00);
    EXPECT_EQ(to_string(recorded.vouchers[0].until), "2026-04-08");
    const auto again = terminal::find_sale(*file.journal, recorded.id);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->vouchers.at(0).code, recorded.vouchers[0].code) << "a reprint says the same";
    const terminal::receipt::Heading heading{"Example", *find_currency("HKD"), [](UtcTime) {
                                                 return std::string{"now"};
                                             }};
    const std::string text =
        terminal::receipt::render(heading, recorded, terminal::receipt::Copy::First);
    EXPECT_NE(text.find(recorded.vouchers[0].code), std::string::npos) << text;
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_NE(complete_in_cash().vouchers.at(0).code, recorded.vouchers[0].code);
}

TEST_F(RewardsTest, APooledCodeIsClaimedAtHqAndTravelsWithTheSale) {
    live(loyalty::AmountOff{loyalty::Target::Basket, 5'00, 0}, true);
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    sync::Response granted;
    granted.outcome = sync::AuthoriseOutcome::Approved;
    granted.reward.coupons = {{18, {}}};
    hq.answers = {refuses("UsedUp"), granted};
    EXPECT_EQ(coupon("A-1"), "CouponRefused: UsedUp, due 8000");
    EXPECT_EQ(coupon("A-2"), "ok, due 7500");
    EXPECT_EQ(coupon("A-2"), "ok, due 7500") << "shown twice is shown once";
    EXPECT_EQ(hq.asked.size(), 2U);
    const auto recorded = complete_in_cash();
    ASSERT_EQ(recorded.sale.campaigns.coupons.size(), 1U);
    EXPECT_EQ(recorded.sale.campaigns.coupons[0].claim,
              std::get<sync::CouponWanted>(hq.asked[1]).claim);
    EXPECT_EQ(open_requests(), 0U);
    hq.there = false;
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(coupon("A-3"), "CouponRefused: HqDoesNotAnswer, due 8000");
}

TEST_F(RewardsTest, AnAllottedCodeIsTakenHereOnceWithoutHq) {
    hq.there = false;
    live(loyalty::AmountOff{loyalty::Target::Basket, 5'00, 0}, true);
    feed({{31, "18:A-1", sync::encode(sync::HeldCoupon{CampaignId{18}, "A-1", {}, TerminalId{11}})},
          {31,
           "18:A-2",
           sync::encode(sync::HeldCoupon{CampaignId{18}, "A-2", {}, TerminalId{12}})}});
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(coupon("A-2"), "CouponRefused: UsedUp, due 8000") << "another terminal's";
    EXPECT_EQ(coupon("A-1"), "ok, due 7500");
    EXPECT_TRUE(checkout->void_basket());
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(coupon("A-1"), "ok, due 7500") << "the basket was void: it is free again";
    const auto recorded = complete_in_cash();
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(coupon("A-1"), "CouponRefused: UsedUp, due 8000");
    EXPECT_TRUE(checkout->void_basket());
    EXPECT_TRUE(terminal::post_void(*file.journal, file.clock, {recorded.id, "mistake", {}}));
    EXPECT_TRUE(checkout->add_line(line("tea", 1, 80'00)));
    EXPECT_EQ(coupon("A-1"), "ok, due 7500");
}

}  // namespace
}  // namespace pareto::test
