// A company's books on either engine, a folder of files, and imports into them.
#pragma once

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/database/database.h"
#include "common/database/migrator.h"
#include "hq/commands/session.h"
#include "hq/database/setup.h"
#include "hq/database/verify.h"
#include "hq/import/importing.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/temporary_directory.h"

namespace pareto::hq {

class TestClock final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override { return now_; }

    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now_.time_since_epoch()}; }

    void set(UtcTime now) { now_ = now; }

private:
    UtcTime now_ = from_ms(1'775'000'000'000);  // 2026-03-31
};

class TestRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override {
        Bytes bytes;
        while (bytes.size() < count)
            bytes += static_cast<char>(below(256));
        return bytes;
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override {
        state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return (state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_ = 1;
};

template <typename Value>
Value good(Result<Value> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        std::abort();
    }
    return std::move(*result);
}

inline void good(const Result<void>& result) {
    if (!result) ADD_FAILURE() << describe(result.error());
}

enum class Engine { Sqlite, Postgres };

/// Books of a company that counts in `currency` and lives in New York.
class ImportWorld {
public:
    explicit ImportWorld(Engine engine, const std::string& currency = "USD") {
        if (engine == Engine::Postgres) url_ = test::fresh_database();
        place_ = {folder.path(), url_};
        auto connection = good(commands::open_writer(place_));
        loyalty::RuleSet rules;
        rules.version = 1;
        good(database::begin_books(
            *connection, clock, {"Test", currency, "America/New_York", "en"}, rules));
        connection_ = connection.get();
        turns_ = std::make_unique<commands::OwnTurns>(std::move(connection), clock);
        currency_ = *find_currency(currency);
    }

    ImportWorld(const ImportWorld&) = delete;
    ImportWorld& operator=(const ImportWorld&) = delete;

    ~ImportWorld() {
        turns_.reset();
        if (!url_.empty()) test::drop_database(url_);
    }

    [[nodiscard]] pareto::database::Connection& connection() { return *connection_; }

    [[nodiscard]] import::Turns& turns() { return *turns_; }

    [[nodiscard]] Currency currency() const { return currency_; }

    std::string write(const std::string& name, const std::string& text) const {
        std::string path = folder.file(name);
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    using Import = Result<import::ImportSummary> (*)(import::ImportContext&,
                                                     const import::ImportFile&);

    /// The summary without its first line; "fault: …" when the import failed.
    std::string run(Import import,
                    const std::string& path,
                    const std::vector<import::Assignment>& assignments = {},
                    bool dry_run = false) {
        import::Progress progress([](const std::string&){}, clock, false);
        import::ImportContext context{.turns = *turns_,
                                      .clock = clock,
                                      .random = random,
                                      .progress = progress,
                                      .card_key_secret = Bytes(32, 'k'),
                                      .currency = currency_,
                                      .time_zone = "America/New_York",
                                      .rejects_folder = folder.file("rejects"),
                                      .dry_run = dry_run,
                                      .open_bytes_max = open_bytes_max,
                                      .receipts_per_transaction = receipts_per_transaction};
        const std::string shown = path.substr(path.rfind('/') + 1);
        const auto summary = import(context, {path, shown, assignments});
        if (!summary) return "fault: " + summary.error().detail;
        rejects_path = summary->rejects_path;
        reasons.clear();
        for (const std::string& reason : summary->reasons)
            reasons += reason + "\n";
        std::string text;
        for (const auto& line : summary->lines) {
            if (line.count != 0)
                text += (text.empty() ? "" : ", ") + line.label + " " + std::to_string(line.count);
        }
        return text;
    }

    /// Imports sales from a text.
    std::string sales(const std::string& text,
                      const std::vector<import::Assignment>& assignments = {}) {
        return run(&import::import_sales, write("sales.csv", text), assignments);
    }

    /// What the books say of each branch: "A 2026-03-01: 2 sales, 0 returns, 1500; members 1500".
    std::string branches() {
        const auto rows = good(
            connection_->execute("select b.code, d.business_date, sum(d.sales), sum(d.returns), "
                                 "sum(d.net_minor), sum(d.member_minor) from branch_day d "
                                 "join branch b on b.branch_id = d.branch_id group by b.code, "
                                 "d.business_date order by 1, 2"));
        std::string text;
        for (const auto& row : rows) {
            text += row.text(0) + " " + row.text(1) + ": " + std::to_string(row.integer(2)) +
                    " sales, " + std::to_string(row.integer(3)) + " returns, " +
                    std::to_string(row.integer(4)) + "; members " + std::to_string(row.integer(5)) +
                    "\n";
        }
        return text;
    }

    std::string scalar(const std::string& sql) {
        const auto rows = good(connection_->execute(sql));
        if (rows.empty() || rows[0].is_null(0)) return "nothing";
        const auto& value = rows[0].values()[0];
        if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
        return std::get<std::string>(value);
    }

    std::string verify() {
        std::string text;
        for (const auto& violation : good(database::verify_books(*connection_)))
            text += violation.oracle + ": " + violation.text + "\n";
        return text;
    }

    static std::string read(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    }

    test::TemporaryDirectory folder;
    TestClock clock;
    TestRandom random;
    std::string rejects_path;
    std::string reasons;
    std::size_t open_bytes_max = 256U << 20U;
    std::size_t receipts_per_transaction = 1'000;

private:
    std::string url_;
    commands::Place place_;
    Currency currency_;
    pareto::database::Connection* connection_ = nullptr;
    std::unique_ptr<commands::OwnTurns> turns_;
};

/// The folder of real data, or empty.
inline std::string real_data() {
    const char* given = std::getenv("PARETO_DATA");  // NOLINT(concurrency-mt-unsafe)
    const std::string folder = given != nullptr ? given : PARETO_SOURCE_DIR "/../shared/data";
    return std::filesystem::exists(folder + "/completejourney_transactions_sample.csv.zst") ? folder
                                                                                            : "";
}

inline std::vector<import::Assignment> complete_journey() {
    return {{"branch", "store_id", false},
            {"receipt", "basket_id", false},
            {"sold_at", "transaction_timestamp", false},
            {"card", "household_id", false},
            {"sku", "product_id", false},
            {"amount", "sales_value", false},
            {"terminal", "1", true}};
}

}  // namespace pareto::hq
