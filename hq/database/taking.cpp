#include "hq/database/taking.h"

#include <string>

#include "common/database/text.h"
#include "hq/app/personal.h"
#include "hq/app/posting.h"
#include "hq/database/fact_reader.h"
#include "hq/database/second_histories.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;

/// A group that needs lots it did not foresee is planned anew; each round learns at least one
/// member's.
constexpr int kRoundsMax = 16;

Bytes bytes_of(BytesView view) {
    return Bytes{view};
}

/// The personal data belongs to the entry only if the entry names its hash.
bool is_own_personal(const TakenEntry& taken, const KeptEntry& kept) {
    if (!taken.entry) return false;
    const auto* const enrolled = std::get_if<journal::MemberEnrolled>(&taken.entry->body);
    if (enrolled == nullptr) return false;
    Bytes salted{kept.personal_salt};
    salted += kept.personal;
    return journal::sha256(salted) == enrolled->personal;
}

std::string storable_name(BytesView personal) {
    std::string name = read_personal(personal).name;
    return pareto::database::is_storable_text(name) ? name : std::string{};
}

struct RawRows {
    BulkInsert entries{.table = "entry",
                       .columns = {"registration",
                                   "sequence",
                                   "kind",
                                   "bytes",
                                   "hash",
                                   "received_ms",
                                   "hq_sequence",
                                   "terminal_id",
                                   "quarantined"},
                       .conflict = "",
                       .rows = {}};
    BulkInsert personal{.table = "personal_data",
                        .columns = {"entry_id", "salt", "bytes"},
                        .conflict = "",
                        .rows = {}};
    BulkInsert forks{
        .table = "fork",
        .columns = {"registration", "sequence", "hash", "previous_hash", "entry_id", "detected_ms"},
        .conflict = "",
        .rows = {}};

    [[nodiscard]] Result<void> write(Connection& connection) const {
        PARETO_TRY_VOID(connection.insert_many(entries));
        PARETO_TRY_VOID(connection.insert_many(personal));
        return connection.insert_many(forks);
    }
};

void add_raw(RawRows& raw,
             const KeptEntry& kept,
             std::int32_t kind,
             std::int64_t hq_sequence,
             std::int64_t now_ms) {
    raw.entries.rows.push_back({std::int64_t{kept.id.registration()},
                                kept.id.sequence(),
                                std::int64_t{kind},
                                Blob{bytes_of(kept.bytes)},
                                Blob{bytes_of(kept.hash.view())},
                                kept.received_ms,
                                hq_sequence,
                                kept.terminal.value,
                                std::int64_t{kept.quarantine.empty() ? 0 : 1}});
    if (!kept.second_history) return;
    const auto& [registration, joined] = *kept.second_history;
    raw.forks.rows.push_back({std::int64_t{registration},
                              joined.sequence,
                              Blob{bytes_of(joined.hash.view())},
                              Blob{bytes_of(joined.previous.view())},
                              kept.id.value,
                              now_ms});
}

/// What is posted at once: the entries, and what the plan holds of them already.
struct Group {
    std::vector<TakenEntry> entries;
    Plan plan;
};

Result<ReceiptNumbers> post(Connection& connection,
                            const Preamble& preamble,
                            SecondHistories& histories,
                            const Group& group,
                            const PlanContext& context) {
    std::set<MemberId> extra_lots;
    for (int round = 0; round < kRoundsMax; ++round) {
        FactReader reader{connection, preamble, histories};
        PARETO_TRY(Books books, reader.read(group.entries, extra_lots));
        Plan tried = group.plan;
        Posting posting{books, tried};
        for (const TakenEntry& taken : group.entries)
            posting.post(taken);
        const std::size_t known = extra_lots.size();
        for (const auto& [member, account] : books.accounts) {
            if (account.lots_wanted) extra_lots.insert(MemberId{member});
        }
        if (extra_lots.size() > known) continue;
        PARETO_TRY_VOID(write_plan(connection, books, tried, context));
        return tried.receipt_numbers;
    }
    return fault(FaultCode::Exhausted, "posting a group of entries did not come to an end");
}

}  // namespace

Result<ReceiptNumbers> take_entries(Connection& connection,
                                    const Preamble& preamble,
                                    std::span<const KeptEntry> kept,
                                    const PlanContext& context) {
    if (kept.empty()) return ReceiptNumbers{};
    PARETO_TRY(SecondHistories histories,
               SecondHistories::open(connection, preamble.anything_forked));
    PARETO_TRY(const std::int64_t last,
               draw(connection, "hq_sequence", static_cast<std::int64_t>(kept.size())));
    std::int64_t hq_sequence = last - static_cast<std::int64_t>(kept.size());
    RawRows raw;
    raw.entries.rows.reserve(kept.size());
    Group group;
    group.entries.reserve(kept.size());
    for (const KeptEntry& entry : kept) {
        TakenEntry taken = decode_taken(entry.id, entry.kind, entry.bytes);
        taken.branch = entry.branch;
        taken.terminal = entry.terminal;
        taken.local = entry.local;
        taken.received_ms = entry.received_ms;
        taken.second_history = entry.second_history.has_value();
        if (taken.second_history) taken.journal = entry.second_history->first;
        add_raw(raw, entry, taken.kind, ++hq_sequence, context.now_ms);
        if (!entry.personal.empty()) {
            if (is_own_personal(taken, entry)) {
                raw.personal.rows.push_back({entry.id.value,
                                             Blob{bytes_of(entry.personal_salt)},
                                             Blob{bytes_of(entry.personal)}});
                taken.name = storable_name(entry.personal);
            } else {
                group.plan.suspense.push_back({entry.id,
                                               suspense_reason::kPersonalMismatch,
                                               "the personal data beside it is not its own"});
            }
        }
        if (entry.second_history) {
            PARETO_TRY_VOID(histories.add(
                entry.second_history->first, entry.second_history->second, entry.id, taken.kind));
        }
        if (!entry.quarantine.empty()) {
            group.plan.suspense.push_back(
                {entry.id,
                 entry.quarantine,
                 "from a terminal that is " + std::string{entry.quarantine}});
            continue;
        }
        PARETO_TRY_VOID(histories.translate(taken));
        group.entries.push_back(std::move(taken));
    }
    PARETO_TRY_VOID(raw.write(connection));
    return post(connection, preamble, histories, group, context);
}

}  // namespace pareto::hq::database
