// What the sync session relies on, and what a terminal does that was restored, cloned or
// acknowledged wrongly.
#include <gtest/gtest.h>

#include "common/journal/entry.h"
#include "common/sync/feed.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using sync::HeadOutcome;

sync::Welcome welcome(std::vector<sync::Watermark> watermarks) {
    sync::Welcome welcome;
    welcome.term = 1;
    welcome.watermarks = std::move(watermarks);
    welcome.credits = 4;
    return welcome;
}

/// Everything of a registration, as HQ would give it back.
std::vector<sync::BatchEntry> entries_of(TerminalFile& file,
                                         Registration registration,
                                         Sequence first) {
    return file.journal->read(registration, first).value().entries;
}

std::string heads_text(const sync::Hello& hello) {
    std::string text;
    for (const auto& head : hello.heads) {
        text += std::to_string(head.registration) + ":" + std::to_string(head.acked) + "/" +
                std::to_string(head.last) + " ";
    }
    return text;
}

class SyncJournalTest : public testing::TestWithParam<bool> {
protected:
    SyncJournalTest() : file{GetParam()} { open_shift(file); }

    [[nodiscard]] std::string heads() { return heads_text(file.journal->hello().value()); }

    TerminalFile file;
};

INSTANTIATE_TEST_SUITE_P(Connections,
                         SyncJournalTest,
                         testing::Values(true, false),
                         [](const auto& param) {
                             return param.param ? "WithReader" : "WriterOnly";
                         });

TEST_P(SyncJournalTest, SaysHelloWithItsHead) {
    sell(file, 100);
    const auto hello = file.journal->hello();
    ASSERT_TRUE(hello);
    EXPECT_EQ(heads(), "5:0/2 ");
    EXPECT_EQ(hello->branch_code + "/" + hello->terminal_code, "BR1/T1");
    EXPECT_FALSE(hello->anchor_ahead);
    EXPECT_FALSE(hello->needs_spare);
}

TEST_P(SyncJournalTest, ReadsBatchesThatJoin) {
    for (int n = 0; n < 299; ++n)
        sell(file, 100);
    const auto first = file.journal->read(kRegistration, 1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->previous, Hash{});
    EXPECT_EQ(first->entries.size(), sync::kBatchEntriesMax);
    Hash hash = first->previous;
    for (const auto& entry : first->entries)
        hash = journal::chain(hash, entry.bytes);
    const auto second = file.journal->read(kRegistration, 257);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->previous, hash);
    EXPECT_EQ(second->entries.size(), 44U);
    EXPECT_TRUE(file.journal->read(kRegistration, 301)->entries.empty());
    EXPECT_EQ(file.journal->read(77, 1).error().code, FaultCode::Corrupt);
}

TEST_P(SyncJournalTest, KeepsABatchWithinItsBytes) {
    for (int n = 0; n < 12; ++n) {
        terminal::Basket basket;
        for (int l = 0; l < 300; ++l)
            basket.add(line("sku-" + std::string(100, 'x'), 1, 1));
        basket.tenders.push_back({sale::TenderKind::Cash, 300, {}, {}});
        ASSERT_TRUE(terminal::record_sale(*file.journal, file.clock, basket, {}));
    }
    Sequence next = 1;
    while (next <= 13) {
        const auto batch = file.journal->read(kRegistration, next);
        ASSERT_TRUE(batch);
        ASSERT_FALSE(batch->entries.empty());
        std::size_t bytes = 0;
        for (const auto& entry : batch->entries)
            bytes += entry.bytes.size();
        EXPECT_LE(bytes, sync::kBatchBytesMax);
        next += static_cast<Sequence>(batch->entries.size());
    }
}

TEST_P(SyncJournalTest, BelievesOnlyAnAckOfItsOwnHistory) {
    sell(file, 100);
    const auto head = file.journal->heads().back();
    EXPECT_EQ(
        file.journal->record_ack({kRegistration, 2, journal::sha256("other"), 1, 1}).error().code,
        FaultCode::Conflict);
    EXPECT_EQ(file.journal->record_ack({kRegistration, 3, head.last_hash, 1, 1}).error().code,
              FaultCode::Conflict);
    EXPECT_EQ(file.journal->record_ack({99, 1, head.last_hash, 1, 1}).error().code,
              FaultCode::Conflict);
    EXPECT_EQ(heads(), "5:0/2 ");
    ASSERT_TRUE(file.journal->record_ack({kRegistration, 2, head.last_hash, 1, 1}));
    EXPECT_EQ(heads(), "5:2/2 ");
    file.reopen();
    EXPECT_EQ(heads(), "5:2/2 ");
    EXPECT_EQ(file.journal->status().unsent, 0);
}

TEST_P(SyncJournalTest, SendsAgainWhatHqLost) {
    sell(file, 100);
    sell(file, 200);
    const auto all = file.journal->entries(kRegistration, 1, 10).value();
    ASSERT_TRUE(file.journal->record_ack({kRegistration, 3, all[2].hash, 1, 1}));
    auto behind = welcome({{kRegistration, 1, all[0].hash, HeadOutcome::HqBehind}});
    behind.term = 2;
    behind.receipt_number = 40;
    ASSERT_TRUE(file.journal->record_welcome(behind));
    EXPECT_EQ(heads(), "5:1/3 ");
    EXPECT_EQ(sell(file, 300).receipt_number, "BR1-T1-000041");
    EXPECT_EQ(file.journal->hello()->known_term, 2);
}

TEST_P(SyncJournalTest, ContinuesUnderTheGrantedRegistration) {
    sell(file, 100);
    const auto last = file.journal->heads().back();
    auto forked = welcome({{kRegistration, 2, journal::sha256("another"), HeadOutcome::Fork}});
    forked.granted = 9;
    ASSERT_TRUE(file.journal->record_welcome(forked));
    EXPECT_EQ(file.journal->state().registration, 9);
    EXPECT_EQ(heads(), "5:0/2 9:0/1 ");
    const auto opened = file.journal->find(EntryId::of(9, 1)).value();
    ASSERT_TRUE(opened);
    EXPECT_EQ(std::get<journal::RegistrationOpened>(opened->body),
              (journal::RegistrationOpened{kRegistration, 2, last.last_hash, "fork"}));
    const auto sold = sell(file, 200);
    EXPECT_EQ(sold.id.registration(), 9);
    EXPECT_EQ(sold.receipt_number, "BR1-T1-000002");
    EXPECT_EQ(sold.sale.shift, file.journal->state().shift) << "the shift goes on";
    file.reopen();
    EXPECT_EQ(heads(), "5:0/2 9:0/2 ");
    EXPECT_EQ(file.anchor.record->registration, 9);
    // The same WELCOME again grants nothing new.
    ASSERT_TRUE(file.journal->record_welcome(forked));
    EXPECT_EQ(heads(), "5:0/2 9:0/2 ");
}

TEST_P(SyncJournalTest, SellsUnderItsSpareAfterAnOfflineRestore) {
    sell(file, 100);
    file.back_up("backup");
    const auto lost = sell(file, 200);
    const auto lost_hash = file.journal->heads().back().last_hash;
    const auto lost_entries = entries_of(file, kRegistration, 3);
    file.restore("backup");
    const auto state = file.journal->state();
    EXPECT_TRUE(state.may_sell) << state.why_not;
    EXPECT_EQ(state.registration, kSpare);
    EXPECT_EQ(file.anchor.record->spare, 0);
    EXPECT_EQ(heads(), "5:0/2 6:0/1 ");
    EXPECT_FALSE(file.journal->hello()->anchor_ahead)
        << "the spare is settled; only the old one misses entries";
    EXPECT_TRUE(file.journal->hello()->needs_spare);
    EXPECT_EQ(sell(file, 300).id, (SaleId::of(kSpare, 2)));
    file.reopen();
    EXPECT_EQ(file.journal->state().registration, kSpare) << "the spare is opened once";

    // HQ gives back what the backup did not have.
    auto restored = welcome({{kRegistration, 3, lost_hash, HeadOutcome::Restored},
                             {kSpare, 0, Hash{}, HeadOutcome::Resume}});
    restored.spare = 12;
    ASSERT_TRUE(file.journal->record_welcome(restored));
    EXPECT_EQ(file.anchor.record->spare, 12);
    ASSERT_TRUE(file.journal->restore_missing({kRegistration, 3, lost_entries, true}));
    EXPECT_EQ(heads(), "6:0/2 ");
    EXPECT_EQ(file.journal->find_receipt(2).value(), lost.id) << "the anchor remembered the number";
    EXPECT_EQ(file.journal->find_receipt(3).value(), (SaleId::of(kSpare, 2)));
    EXPECT_TRUE(file.journal->find(EntryId{lost.id.value}).value());
    EXPECT_EQ(file.journal->state().shift_cash_minor, 600);
    EXPECT_TRUE(file.journal->verify());
}

TEST_P(SyncJournalTest, RefusesToSellAfterARestoreWithoutASpare) {
    file.anchor.record->spare = 0;
    file.reopen();
    file.back_up("backup");
    sell(file, 200);
    file.restore("backup");
    EXPECT_FALSE(file.journal->state().may_sell);
    EXPECT_TRUE(file.journal->hello()->anchor_ahead);
    EXPECT_EQ(file.anchor.record->sequence, 2) << "the anchor goes on remembering";
    file.reopen();
    EXPECT_EQ(text_of(terminal::record_sale(*file.journal, file.clock, {}, {})).substr(0, 10),
              "MustMeetHq");
    auto restored = welcome({{kRegistration, 2, journal::sha256("x"), HeadOutcome::Restored}});
    restored.granted = 9;
    ASSERT_TRUE(file.journal->record_welcome(restored));
    EXPECT_TRUE(file.journal->state().may_sell);
    EXPECT_EQ(sell(file, 300).id.registration(), 9);
    EXPECT_EQ(file.anchor.record->registration, 9);
}

TEST_P(SyncJournalTest, TakesTheNewSpareWhenHqNeverGotTheLostEntries) {
    file.anchor.record->spare = 0;
    file.reopen();
    file.back_up("backup");
    sell(file, 200);
    file.restore("backup");
    auto resume = welcome({{kRegistration, 0, Hash{}, HeadOutcome::Resume}});
    resume.spare = 9;
    ASSERT_TRUE(file.journal->record_welcome(resume));
    EXPECT_TRUE(file.journal->state().may_sell);
    EXPECT_EQ(file.journal->state().registration, 9);
    EXPECT_EQ(file.anchor.record->spare, 0);
}

TEST_P(SyncJournalTest, RefusesLostEntriesThatDoNotEndAsHqSaid) {
    file.back_up("backup");
    sell(file, 200);
    const auto lost_entries = entries_of(file, kRegistration, 2);
    file.anchor.record.reset();
    file.restore("backup");
    EXPECT_EQ(file.journal->state().registration, kRegistration)
        << "without an anchor only HQ can tell";
    auto restored = welcome({{kRegistration, 2, journal::sha256("x"), HeadOutcome::Restored}});
    restored.granted = 9;
    ASSERT_TRUE(file.journal->record_welcome(restored));
    EXPECT_EQ(file.journal->restore_missing({kRegistration, 2, lost_entries, true}).error().code,
              FaultCode::Corrupt);
    EXPECT_EQ(file.journal->restore_missing({kRegistration, 4, lost_entries, true}).error().code,
              FaultCode::Corrupt);
    EXPECT_EQ(heads(), "5:0/1 9:0/1 ");
}

TEST_P(SyncJournalTest, LeavesItsOwnHistoryAloneWhenItWentAnotherWay) {
    file.back_up("backup");
    sell(file, 200);
    const auto lost_entries = entries_of(file, kRegistration, 2);
    const auto lost_hash = file.journal->heads().back().last_hash;
    file.anchor.record.reset();
    file.restore("backup");
    // Sold between HELLO and WELCOME, under the sequence that HQ has with other content.
    const auto own = sell(file, 777);
    auto restored = welcome({{kRegistration, 2, lost_hash, HeadOutcome::Restored}});
    restored.granted = 9;
    ASSERT_TRUE(file.journal->record_welcome(restored));
    ASSERT_TRUE(file.journal->restore_missing({kRegistration, 2, lost_entries, true}));
    EXPECT_EQ(
        std::get<sale::Sale>(file.journal->find(EntryId{own.id.value}).value()->body).total_minor(),
        777);
    EXPECT_EQ(heads(), "5:0/2 9:0/1 ") << "what HQ does not have is still to be sent";
}

TEST_P(SyncJournalTest, HasOldJournalsComparedWhenHqHasAnotherTerm) {
    const auto head = file.journal->heads().back();
    ASSERT_TRUE(file.journal->record_welcome(
        welcome({{kRegistration, 1, head.last_hash, HeadOutcome::Resume}})));
    auto granted = welcome({{kRegistration, 1, head.last_hash, HeadOutcome::Resume}});
    granted.granted = 9;
    ASSERT_TRUE(file.journal->record_welcome(granted));
    EXPECT_EQ(heads(), "9:0/1 ") << "the old one is settled";
    auto promoted = welcome({{9, 0, Hash{}, HeadOutcome::HqBehind}});
    promoted.term = 2;
    ASSERT_TRUE(file.journal->record_welcome(promoted));
    EXPECT_EQ(heads(), "5:1/1 9:0/1 ") << "a restored HQ may have lost it";
}

TEST_P(SyncJournalTest, LearnsNothingFromTheEchoOfAnExpiredCertificate) {
    auto expired = welcome({{kRegistration, 0, Hash{}, HeadOutcome::Resume}});
    expired.term = 7;
    expired.standing = sync::TerminalStanding::CertificateExpired;
    expired.certificate_pem = "renewed";
    ASSERT_TRUE(file.journal->record_welcome(expired));
    EXPECT_EQ(file.journal->hello()->known_term, 0);
    EXPECT_TRUE(file.journal->state().may_sell) << "offline it sells on";
    EXPECT_EQ(terminal::database::text_of(file.journal->settings().value(), "certificate_pem"),
              "renewed");
}

TEST_P(SyncJournalTest, StopsSellingWhenHqGaveItsCodeToAnotherDevice) {
    auto replaced = welcome({{kRegistration, 0, Hash{}, HeadOutcome::Resume}});
    replaced.standing = sync::TerminalStanding::Replaced;
    ASSERT_TRUE(file.journal->record_welcome(replaced));
    file.reopen();
    EXPECT_EQ(text_of(terminal::record_sale(*file.journal, file.clock, {}, {})),
              "MustMeetHq: HQ gave this terminal's code to another device");
    replaced.standing = sync::TerminalStanding::Good;
    ASSERT_TRUE(file.journal->record_welcome(replaced));
    EXPECT_TRUE(file.journal->state().may_sell);
}

TEST_P(SyncJournalTest, KnowsWhatACardIsAndWhichCardsAreBlocked) {
    using loyalty::CardFamily;
    const Bytes annas(32, 'a');
    const Bytes strangers(32, 's');
    sync::MemberChange anna;
    anna.facts.member = MemberId{7};
    anna.cards = {{.card_key = annas, .family = CardFamily::DesfireEv2}};
    const auto blocked = [](const Bytes& card, bool is_blocked) {
        return sync::Change{
            4, to_hex(card), is_blocked ? sync::encode(sync::BlockedCardChange{card}) : Bytes{}};
    };
    ASSERT_TRUE(
        file.journal->apply_feed({0, 3, {{3, "7", sync::encode(anna)}, blocked(strangers, true)}}));
    file.reopen();
    auto card = file.journal->find_card(annas).value();
    EXPECT_EQ(card.family, CardFamily::DesfireEv2);
    EXPECT_FALSE(card.blocked);
    ASSERT_TRUE(card.member);
    EXPECT_EQ(card.member->cards, anna.cards);
    EXPECT_EQ(file.journal->find_card(strangers).value(),
              (terminal::KnownCard{.blocked = true, .member = {}}))
        << "whoever it belongs to";
    EXPECT_EQ(file.journal->find_card(Bytes(32, 'n')).value(), terminal::KnownCard{});

    // Told twice, and before the member's own change says so.
    ASSERT_TRUE(file.journal->apply_feed({3, 5, {blocked(annas, true), blocked(annas, true)}}));
    card = file.journal->find_card(annas).value();
    EXPECT_TRUE(card.blocked && card.member->cards.front().blocked);
    ASSERT_TRUE(
        file.journal->apply_feed({5, 7, {blocked(annas, false), blocked(strangers, false)}}));
    EXPECT_FALSE(file.journal->find_card(annas).value().blocked);
    EXPECT_FALSE(file.journal->find_card(strangers).value().blocked);

    const sync::Change table[] = {
        {4, "no card", "x"},
        {4, "", {}},
        {4, to_hex(annas), sync::encode(sync::BlockedCardChange{strangers})},
    };
    for (const sync::Change& damaged : table) {
        EXPECT_EQ(file.journal->apply_feed({7, 8, {damaged}}).error().code, FaultCode::Corrupt)
            << damaged.subject;
    }
}

TEST_P(SyncJournalTest, AppliesTheFeedWithItsCursor) {
    loyalty::RuleSet rules;
    rules.version = 3;
    rules.points_per_minor = {1, 50};
    sync::MemberChange member;
    member.facts = {MemberId{EntryId::of(1, 7).value}, "gold", true, Points{120}};
    member.member_number = "2900000000018";
    member.cards = {{Bytes(32, 'a')}, {.card_key = Bytes(32, 'b'), .blocked = true}};
    member.as_of_ms = 1'000;
    const std::string subject = std::to_string(member.facts.member.value);
    const sync::Feed feed{
        0,
        17,
        {{1, "current", sync::encode(sync::RulesChange{rules})},
         {2,
          "sku-9",
          sync::encode(sync::ItemChange{"sku-9", "Tea", "food", "471", "piece", 1'250})},
         {3, subject, sync::encode(member)},
         {99, "of a newer program", "?"}}};
    ASSERT_TRUE(file.journal->apply_feed(feed));
    file.reopen();
    EXPECT_EQ(file.journal->hello()->feed_cursor, 17);
    EXPECT_EQ(file.journal->state().rules, rules);
    EXPECT_EQ(file.journal->find_rules(3).value(), rules);
    EXPECT_EQ(file.journal->find_item("471").value()->price_minor, 1'250);
    const auto found = file.journal->find_card(Bytes(32, 'a')).value().member;
    ASSERT_TRUE(found);
    EXPECT_EQ(found->facts, member.facts);
    EXPECT_EQ(found->member_number, member.member_number);
    EXPECT_TRUE(file.journal->find_card(Bytes(32, 'b')).value().blocked);

    EXPECT_EQ(file.journal->apply_feed({20, 30, {}}).error().code, FaultCode::Conflict)
        << "changes 18 to 20 are missing";
    ASSERT_TRUE(file.journal->apply_feed({17, 20, {{2, "sku-9", {}}, {3, subject, {}}}}));
    EXPECT_FALSE(file.journal->find_item("sku-9").value());
    EXPECT_FALSE(file.journal->find_card(Bytes(32, 'a')).value().member);
    // Nothing of a chunk is kept when one of its changes is damaged.
    const sync::Feed damaged{20, 21, {feed.changes[1], {3, subject, "damaged"}}};
    EXPECT_FALSE(file.journal->apply_feed(damaged));
    EXPECT_FALSE(file.journal->find_item("sku-9").value());
    EXPECT_EQ(file.journal->hello()->feed_cursor, 20);
    // Another HQ's feed starts from its own beginning.
    auto promoted = welcome({});
    promoted.term = 2;
    ASSERT_TRUE(file.journal->record_welcome(promoted));
    EXPECT_EQ(file.journal->hello()->feed_cursor, 0);
}

}  // namespace
}  // namespace pareto::test
