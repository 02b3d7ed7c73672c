// Goods that a voucher paid come back in small steps, or as money, which is listed. All else is in
// the matrix of returns (tests/hq/returns). Each cell is worked out by hand.
//
// A voucher of 50.00, single use. Four pieces of 20.00, of which the voucher paid 50.00: of each
// piece 12.50.
#include <gtest/gtest.h>

#include "common/goods/voucher_code.h"
#include "common/sync/reward.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

struct Step {
    std::int64_t pieces = 0;
    bool elsewhere = false;        ///< another terminal takes them back
    std::int64_t to_voucher = 0;   ///< as the receipt says
    std::string_view left;         ///< on the voucher afterwards
    std::int64_t spent = 0;        ///< by the member, in all
    std::string_view listed = "";  ///< in suspense, by reason
};

struct Cell {
    std::string_view name;
    std::int64_t pieces = 4;
    bool held_here = false;  ///< the terminal took the voucher without asking
    std::vector<Step> steps;
};

// Spend of four pieces: 80.00 - 50.00 = 30.00, each piece 7.50.
const std::vector<Cell> kCells{
    {"one by one",
     4,
     false,
     {{1, false, 12'50, "1250|open", 22'50},
      {1, false, 12'50, "2500|open", 15'00},
      {1, false, 12'50, "3750|open", 7'50},
      {1, false, 12'50, "5000|open", 0}}},
    {"here and at another branch",
     4,
     true,
     {{1, false, 12'50, "1250|open", 22'50}, {3, true, 37'50, "5000|open", 0}}},
    {"all of it as money, where the voucher had paid",
     4,
     false,
     {{4, true, 0, "0|open", -50'00, "return_conflict"}}},
};

class VoucherReturnsTest : public BooksTest {
protected:
    struct Sold {
        Bytes voucher;
        EntryId redemption;
        EntryId sale;
    };

    Bytes issue(TerminalId holder) {
        database::VoucherOrder order;
        order.terms.value_minor = 50'00;
        order.terms.from = date("2026-03-10");
        order.terms.until = date("2026-03-20");
        order.terms.holder = holder;
        const Bytes secret = world_->random.bytes(goods::kVoucherSecretBytes);
        auto transaction = must(database::begin_writing(world_->connection()));
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        order.secrets = {secret};
        must(database::issue_vouchers(
            world_->connection(),
            journal,
            order,
            {world_->clock.now(), date("2026-03-10"), "mgr", journal::Unknown{}},
            kAllowanceKey));
        must(transaction.commit());
        return journal::voucher_key(secret);
    }

    journal::VoucherRequested request(TestTerminal& till, const Bytes& voucher, const Cell& cell) {
        journal::VoucherRequested asked;
        asked.voucher = voucher;
        asked.due_minor = cell.pieces * 20'00;
        if (!cell.held_here) return asked;
        asked.means = loyalty::RedemptionMeans::Allowance;
        asked.use = {50'00, std::min<std::int64_t>(asked.due_minor, 50'00)};
        for (const sync::Change& change : must(world_->service().read_feed(till.id(), 0)).changes) {
            if (change.kind != 30) continue;
            const auto held = must(sync::decode_held_voucher(change.bytes));
            asked.grant = held.grant;
            asked.signature = held.signature;
        }
        return asked;
    }

    Sold sell(TestTerminal& till, const Cell& cell) {
        Sold sold;
        sold.voucher = issue(cell.held_here ? till.id() : TerminalId{});
        const auto asked = request(till, sold.voucher, cell);
        sold.redemption = till.append(asked);
        if (!cell.held_here) {
            static_cast<void>(must(world_->service().answer(
                till.id(),
                {1, sync::VoucherWanted{sold.redemption, sold.voucher, {}, asked.due_minor}})));
        }
        const std::int64_t paid = std::min<std::int64_t>(asked.due_minor, 50'00);
        sale::Sale sale = cash_sale(card("anna"), {pareto::hq::test::sold(1, cell.pieces, 20'00)});
        sale.tenders.clear();
        if (asked.due_minor > paid)
            sale.tenders.push_back({sale::TenderKind::Cash, asked.due_minor - paid, {}, {}});
        sale::Tender tender;
        tender.kind = sale::TenderKind::Voucher;
        tender.amount_minor = paid;
        tender.redemption = sold.redemption;
        tender.means = asked.means;
        tender.instrument = sold.voucher;
        sale.tenders.push_back(tender);
        sale.lines[0].voucher_paid_minor = paid;
        sale.lines[0].points = Points{(asked.due_minor - paid) / 100};
        sale.points_promised = sale.lines[0].points;
        sold.sale = till.append(sale);
        return sold;
    }

    static void bring_back(TestTerminal& till, const Sold& sold, const Step& step) {
        const std::int64_t amount = step.pieces * 20'00;
        sale::Sale back = cash_sale({}, {brought_back(1, sold.sale, 1, step.pieces, amount)});
        back.lines[0].voucher_paid_minor = -step.to_voucher;
        back.tenders.clear();
        if (step.to_voucher < amount)
            back.tenders.push_back({sale::TenderKind::Cash, step.to_voucher - amount, {}, {}});
        if (step.to_voucher > 0) {
            sale::Tender tender;
            tender.kind = sale::TenderKind::Voucher;
            tender.amount_minor = -step.to_voucher;
            back.tenders.push_back(tender);
        }
        till.append(back, "2026-03-12");
    }
};

TEST_P(VoucherReturnsTest, EveryStepIsAsComputedByHand) {
    for (const Cell& cell : kCells) {
        SCOPED_TRACE(cell.name);
        world_ = std::make_unique<BooksWorld>(GetParam());
        TestTerminal till = world_->terminal("HK01", "1");
        TestTerminal other = world_->terminal("HK02", "1");
        till.append(enrolled(card("anna")));
        const Sold sold = sell(till, cell);
        till.send();
        ASSERT_EQ(world_->rows("select reason, detail from suspense"), "");
        for (const Step& step : cell.steps) {
            bring_back(step.elsewhere ? other : till, sold, step);
            (step.elsewhere ? other : till).send();
            EXPECT_EQ(world_->rows("select left_minor, state from voucher"), step.left);
            EXPECT_EQ(world_->number("select sum(net_minor) from member_day"), step.spent);
            EXPECT_EQ(world_->rows("select distinct reason from suspense"), step.listed);
        }
        world_->verify();
    }
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         VoucherReturnsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
