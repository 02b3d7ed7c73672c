// staff add, list and disable.
#include "common/sync/staff.h"

#include <algorithm>

#include "common/journal/entry.h"
#include "common/system/pin.h"
#include "hq/commands/session.h"
#include "hq/commands/staff_line.h"
#include "hq/database/audit_log.h"
#include "hq/database/setup.h"
#include "hq/database/staff_desk.h"
#include "hq/database/writing.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {
namespace {

using hq::database::StaffRow;
using pareto::database::Connection;
using What = StaffOptions::What;

constexpr int kPinDigits = 6;
constexpr std::uint64_t kDigits = 10;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string rights_text(std::uint32_t rights) {
    std::string text;
    for (const sync::Right right : sync::kRights) {
        if ((rights & static_cast<std::uint32_t>(right)) != 0)
            text.append(text.empty() ? "" : " ").append(sync::name_of(right));
    }
    return text;
}

Result<std::string> listed(Connection& connection) {
    using reports::CellKind;
    PARETO_TRY(const auto staff, hq::database::read_staff(connection));
    reports::Report table;
    table.title = "Staff of the branches";
    table.columns = {{"branch", CellKind::Text},
                     {"operator", CellKind::Text},
                     {"name", CellKind::Text},
                     {"role", CellKind::Text},
                     {"signs_on_with", CellKind::Text},
                     {"rights", CellKind::Text},
                     {"state", CellKind::Text}};
    for (const StaffRow& row : staff) {
        const bool card = !row.card_key.empty();
        const std::string with = row.pin_hash.empty() ? "card" : card ? "PIN or card" : "PIN";
        table.rows.push_back({row.branch_code,
                              row.operator_id,
                              row.name,
                              row.role,
                              with,
                              rights_text(row.rights),
                              std::string{row.disabled ? "disabled" : "active"}});
    }
    return reports::to_table(table);
}

std::string new_pin(ports::Random& random) {
    std::string pin;
    while (!system::is_good_pin(pin)) {
        pin.clear();
        for (int digit = 0; digit < kPinDigits; ++digit)
            pin.push_back(static_cast<char>('0' + random.below(kDigits)));
    }
    return pin;
}

std::uint32_t rights_of(const StaffOptions& options) {
    std::uint32_t rights = sync::rights_of_role(options.role).value_or(0);
    const auto bit = [](const std::string& name) {
        const auto right = sync::find_right(name);
        return right ? static_cast<std::uint32_t>(*right) : 0U;
    };
    for (const std::string& name : options.allowed)
        rights |= bit(name);
    for (const std::string& name : options.denied)
        rights &= ~bit(name);
    return rights;
}

bool is_operator(const std::string& id) {
    const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
    return plain && !id.empty() && id.size() <= sync::kOperatorBytesMax;
}

Result<void> write(Connection& connection,
                   const StaffOptions& options,
                   StaffRow row,
                   std::int64_t now_ms) {
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    PARETO_TRY(const auto branch, hq::database::find_branch(connection, options.branch));
    if (!branch) return refuse("there is no branch " + options.branch);
    row.branch = *branch;
    if (options.what == What::Disable) {
        PARETO_TRY_VOID(hq::database::disable_staff(connection, row.branch, options.operator_id));
    } else {
        PARETO_TRY_VOID(hq::database::put_staff(connection, row));
    }
    const bool adds = options.what == What::Add;
    PARETO_TRY_VOID(hq::database::append_audit(
        connection,
        {0,
         now_ms,
         "command line",
         adds ? "staff.add" : "staff.disable",
         options.branch + "/" + options.operator_id,
         adds ? options.role + ": " + rights_text(row.rights) : std::string{}}));
    return transaction.commit();
}

Result<std::string> manage(const StaffOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    std::string told;
    if (options.what == What::List) {
        PARETO_TRY_VOID(session.turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(told, listed(connection));
            return {};
        }));
        return told;
    }
    if (!is_operator(options.operator_id))
        return refuse("an operator is at most 32 letters, digits, '.', '-', '_'");
    StaffRow row;
    row.operator_id = options.operator_id;
    row.name = options.name;
    row.role = options.role;
    row.rights = rights_of(options);
    if (!options.card.empty())
        row.card_key = journal::card_key(session.folder.card_key_secret(), "number", options.card);
    std::string pin;
    if (options.what == What::Add && options.has_pin) {
        pin = new_pin(surroundings.random);
        PARETO_TRY(row.pin_hash, system::hash_pin(pin));
    }
    PARETO_TRY_VOID(session.turns.take([&](Connection& connection) {
        return write(connection, options, row, to_ms(surroundings.clock.now()));
    }));
    return pin.empty() ? std::string{"done\n"} : pin + "\n";
}

}  // namespace

int manage_staff(const StaffOptions& options, const WritingSession& session) {
    const auto told = manage(options, session);
    if (!told) return fail(session.surroundings, told.error());
    session.surroundings.output.out(*told);
    if (options.what == What::Add && options.has_pin)
        session.surroundings.output.error("pareto-hq: this PIN is shown once\n");
    return kDone;
}

}  // namespace pareto::hq::commands
