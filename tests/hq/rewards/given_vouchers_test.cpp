// Vouchers that campaigns give: made at the terminal, issued when HQ posts the sale, and void with
// it.
#include <gtest/gtest.h>

#include "hq/database/campaign_lists.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::CampaignId;

const Bytes kVoucher(loyalty::kVoucherKeyBytes, 'g');

class GivenVouchersTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
        loyalty::Campaign made;
        made.id = CampaignId{18};
        made.version = 1;
        made.name = "ten for everybody";
        made.from = date("2026-03-01");
        made.to = date("2026-03-31");
        loyalty::CampaignRule rule;
        rule.effects = {loyalty::VoucherGiven{10'00, 30}};
        made.rules = {rule};
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::publish_campaigns(world_->connection(), {made}, 0));
        must(transaction.commit());
    }

    /// Two pieces of 20.00, and a voucher of 10.00.
    static sale::Sale giving_sale() {
        sale::Sale sale = cash_sale({}, {sold(1, 2, 20'00)});
        sale.campaigns.list_version = 1;
        loyalty::Award award;
        award.campaign = CampaignId{18};
        award.version = 1;
        award.rule = 1;
        award.effect = 1;
        award.voucher_minor = 10'00;
        award.voucher_days = 30;
        sale.campaigns.awards = {award};
        sale.campaigns.vouchers = {kVoucher};
        return sale;
    }

    EntryId sell(const sale::Sale& sale) {
        const EntryId id = till_->append(sale);
        till_->send();
        return id;
    }

    void bring_back(EntryId sale, std::int64_t pieces) {
        till_->append(cash_sale({}, {brought_back(1, sale, 1, pieces, pieces * 20'00)}),
                      "2026-03-11");
        till_->send();
    }

    /// 4.00 of goods paid with it.
    void use() {
        journal::VoucherRequested asked;
        asked.voucher = kVoucher;
        asked.due_minor = 4'00;
        const EntryId id = till_->append(asked);
        const auto response = must(world_->service().answer(
            till_->id(), {1, sync::VoucherWanted{id, kVoucher, {}, 4'00}}));
        EXPECT_EQ(response.reward.paid_minor, 4'00);
        sale::Sale sale = cash_sale({}, {sold(1, 1, 4'00)});
        sale.lines[0].voucher_paid_minor = 4'00;
        sale.tenders[0] = {};
        sale.tenders[0].kind = sale::TenderKind::Voucher;
        sale.tenders[0].amount_minor = 4'00;
        sale.tenders[0].redemption = id;
        sale.tenders[0].instrument = kVoucher;
        // Campaigns are for sales of the list; this one was priced without.
        till_->append(sale);
        till_->send();
    }

    std::string voucher() {
        return world_->rows(
            "select value_minor, left_minor, valid_from, valid_until, state from "
            "voucher");
    }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id, reason");
    }

    std::unique_ptr<TestTerminal> till_;
    MemberId anna_;
};

TEST_P(GivenVouchersTest, AreIssuedOnceWithTheSaleThatGaveThem) {
    sell(giving_sale());
    EXPECT_EQ(voucher(), "1000|1000|2026-03-10|2026-04-09|open");
    EXPECT_EQ(suspense(), "");
    // Another sale says the same key: it is listed, and worth nothing more.
    sell(giving_sale());
    EXPECT_EQ(voucher(), "1000|1000|2026-03-10|2026-04-09|open");
    EXPECT_EQ(suspense(), "voucher_conflict|voucher 676767676767 was issued before");
    world_->verify();
}

TEST_P(GivenVouchersTest, ThatComeOutOtherwiseHereAreListedAndNotIssued) {
    sale::Sale sale = giving_sale();
    sale.campaigns.awards[0].voucher_minor = 900'00;
    sell(sale);
    EXPECT_EQ(voucher(), "");
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'voucher_conflict'"), 1);
    sale::Sale keyless = giving_sale();
    keyless.campaigns.vouchers.clear();
    sell(keyless);
    EXPECT_EQ(voucher(), "");
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'voucher_conflict'"), 2);
    world_->verify();
}

TEST_P(GivenVouchersTest, AreVoidWithTheirSale) {
    const EntryId sale = sell(giving_sale());
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"}, "2026-03-10");
    till_->send();
    EXPECT_EQ(voucher(), "1000|0|2026-03-10|2026-04-09|void");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(GivenVouchersTest, AreVoidOnceAllGoodsCameBackAndWhatWasUsedIsListed) {
    const EntryId sale = sell(giving_sale());
    bring_back(sale, 1);
    EXPECT_EQ(voucher(), "1000|1000|2026-03-10|2026-04-09|open");
    use();
    EXPECT_EQ(voucher(), "1000|0|2026-03-10|2026-04-09|open");
    bring_back(sale, 1);
    EXPECT_EQ(voucher(), "1000|0|2026-03-10|2026-04-09|void");
    EXPECT_EQ(suspense(),
              "voucher_conflict|a voucher was used, and all goods of the sale that gave it came "
              "back");
    world_->verify();
}

TEST_P(GivenVouchersTest, ArePersonalWhenTheSaleHasAMember) {
    sale::Sale sale = giving_sale();
    sale.card_key = card("anna");
    sale.facts.member = anna_;
    sale.lines[0].points = Points{40};
    sale.points_promised = Points{40};
    sell(sale);
    EXPECT_EQ(world_->number("select member_id from voucher"), anna_.value);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         GivenVouchersTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
