// What the books make of entries about cards: families that are pinned, blocks that hold whatever
// arrives when, and refusals for people to look at.
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "hq/database/local_journal.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using loyalty::CardFamily;

class CardPostingTest : public BooksTest {
protected:
    /// An entry of HQ's own.
    EntryId at_hq(journal::Body body) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "",
                                                   .body = std::move(body)},
                                         .branch = world_->branch("HK01"),
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        return must(journal.append({&entry, 1})).at(0);
    }

    /// "NUMBER|FAMILY|BLOCKED" of every card.
    std::string cards() {
        return world_->rows(
            "select card_number, family, blocked from card order by card_number collate \"C\"");
    }

    std::string suspense() {
        return world_->rows("select reason, detail from suspense order by entry_id");
    }

    /// "blocked", or the member's cards, of all that comes down.
    std::vector<std::string> fed(const TestTerminal& till) {
        std::vector<std::string> seen;
        for (const auto& change : must(world_->service().read_feed(till.id(), 0)).changes) {
            if (change.kind == static_cast<std::int32_t>(sync::ChangeKind::BlockedCard)) {
                const auto blocked = must(sync::decode_blocked_card(change.bytes));
                EXPECT_EQ(change.subject, to_hex(blocked.card_key));
                seen.push_back("blocked " + change.subject.substr(0, 4));
            }
            if (change.kind != static_cast<std::int32_t>(sync::ChangeKind::Member)) continue;
            std::string line = "member";
            for (const auto& found : must(sync::decode_member(change.bytes)).cards) {
                line += " " + to_hex(found.card_key).substr(0, 4) +
                        (found.blocked ? "!" : "/" + std::string{name_of(found.family)});
            }
            seen.push_back(line);
        }
        return seen;
    }

    static std::string key(std::string_view name) { return to_hex(card(name)).substr(0, 4); }
};

TEST_P(CardPostingTest, AFamilyIsPinnedByHqAndNeverTakenBackByATerminal) {
    TestTerminal till = world_->terminal("HK01", "1");
    const MemberId anna{till.append(enrolled("")).value};
    till.append(journal::CardLinked{anna, card("early"), "E", CardFamily::UidOnly});
    till.append(journal::CardLinked{anna, card("forged"), "F", CardFamily::Ntag424});
    till.send();
    EXPECT_EQ(suspense(), "not_allowed|a terminal cannot pin a family");
    at_hq(journal::CardLinked{anna, card("early"), "C1", CardFamily::Ntag424});
    at_hq(journal::CardLinked{anna, card("made"), "C2", CardFamily::DesfireEv1});
    at_hq(journal::CardLinked{anna, card("made"), "C3", CardFamily::UidOnly});
    till.append(journal::CardLinked{anna, card("made"), "", CardFamily::UidOnly});
    till.send();
    EXPECT_EQ(cards(), "C1|1|0, C2|2|0");
    EXPECT_EQ(suspense(), "not_allowed|a terminal cannot pin a family");
    at_hq(journal::CardLinked{anna, card("made"), "C4", CardFamily::DesfireEv2});
    EXPECT_EQ(cards(), "C1|1|0, C2|2|0");
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'card_conflict'"), 1);
    const std::string line = fed(till).at(0);
    EXPECT_NE(line.find(key("early") + "/ntag424"), std::string::npos) << line;
    EXPECT_NE(line.find(key("made") + "/desfire-ev1"), std::string::npos) << line;
    world_->verify();
}

TEST_P(CardPostingTest, ABlockedCardIsFedToEveryBranchAndToItsMembersOwn) {
    TestTerminal home = world_->terminal("HK01", "1");
    TestTerminal away = world_->terminal("HK02", "1");
    home.append(enrolled(card("anna"), "A"));
    home.send();
    EXPECT_EQ(fed(home), (std::vector<std::string>{"member " + key("anna") + "/uid"}));
    at_hq(journal::CardBlocked{card("anna"), "lost"});
    EXPECT_EQ(cards(), "A|0|1");
    EXPECT_EQ(fed(away), (std::vector<std::string>{"blocked " + key("anna")}));
    EXPECT_EQ(fed(home),
              (std::vector<std::string>{"blocked " + key("anna"), "member " + key("anna") + "!"}));
    const auto end = must(world_->service().feed_end());
    at_hq(journal::CardBlocked{card("anna"), "stolen"});
    EXPECT_EQ(must(world_->service().feed_end()), end);
    EXPECT_EQ(world_->rows("select reason from blocked_card"), "lost");
    world_->verify();
}

TEST_P(CardPostingTest, ABlockHoldsForACardThatIsLinkedLater) {
    TestTerminal till = world_->terminal("HK01", "1");
    at_hq(journal::CardBlocked{card("anna"), "lost"});
    at_hq(journal::CardBlocked{card("second"), "lost"});
    world_->verify();
    const MemberId anna{till.append(enrolled(card("anna"), "A")).value};
    till.append(journal::CardLinked{anna, card("second"), "B", CardFamily::UidOnly});
    till.append(cash_sale(card("anna"), {sold(1, 1, 10'00)}));
    till.send();
    EXPECT_EQ(cards(), "A|0|1, B|0|1");
    // What was earned stays earned: the receipt promised it.
    EXPECT_EQ(world_->rows("select amount from balance"), "10");
    world_->verify();
}

TEST_P(CardPostingTest, OnlyHqBlocksAndATerminalsRefusalsAreListed) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId refusal = till.append(journal::CardRefused{card("clone"), "NotGenuine"});
    till.append(journal::CardBlocked{card("anna"), "lost"});
    till.append(journal::CardRefused{"", "UidOnly"});
    till.send();
    till.send(1, till.last());
    EXPECT_EQ(suspense(),
              "not_allowed|a terminal cannot block cards, malformed|a refusal without a card");
    EXPECT_EQ(world_->rows("select entry_id, card_key, reason, terminal_id, branch_id, occurred_ms "
                           "from card_refusal"),
              std::to_string(refusal.value) + "|" + to_hex(card("clone")) + "|NotGenuine|" +
                  std::to_string(till.id().value) + "|" +
                  std::to_string(world_->branch("HK01").value) + "|" +
                  std::to_string(
                      to_ms(std::chrono::sys_days{date("2026-03-10")} + std::chrono::hours{10})));
    EXPECT_EQ(world_->number("select count(*) from blocked_card"), 0);
    world_->verify();
}

TEST_P(CardPostingTest, ASecondHistoryAndARevokedTerminalAddNoCards) {
    TestTerminal till = world_->terminal("HK01", "1");
    const MemberId anna{till.append(enrolled("")).value};
    till.send();
    TestTerminal clone = till;
    till.append(journal::CardRefused{card("one"), "WrongKey"});
    clone.append(journal::CardRefused{card("two"), "WrongKey"});
    clone.append(journal::CardLinked{anna, card("two"), "T", CardFamily::DesfireEv2});
    clone.append(journal::CardBlocked{card("two"), "lost"});
    till.send();
    clone.send();
    EXPECT_EQ(world_->number("select count(*) from card_refusal"), 2);
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'not_allowed'"), 2);
    TestTerminal other = world_->terminal("HK01", "2");
    must(database::revoke_terminal(world_->connection(), other.id()));
    other.append(journal::CardRefused{card("three"), "WrongKey"});
    other.send();
    EXPECT_EQ(world_->number("select count(*) from card_refusal"), 2);
    EXPECT_EQ(world_->number("select count(*) from suspense where reason = 'revoked'"), 1);
    world_->verify();
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         CardPostingTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
