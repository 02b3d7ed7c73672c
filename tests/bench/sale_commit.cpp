// A1–A3: what committing a sale costs at the terminal, beside a bare SQLite commit of the same bytes in the same rows and
// a raw overwrite of 32 KiB with fdatasync.
//
//     sale_commit [SALES_BEFORE] [DIRECTORY]      default: 100000 sales, a temporary directory
//
// The directory must be on the disk that is to be measured; a memory file system says nothing.
#include "common/database/migrator.h"
#include "common/journal/entry.h"
#include "terminal/app/record_sale.h"
#include "terminal/app/shift.h"
#include "tests/bench/figures.h"
#include "tests/simulation/crash_vfs.h"
#include "tests/terminal/terminal_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace pareto::bench {
namespace {

namespace database = pareto::database;

constexpr int kLines = 10;
constexpr int kSamples = 600;
constexpr int kRounds = 6;

[[noreturn]] void stop(const std::string& why) { throw std::runtime_error(why); }

template <typename Value>
Value must(Result<Value> result) {
    if (!result) stop(describe(result.error()));
    return std::move(*result);
}
void must(Result<void> result) {
    if (!result) stop(describe(result.error()));
}
template <typename Value>
Value must(terminal::Outcome<Value> outcome) {
    if (!outcome) stop("refused");
    return std::move(*outcome);
}

terminal::Basket basket_of_ten() {
    terminal::Basket basket;
    for (int i = 0; i < kLines; ++i) basket.add(test::line("S" + std::to_string(100 + i), 1 + i % 3, 2500 + 100 * i));
    basket.tenders.push_back({sale::TenderKind::Cash, basket.total_minor(), {}, {}});
    return basket;
}

/// A terminal on the disk, with a shift open and so many sales in its file.
class Terminal {
public:
    Terminal(const std::string& directory, std::int64_t sales_before, const std::string& vfs) {
        const std::string path = directory + "/terminal.sqlite";
        auto writer = must(database::open_sqlite(path, {.read_only = false, .vfs = vfs}));
        connection_ = writer.get();
        journal_ = must(terminal::database::SqliteJournal::open({std::move(writer), nullptr, anchor_, clock_, "bench"}));
        must(journal_->enrol(test::enrolment()));
        must(terminal::open_shift(*journal_, clock_, {"anna", 0, test::kToday, {}}));
        fill(sales_before);
    }
    void sell() {
        clock_.pass(std::chrono::milliseconds{1});
        static_cast<void>(must(terminal::record_sale(*journal_, clock_, basket_, {"intent " + std::to_string(++sold_), {}, {}})));
    }
    void checkpoint() { must(database::checkpoint(*connection_)); }
    [[nodiscard]] std::int64_t wal_bytes() { return must(database::wal_bytes(*connection_)); }

private:
    // The rows that so many sales leave, with the real entry's bytes; the chain is real too.
    void fill(std::int64_t sales) {
        if (sales == 0) return;
        sell();
        const auto heads = journal_->heads();
        const auto last = must(journal_->entries(heads.back().registration, heads.back().last, 1)).front();
        Hash hash = last.hash;
        must(connection_->begin());
        for (std::int64_t i = 1; i <= sales; ++i) {
            hash = journal::chain(hash, last.bytes);
            const std::int64_t id = last.id().value + i;
            static_cast<void>(must(connection_->execute(
                "insert into journal(entry_id, kind, bytes, hash, recorded_at_ms) values ($1, $2, $3, $4, $5)",
                {id, std::int64_t{last.kind}, database::Blob{last.bytes}, database::Blob{Bytes{hash.view()}}, std::int64_t{0}})));
            static_cast<void>(must(connection_->execute(
                "insert into sale(sale_id, receipt_number, business_date, total_minor, voided_by, intent) values ($1, $2, $3, $4, null, $5)",
                {id, 1 + i, std::string{"2026-03-09"}, std::int64_t{55'000}, "filled " + std::to_string(i)})));
            if (i % 20'000 == 0) {
                must(connection_->commit());
                must(database::checkpoint(*connection_));
                must(connection_->begin());
            }
        }
        must(connection_->commit());
        must(database::checkpoint(*connection_));
        auto path = std::string{must(connection_->execute("select file from pragma_database_list where name = 'main'"))[0].text(0)};
        journal_.reset();
        auto writer = must(database::open_sqlite(path));
        connection_ = writer.get();
        journal_ = must(terminal::database::SqliteJournal::open({std::move(writer), nullptr, anchor_, clock_, "bench"}));
    }

    test::ManualClock clock_;
    test::MemoryAnchor anchor_;
    terminal::Basket basket_ = basket_of_ten();
    database::Connection* connection_ = nullptr;
    std::unique_ptr<terminal::database::SqliteJournal> journal_;
    std::int64_t sold_ = 0;
};

/// The same rows with the same bytes, and nothing else: prepared statements of plain SQLite.
class BareCommits {
public:
    BareCommits(const std::string& path, Bytes bytes) : bytes_(std::move(bytes)) {
        if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) stop("cannot open " + path);
        run("pragma journal_mode=wal");
        run("pragma synchronous=full");
        run("pragma wal_autocheckpoint=0");
        run("pragma secure_delete=1");
        run("create table if not exists journal(entry_id integer not null primary key, kind integer not null, bytes blob not null, hash blob not null, recorded_at_ms integer not null)");
        run("create table if not exists sale(sale_id integer not null primary key, receipt_number integer not null, business_date text not null, total_minor integer not null, voided_by integer, intent text)");
        run("create index if not exists sale_by_receipt on sale(receipt_number)");
        run("create unique index if not exists sale_by_intent on sale(intent) where intent is not null");
        run("create table if not exists shift(shift_id integer not null primary key, operator_id text not null, business_date text not null, opening_cash_minor integer not null, cash_minor integer not null, sales_minor integer not null, sale_count integer not null, closed_by integer)");
        run("insert into shift values(1, 'anna', '2026-03-09', 0, 0, 0, 0, null)");
        begin_ = prepare("begin immediate");
        commit_ = prepare("commit");
        journal_ = prepare("insert into journal values(?1, 12, ?2, ?3, ?4)");
        sale_ = prepare("insert into sale values(?1, ?2, '2026-03-09', 55000, null, ?3)");
        shift_ = prepare("update shift set cash_minor = cash_minor + 1, sales_minor = sales_minor + 1, sale_count = sale_count + 1 where shift_id = 1");
    }
    ~BareCommits() {
        for (sqlite3_stmt* statement : {begin_, commit_, journal_, sale_, shift_}) sqlite3_finalize(statement);
        sqlite3_close(db_);
    }
    BareCommits(const BareCommits&) = delete;
    BareCommits& operator=(const BareCommits&) = delete;

    void fill(std::int64_t sales) {
        for (std::int64_t i = 0; i < sales; ++i) {
            if (i % 20'000 == 0) step(begin_);
            insert();
            if (i % 20'000 == 19'999 || i + 1 == sales) step(commit_);
        }
        checkpoint();
    }
    void sell() {
        step(begin_);
        insert();
        step(shift_);
        step(commit_);
    }
    void checkpoint() { run("pragma wal_checkpoint(restart)"); }

private:
    void insert() {
        ++id_;
        const std::string intent = "intent " + std::to_string(id_);
        sqlite3_bind_int64(journal_, 1, id_);
        sqlite3_bind_blob(journal_, 2, bytes_.data(), static_cast<int>(bytes_.size()), SQLITE_STATIC);
        sqlite3_bind_blob(journal_, 3, hash_.data(), static_cast<int>(hash_.size()), SQLITE_STATIC);
        sqlite3_bind_int64(journal_, 4, id_);
        step(journal_);
        sqlite3_bind_int64(sale_, 1, id_);
        sqlite3_bind_int64(sale_, 2, id_);
        sqlite3_bind_text(sale_, 3, intent.data(), static_cast<int>(intent.size()), SQLITE_STATIC);
        step(sale_);
    }
    void run(const char* sql) {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(db_));
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(db_));
        return statement;
    }
    void step(sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) stop(sqlite3_errmsg(db_));
        sqlite3_reset(statement);
    }

    sqlite3* db_ = nullptr;
    sqlite3_stmt* begin_ = nullptr;
    sqlite3_stmt* commit_ = nullptr;
    sqlite3_stmt* journal_ = nullptr;
    sqlite3_stmt* sale_ = nullptr;
    sqlite3_stmt* shift_ = nullptr;
    Bytes bytes_;
    Bytes hash_ = Bytes(32, 'h');
    std::int64_t id_ = 5LL << 32;
};

/// 32 KiB over itself, then fdatasync: about what one commit of a log asks of the disk.
class RawOverwrite {
public:
    explicit RawOverwrite(const std::string& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT, 0600)) {
        if (file_ < 0) stop("cannot open " + path);
        write();
    }
    ~RawOverwrite() { ::close(file_); }
    RawOverwrite(const RawOverwrite&) = delete;
    RawOverwrite& operator=(const RawOverwrite&) = delete;
    void write() {
        const auto size = static_cast<ssize_t>(block_.size());
        if (::pwrite(file_, block_.data(), block_.size(), 0) != size || ::fdatasync(file_) != 0) stop("cannot write");
    }

private:
    int file_;
    Bytes block_ = Bytes(32 * 1024, 'x');
};

Bytes entry_bytes() {
    const terminal::Basket basket = basket_of_ten();
    journal::Entry entry;
    entry.occurred_at = from_ms(1'772'000'000'000);
    entry.business_date = test::kToday;
    entry.operator_id = "anna";
    sale::Sale sale;
    sale.receipt_number = 1;
    sale.shift = ShiftId{(5LL << 32) + 2};
    sale.lines = basket.lines;
    sale.tenders = basket.tenders;
    entry.body = sale;
    return journal::encode(entry);
}

// A1: on a disk in memory that counts.
void count_pages_and_syncs() {
    simulation::CrashVfs vfs{"bench-counting"};
    simulation::Disk disk;
    vfs.mount("t", disk);
    {
        Terminal terminal{"/t", 0, vfs.name()};
        terminal.sell();
        const auto before = disk.counters();
        constexpr int kSales = 500;
        for (int i = 0; i < kSales; ++i) terminal.sell();
        const auto after = disk.counters();
        print({"A1", "data syncs a sale", "syncs", static_cast<double>(after.syncs - before.syncs) / kSales, 0, 0, "<= 1.0"});
        print({"A1", "write-ahead log pages a sale", "pages", static_cast<double>(after.wal_frames - before.wal_frames) / kSales, 0, 0, "<= 8"});
    }
    vfs.unmount("t");
}

void time_commits(const std::string& directory, std::int64_t sales_before) {
    std::filesystem::create_directories(directory + "/full");
    std::filesystem::create_directories(directory + "/empty");
    Terminal full{directory + "/full", sales_before, {}};
    Terminal empty{directory + "/empty", 0, {}};
    BareCommits bare{directory + "/bare.sqlite", entry_bytes()};
    bare.fill(sales_before);
    RawOverwrite raw{directory + "/raw"};
    Samples ours, at_empty, floor, overwrite;
    for (int round = 0; round < kRounds; ++round) {
        full.checkpoint();
        empty.checkpoint();
        bare.checkpoint();
        for (int i = 0; i < kSamples; ++i) {
            ours.time([&] { full.sell(); });
            floor.time([&] { bare.sell(); });
            at_empty.time([&] { empty.sell(); });
            overwrite.time([&] { raw.write(); });
        }
    }
    const auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1000; };
    const std::string at = " at " + std::to_string(sales_before) + " sales";
    print({"A2", "sale commit p50" + at + " / bare SQLite commit", "us", us(ours.median()), us(floor.median()),
           us(ours.median()) / us(floor.median()), "<= 1.0"});
    print({"A2", "sale commit p50" + at + " / its own when empty", "us", us(ours.median()), us(at_empty.median()),
           us(ours.median()) / us(at_empty.median()), "<= 1.15"});
    print({"A2", "sale commit p50" + at + " / raw 32 KiB overwrite", "us", us(ours.median()), us(overwrite.median()),
           us(ours.median()) / us(overwrite.median()), "report"});
    print({"A3", "sale commit p99" + at + " / raw 32 KiB overwrite p99", "us", us(ours.quantile(990)), us(overwrite.quantile(990)),
           us(ours.quantile(990)) / us(overwrite.quantile(990)), "<= 2.0"});
}

}  // namespace
}  // namespace pareto::bench

int main(int argc, char** argv) {
    try {
        const std::int64_t sales = argc > 1 ? std::atoll(argv[1]) : 100'000;
        pareto::test::TemporaryDirectory temporary;
        const std::string directory = argc > 2 ? argv[2] : temporary.file("bench");
        pareto::bench::count_pages_and_syncs();
        pareto::bench::time_commits(directory, sales);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "sale_commit: %s\n", error.what()));
        return 1;
    }
    return 0;
}
