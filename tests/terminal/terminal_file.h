// A terminal's file for tests: its journal over a real SQLite file, an anchor and a clock of its
// own, enrolled as branch BR1, terminal T1, registration 5 with the spare 6.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "common/database/database.h"
#include "terminal/app/checkout.h"
#include "terminal/app/shift.h"
#include "terminal/database/sqlite_journal.h"
#include "tests/support/temporary_directory.h"
#include "tests/terminal/fakes.h"

namespace pareto::test {

inline constexpr Registration kRegistration = 5;
inline constexpr Registration kSpare = 6;
inline const BusinessDate kToday{
    std::chrono::year{2026}, std::chrono::month{3}, std::chrono::day{9}};

inline terminal::database::Enrolment enrolment() {
    terminal::database::Enrolment enrolment;
    sync::EnrolResponse& response = enrolment.response;
    response.certificate_pem = "certificate";
    response.authority_pem = "authority";
    response.card_key_secret = Bytes(32, 'k');
    response.terminal_id = 11;
    response.branch_id = 3;
    response.branch_code = "BR1";
    response.terminal_code = "T1";
    response.company = "Example";
    response.currency = "HKD";
    response.time_zone = "Asia/Hong_Kong";
    response.registration = kRegistration;
    response.spare = kSpare;
    enrolment.key_pem = "key";
    enrolment.hq_address = "localhost:7443";
    return enrolment;
}

class TerminalFile {
public:
    explicit TerminalFile(bool with_reader = true) : with_reader_{with_reader} {
        open();
        const auto enrolled = journal->enrol(enrolment());
        EXPECT_TRUE(enrolled) << describe(enrolled.error());
    }

    void open() {
        auto writer = pareto::database::open_sqlite(path());
        ASSERT_TRUE(writer) << describe(writer.error());
        writer_connection = writer->get();
        auto opened = terminal::database::SqliteJournal::open(
            {std::move(*writer), nullptr, anchor, clock, "test"});
        ASSERT_TRUE(opened) << describe(opened.error());
        if (!with_reader_) {
            journal = std::move(*opened);
            return;
        }
        // The reader can open only a file that has its tables, so the journal is opened a second
        // time with it.
        opened->reset();
        writer = pareto::database::open_sqlite(path());
        auto reader = pareto::database::open_sqlite(path(), {.read_only = true, .vfs = {}});
        ASSERT_TRUE(writer && reader);
        writer_connection = writer->get();
        opened = terminal::database::SqliteJournal::open(
            {std::move(*writer), std::move(*reader), anchor, clock, "test"});
        ASSERT_TRUE(opened) << describe(opened.error());
        journal = std::move(*opened);
    }

    void reopen() {
        journal.reset();
        open();
    }

    /// The file as a backup would have it: everything in it, nothing in a log.
    void back_up(const std::string& to) {
        const auto done = pareto::database::backup_sqlite(*writer_connection, directory.file(to));
        ASSERT_TRUE(done) << describe(done.error());
    }

    void restore(const std::string& from) {
        journal.reset();
        for (const char* const ending : {"", "-wal", "-shm"})
            std::filesystem::remove(path() + ending);
        std::filesystem::copy_file(directory.file(from), path());
        open();
    }

    [[nodiscard]] std::string path() const { return directory.file("terminal.sqlite"); }

    TemporaryDirectory directory;
    ManualClock clock;
    MemoryAnchor anchor;
    FakeUplink uplink;
    terminal::NoCardProver no_prover;
    std::unique_ptr<terminal::database::SqliteJournal> journal;
    pareto::database::Connection* writer_connection = nullptr;

private:
    bool with_reader_;
};

inline sale::Line line(const std::string& sku, std::int64_t quantity, std::int64_t amount_minor) {
    sale::Line line;
    line.sku = sku;
    line.description = sku;
    line.category = "food";
    line.quantity = Quantity{quantity * 1000};
    line.unit_price_minor = quantity == 0 ? 0 : amount_minor / quantity;
    line.amount_minor = amount_minor;
    return line;
}

template <typename Value>
std::string text_of(const terminal::Outcome<Value>& outcome) {
    if (outcome) return "ok";
    if (const auto* refused = std::get_if<terminal::Refused>(&outcome.error())) {
        return std::string{terminal::name_of(refused->refusal)} + ": " + refused->detail;
    }
    return describe(std::get<Fault>(outcome.error()));
}

/// Opens a shift on kToday.
inline void open_shift(TerminalFile& file) {
    const auto opened =
        terminal::open_shift(*file.journal, file.clock, {"anna", 10'000, kToday, {}});
    ASSERT_TRUE(opened) << text_of(opened);
}

/// One sale of one line for cash.
inline terminal::RecordedSale sell(TerminalFile& file,
                                   std::int64_t amount_minor,
                                   const std::string& intent = {}) {
    terminal::Basket basket;
    basket.add(line("sku-1", 1, amount_minor));
    basket.tenders.push_back({sale::TenderKind::Cash, amount_minor, {}, {}});
    auto recorded = terminal::record_sale(*file.journal, file.clock, basket, {intent, {}, {}});
    EXPECT_TRUE(recorded) << text_of(recorded);
    return recorded ? *recorded : terminal::RecordedSale{};
}

}  // namespace pareto::test
