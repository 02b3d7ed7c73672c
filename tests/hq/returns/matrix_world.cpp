#include "tests/hq/returns/matrix_world.h"

#include <set>

#include "common/goods/voucher_code.h"
#include "common/sync/reward.h"
#include "hq/app/member_account.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/expire.h"
#include "hq/database/mature.h"
#include "hq/database/tier_review.h"
#include "hq/database/verify.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"

namespace pareto::hq::test {
namespace {

constexpr std::int64_t kOpening = 150;
constexpr std::int64_t kGiftCardMinor = 100'00;
constexpr UtcTime kSecondDay =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 21} + std::chrono::hours{12};

database::LocalEntry local(BooksWorld& world, journal::Body body) {
    return {.entry = {.occurred_at = world.clock.now(),
                      .business_date = date("2026-03-01"),
                      .operator_id = "",
                      .body = std::move(body)},
            .branch = world.branch("HK03"),
            .terminal_code = "",
            .personal = std::nullopt};
}

using Sums = std::map<std::int64_t, std::int64_t>;

Sums sums(BooksWorld& world, const std::string& sql) {
    Sums found;
    for (const auto& row : must(world.connection().execute(sql)))
        found[row.integer(0)] = row.integer(1);
    return found;
}

std::int64_t of(const Sums& found, MemberId member) {
    const auto one = found.find(member.value);
    return one == found.end() ? 0 : one->second;
}

std::map<Bytes, std::int64_t> by_key(BooksWorld& world, const std::string& sql) {
    std::map<Bytes, std::int64_t> found;
    for (const auto& row : must(world.connection().execute(sql)))
        found[row.bytes(0)] = row.integer(1);
    return found;
}

std::map<std::int64_t, std::string> tiers(BooksWorld& world) {
    std::map<std::int64_t, std::string> found;
    for (const auto& row : must(world.connection().execute("select member_id, tier from member")))
        found[row.integer(0)] = row.text(1).empty() ? "-" : row.text(1);
    return found;
}

}  // namespace

MatrixWorld::MatrixWorld(Engine engine, const std::vector<Row>& rows) : world_(engine) {
    for (const Row& row : rows) {
        for (const Cell& cell : row.cells) {
            if (cell.is_refused()) continue;
            plays_.emplace_back();
            plays_.back().cell = &cell;
        }
    }
    here_ = std::make_unique<TestTerminal>(world_.terminal("HK01", "1"));
    there_ = std::make_unique<TestTerminal>(world_.terminal("HK02", "1"));
    desk_ = std::make_unique<TestTerminal>(world_.terminal("HK03", "1"));
    publish();
    open_accounts();
    issue_vouchers();
    play_early();
    play_late();
    read_outcomes();
}

void MatrixWorld::publish() {
    auto transaction = must(database::begin_writing(world_.connection()));
    for (const Fate fate : {Fate::Pending, Fate::Expired}) {
        for (auto policy = kPolicies.rbegin(); policy != kPolicies.rend(); ++policy)
            must(database::put_rules(world_.connection(), matrix_rules(*policy, fate)));
    }
    must(database::publish_campaigns(world_.connection(), matrix_campaigns(), 0));
    must(transaction.commit());
}

void MatrixWorld::open_accounts() {
    std::vector<database::LocalEntry> opening;
    for (std::size_t number = 0; number < plays_.size(); ++number) {
        Play& play = plays_[number];
        const Cell& cell = *play.cell;
        const Bytes first = card("first " + std::to_string(number));
        play.member = MemberId{desk_->append(enrolled(first)).value};
        play.card_key =
            cell.sold == Sold::UnknownCard ? card("second " + std::to_string(number)) : first;
        const char* const last_day = cell.fate == Fate::Expired ? "2026-03-18" : "2027-06-30";
        opening.push_back(local(
            world_,
            journal::PointsAdjusted{play.member, Points{kOpening}, date(last_day), "opening"}));
        if (paid_with(cell.sold).value_minor == 0) continue;
        play.gift_card = card("gift " + std::to_string(number));
        sale::Line gift_card = sold(1, 1, kGiftCardMinor);
        gift_card.kind = sale::LineKind::StoredValue;
        gift_card.gift_card = play.gift_card;
        desk_->append(cash_sale("", {gift_card}), "2026-03-01");
    }
    send(*desk_);
    database::LocalJournal journal{world_.connection(), world_.clock, world_.own_registration, 0};
    static_cast<void>(must(journal.append(opening)));
}

void MatrixWorld::issue_vouchers() {
    std::map<std::pair<std::int64_t, bool>, std::vector<Bytes>> secrets;
    for (Play& play : plays_) {
        const std::int64_t minor = paid_with(play.cell->sold).voucher_of_minor;
        if (minor == 0) continue;
        auto& alike = secrets[{minor, play.cell->offline}];
        alike.push_back(world_.random.bytes(goods::kVoucherSecretBytes));
        play.voucher = journal::voucher_key(alike.back());
    }
    database::LocalJournal journal{world_.connection(), world_.clock, world_.own_registration, 0};
    auto transaction = must(database::begin_writing(world_.connection()));
    for (const auto& [terms, alike] : secrets) {
        database::VoucherOrder order;
        order.terms.value_minor = terms.first;
        order.terms.from = date("2026-03-01");
        order.terms.until = date("2026-12-31");
        if (terms.second) order.terms.holder = here_->id();
        order.secrets = alike;
        must(database::issue_vouchers(
            world_.connection(),
            journal,
            order,
            {world_.clock.now(), date("2026-03-01"), "mgr", journal::Unknown{}},
            kAllowanceKey));
    }
    must(transaction.commit());
    for (std::int64_t cursor = 0;;) {
        const auto feed = must(world_.service().read_feed(here_->id(), cursor));
        if (feed.to == cursor) return;
        for (const sync::Change& change : feed.changes) {
            if (change.kind != static_cast<std::int32_t>(sync::ChangeKind::HeldVoucher)) continue;
            const auto held = must(sync::decode_held_voucher(change.bytes));
            const Bytes key = must(journal::decode_voucher(held.grant)).key;
            grants_[key] = held.grant;
            signatures_[key] = held.signature;
        }
        cursor = feed.to;
    }
}

EntryId MatrixWorld::use_voucher(const Play& play, std::int64_t minor) {
    journal::VoucherRequested asked;
    asked.voucher = play.voucher;
    asked.due_minor = minor;
    if (play.cell->offline) {
        asked.means = loyalty::RedemptionMeans::Allowance;
        asked.use = {paid_with(play.cell->sold).voucher_of_minor, minor};
        asked.grant = grants_.at(play.voucher);
        asked.signature = signatures_.at(play.voucher);
        return here_->append(asked);
    }
    const EntryId id = here_->append(asked);
    const auto answer = must(world_.service().answer(
        here_->id(), {1, sync::VoucherWanted{id, play.voucher, {}, minor}}));
    EXPECT_EQ(answer.reward.paid_minor, minor);
    return id;
}

EntryId MatrixWorld::hold_value(const Play& play, std::int64_t minor) {
    journal::RedemptionRequested asked{};
    asked.value_minor = minor;
    asked.gift_card = play.gift_card;
    const EntryId id = here_->append(asked);
    if (play.cell->offline) return id;
    const auto answer = must(world_.service().answer(
        here_->id(), {1, sync::AuthoriseValue{id, {{}, play.gift_card}, minor}}));
    EXPECT_EQ(answer.outcome, sync::AuthoriseOutcome::Approved);
    return id;
}

void MatrixWorld::sell(Play& play) {
    const PaidWith paid = paid_with(play.cell->sold);
    if (paid.points > 0)
        play.points = EntryId::of(here_->registration(), 1'000'000 + here_->last());
    if (paid.voucher_minor > 0) play.voucher_use = use_voucher(play, paid.voucher_minor);
    if (paid.value_minor > 0) play.value_use = hold_value(play, paid.value_minor);
    play.sale = make_sale(play);
    play.sale_entry = here_->append(play.sale, play.sold_on());
}

void MatrixWorld::spend_all(bool early) {
    const Sums usable =
        sums(world_, "select shard_key, amount from balance where account = 1 and amount > 0");
    for (Play& play : plays_) {
        if (play.cell->fate != Fate::Spent || play.is_early() != early) continue;
        play.spent = of(usable, play.member);
        if (play.spent == 0) continue;
        desk_->append(
            make_spending(
                play, play.spent, EntryId::of(desk_->registration(), 1'000'000 + desk_->last())),
            early ? "2026-03-16" : "2026-03-20");
    }
    send(*desk_);
}

void MatrixWorld::expire() {
    database::LocalJournal journal{world_.connection(), world_.clock, world_.own_registration, 0};
    while (!must(database::expire_some(
                     world_.connection(), world_.clock, journal, date("2026-03-20"), 1'000'000))
                .done) {
    }
}

void MatrixWorld::link_card(const Play& play, const char* day) {
    if (play.cell->sold == Sold::UnknownCard)
        desk_->append(journal::CardLinked{play.member, play.card_key, ""}, day);
}

void MatrixWorld::play_early() {
    for (Play& play : plays_) {
        if (!play.is_early()) continue;
        sell(play);
        link_card(play, "2026-03-12");
    }
    send(*here_);
    send(*desk_);
    EXPECT_FALSE(
        must(database::mature_points(world_.connection(), world_.clock, date("2026-03-15")))
            .done_before);
    EXPECT_TRUE(must(database::mature_points(world_.connection(), world_.clock, date("2026-03-15")))
                    .done_before);
    spend_all(true);
    expire();
    review("2026-03-10");
    world_.verify();
}

void MatrixWorld::play_late() {
    world_.clock.set(kSecondDay);
    for (Play& play : plays_) {
        if (!play.is_early() && play.cell->fate == Fate::Spent) sell(play);
    }
    send(*here_);
    spend_all(false);
    for (Play& play : plays_) {
        if (!play.is_early() && play.cell->fate == Fate::Pending) sell(play);
    }
    come_back(Wave::Together);
    come_back(Wave::SameDay);
    review("2026-03-21");
    world_.clock.advance(std::chrono::hours{24});
    come_back(Wave::NextDay);
    for (const Play& play : plays_) {
        if (!play.is_early()) link_card(play, "2026-03-22");
    }
    send(*desk_);
    review("2026-03-22");
    tier_then_ = tiers(world_);
    world_.clock.advance(std::chrono::hours{24 * 286});  // 2027-01-02
    review("2027-01-01");
    EXPECT_EQ(world_.number("select count(*) from waiting_entry"), 0);
    EXPECT_EQ(world_.number("select count(*) from unknown_card"), 0);
    EXPECT_EQ(world_.number("select count(*) from value_account where held_minor <> 0"), 0);
    world_.verify();
    EXPECT_EQ(must(database::rebuild_rollups(world_.connection())), 0);
}

// What names no sale has nothing to wait for: there is no other order of it.
MatrixWorld::Wave MatrixWorld::wave_of(const Cell& cell) {
    if (cell.offline) return cell.back == Back::NoReceipt ? Wave::SameDay : Wave::Together;
    const bool same_day = cell.back == Back::PostVoid || cell.back == Back::PartVoid;
    return same_day ? Wave::SameDay : Wave::NextDay;
}

TestTerminal& MatrixWorld::at(const Play& play) {
    return play.cell->elsewhere ? *there_ : *here_;
}

// The other branch is heard first: what it takes back may be of a sale that HQ does not know yet.
void MatrixWorld::come_back(Wave wave) {
    for (Play& play : plays_) {
        if (wave_of(*play.cell) == wave) come_back(play);
    }
    send(*there_);
    send(*here_);
    for (Play& play : plays_) {
        if (wave_of(*play.cell) == wave) come_back_again(play);
    }
    send(*there_);
    send(*here_);
}

void MatrixWorld::come_back(Play& play) {
    TestTerminal& at = this->at(play);
    const bool here = &at == here_.get();
    switch (play.cell->back) {
        case Back::Whole:
        case Back::TwoBranches:
            return bring(play, at, make_return(play, here, {2, 1, true}));
        case Back::Undone:
            bring(play, at, make_return(play, here, {2, 1, true}));
            return cancel(play, at, play.brought_back.back());
        case Back::Partial:
        case Back::PartVoid:
            return bring(play, at, make_return(play, here, {1, 0}));
        case Back::Twice:
            bring(play, *here_, make_return(play, true, {1, 0}));
            return bring(play, at, make_return(play, here, {1, 1, true, 1}));
        case Back::Exchange:
            return bring(play, at, make_exchange(play, here));
        case Back::NoReceipt:
            return bring(play, at, make_return_without_receipt(play, here));
        case Back::PostVoid:
            return cancel(play, at, play.sale_entry);
    }
}

void MatrixWorld::come_back_again(Play& play) {
    if (play.cell->back == Back::PartVoid) cancel(play, *here_, play.sale_entry);
    if (play.cell->back != Back::TwoBranches) return;
    const bool here = play.cell->elsewhere;
    bring(play, here ? *here_ : *there_, make_return(play, here, {2, 1, true}));
}

void MatrixWorld::bring(Play& play, TestTerminal& at, const sale::Sale& sale) {
    play.cash_minor += cash_of(sale);
    const bool same_day = play.cell->back == Back::PartVoid;
    play.brought_back.push_back(at.append(sale, same_day ? "2026-03-20" : "2026-03-21"));
}

void MatrixWorld::cancel(Play& play, TestTerminal& at, EntryId sale) {
    const bool is_sale = sale == play.sale_entry;
    play.cash_minor -= is_sale ? cash_of(play.sale) : play.cash_minor;
    play.brought_back.push_back(at.append(sale::PostVoid{SaleId{sale.value}, 9, "mistake"},
                                          is_sale ? "2026-03-20" : "2026-03-21"));
}

void MatrixWorld::review(const char* over) {
    MemberId after;
    while (true) {
        const auto page =
            must(database::review_some(world_.connection(), world_.clock, date(over), after));
        if (page.done) return;
        after = page.last;
    }
}

void MatrixWorld::send(TestTerminal& terminal) {
    Sequence& sent = sent_[terminal.registration()];
    if (sent == terminal.last()) return;
    sent = terminal.last();
    if (terminal.send().kind != sync::IngestResult::Kind::Acked) ADD_FAILURE() << "not taken in";
}

void MatrixWorld::read_outcomes() {
    const auto balance = [&](Account account) {
        return sums(world_,
                    "select shard_key, amount from balance where account = " +
                        std::to_string(static_cast<int>(account)));
    };
    const Sums usable = balance(Account::MemberPoints);
    const Sums pending = balance(Account::MemberPending);
    const Sums debt = balance(Account::MemberDebt);
    const std::string redeemed = std::to_string(static_cast<int>(Account::Redeemed));
    const Sums used = sums(world_,
                           "select shard_key, sum(case when credit_account = " + redeemed +
                               " then amount else -amount end) from transfer where " + redeemed +
                               " in (debit_account, credit_account) group by shard_key");
    const Sums spend =
        sums(world_, "select shard_key, sum(net_minor) from member_day group by shard_key");
    const auto vouchers = by_key(world_, "select voucher_key, left_minor from voucher");
    const auto values = by_key(world_, "select account_key, value_minor from value_account");
    const auto tier_next = tiers(world_);
    for (const Play& play : plays_) {
        const MemberId member = play.member;
        Outcome& outcome = outcomes_[play.cell];
        const bool tops_up = play.cell->sold == Sold::TopUp;
        const Bytes value = tops_up ? member_key(member) : play.gift_card;
        outcome.row = {
            .cash_minor = play.cash_minor,
            .points_given = paid_with(play.cell->sold).points + play.spent - of(used, member),
            .voucher_minor = play.voucher.empty() ? -1 : vouchers.at(play.voucher),
            .value_minor = value.empty() ? -1 : values.at(value),
            .spend_minor = of(spend, member),
            .listed = ""};
        outcome.points = std::to_string(of(usable, member));
        if (const auto more = of(pending, member); more != 0)
            outcome.points += "+" + std::to_string(more);
        if (const auto owed = of(debt, member); owed != 0) outcome.points += std::to_string(owed);
        if (play.cell->sold == Sold::Tier)
            outcome.points += "/" + tier_then_.at(member.value) + ">" + tier_next.at(member.value);
    }
    read_listed();
}

void MatrixWorld::read_listed() {
    std::map<std::int64_t, std::set<std::string>> listed;
    for (const auto& row :
         must(world_.connection().execute("select entry_id, reason from suspense")))
        listed[row.integer(0)].insert(row.text(1));
    for (const Play& play : plays_) {
        std::set<std::string> reasons = listed[play.sale_entry.value];
        for (const EntryId entry : play.brought_back)
            reasons.insert(listed[entry.value].begin(), listed[entry.value].end());
        std::string& text = outcomes_[play.cell].row.listed;
        for (const std::string& reason : reasons)
            text += (text.empty() ? "" : " ") + reason;
    }
}

}  // namespace pareto::hq::test
