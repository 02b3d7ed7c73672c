#include "hq/database/local_journal.h"

#include <map>

#include "common/base/check.h"
#include "hq/database/registrations.h"
#include "hq/database/taking.h"
#include "hq/database/terminals.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {

using pareto::database::Blob;

LocalJournal::LocalJournal(pareto::database::Connection& connection,
                           ports::Clock& clock,
                           Registration registration,
                           std::int64_t slot)
    : connection_(connection), clock_(clock), registration_(registration), slot_(slot) {}

Result<EntryId> LocalJournal::next_id() {
    PARETO_TRY(const auto own, find_registration(connection_, registration_));
    if (!own) return fault(FaultCode::Corrupt, "this HQ process has no registration of its own");
    return EntryId::of(registration_, own->sequence + 1);
}

Result<std::vector<EntryId>> LocalJournal::append(std::span<const LocalEntry> entries) {
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(auto ids, append_within(entries));
    PARETO_TRY_VOID(transaction.commit());
    return ids;
}

Result<std::vector<EntryId>> LocalJournal::append_within(std::span<const LocalEntry> entries) {
    PARETO_TRY(const auto own, find_registration(connection_, registration_));
    if (!own) return fault(FaultCode::Corrupt, "this HQ process has no registration of its own");
    const std::int64_t now_ms = to_ms(clock_.now());
    Sequence sequence = own->sequence;
    Hash hash = own->hash;
    std::map<std::pair<BranchId, std::string>, TerminalId> terminals;
    std::vector<Bytes> encoded;
    encoded.reserve(entries.size());
    std::vector<KeptEntry> kept;
    kept.reserve(entries.size());
    std::vector<EntryId> ids;
    for (const LocalEntry& local : entries) {
        encoded.push_back(journal::encode(local.entry));
        hash = journal::chain(hash, encoded.back());
        KeptEntry entry;
        entry.id = EntryId::of(registration_, ++sequence);
        entry.hash = hash;
        entry.kind = journal::kind_of(local.entry.body);
        entry.bytes = encoded.back();
        if (local.personal) {
            entry.personal_salt = local.personal->salt;
            entry.personal = local.personal->bytes;
        }
        entry.received_ms = local.received_when_occurred ? to_ms(local.entry.occurred_at) : now_ms;
        entry.branch = local.branch;
        entry.local = true;
        if (!local.terminal_code.empty()) {
            TerminalId& terminal = terminals[{local.branch, local.terminal_code}];
            if (!terminal) {
                PARETO_TRY(terminal,
                           imported_terminal(connection_, local.branch, local.terminal_code));
            }
            entry.terminal = terminal;
        }
        ids.push_back(entry.id);
        kept.push_back(std::move(entry));
    }
    PARETO_TRY(const Preamble preamble, preamble_.read(connection_));
    // Receipt numbers of imported sales are no terminal's own running number.
    PARETO_TRY_VOID(take_entries(connection_, preamble, kept, {.now_ms = now_ms, .slot = slot_}));
    PARETO_TRY_VOID(
        connection_.execute("update watermark set sequence = $2, hash = $3 where registration = $1",
                            {std::int64_t{registration_}, sequence, Blob{Bytes{hash.view()}}}));
    return ids;
}

}  // namespace pareto::hq::database
