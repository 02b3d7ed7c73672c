// Batches into the books: lock the journals' ends, join, keep, post, move the ends on. One
// transaction for all.
#include <algorithm>
#include <map>
#include <optional>

#include "hq/app/posting.h"
#include "hq/database/registrations.h"
#include "hq/database/select_in.h"
#include "hq/database/sync_service.h"
#include "hq/database/taking.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;
using Kind = sync::IngestResult::Kind;

struct Journal {
    TerminalId terminal;
    BranchId branch;
    std::string_view quarantine;
    std::int64_t session_token = 0;
    JournalEnd end;
    bool moved = false;
    bool newly_forked = false;
};

class Ingest {
public:
    Ingest(Connection& connection, std::span<const IngestWork> work, Registration own)
        : connection_(connection), work_(work), own_(own) {}

    [[nodiscard]] Result<void> read_ends();
    [[nodiscard]] Result<void> join_all(std::int64_t now_ms);
    [[nodiscard]] Result<void> write(const Preamble& preamble, const PlanContext& context);
    [[nodiscard]] std::vector<sync::IngestResult> results(std::int64_t term) const;

private:
    [[nodiscard]] Result<void> read_around(const sync::Batch& batch, Journal& journal);
    [[nodiscard]] Result<void> join_batch(const IngestWork& work,
                                          sync::IngestResult& result,
                                          std::int64_t now_ms);
    [[nodiscard]] Result<KeptEntry> second_history(const sync::Batch& batch,
                                                   const JoinedEntry& joined,
                                                   BytesView bytes);
    [[nodiscard]] Result<void> write_ends(const ReceiptNumbers& receipt_numbers);

    Connection& connection_;
    std::span<const IngestWork> work_;
    Registration own_;
    std::map<Registration, Journal> journals_;
    std::optional<JournalEnd> own_end_;  ///< of HQ's own journal, once a second history needs it
    std::vector<KeptEntry> kept_;
    std::vector<sync::IngestResult> results_;
};

Result<void> Ingest::read_ends() {
    std::set<std::int64_t> registrations;
    for (const IngestWork& work : work_)
        registrations.insert(work.batch.registration);
    return select_in(connection_,
                     "select w.registration, w.sequence, w.hash, w.session_token, r.terminal_id, "
                     "r.standing, t.branch_id, t.standing "
                     "from watermark w join registration r on r.registration = w.registration "
                     "join terminal t on t.terminal_id = r.terminal_id where w.registration",
                     keys_of(registrations),
                     for_update(connection_, "w"),
                     [&](const Row& row) -> Result<void> {
                         Journal journal;
                         PARETO_TRY(journal.end.hash, read_hash(row, 2));
                         journal.end.sequence = row.integer(1);
                         journal.session_token = row.integer(3);
                         journal.terminal = TerminalId{row.integer(4)};
                         journal.end.forked = row.text(5) == "forked";
                         journal.branch = BranchId{row.integer(6)};
                         if (row.text(7) == "revoked")
                             journal.quarantine = suspense_reason::kRevoked;
                         if (row.text(7) == "replaced")
                             journal.quarantine = suspense_reason::kReplaced;
                         journals_.emplace(static_cast<Registration>(row.integer(0)),
                                           std::move(journal));
                         return {};
                     });
}

Result<void> Ingest::read_around(const sync::Batch& batch, Journal& journal) {
    const Sequence before = batch.first - 1;
    const Sequence last = before + static_cast<Sequence>(batch.entries.size());
    const std::initializer_list<Value> range{std::int64_t{batch.registration}, before, last};
    if (before < journal.end.sequence) {
        PARETO_TRY(const auto rows,
                   connection_.execute("select sequence, hash from entry where registration = $1 "
                                       "and sequence between $2 and $3",
                                       range));
        for (const Row& row : rows) {
            PARETO_TRY(const Hash hash, read_hash(row, 1));
            journal.end.entries.emplace(row.integer(0), hash);
        }
    }
    if (journal.end.forked) {
        PARETO_TRY(const auto rows,
                   connection_.execute(
                       "select sequence, hash, entry_id from fork where registration = $1 and "
                       "sequence between $2 and $3",
                       range));
        for (const Row& row : rows) {
            PARETO_TRY(const Hash hash, read_hash(row, 1));
            journal.end.second.emplace(std::pair{row.integer(0), hash.bytes},
                                       EntryId{row.integer(2)});
        }
    }
    return {};
}

Result<void> Ingest::join_all(std::int64_t now_ms) {
    for (const IngestWork& work : work_) {
        sync::IngestResult result;
        result.registration = work.batch.registration;
        PARETO_TRY_VOID(join_batch(work, result, now_ms));
        results_.push_back(std::move(result));
    }
    return {};
}

Result<void> Ingest::join_batch(const IngestWork& work,
                                sync::IngestResult& result,
                                std::int64_t now_ms) {
    const sync::Batch& batch = work.batch;
    const auto found = journals_.find(batch.registration);
    const bool own_journal = found != journals_.end() && found->second.terminal == work.terminal;
    if (!own_journal || found->second.session_token != work.session_token) {
        result.kind = Kind::Fenced;
        result.detail = own_journal ? "an older session" : "not a registration of this terminal";
        return {};
    }
    if (batch.entries.empty() || batch.first < 1 ||
        (batch.first == 1 && batch.previous != Hash{})) {
        result.kind = Kind::Failed;
        result.detail = "a batch that cannot join any journal";
        return {};
    }
    Journal& journal = found->second;
    PARETO_TRY_VOID(read_around(batch, journal));
    const JoinedBatch joined = join(journal.end, batch);
    if (joined.gap) {
        result.kind = Kind::Gap;
        result.sequence = *joined.gap;
        return {};
    }
    journal.newly_forked |= joined.newly_forked;
    for (std::size_t index = 0; index < joined.entries.size(); ++index) {
        const JoinedEntry& entry = joined.entries[index];
        const sync::BatchEntry& sent = batch.entries[index];
        if (entry.fate == EntryFate::Duplicate) continue;
        KeptEntry kept;
        if (entry.fate == EntryFate::Append) {
            kept.id = EntryId::of(batch.registration, entry.sequence);
            kept.hash = entry.hash;
            journal.moved = true;
        } else {
            PARETO_TRY(kept, second_history(batch, entry, sent.bytes));
        }
        kept.kind = sent.kind;
        kept.bytes = sent.bytes;
        kept.personal_salt = sent.personal_salt;
        kept.personal = sent.personal;
        kept.received_ms = now_ms;
        kept.terminal = journal.terminal;
        kept.branch = journal.branch;
        kept.quarantine = journal.quarantine;
        kept_.push_back(std::move(kept));
    }
    result.kind = Kind::Acked;
    result.sequence = joined.entries.back().sequence;
    result.hash = joined.entries.back().hash;
    result.forked = joined.newly_forked;
    return {};
}

Result<KeptEntry> Ingest::second_history(const sync::Batch& batch,
                                         const JoinedEntry& joined,
                                         BytesView bytes) {
    if (!own_end_) {
        PARETO_TRY(const auto row, find_registration(connection_, own_));
        if (!row)
            return fault(FaultCode::Corrupt, "this HQ process has no registration of its own");
        own_end_ = JournalEnd{.sequence = row->sequence,
                              .hash = row->hash,
                              .forked = false,
                              .entries = {},
                              .second = {}};
    }
    own_end_->sequence += 1;
    own_end_->hash = journal::chain(own_end_->hash, bytes);
    KeptEntry kept;
    kept.id = EntryId::of(own_, own_end_->sequence);
    kept.hash = own_end_->hash;
    kept.second_history = std::pair{batch.registration, joined};
    return kept;
}

Result<void> Ingest::write(const Preamble& preamble, const PlanContext& context) {
    PARETO_TRY(const ReceiptNumbers receipt_numbers,
               take_entries(connection_, preamble, kept_, context));
    return write_ends(receipt_numbers);
}

Result<void> Ingest::write_ends(const ReceiptNumbers& receipt_numbers) {
    BulkInsert ends{
        .table = "watermark",
        .columns = {"registration", "sequence", "hash", "session_token", "receipt_number"},
        .conflict =
            "on conflict(registration) do update set sequence = excluded.sequence, hash = "
            "excluded.hash, "
            "receipt_number = case when excluded.receipt_number > watermark.receipt_number then "
            "excluded.receipt_number else watermark.receipt_number end",
        .rows = {}};
    const auto add = [&](Registration registration, const JournalEnd& end) {
        const auto receipt = receipt_numbers.find(registration);
        ends.rows.push_back({std::int64_t{registration},
                             end.sequence,
                             Blob{Bytes{end.hash.view()}},
                             std::int64_t{0},
                             receipt == receipt_numbers.end() ? std::int64_t{0} : receipt->second});
    };
    for (const auto& [registration, journal] : journals_) {
        if (journal.moved || receipt_numbers.contains(registration)) add(registration, journal.end);
        if (journal.newly_forked)
            PARETO_TRY_VOID(set_standing(connection_, registration, "forked"));
    }
    if (own_end_) add(own_, *own_end_);
    return connection_.insert_many(ends);
}

std::vector<sync::IngestResult> Ingest::results(std::int64_t term) const {
    std::vector<sync::IngestResult> results = results_;
    for (sync::IngestResult& result : results)
        result.term = term;
    return results;
}

}  // namespace

Result<std::vector<sync::IngestResult>> SyncService::ingest(std::span<const IngestWork> work) {
    const std::int64_t now_ms = to_ms(clock_.now());
    PARETO_TRY(auto transaction, begin_writing(connection_));
    Ingest ingest{connection_, work, options_.own_registration};
    PARETO_TRY_VOID(ingest.read_ends());
    PARETO_TRY_VOID(ingest.join_all(now_ms));
    PARETO_TRY(const Preamble preamble, preamble_.read(connection_));
    PARETO_TRY_VOID(ingest.write(preamble, {.now_ms = now_ms, .slot = options_.slot}));
    PARETO_TRY_VOID(transaction.commit());
    return ingest.results(preamble.term);
}

}  // namespace pareto::hq::database
