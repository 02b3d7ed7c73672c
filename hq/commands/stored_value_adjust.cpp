// stored-value adjust: what staff put on a gift card or a member's account, or take off. An entry
// of HQ's own journal, and a row of the audit log.
#include "hq/commands/commands.h"
#include "hq/database/audit_log.h"
#include "hq/database/local_journal.h"
#include "hq/database/members.h"
#include "hq/database/setup.h"
#include "hq/database/stored_value.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

struct Work {
    const WritingSession& session;
    Connection& connection;
    const StoredValueOptions& options;
    CompanyFacts company{};
    BusinessDate today{};

    [[nodiscard]] std::string money(std::int64_t minor) const {
        return format_decimal(Money{minor, company.currency});
    }
};

/// Signed: "5", "-12.50".
Result<std::int64_t> amount_of(const Work& work) {
    const std::string& text = work.options.amount;
    const auto decimal = parse_decimal(text);
    const auto scaled = decimal ? rescale(*decimal, work.company.currency.exponent) : std::nullopt;
    const bool sound = scaled && !scaled->rounded && scaled->value != 0 &&
                       scaled->value <= kMinorMax && scaled->value >= -kMinorMax;
    if (!sound)
        return refuse("--amount " + text + " is no amount in " +
                      std::string{work.company.currency.text()});
    return scaled->value;
}

Result<sale::ValueAccount> account_of(const Work& work) {
    const StoredValueOptions& options = work.options;
    if (options.member.empty())
        return sale::ValueAccount{
            {},
            journal::card_key(work.session.folder.card_key_secret(), "number", options.gift_card)};
    PARETO_TRY(const auto found, hq::database::find_member(work.connection, options.member));
    if (!found) return refuse("there is no member " + options.member);
    return sale::ValueAccount{found->merged_into ? found->merged_into : found->member, {}};
}

Result<void> check_approval(const Work& work, std::int64_t minor) {
    const StoredValueOptions& options = work.options;
    if (!options.approved_by.empty() && options.approved_by == options.by)
        return refuse("--approved-by must be another person than --by");
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(work.connection));
    const std::int64_t limit = rules.stored_value_approval_above_minor;
    if (std::max(minor, -minor) > limit && options.approved_by.empty())
        return refuse("more than " + work.money(limit) +
                      " need a second person: give --approved-by");
    return {};
}

/// Nothing is made owed by hand, and nothing put on a card that nobody ever sold.
Result<void> check_account(const Work& work,
                           const sale::ValueAccount& account,
                           std::int64_t minor) {
    PARETO_TRY(const auto state,
               hq::database::find_value_account(work.connection, account, work.today));
    if (!state && (minor < 0 || !account.member))
        return refuse("no stored value was ever put there");
    if (state && minor < 0 && state->account.value < -minor)
        return refuse("only " + work.money(std::max<std::int64_t>(state->account.value, 0)) +
                      " are there");
    return {};
}

Result<std::string> adjust(const Work& work) {
    const StoredValueOptions& options = work.options;
    PARETO_TRY(const std::int64_t minor, amount_of(work));
    PARETO_TRY(const sale::ValueAccount account, account_of(work));
    PARETO_TRY_VOID(check_approval(work, minor));
    PARETO_TRY_VOID(check_account(work, account, minor));
    const UtcTime now = work.session.surroundings.clock.now();
    const hq::database::LocalEntry entry{
        .entry = {now,
                  work.today,
                  options.by,
                  journal::StoredValueAdjusted{
                      account, minor, options.reason, options.approved_by}},
        .branch = {},
        .terminal_code = {},
        .personal = std::nullopt};
    PARETO_TRY(const Registration registration, work.session.turns.registration(work.connection));
    hq::database::LocalJournal journal{
        work.connection, work.session.surroundings.clock, registration, 0};
    PARETO_TRY_VOID(journal.append_within({&entry, 1}));
    // A gift card's number stays out of the log.
    const std::string whose = account.member ? "member " + options.member : "gift card";
    PARETO_TRY_VOID(hq::database::append_audit(
        work.connection,
        {.position = 0,
         .at_ms = to_ms(now),
         .actor = options.by,
         .action = "stored_value.adjust",
         .subject = account.member ? options.member : "#" + to_hex(account.gift_card).substr(0, 12),
         .detail = work.money(minor) + ", " + options.reason +
                   (options.approved_by.empty() ? "" : ", approved by " + options.approved_by)}));
    PARETO_TRY(const auto after,
               hq::database::find_value_account(work.connection, account, work.today));
    return "adjusted " + whose + " by " + (minor > 0 ? "+" : "") + work.money(minor) + ": " +
           work.money(after ? after->account.value : 0) + " now\n";
}

}  // namespace

int adjust_stored_value(const StoredValueOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        Work work{session, connection, options};
        PARETO_TRY(work.company, read_company(connection));
        PARETO_TRY(work.today,
                   hq::database::usable_on(connection, session.surroundings.clock, BranchId{}));
        PARETO_TRY(said, adjust(work));
        return transaction.commit();
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said);
    return kDone;
}

}  // namespace pareto::hq::commands
