#include "tests/simulation/mutants/books_mutants.h"

#include "common/journal/entry.h"
#include "hq/database/local_journal.h"

#include <string>
#include <utility>

namespace pareto::simulation::mutants {
namespace {

/// Hands everything on; each mutant changes one thing.
class Passing : public Books {
public:
    explicit Passing(std::unique_ptr<Books> inner) : inner_(std::move(inner)) {}
    Result<sync::OpenResult> open_session(const sync::SessionPeer& peer, const sync::Hello& hello) override {
        return inner_->open_session(peer, hello);
    }
    Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) override {
        return inner_->ingest(work);
    }
    Result<sync::Feed> read_feed(TerminalId terminal, std::int64_t cursor) override { return inner_->read_feed(terminal, cursor); }
    Result<std::int64_t> feed_end() override { return inner_->feed_end(); }
    Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) override {
        return inner_->answer(terminal, request);
    }
    Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) override { return inner_->enrol(request); }

protected:
    std::unique_ptr<Books> inner_;
};

/// Acknowledges a batch from its own arithmetic and stores it with the next one.
class AckBeforeCommit final : public Passing {
public:
    using Passing::Passing;
    Result<sync::OpenResult> open_session(const sync::SessionPeer& peer, const sync::Hello& hello) override {
        PARETO_TRY_VOID(keep());
        auto opened = inner_->open_session(peer, hello);
        if (opened) term_ = opened->welcome.term;
        return opened;
    }
    Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) override {
        PARETO_TRY_VOID(keep());
        std::vector<sync::IngestResult> results;
        for (const auto& one : work) {
            sync::IngestResult result;
            result.kind = sync::IngestResult::Kind::Acked;
            result.registration = one.batch.registration;
            result.sequence = one.batch.first + static_cast<Sequence>(one.batch.entries.size()) - 1;
            result.hash = one.batch.previous;
            for (const auto& entry : one.batch.entries) result.hash = journal::chain(result.hash, entry.bytes);
            result.term = term_;
            results.push_back(result);
            waiting_.push_back(one);
        }
        return results;
    }

private:
    Result<void> keep() {
        if (waiting_.empty()) return {};
        const auto waiting = std::exchange(waiting_, {});
        PARETO_TRY(const auto results, inner_->ingest(waiting));
        (void)results;
        return {};
    }
    std::vector<hq::database::IngestWork> waiting_;
    std::int64_t term_ = 0;
};

/// What HQ already has is taken for new: it is kept once more, under a registration that nobody uses.
class NoDeduplication final : public Passing {
public:
    NoDeduplication(std::unique_ptr<Books> inner, database::Connection& connection)
        : Passing(std::move(inner)), connection_(connection) {}
    Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) override {
        std::vector<hq::database::IngestWork> twice;
        for (const auto& one : work) {
            PARETO_TRY(const auto known, connection_.execute("select sequence from watermark where registration = $1",
                                                             {std::int64_t{one.batch.registration}}));
            const bool has_it = !known.empty() && known[0].integer(0) >= one.batch.first;
            if (!has_it) continue;
            PARETO_TRY(const auto top, connection_.execute("select max(registration) from registration"));
            const std::int64_t registration = top[0].integer(0) + 1'000;
            PARETO_TRY_VOID(copy_row("registration", one.batch.registration, registration, ""));
            PARETO_TRY_VOID(copy_row("watermark", one.batch.registration, registration, ", sequence = 0, hash = zeroblob(32)"));
            hq::database::IngestWork again = one;
            again.batch.registration = static_cast<Registration>(registration);
            again.batch.first = 1;
            again.batch.previous = Hash{};
            twice.push_back(again);
        }
        if (!twice.empty()) {
            PARETO_TRY(const auto results, inner_->ingest(twice));
            (void)results;
        }
        return inner_->ingest(work);
    }

private:
    Result<void> copy_row(const std::string& table, std::int64_t from, std::int64_t to, const std::string& changes) {
        return connection_.execute_script("create temp table copied as select * from " + table +
                                          " where registration = " + std::to_string(from) +
                                          "; update copied set registration = " + std::to_string(to) + changes + "; insert into " +
                                          table + " select * from copied; drop table copied");
    }
    database::Connection& connection_;
};

/// Takes every batch for one of the terminal's newest session.
class FencingIgnored final : public Passing {
public:
    FencingIgnored(std::unique_ptr<Books> inner, database::Connection& connection)
        : Passing(std::move(inner)), connection_(connection) {}
    Result<std::vector<sync::IngestResult>> ingest(std::span<const hq::database::IngestWork> work) override {
        std::vector<hq::database::IngestWork> newest(work.begin(), work.end());
        for (auto& one : newest) {
            PARETO_TRY(const auto rows, connection_.execute("select session_token from terminal where terminal_id = $1", {one.terminal.value}));
            if (!rows.empty()) one.session_token = rows[0].integer(0);
        }
        return inner_->ingest(newest);
    }

private:
    database::Connection& connection_;
};

/// Says yes to every redemption without looking or holding.
class HoldNotChecked final : public Passing {
public:
    using Passing::Passing;
    Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) override {
        if (!std::holds_alternative<sync::Authorise>(request.body)) return inner_->answer(terminal, request);
        sync::Response response;
        response.number = request.number;
        response.outcome = sync::AuthoriseOutcome::Approved;
        return response;
    }
};

/// Holds the points once for each time it is asked.
class AuthoriseNotIdempotent final : public Passing {
public:
    AuthoriseNotIdempotent(std::unique_ptr<Books> inner, database::Connection& connection)
        : Passing(std::move(inner)), connection_(connection) {}
    Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) override {
        const auto* authorise = std::get_if<sync::Authorise>(&request.body);
        if (authorise == nullptr) return inner_->answer(terminal, request);
        const database::Value id = authorise->redemption.value;
        // Forgets the first answer, and makes room for the numbers of the second hold's transfers.
        PARETO_TRY_VOID(connection_.execute("delete from redemption where redemption_id = $1 and state = 'held'", {id}));
        PARETO_TRY_VOID(connection_.execute("update transfer set number = number + 1000 where cause = $1", {id}));
        return inner_->answer(terminal, request);
    }

private:
    database::Connection& connection_;
};

/// Gives a member's allowances back when an authorisation lacks points, though nobody who decides may say so and the
/// holder may have spent them.
class AllowanceReleased final : public Passing {
public:
    AllowanceReleased(std::unique_ptr<Books> inner, database::Connection& connection)
        : Passing(std::move(inner)), connection_(connection) {}
    Result<sync::Response> answer(TerminalId terminal, const sync::Request& request) override {
        PARETO_TRY(auto response, inner_->answer(terminal, request));
        const auto* const wanted = std::get_if<sync::Authorise>(&request.body);
        if (wanted != nullptr && response.outcome == sync::AuthoriseOutcome::InsufficientPoints) {
            PARETO_TRY_VOID(release(wanted->member));
        }
        return response;
    }

private:
    struct NoClock final : ports::Clock {
        [[nodiscard]] UtcTime now() const override { return from_ms(1'772'000'000'000); }
        [[nodiscard]] SteadyTime steady() const override { return SteadyTime{}; }
    };
    Result<void> release(MemberId member) {
        PARETO_TRY(const auto open, connection_.execute("select allowance_id from allowance where member_id = $1 and state = 'open'",
                                                        {member.value}));
        if (open.empty()) return {};
        NoClock clock;
        PARETO_TRY(const Registration registration, hq::database::open_process(connection_, clock));
        std::vector<hq::database::LocalEntry> entries;
        for (const auto& row : open) {
            hq::database::LocalEntry entry;
            entry.entry.occurred_at = clock.now();
            entry.entry.business_date = *parse_date("2026-03-01");
            entry.entry.body = journal::AllowanceWrittenOff{EntryId{row.integer(0)}, "time-out"};
            entries.push_back(entry);
        }
        hq::database::LocalJournal journal(connection_, clock, registration, registration);
        PARETO_TRY(const auto ids, journal.append(entries));
        (void)ids;
        return {};
    }
    database::Connection& connection_;
};

}  // namespace

std::unique_ptr<Books> allowance_released(std::unique_ptr<Books> inner, database::Connection& connection) {
    return std::make_unique<AllowanceReleased>(std::move(inner), connection);
}
std::unique_ptr<Books> ack_before_commit(std::unique_ptr<Books> inner, database::Connection& /*connection*/) {
    return std::make_unique<AckBeforeCommit>(std::move(inner));
}
std::unique_ptr<Books> no_deduplication(std::unique_ptr<Books> inner, database::Connection& connection) {
    return std::make_unique<NoDeduplication>(std::move(inner), connection);
}
std::unique_ptr<Books> fencing_ignored(std::unique_ptr<Books> inner, database::Connection& connection) {
    return std::make_unique<FencingIgnored>(std::move(inner), connection);
}
std::unique_ptr<Books> hold_not_checked(std::unique_ptr<Books> inner, database::Connection& /*connection*/) {
    return std::make_unique<HoldNotChecked>(std::move(inner));
}
std::unique_ptr<Books> authorise_not_idempotent(std::unique_ptr<Books> inner, database::Connection& connection) {
    return std::make_unique<AuthoriseNotIdempotent>(std::move(inner), connection);
}

}  // namespace pareto::simulation::mutants
