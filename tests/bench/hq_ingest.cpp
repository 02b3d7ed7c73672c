// B1, B2, B3: sales into HQ over TLS, beside a plain loop that writes the same sales as rows, on SQLite and PostgreSQL.
//
//     hq_ingest PARETO_HQ [SALES_A_ROUND] [sqlite|postgres]
//
// Ours: the real program; two terminals send entries made beforehand; checks, de-duplication, ledger and roll-ups. The
// floor: one process, no network, batches of 500 sales in one transaction, each sale a head, ten lines and a tender
// (PostgreSQL: the same rows by COPY).
#include "common/system/clock.h"
#include "common/system/random.h"
#include "tests/bench/figures.h"
#include "tests/bench/hq_program.h"
#include "tests/bench/made_journal.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/temporary_directory.h"

#include "common/database/database.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace pareto::bench {
namespace {

namespace database = pareto::database;

constexpr int kRounds = 5;
constexpr int kMembers = 2'000;
constexpr int kTerminals = 2;

template <typename Value>
Value must(Result<Value> result) {
    if (!result) throw std::runtime_error(describe(result.error()));
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

/// Sends what `journal` has until HQ acknowledged it all; seconds.
double send(HqProgram& hq, std::vector<std::unique_ptr<MadeJournal>>& journals,
            const std::vector<terminal::uplink::Enrolled>& terminals) {
    const system::SystemClock clock;
    system::SystemRandom random;
    std::vector<std::unique_ptr<terminal::uplink::NetUplink>> links;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < journals.size(); ++i) {
        const terminal::uplink::Identity identity{terminals[i].key_pem, terminals[i].response.certificate_pem,
                                                  terminals[i].response.authority_pem};
        links.push_back(std::make_unique<terminal::uplink::NetUplink>(
            terminal::uplink::NetUplink::Parts{*journals[i], clock, random, [identity] { return Result<terminal::uplink::Identity>{identity}; },
                                               hq.address()}));
        links.back()->start();
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        const MadeJournal& journal = *journals[i];
        if (!links[i]->wait_until([&] { return journal.acked() == journal.last(); }, std::chrono::minutes{5}))
            throw std::runtime_error("HQ did not acknowledge in time: " + links[i]->status().last_fault);
    }
    return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count()) / 1e6;
}

/// The same sales as plain rows.
class PlainLoop {
public:
    explicit PlainLoop(std::unique_ptr<database::Connection> connection) : connection_(std::move(connection)) {
        must(connection_->execute_script(
            "create table sale(sale_id bigint not null primary key, branch_id bigint not null, business_date text not null, card text not null, total_minor bigint not null);"
            "create table line(sale_id bigint not null, number bigint not null, sku text not null, description text not null, quantity bigint not null, unit_price_minor bigint not null, amount_minor bigint not null, primary key (sale_id, number));"
            "create table tender(sale_id bigint not null, number bigint not null, kind bigint not null, amount_minor bigint not null, primary key (sale_id, number));"));
    }
    /// Seconds for so many sales.
    double write(int sales) {
        const auto begin = std::chrono::steady_clock::now();
        for (int done = 0; done < sales; done += 500) batch(std::min(500, sales - done));
        return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count()) / 1e6;
    }
    void checkpoint() {
        if (connection_->dialect() == database::Dialect::Sqlite) must(database::checkpoint(*connection_));
    }

private:
    void batch(int sales) {
        database::BulkInsert heads{"sale", {"sale_id", "branch_id", "business_date", "card", "total_minor"}, "", {}};
        database::BulkInsert lines{"line", {"sale_id", "number", "sku", "description", "quantity", "unit_price_minor", "amount_minor"}, "", {}};
        database::BulkInsert tenders{"tender", {"sale_id", "number", "kind", "amount_minor"}, "", {}};
        for (int i = 0; i < sales; ++i) {
            const std::int64_t id = ++next_;
            heads.rows.push_back({id, std::int64_t{1}, std::string{"2026-03-09"}, "C" + std::to_string(id % kMembers), std::int64_t{14'500}});
            for (std::int64_t line = 1; line <= 10; ++line) {
                const std::string sku = "S" + std::to_string(100 + (id + line * 13) % 400);
                lines.rows.push_back({id, line, sku, "Article number " + sku, std::int64_t{1000}, 1'000 + line * 100, 1'000 + line * 100});
            }
            tenders.rows.push_back({id, std::int64_t{1}, std::int64_t{1}, std::int64_t{14'500}});
        }
        must(connection_->begin());
        must(connection_->insert_many(heads));
        must(connection_->insert_many(lines));
        must(connection_->insert_many(tenders));
        must(connection_->commit());
    }
    std::unique_ptr<database::Connection> connection_;
    std::int64_t next_ = 0;
};

void measure(const std::string& name, HqProgram& hq, PlainLoop& plain, int sales) {
    std::vector<terminal::uplink::Enrolled> terminals;
    Samples ours, floor, again;
    for (int round = 0; round < kRounds; ++round) {
        std::vector<std::unique_ptr<MadeJournal>> journals;
        terminals.clear();
        for (int i = 0; i < kTerminals; ++i) {
            terminals.push_back(hq.enrol("R" + std::to_string(round) + "T" + std::to_string(i)));
            const auto& response = terminals.back().response;
            journals.push_back(std::make_unique<MadeJournal>(MadeSales{response.registration, sales / kTerminals, kMembers, response.card_key_secret}));
        }
        const auto rate = [&](double seconds) { return static_cast<std::int64_t>(sales / seconds); };
        ours.add(rate(send(hq, journals, terminals)));
        floor.add(rate(plain.write(sales)));
        plain.checkpoint();
        for (const auto& journal : journals) journal->send_again();
        again.add(rate(send(hq, journals, terminals)));
    }
    const auto value = [](const Samples& samples) { return static_cast<double>(samples.median()); };
    const std::string goal_line = name == "SQLite" ? "plain SQLite loop" : "COPY of plain rows";
    print({"B1", "ingest over TLS, " + name + " / " + goal_line, "sales/s", value(ours), value(floor), value(ours) / value(floor), ">= 1.0"});
    print({"B3", "sending again what HQ has, " + name + " / first sending", "sales/s", value(again), value(ours), value(again) / value(ours), ">= 4"});
}

void run(const std::string& program, int sales, const std::string& only) {
    test::TemporaryDirectory temporary;
    if (only != "postgres") {
        HqProgram hq{program, temporary.file("sqlite"), {}, kMembers};
        PlainLoop plain{must(database::open_sqlite(temporary.file("plain.sqlite")))};
        measure("SQLite", hq, plain, sales);
        const auto bytes = static_cast<double>(std::filesystem::file_size(temporary.file("sqlite") + "/hq/hq.sqlite"));
        print({"B2", "bytes a sale at HQ, SQLite / plain schema", "bytes", bytes / (sales * kRounds),
               static_cast<double>(std::filesystem::file_size(temporary.file("plain.sqlite"))) / (sales * kRounds),
               bytes / static_cast<double>(std::filesystem::file_size(temporary.file("plain.sqlite"))), "report"});
    }
    if (only != "sqlite" && test::PostgresCluster::unavailable().empty()) {
        test::PostgresCluster cluster{{.fsync = true}};
        HqProgram hq{program, temporary.file("postgres"), cluster.fresh_database(), kMembers};
        PlainLoop plain{must(database::open_postgres(cluster.fresh_database()))};
        measure("PostgreSQL", hq, plain, sales);
    }
}

}  // namespace
}  // namespace pareto::bench

int main(int argc, char** argv) {
    if (argc < 2) {
        static_cast<void>(std::fprintf(stderr, "usage: hq_ingest PARETO_HQ [SALES_A_ROUND] [sqlite|postgres]\n"));
        return 2;
    }
    try {
        pareto::bench::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 20'000, argc > 3 ? argv[3] : "");
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "hq_ingest: %s\n", error.what()));
        return 1;
    }
    return 0;
}
