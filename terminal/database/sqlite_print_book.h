// What waits to be printed, in the journal's file. Calls may come from several threads.
#pragma once

#include "terminal/app/printing.h"
#include "terminal/database/sqlite_journal.h"

namespace pareto::terminal::database {

class SqlitePrintBook final : public PrintBook {
public:
    explicit SqlitePrintBook(SqliteJournal& journal) : journal_{journal} {}

    [[nodiscard]] Result<void> add(UtcTime at, const ports::Slip& slip) override;
    [[nodiscard]] Result<std::optional<PrintJob>> next() override;
    [[nodiscard]] Result<void> note_begun(std::int64_t id, bool begun) override;
    [[nodiscard]] Result<void> remove(std::int64_t id) override;
    [[nodiscard]] Result<std::int64_t> count() override;

private:
    SqliteJournal& journal_;
};

/// As add(), in the transaction of `connection`.
[[nodiscard]] Result<void> insert_print_job(pareto::database::Connection& connection,
                                            UtcTime at,
                                            const ports::Slip& slip);

}  // namespace pareto::terminal::database
