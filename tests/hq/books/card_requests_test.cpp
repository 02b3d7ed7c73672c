// What terminals ask about cards, with the books on both engines and cards of software: whose is
// it, write an ordered one, and the keys of a branch. Proven against the emulator.
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "hq/cards/relaying_desk.h"
#include "hq/database/card_orders.h"
#include "hq/database/local_journal.h"
#include "hq/database/writing.h"
#include "tests/drivers/card/card_stage.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using drivers::card::ChipChannel;
using drivers::card::Cut;
using drivers::card::Family;
using pareto::test::ChipOptions;
using pareto::test::SecureChip;
using sync::CardOutcome;
using sync::CardPurpose;
using sync::CardStep;

Bytes uid_of(char last) {
    Bytes uid = ChipOptions{}.uid;
    uid.back() = last;
    return uid;
}

Bytes key_of(const Bytes& uid) {
    return journal::card_key("k_uid", "uid", uid);
}

Bytes number_key(std::string_view number) {
    return journal::card_key("k_uid", "number", number);
}

SecureChip chip(Family family, char last = 'a') {
    ChipOptions options;
    options.uid = uid_of(last);
    return SecureChip{drivers::card::model_of(family), options};
}

std::vector<drivers::card::MasterKey> all_keys() {
    std::vector<drivers::card::MasterKey> keys;
    for (const Family family : drivers::card::kSecureFamilies) {
        const auto more = drivers::card::master_keys(family, 1);
        keys.insert(keys.end(), more.begin(), more.end());
    }
    return keys;
}

class CardRequestsTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (IsSkipped()) return;
        desk_.emplace(all_keys(), world_->clock, world_->random);
        world_->card_desk = &*desk_;
        world_->restart();
        till_.emplace(world_->terminal("HK01", "1"));
        anna_ = MemberId{till_->append(enrolled("")).value};
        bert_ = MemberId{till_->append(enrolled("")).value};
        till_->send();
    }

    sync::Response ask(decltype(sync::Request::body) body) {
        return must(world_->service().answer(till_->id(), {9, std::move(body)}));
    }

    void order(const std::string& number, MemberId member, Family family) {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::add_order(world_->connection(),
                                 {.card_number = number,
                                  .member = member,
                                  .member_number = {},
                                  .family = family,
                                  .state = {},
                                  .card_key = {}},
                                 to_ms(world_->clock.now())));
        must(transaction.commit());
        world_->clock.advance(std::chrono::milliseconds{1});
    }

    void cancel(const std::string& number) {
        auto transaction = must(database::begin_writing(world_->connection()));
        must(database::settle_order(world_->connection(), number, "cancelled", 1));
        must(transaction.commit());
    }

    /// As a terminal does, until an end or the card is gone; `commands` are said to it at most.
    sync::Response relay(ChipChannel& channel, sync::Response response, unsigned commands = 1'000) {
        while (response.card.outcome == CardOutcome::Command && commands > 0) {
            --commands;
            const auto answer = channel.transmit(response.card.command);
            response =
                ask(sync::CardAnswered{response.card.conversation, answer ? *answer : Bytes{}});
        }
        return response;
    }

    sync::Response present(ChipChannel& channel,
                           char last,
                           CardPurpose purpose,
                           const std::string& number = {}) {
        channel.put_back();
        return relay(channel,
                     ask(sync::CardTapped{key_of(uid_of(last)), uid_of(last), purpose, number}));
    }

    std::string write(SecureChip& card, char last = 'a', const std::string& number = {}) {
        ChipChannel channel{card};
        return told(present(channel, last, CardPurpose::Personalise, number));
    }

    std::string identify(SecureChip& card, char last = 'a') {
        ChipChannel channel{card};
        return told(present(channel, last, CardPurpose::Identify));
    }

    std::string told(const sync::Response& response) {
        if (!response.error.empty()) return "error: " + response.error;
        const CardStep& step = response.card;
        const auto member = [&] {
            const auto change = must(sync::decode_member(step.member));
            return change.facts.member == anna_ ? "anna" : "bert";
        };
        switch (step.outcome) {
            case CardOutcome::None:
                return "none";
            case CardOutcome::Command:
                return "command";
            case CardOutcome::Unknown:
                return "unknown";
            case CardOutcome::Known:
                return std::string{"known "} + member();
            case CardOutcome::Proved:
                return std::string{"proved "} + member();
            case CardOutcome::Blocked:
                return "blocked";
            case CardOutcome::Refused:
                return "refused: " + step.reason;
            case CardOutcome::Lost:
                return "lost";
            case CardOutcome::Written:
                return "written " + step.card_number + " " + member();
        }
        return "";
    }

    std::string orders() {
        return world_->rows(
            "select card_number, state, case when card_key is null then 0 else 1 end from "
            "card_order order by card_number collate \"C\"");
    }

    void at_hq(journal::Body body) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "",
                                                   .body = std::move(body)},
                                         .branch = world_->branch("HK01"),
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&entry, 1})));
    }

    std::optional<cards::RelayingDesk> desk_;
    std::optional<TestTerminal> till_;
    MemberId anna_, bert_;
};

TEST_P(CardRequestsTest, AnOrderedCardIsWrittenLinkedAndProvedFromThenOn) {
    for (const auto& [family, last] :
         {std::pair{Family::Ntag424, 'a'}, {Family::DesfireEv1, 'b'}, {Family::DesfireEv2, 'c'}}) {
        SecureChip card = chip(family, last);
        const std::string number = std::string{"C"} + last;
        order(number, anna_, family);
        EXPECT_EQ(write(card, last), "written " + number + " anna");
        EXPECT_EQ(identify(card, last), "proved anna");
        const auto end = must(world_->service().feed_end());
        EXPECT_EQ(write(card, last), "written " + number + " anna");
        EXPECT_EQ(must(world_->service().feed_end()), end);
        EXPECT_EQ(world_->number("select count(*) from card_key_version where card_key in (select "
                                 "card_key from card where card_number = '" +
                                 number + "')"),
                  drivers::card::key_count(family));
    }
    EXPECT_EQ(orders(), "Ca|written|1, Cb|written|1, Cc|written|1");
    EXPECT_EQ(world_->rows("select card_number, family, blocked from card order by card_number"),
              "Ca|1|0, Cb|2|0, Cc|3|0");
    world_->verify();
}

TEST_P(CardRequestsTest, WhatTheBooksSayOfACardIsWhatItMustProve) {
    SecureChip card = chip(Family::Ntag424);
    EXPECT_EQ(identify(card), "unknown");
    order("C1", anna_, Family::Ntag424);
    EXPECT_EQ(write(card), "written C1 anna");
    // The same UID on a blank chip, and on a card that says nothing.
    SecureChip copy = chip(Family::Ntag424);
    EXPECT_EQ(identify(copy), "refused: WrongKey");
    const auto tap = [&](Bytes key, Bytes uid) {
        return told(
            ask(sync::CardTapped{std::move(key), std::move(uid), CardPurpose::Identify, ""}));
    };
    EXPECT_EQ(tap(key_of(uid_of('a')), uid_of('b')), "refused: UidMismatch");
    EXPECT_EQ(tap(key_of(uid_of('a')), ""), "refused: UidOnly");
    EXPECT_EQ(tap(key_of(uid_of('z')), uid_of('z')), "unknown");
    till_->append(journal::CardLinked{bert_, key_of(uid_of('b')), "B", Family::UidOnly});
    till_->append(journal::CardLinked{bert_, number_key("4711"), "4711", Family::UidOnly});
    till_->send();
    EXPECT_EQ(tap(key_of(uid_of('b')), uid_of('b')), "known bert");
    EXPECT_EQ(tap(number_key("4711"), ""), "known bert");
    at_hq(journal::CardBlocked{key_of(uid_of('a')), "lost"});
    at_hq(journal::CardBlocked{key_of(uid_of('z')), "lost"});
    EXPECT_EQ(identify(card), "blocked");
    EXPECT_EQ(write(card), "blocked");
    EXPECT_EQ(tap(key_of(uid_of('z')), uid_of('z')), "blocked");
    world_->verify();
}

TEST_P(CardRequestsTest, TheNumbersOnACardMustBeThoseOfTheBooks) {
    SecureChip card = chip(Family::DesfireEv2);
    order("C1", anna_, Family::DesfireEv2);
    EXPECT_EQ(write(card), "written C1 anna");
    static_cast<void>(must(world_->connection().execute("update card set card_number = 'C2'")));
    EXPECT_EQ(identify(card), "refused: OtherMember");
    static_cast<void>(must(world_->connection().execute(
        "update card set card_number = 'C1', member_id = $1", {bert_.value})));
    EXPECT_EQ(identify(card), "refused: OtherMember");
}

TEST_P(CardRequestsTest, ABlockWhileTheCardIsSpokenWithHolds) {
    SecureChip card = chip(Family::Ntag424);
    order("C1", anna_, Family::Ntag424);
    EXPECT_EQ(write(card), "written C1 anna");
    ChipChannel channel{card};
    channel.put_back();
    const auto first =
        ask(sync::CardTapped{key_of(uid_of('a')), uid_of('a'), CardPurpose::Identify, ""});
    const auto second = relay(channel, first, 2);
    ASSERT_EQ(told(second), "command");
    at_hq(journal::CardBlocked{key_of(uid_of('a')), "stolen"});
    EXPECT_EQ(told(relay(channel, second)), "blocked");
}

TEST_P(CardRequestsTest, EveryKeyChangeIsInTheBooksBeforeTheCardHearsOfIt) {
    SecureChip card = chip(Family::Ntag424);
    order("C1", anna_, Family::Ntag424);
    ChipChannel channel{card};
    auto response =
        ask(sync::CardTapped{key_of(uid_of('a')), uid_of('a'), CardPurpose::Personalise, ""});
    while (response.card.outcome == CardOutcome::Command) {
        const auto answer = channel.transmit(response.card.command);
        ASSERT_TRUE(answer);
        const auto& keys = card.applications().at(0).keys;
        for (std::size_t slot = 0; slot < keys.size(); ++slot) {
            if (keys[slot].version == 0) continue;
            EXPECT_EQ(world_->rows("select from_version, to_version from card_key_version where "
                                   "slot = " +
                                   std::to_string(slot)),
                      "0|1");
        }
        response = ask(sync::CardAnswered{response.card.conversation, *answer});
    }
    EXPECT_EQ(told(response), "written C1 anna");
}

TEST_P(CardRequestsTest, ACardThatWasCutOffIsFinishedAndTheOrderIsItsOwn) {
    int number = 0;
    for (const Family family : {Family::Ntag424, Family::DesfireEv1}) {
        // Beyond its last command a card is finished already.
        for (unsigned at = 0; at < 90; at += 8) {
            SCOPED_TRACE(std::string{loyalty::name_of(family)} + " " + std::to_string(at));
            const char last = static_cast<char>('a' + number);
            const std::string name = "C" + std::to_string(100 + number++);
            order(name, anna_, family);
            SecureChip card = chip(family, last);
            ChipChannel channel{card};
            channel.put_back();
            channel.cut_at(at, at % 16 == 0 ? Cut::ReplyLost : Cut::RequestLost);
            const auto first =
                relay(channel,
                      ask(sync::CardTapped{
                          key_of(uid_of(last)), uid_of(last), CardPurpose::Personalise, ""}));
            const bool finished = told(first) != "lost";
            EXPECT_EQ(identify(card, last), finished ? "proved anna" : "unknown");
            EXPECT_EQ(write(card, last), "written " + name + " anna");
            EXPECT_EQ(identify(card, last), "proved anna");
            if (finished) break;
        }
    }
    world_->verify();
}

TEST_P(CardRequestsTest, WhichOrderACardIsWrittenFor) {
    SecureChip one = chip(Family::Ntag424, 'a');
    SecureChip two = chip(Family::Ntag424, 'b');
    EXPECT_EQ(write(one), "refused: NoOrder");
    EXPECT_EQ(write(one, 'a', "C1"), "refused: NoOrder");
    order("C1", anna_, Family::Ntag424);
    order("C2", bert_, Family::Ntag424);
    order("C3", anna_, Family::DesfireEv2);
    // A card that was only looked at leaves the order free; of another family, too.
    ChipChannel channel{two};
    channel.cut_at(1, Cut::RequestLost);
    EXPECT_EQ(told(relay(channel,
                         ask(sync::CardTapped{
                             key_of(uid_of('b')), uid_of('b'), CardPurpose::Personalise, "C1"}))),
              "lost");
    EXPECT_EQ(write(two, 'b', "C3"), "refused: OtherFamily");
    EXPECT_EQ(orders(), "C1|ordered|0, C2|ordered|0, C3|ordered|0");
    EXPECT_EQ(write(one), "written C1 anna");
    EXPECT_EQ(write(two, 'b', "C1"), "refused: OrderWritten");
    EXPECT_EQ(write(one, 'a', "C2"), "refused: OtherMember");
    // Once a key was changed, the order is that card's.
    ChipChannel begun{two};
    begun.put_back();
    begun.cut_at(12, Cut::ReplyLost);
    static_cast<void>(relay(
        begun,
        ask(sync::CardTapped{key_of(uid_of('b')), uid_of('b'), CardPurpose::Personalise, "C2"})));
    SecureChip three = chip(Family::Ntag424, 'c');
    EXPECT_EQ(write(three, 'c', "C2"), "refused: OrderBegun");
    order("C4", anna_, Family::Ntag424);
    EXPECT_EQ(write(two, 'b', "C4"), "refused: OtherOrder");
    EXPECT_EQ(write(two, 'b'), "written C2 bert");
    cancel("C4");
    EXPECT_EQ(write(three, 'c', "C4"), "refused: OrderCancelled");
    const auto no_uid =
        ask(sync::CardTapped{key_of(uid_of('c')), "", CardPurpose::Personalise, "C3"});
    EXPECT_EQ(told(no_uid), "refused: UidOnly");
    world_->verify();
}

TEST_P(CardRequestsTest, AnOrderThatIsCancelledWhileItsCardIsWrittenLinksNothing) {
    SecureChip counted = chip(Family::Ntag424, 'z');
    order("Cz", anna_, Family::Ntag424);
    EXPECT_EQ(write(counted, 'z'), "written Cz anna");
    // In the middle of it, and when only the last answer is missing.
    for (const unsigned commands : {3U, counted.commands() - 1}) {
        const char last = commands == 3U ? 'a' : 'b';
        const std::string name = std::string{"C"} + last;
        order(name, anna_, Family::Ntag424);
        SecureChip card = chip(Family::Ntag424, last);
        ChipChannel channel{card};
        const auto first = relay(
            channel,
            ask(sync::CardTapped{key_of(uid_of(last)), uid_of(last), CardPurpose::Personalise, ""}),
            commands);
        ASSERT_EQ(told(first), "command");
        cancel(name);
        EXPECT_EQ(told(relay(channel, first)), "refused: OrderCancelled");
        EXPECT_EQ(identify(card, last), "unknown");
    }
    world_->verify();
}

TEST_P(CardRequestsTest, ATerminalThatIsNotTrustedGetsNothing) {
    order("C1", anna_, Family::Ntag424);
    SecureChip card = chip(Family::Ntag424);
    ChipChannel channel{card};
    auto response =
        ask(sync::CardTapped{key_of(uid_of('a')), uid_of('a'), CardPurpose::Personalise, ""});
    ASSERT_EQ(told(response), "command");
    EXPECT_FALSE(ask(sync::GroupKeys{}).sealed_keys.empty());
    must(database::revoke_terminal(world_->connection(), till_->id()));
    const std::string refused = "error: this terminal is not in good standing";
    EXPECT_EQ(told(relay(channel, response)), refused);
    EXPECT_EQ(told(ask(sync::GroupKeys{})), refused);
    EXPECT_TRUE(ask(sync::GroupKeys{}).sealed_keys.empty());
    EXPECT_EQ(told(ask(sync::CardTapped{key_of(uid_of('a')), "", CardPurpose::Identify, ""})),
              refused);
}

TEST_P(CardRequestsTest, KeysTravelSealedForTheTerminalAndOnlyItsGroups) {
    const auto sealed = ask(sync::GroupKeys{}).sealed_keys;
    const std::string mark = "certificate of HK01/1 " + std::to_string(till_->id().value) + ": ";
    ASSERT_EQ(sealed.substr(0, mark.size()), mark);
    const auto keys = must(sync::decode_group_keys(sealed.substr(mark.size())));
    EXPECT_EQ(keys, desk_->group_keys(world_->branch("HK01")));
    EXPECT_EQ(keys.size(), 3U);
    static_cast<void>(
        must(world_->connection().execute("update terminal set certificate_pem = ''")));
    EXPECT_EQ(told(ask(sync::GroupKeys{})),
              "error: the keys cannot be sealed for this terminal's certificate");
}

TEST_P(CardRequestsTest, WithoutADeskCardsThatProveThemselvesAreAnsweredByAnError) {
    order("C1", anna_, Family::Ntag424);
    SecureChip card = chip(Family::Ntag424);
    EXPECT_EQ(write(card), "written C1 anna");
    world_->card_desk = nullptr;
    world_->restart();
    EXPECT_EQ(identify(card), "error: this HQ cannot speak with cards");
    EXPECT_EQ(write(card), "error: this HQ cannot speak with cards");
    EXPECT_EQ(told(ask(sync::CardAnswered{1, "x"})), "lost");
    EXPECT_TRUE(ask(sync::GroupKeys{}).sealed_keys.empty());
    EXPECT_EQ(ask(sync::GroupKeys{}).error, "");
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         CardRequestsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
