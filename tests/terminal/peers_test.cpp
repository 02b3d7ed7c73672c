// What other systems got wrong at the till, each by the thread that reported it (tests/peers.md).
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "terminal/app/checkout.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

const Bytes kSecret(32, 'k');
const MemberId kAnna = MemberId::of(1, 7);
constexpr std::int64_t kChunk = 1'000;

sync::Change member_change(MemberId id, const std::string& card) {
    sync::MemberChange member;
    member.facts = {id, "gold", false, Points{500}};
    member.member_number = "2900000000018";
    member.cards = {{journal::card_key(kSecret, "number", card)}};
    return {3, std::to_string(id.value), sync::encode(member)};
}

class PeersAtTheTillTest : public testing::Test {
protected:
    PeersAtTheTillTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        feed({{1, "current", sync::encode(sync::RulesChange{rules})}});
        open_shift(file);
    }

    void feed(std::vector<sync::Change> changes) {
        const auto fed = file.journal->apply_feed({cursor, cursor + 1, std::move(changes)});
        ASSERT_TRUE(fed) << describe(fed.error());
        ++cursor;
    }

    /// How SQLite finds the rows: "SEARCH …" by an index, "SCAN …" by reading all of them.
    std::string plan(const std::string& sql) {
        const auto rows = file.writer_connection->execute("explain query plan " + sql);
        EXPECT_TRUE(rows) << describe(rows.error());
        std::string text;
        for (std::size_t row = 0; rows && row < rows->size(); ++row)
            text += (*rows)[row].text(3) + "\n";
        return text;
    }

    TerminalFile file;
    terminal::Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
    std::int64_t cursor = 0;
};

TEST_F(PeersAtTheTillTest, Odoo125037_APowerCutAfterTheReceiptLosesNoSale) {
    const auto sold = sell(file, 12'50);
    // The file as a cut would leave it: whatever is not on the disk is gone, the log is not folded
    // in. (KillTest and CrashTest do it to whole processes, at every write.)
    file.reopen();
    const auto kept = file.journal->find(EntryId{sold.id.value});
    ASSERT_TRUE(kept && *kept);
    EXPECT_EQ(std::get<sale::Sale>((*kept)->body).total_minor(), 12'50);
    EXPECT_TRUE(file.journal->verify());
}

TEST_F(PeersAtTheTillTest, Odoo284790_SalesThatWereNotSentAreNeverForgotten) {
    const auto sold = sell(file, 100);
    for (int month = 0; month < 24; ++month) {
        file.clock.pass(std::chrono::hours{24 * 31});
        ASSERT_TRUE(file.journal->maintain());
    }
    file.reopen();
    EXPECT_TRUE(file.journal->find(EntryId{sold.id.value}).value());
    const auto batch = file.journal->read(kRegistration, 1);
    ASSERT_TRUE(batch) << describe(batch.error());
    EXPECT_EQ(std::ssize(batch->entries), file.journal->heads().back().last) << "all of them";
}

TEST_F(PeersAtTheTillTest, Odoo111232_AMemberIsFoundAmongTwentyThousandByAnIndex) {
    constexpr std::int64_t kMembers = 20'000;
    for (std::int64_t first = 0; first < kMembers; first += kChunk) {
        std::vector<sync::Change> changes;
        for (std::int64_t i = first; i < first + kChunk; ++i)
            changes.push_back(member_change(MemberId::of(2, i + 1), std::to_string(100'000 + i)));
        feed(std::move(changes));
    }
    const auto found = checkout.tap({{}, "117345", "test"});
    ASSERT_TRUE(found) << text_of(found);
    EXPECT_EQ(found->facts().member, MemberId::of(2, 17'346));
    const std::string how = plan(
        "select c.blocked from card c join member m on m.member_id = c.member_id where "
        "c.card_key = x'00'");
    EXPECT_EQ(how.find("SCAN"), std::string::npos) << how;
}

TEST_F(PeersAtTheTillTest, Ucraft280_NineteenThousandItemsAreThereAtOnceAfterAStart) {
    constexpr std::int64_t kItems = 19'600;
    for (std::int64_t first = 0; first < kItems; first += kChunk) {
        std::vector<sync::Change> changes;
        for (std::int64_t i = first; i < std::min(first + kChunk, kItems); ++i) {
            const std::string number = std::to_string(i);
            const sync::ItemChange item{
                "s" + number, "Item " + number, "food", std::to_string(9'000'000 + i), "", 100 + i};
            changes.push_back({2, item.sku, sync::encode(item)});
        }
        feed(std::move(changes));
    }
    // A start reads none of them: they stay in the file and are looked up one by one.
    file.reopen();
    terminal::Checkout after{*file.journal, file.uplink, file.clock, file.no_prover};
    const auto last = after.add_item("9019599", Quantity{1'000});
    ASSERT_TRUE(last) << text_of(last);
    EXPECT_EQ(last->amount_minor, 19'699);
    for (const char* const by : {"sku = 's1'", "barcode = '9000001'"}) {
        const std::string how = plan(std::string{"select price_minor from item where "} + by);
        EXPECT_EQ(how.find("SCAN"), std::string::npos) << how;
    }
}

TEST_F(PeersAtTheTillTest, PosAwesome133_TheMemberIsPickedByScanOrSwipe) {
    feed({member_change(kAnna, "2900000000018")});
    for (const char* const read : {"2900000000018", "]E02900000000018\r"}) {
        terminal::Checkout one{*file.journal, file.uplink, file.clock, file.no_prover};
        const auto scanned = one.scan(read);
        ASSERT_TRUE(scanned) << text_of(scanned);
        ASSERT_TRUE(one.basket().card.has_value()) << read;
        EXPECT_EQ(one.basket().card->facts().member, kAnna);
    }
    const auto swiped = checkout.tap({{}, "2900000000018", "swipe"});
    ASSERT_TRUE(swiped) << text_of(swiped);
    EXPECT_EQ(swiped->facts().member, kAnna);
}

TEST_F(PeersAtTheTillTest, Odoo27930_ACardCountsAlsoInTheMiddleOfASale) {
    feed({member_change(kAnna, "2900000000018")});
    ASSERT_TRUE(checkout.add_line(line("tea", 1, 30'00)));
    const auto scanned = checkout.scan("2900000000018");
    ASSERT_TRUE(scanned) << text_of(scanned);
    EXPECT_EQ(checkout.basket().lines.size(), 1U) << "the goods stay";
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Cash, 20'00));
    const auto late = checkout.tap({{}, "2900000000018", "test"});
    ASSERT_TRUE(late) << "also between two tenders: " << text_of(late);
    ASSERT_TRUE(checkout.tender(sale::TenderKind::Cash, 10'00));
    const auto sold = checkout.complete({});
    ASSERT_TRUE(sold) << text_of(sold);
    EXPECT_EQ(sold->sale.facts.member, kAnna);
    EXPECT_EQ(sold->sale.points_promised.value, 30);
}

}  // namespace
}  // namespace pareto::test
