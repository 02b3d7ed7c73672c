// Gifts in HQ's books: the catalogue, stock as movements, points and a unit taken together, given
// by a sale, brought back, void. Each story ends with all oracles; figures are worked out by hand.
//
// A mug costs 500 points and 10.00. Anna has 2,000 points. Branch HK01 receives 3 mugs.
#include "hq/database/gifts.h"

#include <gtest/gtest.h>

#include "common/sync/gift.h"
#include "hq/database/gift_desk.h"
#include "hq/database/verify.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::CatalogueGift;

constexpr std::string_view kDay = "2026-03-10";

class GiftsTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        other_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
        adjust(2'000);
        define(mug());
        stock("HK01", 3, true);
    }

    static CatalogueGift mug() {
        CatalogueGift gift;
        gift.code = "MUG";
        gift.name_en = "Mug";
        gift.name_zh = "馬克杯";
        gift.points = 500;
        gift.cash_minor = 10'00;
        gift.until = date("2026-12-31");
        return gift;
    }

    journal::Entry like() const {
        return {world_->clock.now(), date(kDay), "mgr", journal::Unknown{}};
    }

    /// In a transaction of its own, with HQ's journal.
    template <typename Work>
    void at_hq(Work work) {
        auto transaction = must(database::begin_writing(world_->connection()));
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        work(journal);
        must(transaction.commit());
    }

    void adjust(std::int64_t points) {
        at_hq([&](database::LocalJournal& journal) {
            journal::Entry entry = like();
            entry.body =
                journal::PointsAdjusted{anna_, Points{points}, date("2026-12-31"), "opening"};
            const database::LocalEntry local{entry, {}, {}, std::nullopt};
            must(journal.append_within({&local, 1}));
        });
    }

    void define(const CatalogueGift& gift) {
        at_hq([&](database::LocalJournal& journal) {
            must(database::define_gifts(world_->connection(), journal, {gift}, like()));
        });
    }

    void stock(const std::string& branch, std::int64_t units, bool received) {
        const journal::GiftStocked stocked{
            "MUG", world_->branch(branch), units, received, "delivery"};
        at_hq([&](database::LocalJournal& journal) {
            must(database::stock_gift(world_->connection(), journal, stocked, like()));
        });
    }

    std::string ask(TestTerminal& till, EntryId id, std::int64_t points = 500) {
        const auto response = must(world_->service().answer(
            till.id(), {1, sync::Authorise{id, anna_, Points{points}, "MUG"}}));
        if (!response.reward.refusal.empty()) return response.reward.refusal;
        return response.outcome == sync::AuthoriseOutcome::Approved
                   ? "left " + std::to_string(response.available.value)
                   : "no";
    }

    journal::RedemptionRequested request() const {
        journal::RedemptionRequested asked{anna_, Points{500}};
        asked.gift = "MUG";
        return asked;
    }

    /// The mug alone, or beside goods of 20.00 in cash.
    sale::Sale mug_sale(EntryId redemption, bool with_goods = false) const {
        std::vector<sale::Line> lines;
        if (with_goods) lines.push_back(sold(1, 1, 20'00));
        sale::Line line = sold(with_goods ? 2 : 1, 1, 10'00);
        line.sku = "MUG";
        line.kind = sale::LineKind::Gift;
        line.points_paid = Points{500};
        line.redemption = redemption;
        lines.push_back(line);
        sale::Sale sale = cash_sale(card("anna"), std::move(lines));
        sale.facts.member = anna_;
        // 20.00 of goods earn 20 points; the mug earns none.
        if (with_goods) sale.lines[0].points = Points{20};
        sale.points_promised = Points{with_goods ? 20 : 0};
        sale::Tender tender;
        tender.kind = sale::TenderKind::Points;
        tender.points = Points{500};
        tender.redemption = redemption;
        sale.tenders.push_back(tender);
        return sale;
    }

    EntryId sell(TestTerminal& till, const sale::Sale& sale) {
        const EntryId id = till.append(sale);
        till.send();
        return id;
    }

    /// Asks HQ, and sells.
    EntryId sell_online(bool with_goods = false) {
        const EntryId id = till_->append(request());
        EXPECT_EQ(ask(*till_, id).substr(0, 4), "left");
        last_redemption_ = id;
        return sell(*till_, mug_sale(id, with_goods));
    }

    sale::Sale mug_back(EntryId sale, std::int64_t points = -500) const {
        const EntryId redemption = last_redemption_;
        sale::Line line = brought_back(1, sale, 1, 1, 10'00);
        line.sku = "MUG";
        line.kind = sale::LineKind::Gift;
        line.points_paid = Points{points};
        line.redemption = redemption;
        sale::Sale back = cash_sale({}, {line});
        back.points_promised = Points{0};
        if (points == 0) return back;
        sale::Tender tender;
        tender.kind = sale::TenderKind::Points;
        tender.points = Points{points};
        tender.redemption = redemption;
        back.tenders.push_back(tender);
        return back;
    }

    std::int64_t points() {
        return world_->number("select sum(amount) from balance where account in (1, 3)");
    }

    /// "HK01 2, HK02 0" of the branches where it ever moved.
    std::string stocks() {
        return world_->rows(
            "select b.code, sum(m.units) from gift_movement m join branch b on b.branch_id = "
            "m.branch_id group by b.code order by b.code");
    }

    std::string movements() {
        return world_->rows(
            "select reason, units, points, cash_minor from gift_movement order by cause, number");
    }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id, reason");
    }

    /// What the terminal's branch was last told: units, and what HQ heard of each registration.
    std::string fed(const TestTerminal& till) {
        const auto feed = must(world_->service().read_feed(till.id(), 0));
        std::string said;
        for (const sync::Change& change : feed.changes) {
            if (change.kind != static_cast<std::int32_t>(sync::ChangeKind::GiftStock)) continue;
            const auto stock = must(sync::decode_gift_stock(change.bytes));
            said += change.subject + " " + std::to_string(stock.units);
            for (const auto& [registration, units] : stock.taken)
                said += (registration == till.registration() ? " own " : " other ") +
                        std::to_string(units);
        }
        return said;
    }

    std::unique_ptr<TestTerminal> till_, other_;
    MemberId anna_;
    EntryId last_redemption_;
};

TEST_P(GiftsTest, AStockIsTheSumOfItsMovementsAndFedToItsBranchOnly) {
    EXPECT_EQ(fed(*till_), "MUG 3");
    EXPECT_EQ(fed(*other_), "");
    stock("HK01", -1, false);
    stock("HK02", 5, true);
    EXPECT_EQ(stocks(), "HK01|2, HK02|5");
    EXPECT_EQ(fed(*till_), "MUG 2");
    EXPECT_EQ(fed(*other_), "MUG 5");
    // Nobody can take away what is not there.
    const journal::GiftStocked less{"MUG", world_->branch("HK01"), -3, false, "broken"};
    at_hq([&](database::LocalJournal& journal) {
        const auto done = database::stock_gift(world_->connection(), journal, less, like());
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().detail, "the branch has 2 of MUG: it cannot be -1");
    });
    world_->verify();
}

TEST_P(GiftsTest, HqTakesPointsAndAUnitTogetherAndTheSaleHasThem) {
    const EntryId id = till_->append(request());
    EXPECT_EQ(ask(*till_, id), "left 1500");
    EXPECT_EQ(ask(*till_, id), "left 1500");  // the same question is the same redemption
    EXPECT_EQ(stocks(), "HK01|2");
    EXPECT_EQ(fed(*till_), "MUG 2 own 1");
    sell(*till_, mug_sale(id));
    EXPECT_EQ(points(), 1'500);
    EXPECT_EQ(stocks(), "HK01|2");
    EXPECT_EQ(fed(*till_), "MUG 2 own 1");
    EXPECT_EQ(movements(), "receive|3|0|0, hold|-1|0|0, give|0|500|1000");
    // No visit, no spend, nothing earned: the branch sold nothing.
    EXPECT_EQ(world_->rows("select sales, returns, net_minor, points_earned, points_redeemed from "
                           "branch_day"),
              "0|0|0|0|500");
    EXPECT_EQ(world_->number("select count(*) from member_day where net_minor <> 0 or visits <> 0"),
              0);
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(GiftsTest, GoodsBesideAGiftEarnAsAlways) {
    sell_online(true);
    EXPECT_EQ(points(), 1'520);
    EXPECT_EQ(world_->rows("select sales, net_minor, points_earned, points_redeemed from "
                           "branch_day"),
              "1|2000|20|500");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(GiftsTest, WhatNoSaleTakesIsThereAgain) {
    const EntryId id = till_->append(request());
    ask(*till_, id);
    till_->append(journal::RedemptionReversed{id});
    till_->send();
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|3");
    EXPECT_EQ(fed(*till_), "MUG 3");
    EXPECT_EQ(movements(), "receive|3|0|0, hold|-1|0|0, release|1|0|0");
    // The question that arrives after its reversal takes nothing.
    EXPECT_EQ(ask(*till_, id), "no");
    world_->verify();
}

TEST_P(GiftsTest, HqRefusesWithTheReasonAndTakesNothing) {
    EXPECT_EQ(ask(*till_, till_->append(request()), 400), "PriceChanged");
    EXPECT_EQ(ask(*other_, other_->append(request())), "OutOfStock");
    CatalogueGift gold = mug();
    gold.tiers = {"gold"};
    define(gold);
    EXPECT_EQ(ask(*till_, till_->append(request())), "OtherTier");
    gold.tiers.clear();
    gold.vip_only = true;
    define(gold);
    EXPECT_EQ(ask(*till_, till_->append(request())), "NotVip");
    gold.vip_only = false;
    gold.until = date("2026-03-09");
    define(gold);
    EXPECT_EQ(ask(*till_, till_->append(request())), "Over");
    at_hq([&](database::LocalJournal& journal) {
        must(database::withdraw_gift(world_->connection(), journal, "MUG", like()));
    });
    EXPECT_EQ(ask(*till_, till_->append(request())), "Withdrawn");
    const auto unknown = must(world_->service().answer(
        till_->id(), {1, sync::Authorise{till_->append(request()), anna_, Points{500}, "HAT"}}));
    EXPECT_EQ(unknown.reward.refusal, "UnknownGift");
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|3");
    world_->verify();
}

TEST_P(GiftsTest, GivenWithoutHqBeyondTheStockIsHonouredAndListed) {
    for (int i = 0; i < 4; ++i) {
        journal::RedemptionRequested asked = request();
        asked.means = loyalty::RedemptionMeans::StandIn;
        asked.card_key = card("anna");
        sale::Sale sale = mug_sale(till_->append(asked));
        sale.tenders.back().means = loyalty::RedemptionMeans::StandIn;
        till_->append(sale);
    }
    till_->send();
    EXPECT_EQ(points(), 0);
    EXPECT_EQ(stocks(), "HK01|-1");
    EXPECT_EQ(fed(*till_), "MUG -1 own 4");
    EXPECT_EQ(suspense(),
              "gift_conflict|gift MUG was given, and the branch had none: its stock is -1");
    world_->verify();
}

TEST_P(GiftsTest, OfAnOldPriceIsHonouredAndOfNoPriceListed) {
    CatalogueGift dearer = mug();
    dearer.points = 600;
    define(dearer);
    journal::RedemptionRequested asked = request();
    asked.means = loyalty::RedemptionMeans::StandIn;
    asked.card_key = card("anna");
    sell(*till_, mug_sale(till_->append(asked)));
    EXPECT_EQ(suspense(), "");
    sale::Sale cheap = mug_sale(till_->append(asked));
    cheap.lines[0].amount_minor = 1'00;
    cheap.tenders[0].amount_minor = 1'00;
    sell(*till_, cheap);
    EXPECT_EQ(suspense(),
              "gift_conflict|gift MUG was given for 500 points and 100 minor units, which never "
              "was its price");
    EXPECT_EQ(stocks(), "HK01|1");
    world_->verify();
}

TEST_P(GiftsTest, ComeBackAtAnyBranchWithTheirPointsMoneyAndUnit) {
    const EntryId sale = sell_online();
    till_->append(mug_back(sale), "2026-03-11");
    till_->send();
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|3");
    // Twice is refused: a listed conflict, and no points.
    other_->append(mug_back(sale), "2026-03-11");
    other_->send();
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|3");
    EXPECT_EQ(world_->rows("select distinct reason from suspense"), "return_conflict");
    EXPECT_EQ(world_->number("select sum(cash_minor) from gift_movement"), 0);
    world_->verify();
}

TEST_P(GiftsTest, AManagerElsewhereNeedNotKnowHowManyPointsTheyWere) {
    const EntryId sale = sell_online();
    other_->append(mug_back(sale, 0), "2026-03-11");
    other_->send();
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|2, HK02|1");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(GiftsTest, AreUndoneWithTheirSaleAndWithAReturnThatNeverWas) {
    const EntryId sale = sell_online(true);
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"}, kDay);
    till_->send();
    EXPECT_EQ(points(), 2'000);
    EXPECT_EQ(stocks(), "HK01|3");
    const EntryId again = sell_online();
    const EntryId back = till_->append(mug_back(again));
    till_->append(sale::PostVoid{SaleId{back.value}, 3, "mistake"}, kDay);
    till_->send();
    EXPECT_EQ(points(), 1'500);
    EXPECT_EQ(stocks(), "HK01|2");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(GiftsTest, NoTerminalChangesTheCatalogueOrAStock) {
    till_->append(journal::GiftDefined{[] {
        CatalogueGift free = mug();
        free.points = 1;
        free.version = 2;
        return free;
    }()});
    till_->append(journal::GiftStocked{"MUG", world_->branch("HK01"), 100, true, "mine"});
    till_->send();
    EXPECT_EQ(stocks(), "HK01|3");
    EXPECT_EQ(world_->number("select max(version) from gift"), 1);
    EXPECT_EQ(world_->rows("select distinct reason from suspense"), "not_allowed");
    world_->verify();
}

TEST_P(GiftsTest, VerifyFindsAMovementThatNoEntryExplains) {
    sell_online();
    world_->verify();
    must(world_->connection().execute(
        "update gift_movement set units = 7 where reason = 'receive'"));
    bool found = false;
    for (const auto& violation : must(database::verify_books(world_->connection())))
        found = found || violation.oracle == "gift";
    EXPECT_TRUE(found);
    must(world_->connection().execute(
        "update gift_movement set units = 3 where reason = 'receive'"));
    must(world_->connection().execute("delete from gift_movement where reason = 'give'"));
    found = false;
    for (const auto& violation : must(database::verify_books(world_->connection())))
        found = found || violation.oracle == "gift";
    EXPECT_TRUE(found);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         GiftsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& suite) { return name_of(suite.param); });

}  // namespace
}  // namespace pareto::hq::test
