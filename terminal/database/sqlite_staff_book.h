// Who works at the branch, in the journal's file.
#pragma once

#include "common/sync/message.h"
#include "terminal/app/staff.h"
#include "terminal/database/sqlite_journal.h"

namespace pareto::terminal::database {

class SqliteStaffBook final : public StaffBook {
public:
    explicit SqliteStaffBook(SqliteJournal& journal) : journal_{journal} {}

    [[nodiscard]] Result<bool> any() override;
    [[nodiscard]] Result<std::optional<StaffMember>> find(const std::string& operator_id) override;
    [[nodiscard]] Result<std::optional<StaffMember>> find_card(const Bytes& card_key) override;
    [[nodiscard]] Result<StaffTries> tries(const std::string& operator_id) override;
    [[nodiscard]] Result<void> note_tries(const std::string& operator_id,
                                          const StaffTries& tries) override;

private:
    SqliteJournal& journal_;
};

/// What HQ fed of them; see sync::kStaffChange.
[[nodiscard]] Result<void> put_staff(pareto::database::Connection& connection,
                                     const sync::Change& change);

}  // namespace pareto::terminal::database
