// May this stored value be spent, and how much is there: what terminals ask beside their journals.
#include <algorithm>

#include "hq/app/member_account.h"
#include "hq/app/sale_figures.h"
#include "hq/database/stored_value.h"
#include "hq/database/sync_service.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using sync::AuthoriseOutcome;

bool names_one(const sale::ValueAccount& account) {
    return static_cast<bool>(account.member) == account.gift_card.empty();
}

sync::StoredValue told(const ValueAccountState& state) {
    sync::StoredValue value{state.usable, std::nullopt};
    if (state.account.expires_on < kLastDate) value.last_day = state.account.expires_on;
    return value;
}

/// A member who was merged into another has that one's value.
Result<sale::ValueAccount> surviving(Connection& connection, const sale::ValueAccount& account) {
    if (!account.member) return account;
    PARETO_TRY(const auto rows,
               connection.execute("select merged_into from member where member_id = $1 and "
                                  "merged_into is not null",
                                  {account.member.value}));
    return rows.empty() ? account : sale::ValueAccount{MemberId{rows[0].integer(0)}, {}};
}

/// The branch of an enrolled terminal whose redemption this can be; nothing when it cannot.
Result<std::optional<BranchId>> branch_of(Connection& connection,
                                          TerminalId terminal,
                                          EntryId redemption) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select t.branch_id from registration r join terminal t on t.terminal_id = "
                   "r.terminal_id where r.registration = $1 and r.terminal_id = $2 and r.standing "
                   "<> 'forked' and t.standing = 'enrolled'",
                   {std::int64_t{redemption.registration()}, terminal.value}));
    if (rows.empty()) return std::optional<BranchId>{};
    return std::optional{BranchId{rows[0].integer(0)}};
}

Result<bool> is_blocked(Connection& connection, const Bytes& gift_card) {
    if (gift_card.empty()) return false;
    PARETO_TRY(
        const auto rows,
        connection.execute("select 1 from blocked_card where card_key = $1", {Blob{gift_card}}));
    return !rows.empty();
}

/// What was answered before to the same redemption; nothing when it is new.
Result<std::optional<AuthoriseOutcome>> answered_before(Connection& connection,
                                                        const sync::AuthoriseValue& wanted,
                                                        const Books& books,
                                                        bool has_account) {
    const auto found = books.value_redemptions.find(wanted.redemption.value);
    if (found == books.value_redemptions.end()) {
        // Reversed before it was asked for.
        PARETO_TRY(const auto rows,
                   connection.execute("select 1 from redemption where redemption_id = $1",
                                      {wanted.redemption.value}));
        return rows.empty() ? std::optional<AuthoriseOutcome>{}
                            : std::optional{AuthoriseOutcome::NotAllowed};
    }
    const ValueRedemption& known = found->second;
    const bool same = known.account == value_key(wanted.account) && known.minor == wanted.minor;
    switch (known.state) {
        case RedemptionState::Held:
        case RedemptionState::Captured:
            return std::optional{same ? AuthoriseOutcome::Approved : AuthoriseOutcome::NotAllowed};
        case RedemptionState::Refused:
            return std::optional{has_account ? AuthoriseOutcome::InsufficientPoints
                                             : AuthoriseOutcome::UnknownMember};
        case RedemptionState::Reversed:
            break;
    }
    return std::optional{AuthoriseOutcome::NotAllowed};
}

Result<void> hold(Connection& connection, Books& books, Plan& plan, EntryId redemption) {
    PARETO_TRY(const auto newest, connection.execute("select max(version) from rule_set"));
    const ValueRedemption& held = books.value_redemptions.at(redemption.value);
    StoredAccount& account = books.value_accounts.at(held.account);
    account.value -= held.minor;
    account.held += held.minor;
    plan.value_accounts.insert(held.account);
    plan.value_transfers.push_back({.account = held.account,
                                    .cause = redemption,
                                    .number = kHoldNumber,
                                    .debit = Account::StoredValue,
                                    .credit = Account::StoredHeld,
                                    .amount_minor = held.minor,
                                    .code = value_code::kHold,
                                    .rules_version = static_cast<std::int32_t>(
                                        newest[0].is_null(0) ? 0 : newest[0].integer(0))});
    return {};
}

}  // namespace

Result<sync::Response> SyncService::authorise_value(TerminalId terminal,
                                                    const sync::AuthoriseValue& wanted) {
    sync::Response response;
    // On PostgreSQL this holds the lock of all writers, and SQLite has one: of two terminals that
    // race for the last cents, the second reads what the first left.
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const auto branch, branch_of(connection_, terminal, wanted.redemption));
    PARETO_TRY(const bool blocked, is_blocked(connection_, wanted.account.gift_card));
    const bool asks_right =
        wanted.minor > 0 && wanted.minor <= kMinorMax && names_one(wanted.account);
    if (!branch || blocked || !asks_right) return response;
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, *branch));
    Books books;
    PARETO_TRY(const auto account, surviving(connection_, wanted.account));
    const Bytes key = value_key(account);
    PARETO_TRY_VOID(read_stored_value(connection_, {wanted.redemption}, {key}, books));
    PARETO_TRY(auto state, find_value_account(connection_, account, on));
    PARETO_TRY(
        const auto before,
        answered_before(
            connection_, {wanted.redemption, account, wanted.minor}, books, state.has_value()));
    if (before) {
        response.outcome = *before;
        if (state) response.stored_value = told(*state);
        return response;
    }
    Plan plan;
    ValueRedemption& redemption = books.value_redemptions[wanted.redemption.value];
    redemption = {.account = key,
                  .minor = wanted.minor,
                  .state = RedemptionState::Refused,
                  .captured_by = {}};
    plan.value_redemptions.insert(wanted.redemption);
    if (!state) {
        response.outcome = AuthoriseOutcome::UnknownMember;
    } else if (state->usable < wanted.minor) {
        response.outcome = AuthoriseOutcome::InsufficientPoints;
    } else {
        response.outcome = AuthoriseOutcome::Approved;
        redemption.state = RedemptionState::Held;
        PARETO_TRY_VOID(hold(connection_, books, plan, wanted.redemption));
        state->usable -= wanted.minor;
    }
    if (state) response.stored_value = told(*state);
    PARETO_TRY_VOID(write_stored_value(connection_, books, plan));
    PARETO_TRY_VOID(transaction.commit());
    return response;
}

Result<sync::Response> SyncService::tell_value(TerminalId terminal, const sync::ValueAsked& asked) {
    sync::Response response;
    PARETO_TRY(const auto rows,
               connection_.execute("select branch_id from terminal where terminal_id = $1 and "
                                   "standing = 'enrolled'",
                                   {terminal.value}));
    PARETO_TRY(const bool blocked, is_blocked(connection_, asked.account.gift_card));
    if (rows.empty() || blocked || !names_one(asked.account)) return response;
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, BranchId{rows[0].integer(0)}));
    PARETO_TRY(const auto account, surviving(connection_, asked.account));
    PARETO_TRY(const auto state, find_value_account(connection_, account, on));
    response.outcome = state ? AuthoriseOutcome::Approved : AuthoriseOutcome::UnknownMember;
    if (state) response.stored_value = told(*state);
    return response;
}

}  // namespace pareto::hq::database
