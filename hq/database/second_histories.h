// When one registration has two histories (a cloned or badly restored terminal), both use the same
// ids. HQ keeps the second one's entries under ids of its own; what they name must then be named by
// those ids too, also by entries of the registrations that continue that history. Here the ids
// inside a decoded entry are replaced.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/database/database.h"
#include "hq/app/books.h"
#include "hq/app/journal_chain.h"

namespace pareto::hq::database {

class SecondHistories {
public:
    /// `anything_forked` false: nothing is read until add().
    [[nodiscard]] static Result<SecondHistories> open(pareto::database::Connection& connection,
                                                      bool anything_forked);

    /// An entry of a second history that is being taken in: `id` is HQ's, `kind` what it is. In the
    /// order of the terminal's chain.
    [[nodiscard]] Result<void> add(Registration registration,
                                   const JoinedEntry& joined,
                                   EntryId id,
                                   std::int32_t kind);
    /// Replaces what the entry names, if its history is a second one, and keeps what member a sale
    /// named. Entries that continue a journal tell so here.
    [[nodiscard]] Result<void> translate(TakenEntry& taken);

private:
    struct Position {
        Registration registration = 0;
        Sequence sequence = 0;
        Hash hash;
    };

    struct Kept {
        Hash previous;
        EntryId id;
        std::int32_t kind = 0;  ///< 0 = not known any more
    };

    explicit SecondHistories(pareto::database::Connection& connection) : connection_(&connection) {}

    [[nodiscard]] Result<void> load(Registration registration);
    [[nodiscard]] Result<void> translate(sale::Sale& sold, TakenEntry& taken);
    [[nodiscard]] Result<void> translate_member(MemberId& member, const TakenEntry& taken);
    [[nodiscard]] Result<bool> is_allotted_claim(EntryId claim);
    [[nodiscard]] Result<std::optional<journal::Entry>> read_entry(EntryId id);
    /// Where the history of the entry stood before it; nothing when it is of a first history
    /// without predecessors.
    [[nodiscard]] Result<std::optional<Position>> position_of(const TakenEntry& taken);
    /// Where that history stood before its registration was opened.
    [[nodiscard]] Result<std::optional<Position>> position_before(const Position& position);
    /// The same for the first history of the registration, and for a second one by HQ's id of the
    /// entry that opened it.
    [[nodiscard]] Result<std::optional<Position>> position_before(Registration registration);
    [[nodiscard]] Result<std::optional<Position>> position_before_second(EntryId opening);
    /// What `named` is called here. An entry of another kind than `wanted` was not meant: the
    /// terminal knows members and sales of the first history from HQ, too. None = any kind.
    [[nodiscard]] Result<std::int64_t> resolve(std::int64_t named,
                                               const TakenEntry& taken,
                                               std::optional<journal::Kind> wanted);

    pareto::database::Connection* connection_;
    std::set<Registration> forked_;
    std::set<Registration> loaded_;
    std::map<Registration, std::map<std::pair<Sequence, HashBytes>, Kept>> kept_;
    std::map<EntryId, Position>
        positions_;  ///< of entries kept under HQ's ids: where they stood in the terminal's chain
    std::map<Registration, std::optional<Position>> before_;
    std::map<EntryId, std::optional<Position>> before_second_;
    std::set<EntryId> allotted_claims_;  ///< of second histories, taken in now
};

}  // namespace pareto::hq::database
