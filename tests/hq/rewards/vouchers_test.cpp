// Vouchers in HQ's books: issued, held by one redemption, captured by its sale or given back; each
// story ends with all oracles. Amounts are of 50.00 vouchers, worked out by hand.
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "common/goods/voucher_code.h"
#include "common/sync/reward.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::RedemptionMeans;

/// A sale that the voucher paid `minor` of, the rest in cash.
sale::Sale voucher_sale(std::vector<sale::Line> lines,
                        const Bytes& voucher,
                        EntryId redemption,
                        std::int64_t minor) {
    sale::Sale sale = cash_sale({}, std::move(lines));
    sale::Tender tender;
    tender.kind = sale::TenderKind::Voucher;
    tender.amount_minor = minor;
    tender.redemption = redemption;
    tender.instrument = voucher;
    sale.tenders.push_back(tender);
    sale.tenders[0].amount_minor -= minor;
    if (sale.tenders[0].amount_minor == 0) sale.tenders.erase(sale.tenders.begin());
    if (sale.lines.size() == 1) sale.lines[0].voucher_paid_minor = minor;
    return sale;
}

class VouchersTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        other_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
    }

    journal::Entry like() const {
        return {world_->clock.now(), date("2026-03-10"), "mgr", journal::Unknown{}};
    }

    /// 50.00 from 10 March to 20 March.
    Bytes issue(const std::function<void(loyalty::Voucher&)>& change = {}) {
        database::VoucherOrder order;
        order.terms.value_minor = 50'00;
        order.terms.from = date("2026-03-10");
        order.terms.until = date("2026-03-20");
        if (change) change(order.terms);
        const Bytes secret = world_->random.bytes(goods::kVoucherSecretBytes);
        auto transaction = must(database::begin_writing(world_->connection()));
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        order.secrets = {secret};
        must(database::issue_vouchers(
            world_->connection(), journal, order, like(), kAllowanceKey));
        must(transaction.commit());
        return journal::voucher_key(secret);
    }

    static journal::VoucherRequested request(const Bytes& voucher,
                                             std::int64_t due,
                                             MemberId member = {}) {
        return {.voucher = voucher,
                .member = member,
                .due_minor = due,
                .use = {},
                .grant = {},
                .signature = {}};
    }

    std::string ask(TestTerminal& till,
                    EntryId id,
                    const Bytes& voucher,
                    std::int64_t due,
                    MemberId member = {}) {
        const auto response = must(world_->service().answer(
            till.id(), {1, sync::VoucherWanted{id, voucher, member, due}}));
        if (!response.reward.refusal.empty()) return response.reward.refusal;
        return std::to_string(response.reward.paid_minor) + " left " +
               std::to_string(response.reward.left_minor);
    }

    /// Asks as a terminal does, and gives the redemption's id.
    EntryId approved(TestTerminal& till, const Bytes& voucher, std::int64_t due) {
        const EntryId id = till.append(request(voucher, due));
        EXPECT_NE(ask(till, id, voucher, due).find(" left "), std::string::npos);
        return id;
    }

    void expire(std::string_view over) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        while (!must(database::expire_some_vouchers(
                         world_->connection(), world_->clock, journal, date(over)))
                    .done) {
        }
    }

    /// What each account has, from all transfers: "8|0, 40|-5000, 41|5000".
    std::string accounts() {
        return world_->rows(
            "select account, sum(x) from (select debit_account as account, -amount_minor as x "
            "from voucher_transfer union all select credit_account, amount_minor from "
            "voucher_transfer) moved group by account order by account");
    }

    std::string left() { return world_->rows("select left_minor, state from voucher"); }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id, reason");
    }

    std::unique_ptr<TestTerminal> till_, other_;
    MemberId anna_;
};

TEST_P(VouchersTest, IsHeldOnceAndCapturedByItsSale) {
    const Bytes voucher = issue();
    EXPECT_EQ(accounts(), "8|5000, 40|-5000");
    const EntryId id = till_->append(request(voucher, 80'00));
    EXPECT_EQ(ask(*till_, id, voucher, 80'00), "5000 left 0");
    EXPECT_EQ(ask(*till_, id, voucher, 80'00), "5000 left 0") << "the same question again";
    EXPECT_EQ(ask(*till_, id, voucher, 70'00), "NotAllowed") << "the same id, otherwise";
    EXPECT_EQ(ask(*other_, other_->append(request(voucher, 10'00)), voucher, 10'00), "UsedUp");
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 45|5000");
    till_->append(voucher_sale({sold(1, 1, 80'00)}, voucher, id, 50'00));
    till_->send();
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 41|5000, 45|0");
    EXPECT_EQ(world_->rows("select total_minor, eligible_minor, remaining_minor from sale"),
              "8000|3000|3000")
        << "what a voucher paid is no spend";
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(VouchersTest, TheRestOfAUseIsForfeitUnlessTheRulesKeepIt) {
    const Bytes first = issue();
    const EntryId one = approved(*till_, first, 30'00);
    till_->append(voucher_sale({sold(1, 1, 30'00)}, first, one, 30'00));
    till_->send();
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 41|3000, 44|2000, 45|0");
    loyalty::RuleSet rules = must(database::current_rules(world_->connection()));
    rules.version = 2;
    rules.vouchers.keeps_rest = true;
    auto transaction = must(database::begin_writing(world_->connection()));
    must(database::put_rules(world_->connection(), rules));
    must(transaction.commit());
    const Bytes second = issue();
    EXPECT_EQ(ask(*till_, till_->append(request(second, 30'00)), second, 30'00), "3000 left 2000");
    EXPECT_EQ(ask(*till_, till_->append(request(second, 30'00)), second, 30'00), "2000 left 0");
    world_->verify();
}

TEST_P(VouchersTest, IsRefusedForWhatItsTermsSayAndTheRefusalStays) {
    const Bytes personal = issue([&](loyalty::Voucher& terms) { terms.member = anna_; });
    const Bytes later = issue([](loyalty::Voucher& terms) { terms.from = date("2026-03-12"); });
    const Bytes held = issue([&](loyalty::Voucher& terms) { terms.holder = other_->id(); });
    const EntryId id = till_->append(request(personal, 10'00));
    EXPECT_EQ(ask(*till_, id, personal, 10'00), "OtherMember");
    EXPECT_EQ(ask(*till_, id, personal, 10'00), "OtherMember");
    EXPECT_EQ(ask(*till_, till_->append(request(personal, 10'00, anna_)), personal, 10'00, anna_),
              "1000 left 0");
    EXPECT_EQ(ask(*till_, till_->append(request(later, 10'00)), later, 10'00), "NotYetValid");
    EXPECT_EQ(ask(*till_, till_->append(request(held, 10'00)), held, 10'00), "OtherTerminal");
    // Its holder takes it by what HQ left it, and not here as well.
    EXPECT_EQ(ask(*other_, other_->append(request(held, 10'00)), held, 10'00), "NotAllowed");
    const Bytes unknown(loyalty::kVoucherKeyBytes, 'u');
    EXPECT_EQ(ask(*till_, till_->append(request(unknown, 1)), unknown, 1), "UnknownVoucher");
    EXPECT_EQ(ask(*till_, EntryId::of(till_->registration() + 1'000, 1), later, 10'00),
              "NotAllowed");
    world_->verify();
}

TEST_P(VouchersTest, AReversalGivesItBackAlsoWhenItOvertakesTheQuestion) {
    const Bytes voucher = issue();
    const EntryId id = approved(*till_, voucher, 20'00);
    till_->append(journal::RedemptionReversed{id});
    till_->append(journal::RedemptionReversed{id});
    till_->send();
    EXPECT_EQ(left(), "5000|open");
    EXPECT_EQ(ask(*till_, id, voucher, 20'00), "NotAllowed");
    const EntryId next = till_->append(request(voucher, 20'00));
    till_->append(journal::RedemptionReversed{next});
    till_->send();
    EXPECT_EQ(ask(*till_, next, voucher, 20'00), "NotAllowed");
    EXPECT_EQ(left(), "5000|open");
    world_->verify();
}

TEST_P(VouchersTest, GoodsThatComeBackGiveTheirPartBackToTheVoucher) {
    const Bytes voucher = issue();
    const EntryId id = approved(*till_, voucher, 100'00);
    // 2 for 100.00, half of it by voucher: each piece 25.00 of it.
    const EntryId sale =
        till_->append(voucher_sale({sold(1, 2, 50'00)}, voucher, id, 50'00), "2026-03-10");
    for (const int step : {1, 2}) {
        sale::Sale back = cash_sale({}, {brought_back(1, sale, 1, 1, 50'00)});
        back.lines[0].voucher_paid_minor = -25'00;
        back.tenders[0].amount_minor = -25'00;
        sale::Tender to_voucher;
        to_voucher.kind = sale::TenderKind::Voucher;
        to_voucher.amount_minor = -25'00;
        to_voucher.redemption = id;
        to_voucher.instrument = voucher;
        back.tenders.push_back(to_voucher);
        till_->append(back, "2026-03-15");
        till_->send();
        EXPECT_EQ(left(), step == 1 ? "2500|open" : "5000|open");
    }
    EXPECT_EQ(suspense(), "");
    // 30 days after it came back, because its own last day is sooner.
    EXPECT_EQ(world_->rows("select valid_until from voucher"), "2026-04-14");
    world_->verify();
}

TEST_P(VouchersTest, MoreThanItPaidNeverGoesBack) {
    const Bytes voucher = issue();
    const EntryId id = approved(*till_, voucher, 100'00);
    const EntryId sale =
        till_->append(voucher_sale({sold(1, 2, 50'00)}, voucher, id, 50'00), "2026-03-10");
    sale::Sale back = cash_sale({}, {brought_back(1, sale, 1, 1, 50'00)});
    back.lines[0].voucher_paid_minor = -40'00;
    back.tenders[0].amount_minor = -10'00;
    sale::Tender to_voucher;
    to_voucher.kind = sale::TenderKind::Voucher;
    to_voucher.amount_minor = -40'00;
    back.tenders.push_back(to_voucher);
    till_->append(back, "2026-03-11");
    till_->send();
    EXPECT_EQ(left(), "2501|open") << "the share, and a unit of rounding";
    EXPECT_EQ(suspense(),
              "return_conflict|line 1: 4000 minor units were to go back to vouchers, 2500 had "
              "been paid so, 2501 went back");
    world_->verify();
}

TEST_P(VouchersTest, APostVoidGivesEverythingBackButWhatCameBackBefore) {
    const Bytes voucher = issue();
    const EntryId id = approved(*till_, voucher, 30'00);
    const EntryId sale =
        till_->append(voucher_sale({sold(1, 1, 30'00)}, voucher, id, 30'00), "2026-03-10");
    till_->send();
    EXPECT_EQ(left(), "0|open");
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"}, "2026-03-10");
    till_->send();
    EXPECT_EQ(left(), "5000|open");
    EXPECT_EQ(accounts(), "8|5000, 40|-5000, 41|0, 44|0, 45|0");
    world_->verify();
}

TEST_P(VouchersTest, ExpiresTwoDaysAfterItsLastDayOnceAndVoidIsVoid) {
    const Bytes voucher = issue();
    const Bytes second = issue([](loyalty::Voucher& terms) { terms.until = date("2026-03-25"); });
    expire("2026-03-21");
    EXPECT_EQ(world_->number("select count(*) from voucher where state = 'open'"), 2);
    expire("2026-03-22");
    expire("2026-03-22");
    EXPECT_EQ(accounts(), "8|5000, 40|-10000, 42|5000");
    EXPECT_EQ(ask(*till_, till_->append(request(voucher, 1'00)), voucher, 1'00), "UsedUp");
    auto transaction = must(database::begin_writing(world_->connection()));
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 0};
    must(database::void_voucher(world_->connection(), journal, second, "stolen", like()));
    EXPECT_FALSE(database::void_voucher(world_->connection(), journal, second, "stolen", like())
                     .has_value());
    must(transaction.commit());
    EXPECT_EQ(accounts(), "8|0, 40|-10000, 42|5000, 43|5000");
    world_->verify();
}

TEST_P(VouchersTest, AHoldOfADoubledTerminalIsNotUndoneWithTheSaleOfItsName) {
    const Bytes voucher = issue();
    TestTerminal twin = *till_;
    const EntryId sale = till_->append(cash_sale({}, {sold(1, 1, 10'00)}));
    till_->send();
    ASSERT_EQ(twin.append(request(voucher, 10'00)), sale);
    EXPECT_EQ(ask(twin, sale, voucher, 10'00), "1000 left 0");
    till_->append(sale::PostVoid{SaleId{sale.value}, 2, "mistake"});
    till_->send();
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 45|5000");
    world_->verify();
}

TEST_P(VouchersTest, ItsHolderTakesItWithoutAskingAndHqBelievesTheSignature) {
    const Bytes voucher = issue([&](loyalty::Voucher& terms) { terms.holder = till_->id(); });
    const sync::Feed feed = must(world_->service().read_feed(till_->id(), 0));
    sync::HeldVoucher held;
    for (const sync::Change& change : feed.changes) {
        if (change.kind == 30) held = must(sync::decode_held_voucher(change.bytes));
    }
    for (const sync::Change& change : must(world_->service().read_feed(other_->id(), 0)).changes)
        EXPECT_NE(change.kind, 30) << "another branch hears nothing of it";
    journal::VoucherRequested taken = request(voucher, 20'00);
    taken.means = RedemptionMeans::Allowance;
    taken.use = {50'00, 20'00};
    taken.grant = held.grant;
    taken.signature = held.signature;
    const EntryId id = till_->append(taken);
    sale::Sale sale = voucher_sale({sold(1, 1, 20'00)}, voucher, id, 20'00);
    sale.tenders.back().means = RedemptionMeans::Allowance;
    till_->append(sale);
    till_->send();
    EXPECT_EQ(suspense(), "");
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 41|2000, 44|3000, 45|0");
    // Somebody else shows the same grant: it is not his.
    const EntryId stolen = other_->append(taken);
    sale.tenders.back().redemption = stolen;
    other_->append(sale);
    other_->send();
    EXPECT_EQ(world_->rows("select distinct reason from suspense"), "voucher_conflict");
    EXPECT_EQ(accounts(), "8|0, 40|-5000, 41|4000, 44|3000, 45|0, 46|-2000")
        << "what was given out twice is the company's loss, and listed";
    world_->verify();
}

/// Taken without asking, by the grant that HQ signed for its holder.
journal::VoucherRequested taken_by_holder(BooksWorld& world,
                                          TerminalId holder,
                                          journal::VoucherRequested taken) {
    for (const sync::Change& change : must(world.service().read_feed(holder, 0)).changes) {
        if (change.kind != 30) continue;
        const auto held = must(sync::decode_held_voucher(change.bytes));
        taken.grant = held.grant;
        taken.signature = held.signature;
    }
    taken.means = RedemptionMeans::Allowance;
    return taken;
}

/// One piece of 10.00 that a voucher paid comes back there.
sale::Sale piece_back(EntryId sale, std::int32_t line) {
    sale::Sale back = cash_sale({}, {brought_back(1, sale, line, 1, 10'00)});
    back.lines[0].voucher_paid_minor = -10'00;
    back.tenders = {{sale::TenderKind::Voucher, -10'00, {}, {}}};
    return back;
}

// 40.00 by two uses of 20.00; 10.00 came back elsewhere, so 30.00 are left to come back.
TEST_P(VouchersTest, APostVoidGivesBackTwoUsesOfOneVoucherInOneSale) {
    const Bytes voucher = issue([](loyalty::Voucher& terms) {
        terms.value_minor = 20'00;
        terms.uses = 2;
    });
    const EntryId first = approved(*till_, voucher, 40'00);
    const EntryId second = approved(*till_, voucher, 20'00);
    sale::Sale sale = voucher_sale({sold(1, 4, 10'00)}, voucher, first, 20'00);
    sale.tenders = {sale.tenders.back(), sale.tenders.back()};
    sale.tenders[1].redemption = second;
    sale.lines[0].voucher_paid_minor = 40'00;
    const EntryId id = till_->append(sale);
    till_->send();
    EXPECT_EQ(left(), "0|open");
    const EntryId back = other_->append(piece_back(id, 1));
    other_->send();
    EXPECT_EQ(left(), "1000|open");
    till_->append(sale::PostVoid{SaleId{id.value}, 9, "mistake"});
    till_->send();
    EXPECT_EQ(left(), "4000|open");
    world_->verify();
    // All is back: that the other branch cancels its return, takes nothing.
    other_->append(sale::PostVoid{SaleId{back.value}, 9, "mistake"});
    other_->send();
    EXPECT_EQ(left(), "4000|open");
    world_->verify();
}

// Two sales took one use each of 10.00, and both gave it back; one of the returns is cancelled.
TEST_P(VouchersTest, ACancelledReturnTakesAgainFromTheUseThatItGaveBackTo) {
    const Bytes voucher = issue([](loyalty::Voucher& terms) {
        terms.value_minor = 10'00;
        terms.uses = 2;
    });
    std::vector<EntryId> sales;
    for (int count = 0; count < 2; ++count) {
        const EntryId use = approved(*till_, voucher, 10'00);
        sales.push_back(till_->append(voucher_sale({sold(1, 1, 10'00)}, voucher, use, 10'00)));
    }
    till_->append(piece_back(sales[0], 1));
    const EntryId second = till_->append(piece_back(sales[1], 1));
    till_->append(sale::PostVoid{SaleId{second.value}, 9, "mistake"});
    till_->send();
    EXPECT_EQ(left(), "1000|open");
    EXPECT_EQ(world_->rows("select given_minor from voucher_use order by redemption_id"),
              "1000, 0");
    till_->append(piece_back(sales[1], 1));
    till_->send();
    EXPECT_EQ(left(), "2000|open");
    EXPECT_EQ(suspense(), "");
    world_->verify();
}

TEST_P(VouchersTest, AHolderThatWasRefusedTakesNothingByTheSameRequestAndBlocksNothing) {
    const Bytes voucher = issue([&](loyalty::Voucher& terms) { terms.holder = till_->id(); });
    journal::VoucherRequested taken =
        taken_by_holder(*world_, till_->id(), request(voucher, 20'00));
    taken.use = {50'00, 20'00};
    const EntryId id = till_->append(taken);
    EXPECT_EQ(ask(*till_, id, voucher, 20'00), "NotAllowed");
    EXPECT_EQ(till_->send().kind, sync::IngestResult::Kind::Acked);
    EXPECT_EQ(world_->rows("select reason from suspense"), "voucher_conflict");
    EXPECT_EQ(accounts(), "8|5000, 40|-5000");
    world_->verify();
}

// Until then it would go on to say that the voucher is used up, and could not ask.
TEST_P(VouchersTest, ItsHolderIsToldThatHqIsAskedForWhatCameBack) {
    const Bytes voucher = issue([&](loyalty::Voucher& terms) { terms.holder = till_->id(); });
    journal::VoucherRequested taken =
        taken_by_holder(*world_, till_->id(), request(voucher, 50'00));
    taken.use = {50'00, 50'00};
    const EntryId use = till_->append(taken);
    sale::Sale sale = voucher_sale({sold(1, 5, 10'00)}, voucher, use, 50'00);
    sale.tenders.back().means = RedemptionMeans::Allowance;
    const EntryId id = till_->append(sale);
    till_->send();
    const sync::Feed before = must(world_->service().read_feed(till_->id(), 0));
    till_->append(piece_back(id, 1));
    till_->send();
    std::string told;
    for (const sync::Change& change :
         must(world_->service().read_feed(till_->id(), before.to)).changes) {
        if (change.kind == 30) told += change.subject + (change.bytes.empty() ? " is gone" : "");
    }
    EXPECT_EQ(told, to_hex(voucher) + " is gone");
    EXPECT_EQ(ask(*other_, other_->append(request(voucher, 5'00)), voucher, 5'00), "500 left 0");
}

TEST_P(VouchersTest, ATerminalCannotIssueOrEndVouchers) {
    const Bytes voucher = issue();
    loyalty::Voucher forged;
    forged.key = Bytes(loyalty::kVoucherKeyBytes, 'f');
    forged.value_minor = 1'000'00;
    forged.from = forged.until = date("2026-03-10");
    till_->append(journal::VoucherIssued{forged, "mine", ""});
    till_->append(journal::VouchersEnded{
        .expired = false, .through = date("2026-03-10"), .vouchers = {voucher}, .reason = "no"});
    till_->send();
    EXPECT_EQ(left(), "5000|open");
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'not_allowed'"), 2);
    world_->verify();
}

// As the points' race: two HQ processes on one database, a thread each.
TEST_P(VouchersTest, ExactlyOneOfTwoTerminalsGetsTheVoucherEachTime) {
    constexpr int kRaces = 200;
    const Bytes voucher = issue();

    struct Racer {
        std::unique_ptr<pareto::database::Connection> connection;
        std::unique_ptr<database::SyncService> service;
        std::string refusal;
    };

    std::vector<Racer> racers(2);
    for (Racer& racer : racers) {
        racer.connection = GetParam() == Engine::Sqlite
                               ? must(pareto::database::open_sqlite(world_->where()))
                               : must(pareto::database::open_postgres(world_->where()));
        database::SyncServiceOptions options;
        options.own_registration = must(database::open_process(*racer.connection, world_->clock));
        racer.service = std::make_unique<database::SyncService>(
            *racer.connection, world_->clock, world_->random, std::move(options));
    }
    std::array<TestTerminal*, 2> terminals{till_.get(), other_.get()};
    for (int race = 0; race < kRaces; ++race) {
        std::array<EntryId, 2> asked{};
        for (std::size_t i = 0; i < 2; ++i)
            asked.at(i) = terminals.at(i)->append(request(voucher, 10'00));
        std::latch start{2};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                racers[i].refusal = "no answer";
                for (int tries = 0; tries < 50; ++tries) {
                    const auto response = racers[i].service->answer(
                        terminals.at(i)->id(),
                        {1, sync::VoucherWanted{asked.at(i), voucher, {}, 10'00}});
                    if (response) racers[i].refusal = response->reward.refusal;
                    if (response || !retryable(response.error().code)) break;
                }
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        const bool first = racers[0].refusal.empty();
        ASSERT_NE(first, racers[1].refusal.empty()) << "race " << race;
        ASSERT_EQ(racers[first ? 1 : 0].refusal, "UsedUp");
        for (std::size_t i = 0; i < 2; ++i) {
            terminals.at(i)->append(journal::RedemptionReversed{asked.at(i)});
            ASSERT_EQ(terminals.at(i)->send().kind, sync::IngestResult::Kind::Acked);
        }
    }
    EXPECT_EQ(left(), "5000|open");
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         VouchersTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
