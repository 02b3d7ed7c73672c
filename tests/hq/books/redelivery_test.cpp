// Whatever is delivered twice, cut differently, in another order among registrations, or told and
// received by clocks that are wrong: the same books.
//
// A random chain of two branches is sold by three terminals. It is then delivered to fresh books in
// a random way and compared with books that got everything in order.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/sale/earning.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/local_journal.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

constexpr int kTerminals = 3;

/// One action of a random history.
struct Act {
    int terminal = 0;
    int kind = 0;
    int member = 0;
    int pick = 0;
    int amount = 0;
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    /// Uniform in [first, end).
    std::int64_t in(std::int64_t first, std::int64_t end) {
        return first +
               static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(end - first));
    }

private:
    std::mt19937_64 engine_;
};

std::vector<Act> any_acts(Dice& dice) {
    std::vector<Act> acts;
    for (std::int64_t count = dice.in(5, 50); count > 0; --count) {
        const auto number = [&](std::int64_t end) {
            return static_cast<int>(dice.in(0, end));
        };
        acts.push_back({number(kTerminals), number(19), number(4), number(1000), 1 + number(300)});
    }
    return acts;
}

/// 1.00 off and 5 points, all March.
loyalty::Campaign march() {
    loyalty::Campaign made;
    made.id = loyalty::CampaignId{18};
    made.version = 1;
    made.name = "march";
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    made.rules = {{0, {}, {loyalty::AmountOff{.minor = 1'00}, loyalty::PointsBonus{Points{5}}}}};
    return made;
}

/// One line of so much, with what the campaign gives.
sale::Sale march_sale(const Bytes& key, MemberId member, std::int64_t amount_minor) {
    sale::Sale sale = cash_sale(key, {sold(1, 1, amount_minor)});
    sale.facts.member = member;
    sale::Line& line = sale.lines[0];
    line.amount_minor -= 1'00;
    line.discount_minor = line.campaign_discount_minor = 1'00;
    line.campaign_points = Points{5};
    line.points = sale.points_promised = Points{(amount_minor - 1'00) / 100 + 5};
    sale.tenders[0].amount_minor = line.amount_minor;
    sale.campaigns.list_version = 1;
    loyalty::Award off;
    off.campaign = loyalty::CampaignId{18};
    off.version = 1;
    off.rule = 1;
    off.effect = 1;
    off.discount_minor = 1'00;
    loyalty::Award bonus = off;
    bonus.effect = 2;
    bonus.discount_minor = 0;
    bonus.points = Points{5};
    sale.campaigns.awards = {off, bonus};
    return sale;
}

/// What the terminals did, as journals that can be delivered to any books with the same terminals.
class History {
public:
    /// `clock_errors`: of each terminal.
    History(BooksWorld& world,
            const std::vector<Act>& acts,
            const std::vector<std::chrono::seconds>& clock_errors) {
        for (int index = 0; index < kTerminals; ++index) {
            terminals_.push_back(
                world.terminal("HK0" + std::to_string(index % 2), std::to_string(index)));
            terminals_.back().clock_error = clock_errors.at(static_cast<std::size_t>(index));
        }
        auto transaction = must(database::begin_writing(world.connection()));
        must(database::publish_campaigns(world.connection(), {march()}, 0));
        must(transaction.commit());
        for (const Act& act : acts)
            perform(act);
    }

    [[nodiscard]] std::vector<TestTerminal>& terminals() { return terminals_; }

private:
    struct Sold {
        EntryId id;
        std::int64_t price_minor = 0;
        bool voided = false;
        sale::LineKind kind = sale::LineKind::Goods;
        Bytes gift_card = {};  ///< that is sold, or that paid for all of it
    };

    static Bytes gift_card_of(const Act& act) { return card("gift " + std::to_string(act.member)); }

    /// One piece, to where it was paid from.
    static sale::Line piece_back(std::int32_t number, const Sold& sold) {
        sale::Line line = brought_back(number, sold.id, 1, 1, sold.price_minor);
        line.kind = sold.kind;
        if (sold.kind == sale::LineKind::StoredValue) {
            line.gift_card = sold.gift_card;
        } else if (!sold.gift_card.empty()) {
            line.stored_paid_minor = -sold.price_minor;
        }
        return line;
    }

    /// What lines give back to stored value, and the rest in cash.
    static sale::Sale give_back(sale::Sale sale) {
        std::int64_t minor = 0;
        for (const sale::Line& line : sale.lines)
            minor += line.stored_paid_minor;
        if (minor == 0) return sale;
        sale.tenders.front().amount_minor -= minor;
        sale.tenders.push_back({sale::TenderKind::StoredValue, minor, {}, {}});
        return sale;
    }

    void perform(const Act& act) {
        switch (act.kind) {
            case 0:
            case 1:
            case 13:
            case 14:
                return about_cards(act);
            case 4:
            case 5:
            case 6:
            case 7:
                return undo(act);
            default:
                return sell(act);
        }
    }

    TestTerminal& till_of(const Act& act) {
        return terminals_[static_cast<std::size_t>(act.terminal)];
    }

    static std::string day_of(const Act& act) {
        return "2026-03-0" + std::to_string(1 + act.pick % 9);
    }

    static std::string name_of(const Act& act) { return "m" + std::to_string(act.member); }

    static Bytes key_of(const Act& act) {
        return card((act.pick % 3 == 0 ? "second " : "") + name_of(act));
    }

    void about_cards(const Act& act) {
        TestTerminal& till = till_of(act);
        const std::string name = name_of(act);
        const bool known = members_.contains(act.member);
        // One enrolment a card: which of two comes first decides whose it is, and that is as it
        // must be.
        if (act.kind == 0) {
            if (known) return;
            members_[act.member] = till.append(enrolled(card(name), "C" + name), day_of(act));
        } else if (act.kind == 1) {
            if (!known || !linked_.insert(act.member).second) return;
            till.append(
                journal::CardLinked{
                    MemberId{members_[act.member].value}, card("second " + name), ""},
                day_of(act));
        } else if (act.kind == 13) {
            till.append(journal::CardRefused{key_of(act), "WrongKey"}, day_of(act));
        } else if (act.pick % 2 == 0 || !known) {
            // A terminal that blocks, or pins a family, goes to suspense.
            till.append(journal::CardBlocked{key_of(act), "lost"}, day_of(act));
        } else {
            till.append(journal::CardLinked{MemberId{members_[act.member].value},
                                            card("forged"),
                                            "",
                                            loyalty::CardFamily::Ntag424},
                        day_of(act));
        }
    }

    void undo(const Act& act) {
        if (sold_.empty()) return;
        TestTerminal& till = till_of(act);
        Sold& sale = sold_[static_cast<std::size_t>(act.pick) % sold_.size()];
        Sold& other = sold_[static_cast<std::size_t>(act.amount) % sold_.size()];
        if (sale.voided) return;
        if (act.kind == 4) {
            sale.voided = true;
            till.append(sale::PostVoid{SaleId{sale.id.value}, 1, "mistake"}, day_of(act));
        } else if (act.kind == 7) {
            if (other.voided) return;
            till.append(
                give_back(cash_sale(
                    key_of(act),
                    {piece_back(1, sale), piece_back(2, other), sold(3, 1, act.amount * 3)})),
                day_of(act));
        } else {
            // Also more often than was sold, and by two terminals.
            till.append(give_back(cash_sale(act.pick % 2 == 0 ? key_of(act) : Bytes{},
                                            {piece_back(1, sale)})),
                        day_of(act));
        }
    }

    void sell(const Act& act) {
        TestTerminal& till = till_of(act);
        const std::string day = day_of(act);
        if (act.kind == 2) {
            till.append(cash_sale("", {sold(1, 1, act.amount)}), day);
        } else if (act.kind == 3) {
            till.append(cash_sale(key_of(act), {sold(1, -1, act.amount)}), day);
        } else if (act.kind == 8) {
            if (!members_.contains(act.member)) return;
            till.append(points_sale(key_of(act),
                                    MemberId{members_[act.member].value},
                                    {sold(1, 1, act.amount * 10)},
                                    EntryId::of(till.registration(), 1'000'000 + till.last()),
                                    act.amount),
                        day);
        } else if (act.kind == 17) {
            sell_gift_card(act);
        } else if (act.kind == 18) {
            pay_with_gift_card(act);
        } else if (act.kind == 15 || act.kind == 16) {
            if (!members_.contains(act.member)) return;
            const MemberId member{members_[act.member].value};
            const std::int64_t amount_minor = 1'00 + std::int64_t{act.amount} * 10;
            const EntryId id = till.append(march_sale(key_of(act), member, amount_minor), day);
            sold_.push_back({id, amount_minor - 1'00, false});
        } else {
            const std::int64_t price_minor = std::int64_t{act.amount} * 10;
            const EntryId id =
                till.append(cash_sale(key_of(act), {sold(1, 1 + act.pick % 3, price_minor)}), day);
            sold_.push_back({id, price_minor, false});
        }
    }

    void sell_gift_card(const Act& act) {
        const std::int64_t minor = std::int64_t{act.amount} * 10;
        sale::Line line = sold(1, 1, minor);
        line.kind = sale::LineKind::StoredValue;
        line.gift_card = gift_card_of(act);
        const EntryId id = till_of(act).append(cash_sale("", {line}), day_of(act));
        sold_.push_back({id, minor, false, sale::LineKind::StoredValue, line.gift_card});
    }

    /// What HQ had held for it was lost: it is debited when the sale arrives, also when the card
    /// was not sold yet as far as HQ knows.
    void pay_with_gift_card(const Act& act) {
        TestTerminal& till = till_of(act);
        const std::int64_t price_minor = std::int64_t{act.amount} * 10;
        const Bytes gift_card = gift_card_of(act);
        sale::Sale sale = cash_sale(key_of(act), {sold(1, 1 + act.pick % 3, price_minor)});
        sale::Tender& paid = sale.tenders.front();
        paid.kind = sale::TenderKind::StoredValue;
        paid.redemption = EntryId::of(till.registration(), 2'000'000 + till.last());
        paid.instrument = gift_card;
        sale::write_shares(sale, loyalty::RuleSet{});
        sold_.push_back(
            {till.append(sale, day_of(act)), price_minor, false, sale::LineKind::Goods, gift_card});
    }

    std::vector<TestTerminal> terminals_;
    std::vector<Sold> sold_;
    std::map<int, EntryId> members_;
    std::set<int> linked_;
};

/// What must be equal however things arrived: not the order, nor by which transfers and lots it
/// came about, nor which of two returns of the same sale took the point that both together take,
/// nor what came back of a sale before all of it was cancelled, nor whether stored value was
/// missing for a while (value_overdrawn): what is put there later repays it.
std::vector<std::string> digest(BooksWorld& world) {
    const char* const queries[] = {
        "select registration, count(*), max(sequence) from entry group by registration order by 1",
        "select member_id, home_branch_id, joined_on from member order by 1",
        "select card_key, member_id, card_number, blocked, family from card order by 1",
        "select card_key, reason from blocked_card order by 1",
        "select entry_id, card_key, reason, terminal_id, branch_id from card_refusal order by 1",
        "select sale_id, branch_id, business_date, total_minor, eligible_minor, case when "
        "voided_by "
        "= 0 then remaining_minor end, points, voided_by from sale order by 1",
        "select sale_id, line, sum(thousandths), sum(minor), sum(points) from returned_line where "
        "sale_id in (select sale_id from sale where voided_by = 0) group by sale_id, line order by "
        "1, 2",
        "select shard_key, business_date, branch_id, net_minor, visits from member_day where "
        "net_minor <> 0 or visits <> 0 order by 1, 2, 3",
        "select branch_id, business_date, sum(sales), sum(returns), sum(net_minor), "
        "sum(returns_minor), sum(member_minor), "
        "sum(points_redeemed) from branch_day group by branch_id, business_date having sum(sales) "
        "+ sum(returns) <> 0 or sum(net_minor) "
        "<> 0 or sum(returns_minor) <> 0 or sum(member_minor) <> 0 order by 1, 2",
        "select coalesce(sum(points_earned), 0) from branch_day",
        "select campaign_id, sale_id, points, cost_minor from campaign_award order by 1, 2",
        "select shard_key, sum(amount) from balance group by shard_key having sum(amount) <> 0 "
        "order by 1",
        "select distinct reason from suspense where reason <> 'value_overdrawn' order by 1",
        "select account_key, value_minor, held_minor from value_account order by 1",
        "select card_key, sale_id from unknown_card order by 1, 2",
        "select awaited_id, entry_id from waiting_entry order by 1, 2",
        "select branch_id, member_id, last_date from member_branch order by 1, 2",
    };
    std::vector<std::string> tables;
    for (const char* query : queries)
        tables.push_back(world.rows(query));
    return tables;
}

/// What HQ decides by itself, before, between or after what terminals send.
void block(BooksWorld& world) {
    database::LocalJournal journal{world.connection(), world.clock, world.own_registration, 0};
    std::vector<database::LocalEntry> entries;
    for (const char* name : {"m1", "second m2", "nobody"}) {
        entries.push_back({.entry = {.occurred_at = world.clock.now(),
                                     .business_date = date("2026-03-10"),
                                     .operator_id = "",
                                     .body = journal::CardBlocked{card(name), "lost"}},
                           .branch = world.branch("HK00"),
                           .terminal_code = "",
                           .personal = std::nullopt});
    }
    static_cast<void>(must(journal.append(entries)));
}

class RedeliveryTest : public BooksTest {};

TEST_P(RedeliveryTest, AnyDeliveryGivesTheSameBooks) {
    const Engine engine = GetParam();
    const auto property = [engine] {
        // One number makes the whole history, so that a failure is repeated by it.
        const auto seed = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice{seed};
        const auto acts = any_acts(dice);
        BooksWorld ordered{engine};
        History history{ordered, acts, std::vector<std::chrono::seconds>(kTerminals)};
        for (TestTerminal& till : history.terminals()) {
            if (till.last() > 0) till.send(1, till.last());
        }
        block(ordered);
        ordered.verify();

        BooksWorld shuffled{engine};
        std::vector<std::chrono::seconds> errors;
        for (int index = 0; index < kTerminals; ++index)
            errors.emplace_back(dice.in(-100'000, 100'000));
        History same{shuffled, acts, errors};
        std::vector<Sequence> sent(kTerminals, 0);
        const auto open = [&] {
            for (std::size_t index = 0; index < kTerminals; ++index) {
                if (sent[index] < same.terminals()[index].last()) return true;
            }
            return false;
        };
        bool blocked = false;
        while (open()) {
            if (!blocked && dice.in(0, 4) == 0) {
                block(shuffled);
                blocked = true;
            }
            // A group of batches: each goes on from anywhere before the end of what was sent, and
            // as far as it likes.
            std::vector<database::IngestWork> group;
            for (std::int64_t batches = dice.in(1, 4); batches > 0; --batches) {
                const auto index = static_cast<std::size_t>(dice.in(0, kTerminals));
                TestTerminal& till = same.terminals()[index];
                if (till.last() == 0) continue;
                const Sequence first = dice.in(1, std::min(sent[index] + 1, till.last()) + 1);
                const Sequence last =
                    dice.in(first, std::min<Sequence>(first + 12, till.last()) + 1);
                group.push_back(till.work(first, last));
                sent[index] = std::max(sent[index], last);
            }
            // HQ's own clock goes on, stands still or goes back meanwhile.
            shuffled.clock.advance(std::chrono::minutes{dice.in(-90, 300)});
            for (const auto& result : must(shuffled.service().ingest(group))) {
                RC_ASSERT(result.kind == sync::IngestResult::Kind::Acked);
            }
        }
        if (!blocked) block(shuffled);
        shuffled.verify();
        const auto wanted = digest(ordered);
        const auto found = digest(shuffled);
        for (std::size_t table = 0; table < wanted.size(); ++table)
            EXPECT_EQ(found[table], wanted[table]);
        RC_ASSERT(!testing::Test::HasFailure());
    };
    auto params = rc::detail::configuration().testParams;
    // Each attempt makes two databases: a failure is not shrunk.
    params.disableShrinking = true;
    if (std::getenv("RC_PARAMS") == nullptr) params.maxSuccess = engine == Engine::Sqlite ? 40 : 5;
    const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params);
    std::ostringstream message;
    rc::detail::printResultMessage(result, message);
    EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << message.str();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         RedeliveryTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
