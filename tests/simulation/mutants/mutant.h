// The bugs that the simulator must find. Each stands around the product's classes, in this program only.
#pragma once

#include "common/database/database.h"
#include "common/sync/terminal_session.h"
#include "terminal/app/journal.h"
#include "terminal/database/anchor.h"
#include "tests/simulation/books.h"

#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace pareto::simulation {

struct Mutant {
    std::string_view name;  ///< empty = none: the product as it is
    std::string_view what;
    bool skips_hq_syncs = false;
    bool skips_terminal_syncs = false;
    std::unique_ptr<Books> (*books)(std::unique_ptr<Books>, database::Connection&) = nullptr;
    std::unique_ptr<database::Connection> (*connection)(std::unique_ptr<database::Connection>) = nullptr;
    std::unique_ptr<terminal::Journal> (*journal)(terminal::Journal&) = nullptr;
    std::unique_ptr<sync::SyncJournal> (*sync_journal)(sync::SyncJournal&) = nullptr;
    bool forgets_anchor = false;
    std::int64_t tier_threshold_shift = 0;  ///< in the rules that HQ gets
    bool ignores_claw_back = false;         ///< the same
    const char* spoils_at_start = nullptr;  ///< SQL that a terminal runs on its own file when it starts

    [[nodiscard]] std::unique_ptr<Books> wrap_books(std::unique_ptr<Books> inner, database::Connection& connection_of) const {
        return books != nullptr ? books(std::move(inner), connection_of) : std::move(inner);
    }
    [[nodiscard]] std::unique_ptr<database::Connection> wrap_connection(std::unique_ptr<database::Connection> inner) const {
        return connection != nullptr ? connection(std::move(inner)) : std::move(inner);
    }
    /// Null = no wrapping.
    [[nodiscard]] std::unique_ptr<terminal::Journal> wrap_journal(terminal::Journal& inner) const {
        return journal != nullptr ? journal(inner) : nullptr;
    }
    [[nodiscard]] std::unique_ptr<sync::SyncJournal> wrap_sync_journal(sync::SyncJournal& inner) const {
        return sync_journal != nullptr ? sync_journal(inner) : nullptr;
    }
};

/// All of them; the first is the product without a bug.
[[nodiscard]] std::span<const Mutant> all_mutants();
[[nodiscard]] const Mutant* find_mutant(std::string_view name);

}  // namespace pareto::simulation
