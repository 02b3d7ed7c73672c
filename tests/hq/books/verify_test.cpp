// The test of the oracles: each kind of damage to the books is found by the oracle made for it.
#include "hq/database/verify.h"

#include <set>

#include <gtest/gtest.h>

#include "hq/database/local_journal.h"
#include "hq/database/rollup_fold.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

struct Damage {
    const char* sql;
    const char* oracle;
};

constexpr Damage kDamages[] = {
    {"update transfer set amount = amount + 1 where code = 'earn'", "balance"},
    {"update balance set amount = amount + 1 where account = 1", "conservation"},
    {"update balance set amount = -1 where account = 1", "balance"},
    {"update lot set remaining = remaining + 1", "lots"},
    {"update balance set amount = amount + 1 where account = 1", "balance"},
    {"insert into pending_lot(shard_key, cause, number, remaining, matures_on, expires_on) select "
     "member_id, 5, 1, 7, '2026-04-01', '2027-04-01' from member",
     "pending"},
    {"update returned_line set points_given = points_given + 1", "returned"},
    {"update returned_line set points_taken = points_taken + 1", "returned"},
    {"update redemption set points = points + 1 where state = 'held'", "redemption"},
    {"update allowance_lot set remaining = remaining - 1", "allowance"},
    {"update allowance set spent_points = limit_points + 1", "allowance"},
    {"update redemption set captured_by = 5 where state = 'captured'", "redemption"},
    {"update entry set hq_sequence = hq_sequence + 100 where hq_sequence > 2", "sequence"},
    {"update counter set value = value + 1 where name = 'hq_sequence'", "sequence"},
    {"update member_branch set position = 1", "feed"},
    {"update counter set value = 0 where name = 'feed'", "feed"},
    {"delete from suspense", "sale_once"},
    {"update entry set quarantined = 1 where kind = 12", "sale_once"},
    {"delete from unknown_card", "unknown_card"},
    {"insert into unknown_card(card_key, sale_id, branch_id) select card_key, 5, 1 from card",
     "unknown_card"},
    {"insert into waiting_entry(awaited_id, entry_id) select sale_id, 5 from sale", "waiting"},
    {"delete from member", "member"},
    {"update card set blocked = 0", "card"},
    {"delete from blocked_card", "card"},
    {"update blocked_card set entry_id = 5", "card"},
    {"delete from feed where kind = 4", "card"},
    {"delete from card_refusal", "card"},
    {"insert into card_order(card_number, member_id, family, state, ordered_ms, card_key) select "
     "'X', member_id, 1, 'written', 0, card_key from card",
     "card"},
    {"update counter set value = 0 where name = 'registration'", "registration"},
    {"update entry set bytes = hash where kind = 15", "chain"},
    {"delete from entry where sequence = 1", "chain"},
    {"update watermark set sequence = sequence + 1 where sequence > 0", "watermark"},
    {"delete from entry where registration * 4294967296 + sequence in (select entry_id from fork)",
     "fork"},
    {"update registration set standing = 'current' where standing = 'forked'", "fork"},
    {"update sale set eligible_minor = eligible_minor + 1", "sale"},
    {"update sale set points = points + 1 where points > 0", "sale"},
    {"update returned_line set thousandths = thousandths * 5", "returned"},
    {"update returned_line set sale_id = 5", "returned"},
    {"update value_account set value_minor = value_minor + 1", "stored_value"},
    {"update value_account set held_minor = held_minor + 1", "stored_value"},
    {"update value_redemption set minor = minor + 1 where state = 'held'", "stored_value"},
    {"update value_redemption set captured_by = 5 where state = 'captured'", "stored_value"},
    {"update value_transfer set credit_account = 32 where credit_account = 31", "stored_value"},
    {"update value_transfer set code = 'adjust' where code = 'sell'", "stored_value"},
    {"update value_transfer set cause = 5 where code = 'sell'", "stored_value"},
    {"update returned_line set stored_minor = stored_minor + 1", "returned"},
    {"delete from tag_event", "tags"},
    {"update tag_event set sold = 1 - sold", "tags"},
    {"update tag_event set serial = '7'", "tags"},
    {"update tag_event set entry_id = 5", "tags"},
    {"update transfer set amount = amount + 1 where credit_account = 16", "transferred"},
    {"update transfer set credit_account = 12 where credit_account = 16", "expired"},
    {"update member set account_id = 5 where account_id is not null", "account"},
    {"update member set merged_into = member_id where account_id is not null", "account"},
    {"insert into gift(gift, version, cause, bytes) values ('MUG', 1, 5, '')", "gift"},
    {"insert into gift_movement(cause, number, branch_id, gift, units, reason, redemption_id, "
     "business_date, points, cash_minor) values (5, 1, 1, 'MUG', 3, 'receive', 0, '2026-03-10', 0, "
     "0)",
     "gift"},
    {"insert into gift_movement(cause, number, branch_id, gift, units, reason, redemption_id, "
     "business_date, points, cash_minor) values (5, 0, 1, 'MUG', -1, 'hold', 5, '2026-03-10', 0, "
     "0)",
     "gift"},
    {"update voucher set left_minor = left_minor - 1", "voucher"},
    {"update voucher set left_minor = left_minor + 1", "voucher"},
    {"update voucher_transfer set amount_minor = amount_minor + 1", "voucher"},
    {"update voucher_transfer set credit_account = 39", "voucher"},
    {"update voucher set state = 'void'", "voucher"},
    {"update voucher set cause = 5", "voucher"},
    {"insert into voucher_use(redemption_id, voucher_key, member_id, due_minor, taken_minor, "
     "paid_minor, given_minor, state, refusal, sale_id) select 5, voucher_key, 0, 1, 1, 1, 0, "
     "'held', 0, 0 from voucher",
     "voucher"},
    {"insert into voucher_use(redemption_id, voucher_key, member_id, due_minor, taken_minor, "
     "paid_minor, given_minor, state, refusal, sale_id) select 5, voucher_key, 0, 1, 1, 1, 1, "
     "'captured', 0, 5 from voucher",
     "voucher"},
    {"insert into coupon_claim(claim_id, campaign_id, code, member_id, state, refusal, sale_id) "
     "values (5, 18, 'A', 0, 'captured', '', 5)",
     "voucher"},
    {"update tier_day set points = points + 1", "tier"},
    {"delete from tier_day", "tier"},
    {"update member_day set net_minor = net_minor + 1", "rollups"},
    {"delete from member_day", "rollups"},
    {"update branch_day set points_earned = points_earned + 1", "rollups"},
    {"insert into audit_row(position, at_ms, actor, action, subject, detail, hash) select 1, 0, "
     "'anna', 'user.add', 'bert', '', hash from entry limit 1",
     "audit"},
    {"insert into minted_day(kind, subject, day, points) values (1, 5, 20522, 7)", "minted"},
    {"insert into suspense(entry_id, reason, detail, opened_ms) select min(sale_id), 'mint_cap', "
     "'', 0 from sale",
     "withheld"},
};

class VerifyTest : public BooksTest {
protected:
    /// A gift card that was sold, that a sale captured, and of which something is held.
    static void fill_stored_value(BooksWorld& world, TestTerminal& till) {
        sale::Line line = sold(1, 1, 50'00);
        line.kind = sale::LineKind::StoredValue;
        line.gift_card = card("gift");
        till.append(cash_sale("", {line}));
        till.send();
        sale::Sale spent = cash_sale("", {sold(1, 1, 20'00)});
        const EntryId held = till.append(journal::RedemptionRequested{});
        const EntryId captured = till.append(journal::RedemptionRequested{});
        for (const EntryId id : {held, captured}) {
            const sync::AuthoriseValue wanted{id, {{}, card("gift")}, 20'00};
            static_cast<void>(must(world.service().answer(till.id(), {1, wanted})));
        }
        spent.tenders = {{sale::TenderKind::StoredValue,
                          20'00,
                          {},
                          captured,
                          loyalty::RedemptionMeans::Hq,
                          card("gift")}};
        till.append(spent);
    }

    /// Some of everything.
    void fill(BooksWorld& world) {
        TestTerminal till = world.terminal("HK01", "1");
        const MemberId anna{till.append(enrolled(card("anna"))).value};
        const MemberId bert{till.append(enrolled("")).value};
        const MemberId carl{till.append(enrolled("")).value};
        const EntryId sale = till.append(cash_sale(card("anna"), {sold(1, 2, 100'00)}));
        till.append(cash_sale(card("anna"), {brought_back(1, sale, 1, 1, 100'00)}));
        till.append(points_sale(
            card("anna"), anna, {sold(1, 1, 10'00)}, EntryId::of(till.registration(), 90), 10));
        sale::Line tagged = sold(1, 1, 10'00);
        tagged.tag = "urn:epc:id:sgtin:0614141.812345.6789";
        till.append(cash_sale("", {tagged}));
        till.append(cash_sale(card("nobody"), {sold(1, 1, 10'00)}));
        sale::Sale unpaid = cash_sale("", {sold(1, 1, 1'00)});
        unpaid.tenders.clear();
        till.append(unpaid);
        fill_stored_value(world, till);
        const EntryId redemption = till.append(journal::RedemptionRequested{anna, Points{5}});
        till.append(journal::CardRefused{card("clone"), "WrongKey"});
        till.send();
        static_cast<void>(must(
            world.service().answer(till.id(), {1, sync::Authorise{redemption, anna, Points{5}}})));
        const auto granted = must(world.service().answer(till.id(), {2, sync::AllowanceWanted{}}));
        EXPECT_NE(granted.grant, "");
        TestTerminal clone = till;
        till.append(cash_sale("", {sold(1, 1, 2'00)}));
        clone.append(cash_sale("", {sold(1, 1, 3'00)}));
        till.send();
        clone.send();
        database::LocalJournal journal{world.connection(), world.clock, world.own_registration, 0};
        const database::LocalEntry block{.entry = {.occurred_at = world.clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "",
                                                   .body = journal::CardBlocked{card("anna"), ""}},
                                         .branch = world.branch("HK01"),
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&block, 1})));
        loyalty::Voucher voucher;
        voucher.key = Bytes(loyalty::kVoucherKeyBytes, 'v');
        voucher.value_minor = 50'00;
        voucher.from = date("2026-03-10");
        voucher.until = date("2026-03-20");
        const std::array<journal::Body, 3> decided{
            journal::PointsTransferred{anna, bert, Points{10}, "gift", ""},
            journal::AccountChanged{carl, anna, true, "same_person"},
            journal::VoucherIssued{voucher, "test", ""}};
        for (const journal::Body& body : decided) {
            database::LocalEntry entry = block;
            entry.entry.body = body;
            static_cast<void>(must(journal.append({&entry, 1})));
        }
        world.verify();
    }
};

TEST_P(VerifyTest, FindsEveryKindOfDamage) {
    fill(*world_);
    std::set<std::string> found_by;
    for (const Damage& damage : kDamages) {
        must(world_->connection().begin());
        static_cast<void>(must(world_->connection().execute(damage.sql)));
        std::set<std::string> oracles;
        for (const auto& violation : must(database::verify_books(world_->connection())))
            oracles.insert(violation.oracle);
        world_->connection().rollback();
        EXPECT_TRUE(oracles.contains(damage.oracle)) << damage.sql;
        found_by.insert(damage.oracle);
    }
    const auto& names = database::oracle_names();
    EXPECT_EQ(found_by, (std::set<std::string>{names.begin(), names.end()}));
    world_->verify();
}

TEST_P(VerifyTest, RebuiltRollupsAreWhatTheyWere) {
    fill(*world_);
    EXPECT_EQ(must(database::rebuild_rollups(world_->connection())), 0);
    world_->verify();
    static_cast<void>(
        must(world_->connection().execute("update member_day set visits = visits + 1")));
    static_cast<void>(must(world_->connection().execute("delete from branch_day")));
    EXPECT_GT(must(database::rebuild_rollups(world_->connection())), 0);
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         VerifyTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
