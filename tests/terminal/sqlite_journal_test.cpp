// What the use cases rely on: an entry and its projections together, dense and chained, found again
// after a restart.
#include "terminal/database/sqlite_journal.h"

#include <gtest/gtest.h>

#include "common/database/migrator.h"
#include "terminal/app/enrol_member.h"
#include "terminal/app/post_void.h"
#include "terminal/database/data_directory.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::Journal;
using terminal::database::DataDirectory;
using terminal::database::SqliteJournal;

class FixedRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override { return Bytes(count, 'r'); }

    [[nodiscard]] std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }
};

TEST(SqliteJournalTest, IsNotEnrolledUntilItIsAndThenNotTwice) {
    TemporaryDirectory directory;
    ManualClock clock;
    MemoryAnchor anchor;
    auto writer = database::open_sqlite(directory.file("terminal.sqlite"));
    ASSERT_TRUE(writer);
    auto journal = SqliteJournal::open({std::move(*writer), nullptr, anchor, clock, "test"});
    ASSERT_TRUE(journal) << describe(journal.error());
    EXPECT_FALSE((*journal)->state().enrolled);
    EXPECT_FALSE((*journal)->state().may_sell);
    EXPECT_EQ((*journal)->hello().error().code, FaultCode::Denied);
    ASSERT_TRUE((*journal)->enrol(enrolment()));
    const Journal::State state = (*journal)->state();
    EXPECT_TRUE(state.enrolled && state.may_sell);
    EXPECT_EQ(state.registration, kRegistration);
    EXPECT_EQ(state.branch_code + "/" + state.terminal_code, "BR1/T1");
    EXPECT_EQ(state.currency.text(), "HKD");
    EXPECT_EQ(anchor.record->spare, kSpare);
    EXPECT_EQ((*journal)->enrol(enrolment()).error().code, FaultCode::Conflict);
}

TEST(SqliteJournalTest, KeepsWhatItRecordedOverARestart) {
    TerminalFile file;
    open_shift(file);
    const auto sold = sell(file, 1'250);
    const auto state = file.journal->state();
    file.reopen();
    const auto after = file.journal->state();
    EXPECT_EQ(after.shift, state.shift);
    EXPECT_EQ(after.shift_date, kToday);
    EXPECT_EQ(after.operator_id, "anna");
    EXPECT_EQ(after.shift_cash_minor, 1'250);
    EXPECT_EQ(after.shift_sales_minor, 1'250);
    EXPECT_EQ(after.shift_sale_count, 1);
    EXPECT_EQ(after.last_sale, sold.id);
    EXPECT_EQ(after.next_receipt_number, 2);
    const auto entry = file.journal->find(EntryId{sold.id.value});
    ASSERT_TRUE(entry && *entry);
    EXPECT_EQ(std::get<sale::Sale>((*entry)->body), sold.sale);
    EXPECT_EQ(file.journal->find_receipt(1).value(), sold.id);
}

TEST(SqliteJournalTest, IsDenseAndChained) {
    TerminalFile file;
    open_shift(file);
    for (int n = 1; n <= 5; ++n)
        EXPECT_EQ(sell(file, n * 100).id.sequence(), n + 1);
    EXPECT_EQ(file.journal->verify().value(), 6);
    const auto entries = file.journal->entries(kRegistration, 1, 10);
    ASSERT_TRUE(entries);
    Hash previous;
    for (const auto& entry : *entries) {
        EXPECT_EQ(entry.hash, journal::chain(previous, entry.bytes));
        previous = entry.hash;
    }
    ASSERT_TRUE(file.writer_connection->execute(
        "update journal set bytes = cast(bytes || x'00' as blob) where entry_id = $1",
        {EntryId::of(kRegistration, 3).value}));
    EXPECT_EQ(file.journal->verify().error().detail, "the hash of 5:3 does not continue the chain");
}

TEST(SqliteJournalTest, RecordsAnIntentOnce) {
    TerminalFile file;
    open_shift(file);
    const auto first = sell(file, 500, "intent-1");
    const auto second = sell(file, 500, "intent-1");
    EXPECT_FALSE(first.repeated);
    EXPECT_TRUE(second.repeated);
    EXPECT_EQ(first.id, second.id);
    EXPECT_EQ(second.receipt_number, "BR1-T1-000001");
    EXPECT_EQ(file.journal->state().shift_sale_count, 1);
    EXPECT_NE(sell(file, 500, "intent-2").id, first.id);
    // The journal keeps the promise by itself, without its caller looking first.
    journal::Entry entry{file.clock.now(), kToday, "anna", first.sale};
    EXPECT_EQ(file.journal->append(entry, "intent-1", {}).value().value, first.id.value);
}

TEST(SqliteJournalTest, WantsASaleMadeAnewWhenItsReceiptNumberIsTaken) {
    TerminalFile file;
    open_shift(file);
    const auto sold = sell(file, 500);
    const journal::Entry entry{file.clock.now(), kToday, "anna", sold.sale};
    EXPECT_EQ(file.journal->append(entry, {}, {}).error().code, FaultCode::Conflict);
    EXPECT_EQ(file.journal->status().unsent, 2);
}

// Exactly one sync a sale follows from this: SQLite syncs a commit's pages once, and nothing
// checkpoints on the way.
TEST(SqliteJournalTest, WritesAtMostEightPagesForASale) {
    TerminalFile file;
    open_shift(file);
    std::int64_t most = 0;
    std::int64_t sum = 0;
    constexpr std::int64_t kSales = 400;
    constexpr std::int64_t kFrame = 4096 + 24;
    for (std::int64_t n = 0; n < kSales; ++n) {
        terminal::Basket basket;
        for (int l = 0; l < 8; ++l)
            basket.add(line("sku-" + std::to_string(l), 1, 100));
        basket.tenders.push_back({sale::TenderKind::Cash, 800, {}, {}});
        const std::int64_t before = database::wal_bytes(*file.writer_connection).value();
        const std::string intent = to_hex(journal::sha256(std::to_string(n)).view()).substr(0, 24);
        ASSERT_TRUE(terminal::record_sale(*file.journal, file.clock, basket, {intent, {}, {}}));
        const std::int64_t pages =
            (database::wal_bytes(*file.writer_connection).value() - before) / kFrame;
        EXPECT_GE(pages, 4);
        most = std::max(most, pages);
        sum += pages;
    }
    RecordProperty("most_pages", std::to_string(most));
    RecordProperty("pages_per_100_sales", std::to_string(100 * sum / kSales));
    EXPECT_LE(sum, 8 * kSales);
    EXPECT_LE(most, 14);  // when several tables grow by a page in one sale
}

TEST(SqliteJournalTest, KeepsItsLogShort) {
    TerminalFile file;
    open_shift(file);
    for (int n = 0; n < 300; ++n)
        sell(file, 100);
    EXPECT_GT(database::wal_bytes(*file.writer_connection).value(), 4'000'000);
    ASSERT_TRUE(file.journal->maintain());
    EXPECT_LT(database::wal_bytes(*file.writer_connection).value(), 100'000);
    EXPECT_EQ(file.journal->status().unsent, 301);
}

TEST(SqliteJournalTest, DeletesWhatWasAcknowledgedAndCannotBeReturnedAnyMore) {
    TerminalFile file;
    open_shift(file);
    const auto first = sell(file, 100);
    const auto second = sell(file, 200);
    file.clock.pass(std::chrono::hours{24 * 92});
    ASSERT_TRUE(file.journal->maintain());
    EXPECT_TRUE(file.journal->find(EntryId{first.id.value}).value())
        << "nothing is acknowledged yet";
    const auto head = file.journal->heads().back();
    sync::Welcome welcome;
    welcome.term = 1;
    welcome.watermarks = {{kRegistration, head.last, head.last_hash, sync::HeadOutcome::Resume}};
    ASSERT_TRUE(file.journal->record_welcome(welcome));
    file.clock.pass(std::chrono::hours{2});  // it looks once an hour
    ASSERT_TRUE(file.journal->maintain());
    EXPECT_TRUE(file.journal->find(EntryId{first.id.value}).value())
        << "its own clock alone may be wrong";
    welcome.hq_time_ms = to_ms(file.clock.now());
    ASSERT_TRUE(file.journal->record_welcome(welcome));
    file.clock.pass(std::chrono::hours{2});
    ASSERT_TRUE(file.journal->maintain());
    EXPECT_FALSE(file.journal->find(EntryId{first.id.value}).value());
    EXPECT_TRUE(file.journal->find(EntryId{second.id.value}).value())
        << "the chain goes on from the last one";
    file.reopen();
    EXPECT_EQ(sell(file, 300).id.sequence(), 4);
    EXPECT_EQ(file.journal->verify().value(), 2);
    const auto batch = file.journal->read(kRegistration, 4);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->previous, head.last_hash);
    EXPECT_EQ(file.journal->read(kRegistration, 1).error().code, FaultCode::Exhausted);
}

TEST(SqliteJournalTest, TakesThePostVoidOutOfTheShift) {
    TerminalFile file;
    open_shift(file);
    sell(file, 1'000);
    const auto sold = sell(file, 500);
    const auto voided = terminal::post_void(*file.journal, file.clock, {sold.id, "mistake", {}});
    ASSERT_TRUE(voided) << text_of(voided);
    EXPECT_EQ(voided->receipt_number, "BR1-T1-000003");
    EXPECT_EQ(file.journal->state().shift_cash_minor, 1'000);
    EXPECT_EQ(file.journal->state().shift_sale_count, 1);
    EXPECT_TRUE(file.journal->returned(sold.id).value().voided);
    file.reopen();
    EXPECT_EQ(file.journal->state().shift_cash_minor, 1'000);
    EXPECT_EQ(file.journal->state().next_receipt_number, 4);
}

TEST(SqliteJournalTest, KeepsPersonalDataBesideTheEntry) {
    TerminalFile file;
    open_shift(file);
    FixedRandom random;
    terminal::NewMember member;
    member.card = ports::Tap{{}, "906", "typed"};
    member.name = "Chan Tai Man";
    const auto enrolled =
        terminal::enrol_member(*file.journal, file.no_prover, file.clock, random, member);
    ASSERT_TRUE(enrolled) << text_of(enrolled);
    const auto batch = file.journal->read(kRegistration, enrolled->sequence());
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->entries.size(), 1U);
    const auto& entry = batch->entries[0];
    EXPECT_EQ(entry.personal, "name=Chan Tai Man\n");
    EXPECT_EQ(entry.personal_salt, Bytes(16, 'r'));
    EXPECT_EQ(entry.bytes.find("Chan"), Bytes::npos);
    const auto decoded = journal::decode(entry.bytes);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(std::get<journal::MemberEnrolled>(decoded->body).personal,
              journal::sha256(entry.personal_salt + entry.personal));
    const auto again = terminal::present(*file.journal, {{}, "906", "typed"});
    ASSERT_TRUE(again && again->member);
    EXPECT_EQ(again->member->facts.member, *enrolled);
    EXPECT_EQ(
        text_of(terminal::enrol_member(*file.journal, file.no_prover, file.clock, random, member)),
        "CardTaken: member ");
}

TEST(SqliteJournalTest, CountsItsSalesAsHqDoes) {
    TerminalFile file;
    open_shift(file);
    const auto sold = sell(file, 100);
    const auto census = file.journal->census(kRegistration);
    ASSERT_TRUE(census);
    EXPECT_EQ(census->sales, 1);
    Bytes id;
    for (int shift = 56; shift >= 0; shift -= 8)
        id.push_back(static_cast<char>((sold.id.value >> shift) & 0xFF));
    EXPECT_EQ(census->digest, journal::sha256(id));
}

TEST(DataDirectoryTest, IsUsedByOneProcessAtATime) {
    const TemporaryDirectory directory;
    const ManualClock clock;
    const terminal::database::DataDirectoryOptions options{directory.file("t1"), {}, {}, "test"};
    auto first = DataDirectory::open(options, clock);
    ASSERT_TRUE(first) << describe(first.error());
    auto second = DataDirectory::open(options, clock);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().detail, "another terminal program runs in " + directory.file("t1"));
    ASSERT_TRUE((*first)->journal().enrol(enrolment()));
    first->reset();
    second = DataDirectory::open(options, clock);
    ASSERT_TRUE(second);
    EXPECT_TRUE((*second)->journal().state().may_sell);
    EXPECT_EQ(std::filesystem::status(directory.file("t1")).permissions(),
              std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace pareto::test
