// One HQ on a fresh database of either engine, and terminals that keep their journals in memory,
// for tests of the books.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/database/database.h"
#include "common/journal/entry.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/database/setup.h"
#include "hq/database/sync_service.h"
#include "tests/support/temporary_directory.h"

namespace pareto::hq::test {

class HeldClock final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override { return now_; }

    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now_.time_since_epoch()}; }

    void set(UtcTime now) { now_ = now; }

    void advance(std::chrono::milliseconds by) { now_ += by; }

private:
    UtcTime now_ = std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{12};
};

class SeededRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override;

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override { return engine_() % bound; }

private:
    std::mt19937_64 engine_{1};
};

enum class Engine { Sqlite, Postgres };

[[nodiscard]] inline std::string name_of(Engine engine) {
    return engine == Engine::Sqlite ? "Sqlite" : "Postgres";
}

/// By which the world's HQ signs allowances.
inline const Bytes kAllowanceKey(32, 'k');

/// Fails the test with the fault's text.
template <typename Value>
Value must(Result<Value> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        std::abort();
    }
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

/// "2026-03-10"
[[nodiscard]] BusinessDate date(std::string_view text);
/// 32 bytes made of a name, as a card key.
[[nodiscard]] Bytes card(std::string_view name);

class BooksWorld;

/// One registration's journal, as a terminal keeps it.
class TestTerminal {
public:
    TestTerminal(BooksWorld& world, TerminalId id, Registration registration);

    /// Appends; the id is known at once. Nothing is sent.
    EntryId append(const journal::Entry& entry);
    EntryId append(journal::Body body, std::string_view business_date = "2026-03-10");
    EntryId append_raw(std::int32_t kind, Bytes bytes);
    void set_personal(EntryId entry, Bytes salt, Bytes bytes);

    [[nodiscard]] sync::Batch batch(Sequence first, Sequence last) const;
    [[nodiscard]] hq::database::IngestWork work(Sequence first, Sequence last) const;
    /// Says HELLO, as the session that all later batches belong to.
    sync::OpenResult hello(Sequence acked, const std::function<void(sync::Hello&)>& change = {});
    /// Sends what was not sent yet, as one batch.
    sync::IngestResult send();
    sync::IngestResult send(Sequence first, Sequence last);

    /// The journal forgets everything after `last`, as after a restore.
    void forget_after(Sequence last);

    [[nodiscard]] Sequence last() const { return static_cast<Sequence>(entries_.size()); }

    [[nodiscard]] Hash hash(Sequence sequence) const;

    [[nodiscard]] Registration registration() const { return registration_; }

    [[nodiscard]] TerminalId id() const { return terminal_id; }

    TerminalId terminal_id;
    std::int64_t token = 0;
    std::string branch_code, terminal_code;
    /// How far this terminal's clock is off, in what append(body, date) writes.
    std::chrono::seconds clock_error{0};

private:
    BooksWorld& world_;
    Registration registration_;
    std::vector<sync::BatchEntry> entries_;
    std::vector<Hash> hashes_;
    Sequence sent_ = 0;
};

class BooksWorld {
public:
    explicit BooksWorld(Engine engine);

    /// An enrolled terminal with an open session.
    TestTerminal terminal(const std::string& branch, const std::string& code);
    /// A further journal of the same terminal.
    BranchId branch(const std::string& code);

    [[nodiscard]] database::SyncService& service() { return *service_; }

    [[nodiscard]] pareto::database::Connection& connection() { return *connection_; }

    /// The database file, or the URL.
    [[nodiscard]] const std::string& where() const { return place_; }

    /// First column of the first row; all rows with all columns, "a|b" each, joined with ", ".
    [[nodiscard]] std::int64_t number(const std::string& sql);
    [[nodiscard]] std::string rows(const std::string& sql);
    /// All oracles hold.
    void verify();

    HeldClock clock;
    SeededRandom random;
    Registration own_registration = 0;

    /// A service as a newly started HQ process would have it.
    void restart();

    /// Given to the service at the next restart().
    CardDesk* card_desk = nullptr;

private:
    pareto::test::TemporaryDirectory directory_;
    std::string place_;
    std::unique_ptr<pareto::database::Connection> connection_;
    std::unique_ptr<database::SyncService> service_;
};

/// A sold line: amount = quantity × price, quantity in whole units.
[[nodiscard]] sale::Line sold(std::int32_t number, std::int64_t quantity, std::int64_t price_minor);
[[nodiscard]] sale::Line brought_back(std::int32_t number,
                                      EntryId sale,
                                      std::int32_t line,
                                      std::int64_t quantity,
                                      std::int64_t amount_minor);
/// Paid in cash; points promised as the default rules (1 point per 1.00) give them.
[[nodiscard]] sale::Sale cash_sale(Bytes card_key, std::vector<sale::Line> lines);
/// `points` of the redemption are used, the rest is paid in cash (1 point = 0.01).
[[nodiscard]] sale::Sale points_sale(Bytes card_key,
                                     MemberId member,
                                     std::vector<sale::Line> lines,
                                     EntryId redemption,
                                     std::int64_t points);
[[nodiscard]] journal::MemberEnrolled enrolled(Bytes card_key, std::string card_number = "");

/// Tests of the books run on both engines.
class BooksTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override;
    std::unique_ptr<BooksWorld> world_;
};

}  // namespace pareto::hq::test
