// member adjust, transfer, merge and household: what staff decide about members' accounts. Each is
// one entry of HQ's own journal, with who, when and why.
#include <algorithm>

#include "hq/commands/commands.h"
#include "hq/database/expire.h"
#include "hq/database/local_journal.h"
#include "hq/database/members.h"
#include "hq/database/setup.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"
#include "hq/app/posting.h"

namespace pareto::hq::commands {
namespace {

using hq::database::AccountState;
using hq::database::MemberFound;
using pareto::database::Connection;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string points_text(std::int64_t points) {
    return std::to_string(points) + (points == 1 || points == -1 ? " point" : " points");
}

/// The work of one command, inside its writing transaction.
class Counter {
public:
    Counter(const WritingSession& session, Connection& connection, const MemberOptions& options)
        : session_(session), connection_(connection), options_(options) {}

    [[nodiscard]] Result<void> begin();
    /// Each returns what was done, as one line.
    [[nodiscard]] Result<std::string> adjust();
    [[nodiscard]] Result<std::string> transfer();
    [[nodiscard]] Result<std::string> merge();
    [[nodiscard]] Result<std::string> join_household();
    [[nodiscard]] Result<std::string> leave_household();

private:
    [[nodiscard]] Result<MemberFound> member(const std::string& number) const;
    /// The same, or the one into which it was merged.
    [[nodiscard]] Result<MemberFound> survivor(const std::string& number) const;
    [[nodiscard]] Result<AccountState> account(MemberId member) const {
        return hq::database::read_account(connection_, member, today_);
    }
    /// A second person above the limit of the rules.
    [[nodiscard]] Result<void> check_approval(std::int64_t points) const;
    [[nodiscard]] Result<void> check_nothing_held(const AccountState& account) const;
    /// Those of the account who are not merged into another of it.
    [[nodiscard]] Result<std::vector<MemberFound>> persons(const AccountState& account) const;
    [[nodiscard]] Result<void> append(journal::Body body) const;

    const WritingSession& session_;
    Connection& connection_;
    const MemberOptions& options_;
    BusinessDate today_{};
    loyalty::RuleSet rules_;
};

Result<void> Counter::begin() {
    PARETO_TRY(
        today_,
        hq::database::usable_on(connection_, session_.surroundings.clock, BranchId{}));
    PARETO_TRY(rules_, hq::database::current_rules(connection_));
    return {};
}

Result<MemberFound> Counter::member(const std::string& number) const {
    PARETO_TRY(const auto found, hq::database::find_member(connection_, number));
    if (!found) return refuse("there is no member " + number);
    return *found;
}

Result<MemberFound> Counter::survivor(const std::string& number) const {
    PARETO_TRY(MemberFound found, member(number));
    if (!found.merged_into) return found;
    PARETO_TRY(const auto into, hq::database::read_members(connection_, {found.merged_into}));
    if (into.empty()) return fault(FaultCode::Corrupt, "a member was merged into nobody");
    return into.front();
}

Result<void> Counter::check_approval(std::int64_t points) const {
    const std::int64_t limit = rules_.approval_above_points;
    if (!options_.approved_by.empty() && options_.approved_by == options_.by)
        return refuse("--approved-by must be another person than --by");
    if (std::max(points, -points) > limit && options_.approved_by.empty()) {
        return refuse("more than " + points_text(limit) +
                      " need a second person: give --approved-by");
    }
    return {};
}

Result<void> Counter::check_nothing_held(const AccountState& account) const {
    if (account.held == 0) return {};
    return refuse(points_text(account.held) +
                  " of this account are held for a sale that is under way; try again when it is "
                  "over");
}

Result<std::vector<MemberFound>> Counter::persons(const AccountState& account) const {
    PARETO_TRY(auto all, hq::database::read_members(connection_, account.members));
    std::erase_if(all, [](const MemberFound& one) { return static_cast<bool>(one.merged_into); });
    return all;
}

Result<void> Counter::append(journal::Body body) const {
    const hq::database::LocalEntry entry{.entry = {.occurred_at = session_.surroundings.clock.now(),
                                                   .business_date = today_,
                                                   .operator_id = options_.by,
                                                   .body = std::move(body)},
                                         .branch = {},
                                         .terminal_code = {},
                                         .personal = std::nullopt};
    PARETO_TRY(const Registration registration, session_.turns.registration(connection_));
    hq::database::LocalJournal journal{connection_, session_.surroundings.clock, registration, 0};
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    return {};
}

Result<std::string> Counter::adjust() {
    PARETO_TRY(const MemberFound found, survivor(options_.member));
    PARETO_TRY_VOID(check_approval(options_.points));
    PARETO_TRY(const AccountState before, account(found.member));
    if (options_.points < 0 && before.usable < -options_.points && !options_.may_owe) {
        return refuse("member " + found.member_number + " has only " +
                      points_text(before.usable) +
                      " to use; with --may-owe the rest would be owed");
    }
    const BusinessDate expires_on =
        options_.expires_on.value_or(hq::usable_until(today_, rules_));
    if (options_.points > 0 && expires_on < today_)
        return refuse("--expires-on " + to_string(expires_on) + " is over");
    PARETO_TRY_VOID(append(journal::PointsAdjusted{found.member,
                                                   Points{options_.points},
                                                   expires_on,
                                                   options_.reason,
                                                   options_.approved_by}));
    PARETO_TRY(const AccountState after, account(found.member));
    return "adjusted member " + found.member_number + " by " +
           (options_.points > 0 ? "+" : "") + points_text(options_.points) + ": " +
           std::to_string(after.balance()) + " now";
}

Result<std::string> Counter::transfer() {
    PARETO_TRY(const MemberFound from, survivor(options_.member));
    PARETO_TRY(const MemberFound to, survivor(options_.other));
    PARETO_TRY_VOID(check_approval(options_.points));
    PARETO_TRY(const AccountState giver, account(from.member));
    PARETO_TRY(const AccountState receiver, account(to.member));
    if (giver.holder == receiver.holder)
        return refuse("both members have the same account");
    if (giver.usable < options_.points) {
        return refuse("member " + from.member_number + " has only " + points_text(giver.usable) +
                      " to use");
    }
    PARETO_TRY_VOID(append(journal::PointsTransferred{from.member,
                                                      to.member,
                                                      Points{options_.points},
                                                      options_.reason,
                                                      options_.approved_by}));
    PARETO_TRY(const AccountState left, account(from.member));
    PARETO_TRY(const AccountState now, account(to.member));
    return "transferred " + points_text(options_.points) + ": member " + from.member_number +
           " has " + std::to_string(left.balance()) + " now, member " + to.member_number + " " +
           std::to_string(now.balance());
}

Result<std::string> Counter::merge() {
    PARETO_TRY(const MemberFound from, member(options_.member));
    PARETO_TRY(const MemberFound into, member(options_.other));
    if (from.member == into.member) return refuse("a member cannot be merged into itself");
    for (const MemberFound* const one : {&from, &into}) {
        if (!one->merged_into) continue;
        PARETO_TRY(const MemberFound survives, survivor(one->member_number));
        return refuse("member " + one->member_number + " was merged into member " +
                      survives.member_number + " already");
    }
    PARETO_TRY(const AccountState own, account(from.member));
    PARETO_TRY(const AccountState other, account(into.member));
    PARETO_TRY_VOID(check_nothing_held(own));
    PARETO_TRY_VOID(check_nothing_held(other));
    PARETO_TRY(const auto sharing, persons(own));
    if (sharing.size() > 1 && own.holder != other.holder) {
        return refuse("member " + from.member_number +
                      " is in a household; remove it from there first");
    }
    if (own.holder == other.holder && own.holder == from.member) {
        return refuse("member " + from.member_number +
                      " holds the household's account; merge the other one into it");
    }
    PARETO_TRY_VOID(append(
        journal::AccountChanged{from.member, into.member, true, options_.reason}));
    PARETO_TRY(const Registration registration, session_.turns.registration(connection_));
    hq::database::LocalJournal journal{connection_, session_.surroundings.clock, registration, 0};
    PARETO_TRY_VOID(hq::database::carry_merged_value(
        connection_, session_.surroundings.clock, journal, today_));
    PARETO_TRY(const AccountState after, account(into.member));
    return "member " + from.member_number + " is member " + into.member_number +
           " from now on; the account has " + points_text(after.balance());
}

Result<std::string> Counter::join_household() {
    const bool creates = options_.what == MemberOptions::What::HouseholdCreate;
    PARETO_TRY(const MemberFound holder, survivor(options_.member));
    PARETO_TRY(const MemberFound joining, survivor(options_.other));
    PARETO_TRY(const AccountState home, account(holder.member));
    PARETO_TRY(const AccountState own, account(joining.member));
    if (home.holder == own.holder)
        return refuse("these members have the same account already");
    PARETO_TRY(const auto at_home, persons(home));
    if (creates && at_home.size() > 1) {
        return refuse("member " + holder.member_number +
                      " is in a household; use member household add");
    }
    if (!creates && at_home.size() < 2) {
        return refuse("member " + holder.member_number +
                      " is in no household; use member household create");
    }
    PARETO_TRY(const auto sharing, persons(own));
    if (sharing.size() > 1)
        return refuse("member " + joining.member_number + " is in a household; remove it first");
    PARETO_TRY_VOID(check_nothing_held(home));
    PARETO_TRY_VOID(check_nothing_held(own));
    PARETO_TRY_VOID(append(
        journal::AccountChanged{joining.member, home.holder, false, options_.reason}));
    PARETO_TRY(const AccountState after, account(joining.member));
    return "member " + joining.member_number + " shares the household's account of " +
           points_text(after.balance());
}

Result<std::string> Counter::leave_household() {
    PARETO_TRY(const MemberFound leaving, survivor(options_.member));
    PARETO_TRY(const AccountState home, account(leaving.member));
    PARETO_TRY(const auto at_home, persons(home));
    if (at_home.size() < 2)
        return refuse("member " + leaving.member_number + " is in no household");
    if (home.holder == leaving.member) {
        return refuse("member " + leaving.member_number +
                      " holds the household's account; remove the others");
    }
    PARETO_TRY_VOID(check_nothing_held(home));
    PARETO_TRY_VOID(append(
        journal::AccountChanged{leaving.member, MemberId{}, false, options_.reason}));
    PARETO_TRY(const AccountState after, account(leaving.member));
    return "member " + leaving.member_number + " has an own account again, with " +
           points_text(after.balance());
}

Result<std::string> change(const WritingSession& session,
                           Connection& connection,
                           const MemberOptions& options) {
    using What = MemberOptions::What;
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    Counter counter{session, connection, options};
    PARETO_TRY_VOID(counter.begin());
    std::string said;
    switch (options.what) {
        case What::Adjust: {
            PARETO_TRY(said, counter.adjust());
            break;
        }
        case What::Transfer: {
            PARETO_TRY(said, counter.transfer());
            break;
        }
        case What::Merge: {
            PARETO_TRY(said, counter.merge());
            break;
        }
        case What::HouseholdCreate:
        case What::HouseholdAdd: {
            PARETO_TRY(said, counter.join_household());
            break;
        }
        case What::HouseholdRemove: {
            PARETO_TRY(said, counter.leave_household());
            break;
        }
        case What::HouseholdShow:
        case What::Show:
        case What::Find:
        case What::Statement:
        case What::Tier:
        case What::StoredValue:
        case What::GiftCard:
            return refuse("this command changes nothing");
    }
    PARETO_TRY_VOID(transaction.commit());
    return said;
}

}  // namespace

bool changes_books(const MemberOptions& options) {
    using What = MemberOptions::What;
    switch (options.what) {
        case What::Adjust:
        case What::Transfer:
        case What::Merge:
        case What::HouseholdCreate:
        case What::HouseholdAdd:
        case What::HouseholdRemove:
            return true;
        case What::HouseholdShow:
        case What::Show:
        case What::Find:
        case What::Statement:
        case What::Tier:
        case What::StoredValue:
        case What::GiftCard:
            return false;
    }
    return false;
}

int change_member(const MemberOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(said, change(session, connection, options));
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said + "\n");
    return kDone;
}

}  // namespace pareto::hq::commands
