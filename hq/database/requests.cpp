// What terminals ask beside their journals: may these points be redeemed, and what has HQ of this
// journal.
#include <algorithm>

#include "hq/database/gifts.h"
#include "hq/database/plan_writer.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/shared_accounts.h"
#include "hq/database/sync_service.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;
using sync::AuthoriseOutcome;

std::int64_t sum_of(const MemberAccount& account, BusinessDate on) {
    std::int64_t sum = 0;
    for (const OpenLot& lot : account.lots)
        sum += lot.expires_on >= on ? lot.remaining : 0;
    return sum;
}

/// The account that the member has, alone or with others.
Result<MemberAccount> lock_account(Connection& connection,
                                   MemberId member,
                                   std::map<MemberId, MemberId>& holders) {
    MemberAccount account{.lots_known = true};
    PARETO_TRY(holders, read_holders(connection, {member}));
    std::set<MemberId> sharers{member};
    for (const auto& [sharer, holder] : holders) {
        account.holder = holder;
        sharers.insert(sharer);
    }
    const std::string lock =
        connection.dialect() == pareto::database::Dialect::Postgres ? " for update" : "";
    PARETO_TRY_VOID(select_in(connection,
                              "select account, amount from balance where shard_key",
                              keys_of(sharers),
                              lock,
                              [&](const Row& row) -> Result<void> {
                                  if (row.integer(0) ==
                                      static_cast<std::int64_t>(Account::MemberDebt))
                                      account.debt += row.integer(1);
                                  return {};
                              }));
    PARETO_TRY_VOID(select_in(connection,
                              "select shard_key, cause, number, remaining, expires_on from lot "
                              "where shard_key",
                              keys_of(sharers),
                              " and remaining > 0",
                              [&](const Row& row) -> Result<void> {
                                  PARETO_TRY(const OpenLot lot, read_lot(row));
                                  account.lots.push_back(lot);
                                  return {};
                              }));
    return account;
}

std::vector<loyalty::Lot> as_lots(const MemberAccount& account) {
    std::vector<loyalty::Lot> lots;
    for (const OpenLot& lot : account.lots) {
        lots.push_back({lot.key.cause,
                        static_cast<std::int32_t>(lot.key.number),
                        Points{lot.remaining},
                        lot.expires_on});
    }
    return lots;
}

/// The answer that was given before to the same redemption; nothing when it is new.
Result<std::optional<AuthoriseOutcome>> answered_before(Connection& connection,
                                                        const sync::Authorise& wanted) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select r.redemption_id, r.member_id, r.points, r.state, r.captured_by, "
                   "m.member_id from redemption r "
                   "left join member m on m.member_id = r.member_id where r.redemption_id = $1",
                   {wanted.redemption.value}));
    if (rows.empty()) return std::optional<AuthoriseOutcome>{};
    PARETO_TRY(const Redemption known, read_redemption(rows[0]));
    const bool same = known.member == wanted.member && known.points == wanted.points.value;
    switch (known.state) {
        case RedemptionState::Held:
        case RedemptionState::Captured:
            return std::optional{same ? AuthoriseOutcome::Approved : AuthoriseOutcome::NotAllowed};
        case RedemptionState::Refused:
            return std::optional{rows[0].is_null(5) ? AuthoriseOutcome::UnknownMember
                                                    : AuthoriseOutcome::InsufficientPoints};
        case RedemptionState::Reversed:
            break;
    }
    return std::optional{AuthoriseOutcome::NotAllowed};
}

Bytes big_endian(std::int64_t value) {
    Bytes bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(
            static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> shift)));
    }
    return bytes;
}

void hold(Booking& booking,
          MemberId member,
          MemberAccount& account,
          const std::vector<loyalty::Draw>& draws) {
    for (const loyalty::Draw& draw : draws) {
        take_from_lot(account, {draw.cause, draw.number}, draw.points.value);
        book(booking,
             member,
             account,
             {.debit = Account::MemberPoints,
              .credit = Account::MemberHeld,
              .amount = draw.points.value,
              .code = transfer_code::kHold,
              .lot_cause = draw.cause,
              .lot_number = draw.number});
    }
}

}  // namespace

Result<sync::Response> SyncService::answer(TerminalId terminal, const sync::Request& request) {
    sync::Response response;
    if (const auto* const wanted = std::get_if<sync::Authorise>(&request.body)) {
        PARETO_TRY(response, authorise(terminal, *wanted));
    } else if (const auto* const counted = std::get_if<sync::Census>(&request.body)) {
        PARETO_TRY(response, census(terminal, *counted));
    } else if (const auto* const allowance = std::get_if<sync::AllowanceWanted>(&request.body)) {
        PARETO_TRY(response, grant_allowance(terminal, *allowance));
    } else if (const auto* const value = std::get_if<sync::AuthoriseValue>(&request.body)) {
        PARETO_TRY(response, authorise_value(terminal, *value));
    } else if (const auto* const asked = std::get_if<sync::ValueAsked>(&request.body)) {
        PARETO_TRY(response, tell_value(terminal, *asked));
    } else if (std::holds_alternative<sync::VoucherWanted>(request.body) ||
               std::holds_alternative<sync::CouponWanted>(request.body)) {
        PARETO_TRY(response, answer_about_rewards(terminal, request));
    } else if (!std::holds_alternative<std::monostate>(request.body)) {
        PARETO_TRY(response, answer_about_cards(terminal, request));
    } else {
        response.error = "HQ does not know this request";
    }
    response.number = request.number;
    return response;
}

Result<sync::Response> SyncService::authorise(TerminalId terminal, const sync::Authorise& wanted) {
    sync::Response response;
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(
        const auto owner,
        connection_.execute(
            "select t.branch_id from registration r join terminal t on t.terminal_id = "
            "r.terminal_id "
            "where r.registration = $1 and r.terminal_id = $2 and r.standing <> 'forked' and "
            "t.standing = 'enrolled'",
            {std::int64_t{wanted.redemption.registration()}, terminal.value}));
    if (owner.empty() || wanted.points.value <= 0 || wanted.points.value > kMinorMax)
        return response;
    const BranchId branch{owner[0].integer(0)};
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, branch));
    Books books;
    PARETO_TRY(MemberAccount account, lock_account(connection_, wanted.member, books.holders));
    PARETO_TRY(const auto before, answered_before(connection_, wanted));
    if (before) {
        response.outcome = *before;
        if (*before != AuthoriseOutcome::UnknownMember)
            response.available = Points{sum_of(account, on)};
        return response;
    }
    PARETO_TRY(
        const auto member,
        connection_.execute("select 1 from member where member_id = $1", {wanted.member.value}));
    Plan plan;
    Redemption& redemption = books.redemptions[wanted.redemption.value];
    redemption = {.member = wanted.member,
                  .points = wanted.points.value,
                  .state = RedemptionState::Refused,
                  .captured_by = {}};
    plan.redemptions.insert(wanted.redemption);
    const auto draws = loyalty::plan_redemption(as_lots(account), wanted.points, on);
    if (!member.empty() && draws && !wanted.gift.empty()) {
        PARETO_TRY(const auto refused, hold_gift(connection_, wanted, branch, on, books.gifts));
        // Nothing is kept: the terminal may ask again once there is one.
        if (refused) {
            response.reward.refusal = std::string{loyalty::name_of(*refused)};
            response.available = Points{sum_of(account, on)};
            return response;
        }
    }
    if (member.empty() || !draws) {
        response.outcome =
            member.empty() ? AuthoriseOutcome::UnknownMember : AuthoriseOutcome::InsufficientPoints;
        // What is reserved at another terminal is asked back; the member may try again later.
        PARETO_TRY_VOID(connection_.execute(
            "update allowance set recalled = 1 where member_id = $1 and terminal_id <> $2 and "
            "state = 'open' and recalled = 0",
            {wanted.member.value, terminal.value}));
    } else {
        response.outcome = AuthoriseOutcome::Approved;
        redemption.state = RedemptionState::Held;
        PARETO_TRY(const auto newest, connection_.execute("select max(version) from rule_set"));
        Booking booking{.cause = wanted.redemption,
                        .next_number = kHoldNumber,
                        .rules_version = static_cast<std::int32_t>(
                            newest[0].is_null(0) ? 0 : newest[0].integer(0)),
                        .transfers = &plan.transfers};
        hold(booking, wanted.member, account, *draws);
        plan.members_changed.insert(wanted.member);
    }
    if (!member.empty()) response.available = Points{sum_of(account, on)};
    books.accounts[holder_of(books, wanted.member).value] = std::move(account);
    PARETO_TRY_VOID(write_plan(
        connection_, books, plan, {.now_ms = to_ms(clock_.now()), .slot = options_.slot}));
    PARETO_TRY_VOID(transaction.commit());
    return response;
}

Result<sync::Response> SyncService::census(TerminalId terminal, const sync::Census& wanted) {
    sync::Response response;
    PARETO_TRY(const auto owner,
               connection_.execute(
                   "select 1 from registration where registration = $1 and terminal_id = $2",
                   {std::int64_t{wanted.registration}, terminal.value}));
    response.outcome = owner.empty() ? AuthoriseOutcome::NotAllowed : AuthoriseOutcome::Approved;
    if (owner.empty()) return response;
    PARETO_TRY(const auto rows,
               connection_.execute(
                   "select sale_id from sale where sale_id between $1 and $2 order by sale_id",
                   {EntryId::of(wanted.registration, 0).value,
                    EntryId::of(wanted.registration, kSequenceMax).value}));
    Bytes ids;
    for (const Row& row : rows)
        ids += big_endian(row.integer(0));
    response.sales = static_cast<std::int64_t>(rows.size());
    response.digest = journal::sha256(ids);
    return response;
}

}  // namespace pareto::hq::database
