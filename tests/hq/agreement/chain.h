// HQ's real books and terminals with their real files, and between them only what travels: entries
// up, the feed down, questions. No network: each side's port is called directly.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "terminal/app/checkout.h"
#include "terminal/app/shift.h"
#include "terminal/database/sqlite_journal.h"
#include "tests/hq/books/books_world.h"
#include "tests/terminal/fakes.h"

namespace pareto::hq::test {

/// Asks HQ, unless it is out of reach.
class DirectUplink final : public terminal::Uplink {
public:
    DirectUplink(BooksWorld& hq, TerminalId terminal) : hq_(hq), terminal_(terminal) {}

    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds timeout) override;

    void wake() override {}

    bool reachable = true;

private:
    BooksWorld& hq_;
    TerminalId terminal_;
    std::int64_t asked_ = 0;
};

class ChainTerminal {
public:
    /// Enrolled, welcomed, and without the feed.
    ChainTerminal(BooksWorld& hq, const std::string& branch, const std::string& code);

    [[nodiscard]] terminal::database::SqliteJournal& journal() { return *journal_; }

    [[nodiscard]] TerminalId id() const { return id_; }

    /// A checkout of this terminal, at that minute of the branch's day.
    [[nodiscard]] terminal::Checkout checkout(std::int32_t local_minute);
    [[nodiscard]] EntryId append(journal::Body body);
    /// What was appended since, as one batch after the other.
    void send();
    /// Everything that HQ has for this branch; `change` may alter members on the way.
    void take_feed(const std::function<void(sync::MemberChange&)>& change = {});
    void open_shift(BusinessDate business_date);
    void close_shift();
    /// The file is closed and opened again, as by a restart of the program.
    void restart();

    DirectUplink& uplink() { return *uplink_; }

private:
    void open();

    BooksWorld& hq_;
    pareto::test::TemporaryDirectory directory_;
    pareto::test::MemoryAnchor anchor_;
    terminal::NoCardProver no_prover_;
    TerminalId id_;
    Registration registration_ = 0;
    Sequence sent_ = 0;
    std::int64_t token_ = 0;
    std::int64_t cursor_ = 0;
    std::unique_ptr<DirectUplink> uplink_;
    std::unique_ptr<terminal::database::SqliteJournal> journal_;
};

/// The key of the card with that printed number, as terminals of the world's HQ know it.
[[nodiscard]] Bytes key_of_number(const std::string& number);

}  // namespace pareto::hq::test
