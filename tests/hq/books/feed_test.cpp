// What comes down: members of the branch, items and rules, in positions that a cursor never passes
// over.
#include "common/sync/feed.h"

#include <gtest/gtest.h>

#include "hq/database/ranking.h"
#include "hq/database/vip.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

class FeedTest : public BooksTest {
protected:
    /// "rules", "item SKU", "member NUMBER-OF-CARDS available vip name" of all chunks from the
    /// cursor on; moves it.
    std::vector<std::string> read(const TestTerminal& till, std::int64_t& cursor) {
        std::vector<std::string> seen;
        while (true) {
            const auto feed = must(world_->service().read_feed(till.id(), cursor));
            EXPECT_GE(feed.to, cursor);
            cursor = feed.to;
            if (feed.changes.empty()) return seen;
            for (const auto& change : feed.changes)
                seen.push_back(describe_change(change));
        }
    }

    static std::string describe_change(const sync::Change& change) {
        if (change.kind == static_cast<std::int32_t>(sync::ChangeKind::Rules)) return "rules";
        if (change.kind == static_cast<std::int32_t>(sync::ChangeKind::Item))
            return "item " + must(sync::decode_item(change.bytes)).sku;
        const auto member = must(sync::decode_member(change.bytes));
        return "member " + std::to_string(member.cards.size()) + " " +
               std::to_string(member.facts.available.value) + (member.facts.vip ? " vip " : " - ") +
               member.name;
    }

    static void enrol(TestTerminal& till, const Bytes& card_key, const std::string& name) {
        const Bytes salt(16, 's');
        journal::MemberEnrolled body = enrolled(card_key);
        body.personal = journal::sha256(salt + "name=" + name + "\n");
        till.set_personal(till.append(body), salt, "name=" + name + "\n");
    }
};

TEST_P(FeedTest, AMemberTravelsHomeAndWhereTheyBoughtAndTheNameOnlyHome) {
    TestTerminal home = world_->terminal("HK01", "1");
    TestTerminal away = world_->terminal("HK02", "1");
    std::int64_t home_cursor = 0, away_cursor = 0;
    enrol(home, card("anna"), "Anna");
    home.send();
    EXPECT_EQ(read(home, home_cursor), (std::vector<std::string>{"rules", "member 1 0 - Anna"}));
    EXPECT_EQ(read(away, away_cursor), (std::vector<std::string>{"rules"}));
    away.append(cash_sale(card("anna"), {sold(1, 1, 20'00)}));
    away.send();
    EXPECT_EQ(read(home, home_cursor), (std::vector<std::string>{"member 1 20 - Anna"}));
    EXPECT_EQ(read(away, away_cursor), (std::vector<std::string>{"member 1 20 - "}));
    EXPECT_EQ(read(home, home_cursor), std::vector<std::string>{});
    world_->verify();
}

TEST_P(FeedTest, AMemberWhoStayedAwayIsNotFedThereAnyMore) {
    TestTerminal home = world_->terminal("HK01", "1");
    TestTerminal away = world_->terminal("HK02", "1");
    home.append(enrolled(card("anna")), "2024-01-01");
    home.send();
    away.append(cash_sale(card("anna"), {sold(1, 1, 20'00)}), "2024-01-02");
    away.send();
    std::int64_t cursor = 0;
    EXPECT_EQ(read(away, cursor).size(), 2U);
    home.append(cash_sale(card("anna"), {sold(1, 1, 20'00)}), "2026-03-01");
    home.send();
    EXPECT_EQ(read(away, cursor), std::vector<std::string>{});
}

TEST_P(FeedTest, LongFeedsComeInChunksThatMissNothing) {
    TestTerminal till = world_->terminal("HK01", "1");
    for (int member = 0; member < 1203; ++member)
        till.append(enrolled(card("m" + std::to_string(member))));
    for (Sequence first = 1; first <= 1203; first += 256)
        till.send(first, std::min<Sequence>(first + 255, 1203));
    std::set<std::string> subjects;
    std::int64_t cursor = 0;
    int chunks = 0;
    for (;; ++chunks) {
        const auto feed = must(world_->service().read_feed(till.id(), cursor));
        if (feed.changes.empty()) break;
        EXPECT_LE(feed.changes.size(), 500U);
        EXPECT_EQ(feed.from, cursor);
        for (const auto& change : feed.changes)
            EXPECT_TRUE(subjects.insert(change.subject).second);
        cursor = feed.to;
    }
    EXPECT_EQ(subjects.size(), 1204U);
    EXPECT_EQ(chunks, 3);
    EXPECT_EQ(cursor, must(world_->service().feed_end()));
}

TEST_P(FeedTest, ItemsAreFedWhenTheyChange) {
    TestTerminal till = world_->terminal("HK01", "1");
    std::int64_t cursor = 0;
    const auto put = [&](std::int64_t price_minor) {
        auto transaction = must(pareto::database::Transaction::begin(world_->connection()));
        const std::vector<database::ItemRow> items{
            {{"milk", "Milk", "Dairy", "4890008100309", "", 12'00}, "A"},
            {{"bread", "Bread", "Bakery", "", "", price_minor}, "A"}};
        must(database::put_items(world_->connection(), items));
        must(transaction.commit());
    };
    put(8'00);
    EXPECT_EQ(read(till, cursor), (std::vector<std::string>{"rules", "item milk", "item bread"}));
    put(9'00);
    EXPECT_EQ(read(till, cursor), (std::vector<std::string>{"item bread"}));
}

TEST_P(FeedTest, TheDailyJobFlagsTheBestFifthOnceAndFeedsThemDown) {
    TestTerminal till = world_->terminal("HK01", "1");
    for (int member = 1; member <= 10; ++member) {
        const std::string name = "m" + std::to_string(member);
        till.append(enrolled(card(name), "C" + std::to_string(100 + member)));
        till.append(cash_sale(card(name), {sold(1, 1, member * 10'00)}));
    }
    till.append(cash_sale(card("m10"), {sold(1, -1, 95'00)}));
    till.send();
    std::int64_t cursor = 0;
    read(till, cursor);
    const database::VipRule rule{date("2026-03-10"), 365, 20};
    const auto run = must(database::set_vip_flags(world_->connection(), world_->clock, rule));
    EXPECT_EQ(run.members, 10);
    EXPECT_EQ(run.vips, 2);
    EXPECT_EQ(run.entered, 2);
    EXPECT_EQ(read(till, cursor),
              (std::vector<std::string>{"member 1 80 vip ", "member 1 90 vip "}));
    EXPECT_TRUE(
        must(database::set_vip_flags(world_->connection(), world_->clock, rule)).done_before);
    EXPECT_EQ(read(till, cursor), std::vector<std::string>{});
    till.append(cash_sale(card("m1"), {sold(1, 1, 500'00)}), "2026-03-11");
    till.send();
    const auto next = must(database::set_vip_flags(
        world_->connection(), world_->clock, {date("2026-03-11"), 365, 20}));
    EXPECT_EQ(next.entered, 1);
    EXPECT_EQ(next.left, 1);
    world_->verify();
}

TEST_P(FeedTest, RanksBySpendThenVisitsThenLowestCardNumber) {
    TestTerminal till = world_->terminal("HK01", "1");
    TestTerminal other = world_->terminal("HK02", "1");
    const auto buy = [&](TestTerminal& at,
                         const std::string& name,
                         std::int64_t minor,
                         std::string_view day = "2026-03-01") {
        at.append(cash_sale(card(name), {sold(1, minor < 0 ? -1 : 1, minor < 0 ? -minor : minor)}),
                  day);
    };
    for (const char* name : {"a", "b", "c", "d", "e"})
        till.append(enrolled(card(name), std::string{"9"} + name));
    till.append(
        journal::CardLinked{MemberId{EntryId::of(till.registration(), 3).value}, card("c2"), "1c"});
    buy(till, "a", 30'00);
    buy(till, "b", 10'00);
    buy(till, "b", 20'00);
    buy(till, "c", 30'00);
    buy(till, "d", 30'00, "2025-03-10");
    buy(till, "e", 30'00);
    buy(till, "e", -30'00);
    buy(other, "a", 1'00, "2025-03-11");
    till.send();
    other.send();
    const auto describe = [&](const database::RankingRequest& request) {
        const auto ranking = must(database::rank_members(world_->connection(), request));
        std::string text;
        for (const auto& member : ranking.members) {
            text += member.card_number + " " + std::to_string(member.net_spend_minor) + "/" +
                    std::to_string(member.visits) + " " + to_string(member.last_visit) + ", ";
        }
        return text + std::to_string(ranking.vips) + " from " +
               std::to_string(ranking.threshold_minor) + ", " +
               std::to_string(ranking.vip_revenue_minor) + " of " +
               std::to_string(ranking.total_revenue_minor);
    };
    EXPECT_EQ(describe({date("2026-03-10"), 365, 20, {}}),
              "9a 3100/2 2026-03-01, 9b 3000/2 2026-03-01, 1c 3000/1 2026-03-01, 1 from 3100, 3100 "
              "of 9100");
    EXPECT_EQ(describe({date("2026-03-10"), 366, 50, world_->branch("HK01")}),
              "9b 3000/2 2026-03-01, 1c 3000/1 2026-03-01, 9a 3000/1 2026-03-01, 9d 3000/1 "
              "2025-03-10, 2 from 3000, 6000 of 12000");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         FeedTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
