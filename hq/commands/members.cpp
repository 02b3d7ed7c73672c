// member show, find, statement, tier and household show: what HQ knows of members, for people.
#include "hq/commands/commands.h"
#include "hq/commands/statement.h"
#include "hq/commands/value_statement.h"
#include "hq/database/setup.h"
#include "hq/database/tier_review.h"
#include "hq/database/usable_on.h"

namespace pareto::hq::commands {
namespace {

using hq::database::AccountState;
using hq::database::MemberFound;
using pareto::database::Connection;
using reports::CellKind;
using reports::Report;

constexpr std::int64_t kFoundMax = 200;

class Desk {
public:
    Desk(Connection& connection,
         const MemberOptions& options,
         ports::Clock& clock,
         Bytes card_key_secret)
        : connection_(connection),
          options_(options),
          clock_(clock),
          card_key_secret_(std::move(card_key_secret)) {}

    [[nodiscard]] Result<Report> show();
    [[nodiscard]] Result<Report> find();
    [[nodiscard]] Result<Report> statement();
    [[nodiscard]] Result<Report> tier();
    [[nodiscard]] Result<Report> household();
    [[nodiscard]] Result<Report> stored_value();
    [[nodiscard]] Result<Report> gift_card();

private:
    [[nodiscard]] Result<MemberFound> member() const;
    [[nodiscard]] Result<BusinessDate> today() const;
    [[nodiscard]] Result<Report> table(std::string title) const;
    [[nodiscard]] Result<std::string> number_of(MemberId member) const;
    [[nodiscard]] Result<void> add_tier_now(const MemberFound& found, Report& report) const;

    Connection& connection_;
    const MemberOptions& options_;
    ports::Clock& clock_;
    Bytes card_key_secret_;
};

Result<MemberFound> Desk::member() const {
    PARETO_TRY(const auto found, hq::database::find_member(connection_, options_.member));
    if (!found) return fault(FaultCode::Unsupported, "there is no member " + options_.member);
    return *found;
}

Result<BusinessDate> Desk::today() const {
    return hq::database::usable_on(connection_, clock_, BranchId{});
}

Result<Report> Desk::table(std::string title) const {
    PARETO_TRY(const CompanyFacts company, read_company(connection_));
    Report report;
    report.title = std::move(title);
    report.currency = company.currency;
    return report;
}

Result<std::string> Desk::number_of(MemberId member) const {
    PARETO_TRY(const auto found, hq::database::read_members(connection_, {member}));
    return found.empty() ? std::string{} : found.front().member_number;
}

Result<Report> Desk::show() {
    PARETO_TRY(const MemberFound found, member());
    PARETO_TRY(Report report, table("Member " + found.member_number));
    PARETO_TRY(const BusinessDate on, today());
    PARETO_TRY(const AccountState account,
               hq::database::read_account(connection_, found.member, on));
    PARETO_TRY(const std::string into,
               found.merged_into ? number_of(found.merged_into) : Result<std::string>{""});
    report.headline = {{{"member", CellKind::Text}, found.member_number},
                       {{"name", CellKind::Text}, found.name},
                       {{"home_branch", CellKind::Text}, found.home_branch},
                       {{"joined_on", CellKind::Text}, found.joined_on},
                       {{"tier", CellKind::Text}, found.tier},
                       {{"vip", CellKind::Text}, std::string{found.vip ? "yes" : "no"}},
                       {{"merged_into", CellKind::Text}, into},
                       {{"shared_by", CellKind::Count},
                        static_cast<std::int64_t>(account.members.size())},
                       {{"balance", CellKind::Count}, account.balance()},
                       {{"usable", CellKind::Count}, account.usable},
                       {{"held", CellKind::Count}, account.held},
                       {{"owed", CellKind::Count}, -account.debt}};
    report.columns = {{"lot", CellKind::Text},
                      {"member", CellKind::Text},
                      {"remaining", CellKind::Count},
                      {"expires_on", CellKind::Text}};
    for (const MemberId sharer : account.members) {
        PARETO_TRY(const std::string number, number_of(sharer));
        PARETO_TRY(const auto lots,
                   connection_.execute(
                       "select cause, number, remaining, expires_on from lot where shard_key = $1 "
                       "and remaining > 0 order by expires_on, cause, number",
                       {sharer.value}));
        for (const auto& lot : lots) {
            report.rows.push_back(
                {entry_text(EntryId{lot.integer(0)}) + "/" + std::to_string(lot.integer(1)),
                 number,
                 lot.integer(2),
                 lot.text(3)});
        }
    }
    return report;
}

Result<Report> Desk::find() {
    PARETO_TRY(const auto found,
               hq::database::search_members(connection_, options_.member, kFoundMax));
    PARETO_TRY(Report report, table("Members"));
    report.columns = {{"member", CellKind::Text},
                      {"name", CellKind::Text},
                      {"home_branch", CellKind::Text},
                      {"joined_on", CellKind::Text},
                      {"tier", CellKind::Text},
                      {"merged_into", CellKind::Text}};
    for (const MemberFound& one : found) {
        PARETO_TRY(const std::string into,
                   one.merged_into ? number_of(one.merged_into) : Result<std::string>{""});
        report.rows.push_back(
            {one.member_number, one.name, one.home_branch, one.joined_on, one.tier, into});
    }
    return report;
}

Result<Report> Desk::statement() {
    PARETO_TRY(const MemberFound found, member());
    std::string name = options_.language;
    if (name.empty()) {
        PARETO_TRY(const auto setting, hq::database::read_setting(connection_, "language"));
        name = setting.value_or("en");
    }
    const Language language = find_language(name).value_or(Language::English);
    if (options_.sale) return explain_sale(connection_, found, options_.sale, language);
    return make_statement(connection_, found, language);
}

Result<void> Desk::add_tier_now(const MemberFound& found, Report& report) const {
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(connection_));
    const loyalty::TierRules& tiers = rules.tier_rules;
    if (tiers.tiers.empty()) return {};
    PARETO_TRY(const BusinessDate on, today());
    PARETO_TRY(const auto figures,
               hq::database::read_tier_figures(connection_, tiers, {found.member}, on));
    const auto own = figures.find(found.member);
    const std::vector<loyalty::TierDay> none;
    const std::int64_t figure =
        loyalty::figure_on(tiers, own == figures.end() ? none : own->second, on);
    const bool spend = tiers.basis == loyalty::TierBasis::Spend;
    const CellKind kind = spend ? CellKind::Money : CellKind::Count;
    report.headline.push_back(
        {{"basis", CellKind::Text}, std::string{spend ? "spend" : "points earned"}});
    report.headline.push_back({{"figure", kind}, figure});
    const std::size_t rank = loyalty::rank_of(tiers, found.tier);
    if (rank < tiers.tiers.size()) {
        const loyalty::Tier& next = tiers.tiers[rank];
        report.headline.push_back({{"next_tier", CellKind::Text}, next.name});
        report.headline.push_back(
            {{"to_next_tier", kind}, std::max<std::int64_t>(next.threshold - figure, 0)});
    }
    return {};
}

Result<Report> Desk::tier() {
    PARETO_TRY(MemberFound found, member());
    if (found.merged_into) {
        PARETO_TRY(const auto into,
                   hq::database::read_members(connection_, {found.merged_into}));
        if (!into.empty()) found = into.front();
    }
    PARETO_TRY(Report report, table("Tier of member " + found.member_number));
    report.headline = {{{"member", CellKind::Text}, found.member_number},
                       {{"tier", CellKind::Text}, found.tier}};
    PARETO_TRY_VOID(add_tier_now(found, report));
    report.columns = {{"date", CellKind::Text},
                      {"from_tier", CellKind::Text},
                      {"to_tier", CellKind::Text},
                      {"reason", CellKind::Text},
                      {"basis", CellKind::Text},
                      {"figure", CellKind::Count},
                      {"threshold", CellKind::Count},
                      {"period_from", CellKind::Text},
                      {"period_to", CellKind::Text},
                      {"rules", CellKind::Count}};
    PARETO_TRY(const auto changes,
               connection_.execute(
                   "select business_date, from_tier, to_tier, reason, basis, figure, threshold, "
                   "period_from, period_to, rules_version from tier_change where member_id = $1 "
                   "order by business_date",
                   {found.member.value}));
    for (const auto& change : changes) {
        report.rows.push_back({change.text(0),
                               change.text(1),
                               change.text(2),
                               change.text(3),
                               change.text(4),
                               change.integer(5),
                               change.integer(6),
                               change.text(7),
                               change.text(8),
                               change.integer(9)});
    }
    return report;
}

Result<Report> Desk::household() {
    PARETO_TRY(const MemberFound found, member());
    PARETO_TRY(const BusinessDate on, today());
    PARETO_TRY(const AccountState account,
               hq::database::read_account(connection_, found.member, on));
    PARETO_TRY(const std::string holder, number_of(account.holder));
    PARETO_TRY(Report report, table("Account of member " + holder));
    report.headline = {{{"holder", CellKind::Text}, holder},
                       {{"balance", CellKind::Count}, account.balance()},
                       {{"usable", CellKind::Count}, account.usable}};
    report.columns = {{"member", CellKind::Text},
                      {"name", CellKind::Text},
                      {"merged_into", CellKind::Text}};
    PARETO_TRY(const auto members, hq::database::read_members(connection_, account.members));
    for (const MemberFound& one : members) {
        PARETO_TRY(const std::string into,
                   one.merged_into ? number_of(one.merged_into) : Result<std::string>{""});
        report.rows.push_back({one.member_number, one.name, into});
    }
    return report;
}

Result<Report> Desk::stored_value() {
    PARETO_TRY(const MemberFound found, member());
    PARETO_TRY(const BusinessDate on, today());
    const MemberId holder = found.merged_into ? found.merged_into : found.member;
    return make_value_statement(
        connection_, {holder, {}}, "Stored value of member " + found.member_number, on);
}

Result<Report> Desk::gift_card() {
    PARETO_TRY(const BusinessDate on, today());
    const Bytes key = journal::card_key(card_key_secret_, "number", options_.member);
    return make_value_statement(connection_, {{}, key}, "Gift card " + options_.member, on);
}

Result<Report> made(Desk& desk, const MemberOptions& options) {
    using What = MemberOptions::What;
    switch (options.what) {
        case What::Find:
            return desk.find();
        case What::Statement:
            return desk.statement();
        case What::Tier:
            return desk.tier();
        case What::HouseholdShow:
            return desk.household();
        case What::StoredValue:
            return desk.stored_value();
        case What::GiftCard:
            return desk.gift_card();
        case What::Show:
        case What::Adjust:
        case What::Transfer:
        case What::Merge:
        case What::HouseholdCreate:
        case What::HouseholdAdd:
        case What::HouseholdRemove:
            break;
    }
    return desk.show();
}

}  // namespace

int show_member(const Place& place,
                const MemberOptions& options,
                const Surroundings& surroundings) {
    Bytes secret;
    if (options.what == MemberOptions::What::GiftCard) {
        const auto folder = DataFolder::open(place.folder);
        if (!folder) return fail(surroundings, folder.error());
        secret = folder->card_key_secret();
    }
    const auto shown = read_books(place, [&](Connection& connection) -> Result<std::string> {
        Desk desk{connection, options, surroundings.clock, secret};
        PARETO_TRY(const Report report, made(desk, options));
        return reports::render(report, options.format);
    });
    if (!shown) return fail(surroundings, shown.error());
    surroundings.output.out(*shown);
    return kDone;
}

}  // namespace pareto::hq::commands
