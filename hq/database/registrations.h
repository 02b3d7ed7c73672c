// Registrations and watermarks: handing out, adopting, and the end of a journal as HQ has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/database/database.h"
#include "hq/app/journal_chain.h"

namespace pareto::hq::database {

/// Of an HQ that was never restored.
inline constexpr std::int64_t kFirstTerm = 1;

struct RegistrationRow {
    TerminalId terminal;
    std::string standing;  ///< spare, current, superseded, forked
    Sequence sequence = 0;
    Hash hash;
};

/// Locks the watermark row on PostgreSQL. Nothing for a registration that HQ does not have.
[[nodiscard]] Result<std::optional<RegistrationRow>> find_registration(
    pareto::database::Connection& connection, Registration registration);
/// Draws a new registration for the terminal (0 = an HQ process), with an empty journal.
[[nodiscard]] Result<Registration> grant_registration(pareto::database::Connection& connection,
                                                      TerminalId terminal,
                                                      std::string_view standing,
                                                      std::int64_t now_ms);
/// Takes in a registration that HQ handed out and lost.
[[nodiscard]] Result<void> adopt_registration(pareto::database::Connection& connection,
                                              Registration registration,
                                              TerminalId terminal,
                                              std::string_view standing,
                                              std::int64_t now_ms);
[[nodiscard]] Result<void> set_standing(pareto::database::Connection& connection,
                                        Registration registration,
                                        std::string_view standing);
/// HQ's hash of an entry, in the first history or a second one.
[[nodiscard]] Result<bool> knows_entry(pareto::database::Connection& connection,
                                       Registration registration,
                                       Sequence sequence,
                                       const Hash& hash,
                                       bool second_histories_too);

[[nodiscard]] Result<Hash> read_hash(const pareto::database::Row& row, std::size_t column);
/// The setting 'term'.
[[nodiscard]] Result<std::int64_t> read_term(pareto::database::Connection& connection);
/// " for update of NAME" on PostgreSQL; SQLite has one writer and no such clause.
[[nodiscard]] std::string for_update(pareto::database::Connection& connection,
                                     std::string_view table_alias);

}  // namespace pareto::hq::database
