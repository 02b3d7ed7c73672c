#include "hq/campaigns/result.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "common/loyalty/control_group.h"
#include "hq/campaigns/coupon_books.h"

namespace pareto::hq::campaigns {
namespace {

using loyalty::Campaign;
using pareto::database::Connection;
using pareto::database::Row;

struct Bought {
    std::int64_t visits = 0;
    std::int64_t net_minor = 0;
};

struct Standing {
    bool targeted = false;
    std::string tier;
    bool vip = false;
    std::set<std::string> segments;
};

/// Whether the campaign is for a member: by the list, segment, tier and VIP status that any of its
/// rules asks for.
bool is_for(const Campaign& campaign, const Standing& member) {
    const auto has_one_of = [](const std::vector<std::string>& wanted, const auto& is_had) {
        return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), is_had);
    };
    return std::any_of(
        campaign.rules.begin(), campaign.rules.end(), [&](const loyalty::CampaignRule& rule) {
            const loyalty::Conditions& wanted = rule.conditions;
            const bool has_tier = has_one_of(
                wanted.tiers, [&](const std::string& tier) { return tier == member.tier; });
            const bool has_segment = has_one_of(wanted.segments, [&](const std::string& name) {
                return member.segments.contains(name);
            });
            return (member.targeted || !wanted.targeted) && has_tier && has_segment &&
                   (member.vip || !wanted.vip);
        });
}

/// Of those in any segment that the campaign asks for.
Result<std::unordered_map<std::int64_t, std::set<std::string>>> read_segments_asked(
    Connection& connection, const Campaign& campaign) {
    std::set<std::string> asked;
    for (const loyalty::CampaignRule& rule : campaign.rules)
        asked.insert(rule.conditions.segments.begin(), rule.conditions.segments.end());
    std::unordered_map<std::int64_t, std::set<std::string>> segments;
    for (const std::string& name : asked) {
        PARETO_TRY(
            const auto rows,
            connection.execute("select member_id from segment_member where name = $1", {name}));
        for (const Row& row : rows)
            segments[row.integer(0)].insert(name);
    }
    return segments;
}

Result<std::unordered_map<std::int64_t, Bought>> read_bought(Connection& connection,
                                                             BusinessDate from,
                                                             BusinessDate to) {
    std::unordered_map<std::int64_t, Bought> bought;
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select shard_key, sum(visits), sum(net_minor) from member_day where shard_key > 0 and "
            "business_date >= $1 and business_date <= $2 group by shard_key",
            {to_string(from), to_string(to)}));
    for (const Row& row : rows)
        bought[row.integer(0)] = {row.integer(1), row.integer(2)};
    return bought;
}

class Measurement {
public:
    Measurement(Connection& connection,
                const Campaign& campaign,
                BusinessDate from,
                BusinessDate to)
        : connection_(connection), campaign_(campaign), from_(from), to_(to) {}

    [[nodiscard]] Result<CampaignResult> run(const loyalty::RuleSet& rules);

private:
    [[nodiscard]] Result<void> read_groups();
    [[nodiscard]] Result<void> read_awards(const loyalty::RuleSet& rules);
    [[nodiscard]] Result<void> read_acquired(const loyalty::RuleSet& rules);
    void name_groups();

    Connection& connection_;
    const Campaign& campaign_;
    BusinessDate from_, to_;
    CampaignResult result_;
};

void Measurement::name_groups() {
    result_.groups.push_back({.name = "control", .spend = std::nullopt, .visited = std::nullopt});
    if (campaign_.variants.empty())
        result_.groups.push_back(
            {.name = "treated", .spend = std::nullopt, .visited = std::nullopt});
    for (const loyalty::Variant& variant : campaign_.variants)
        result_.groups.push_back(
            {.name = variant.name, .spend = std::nullopt, .visited = std::nullopt});
}

Result<void> Measurement::read_groups() {
    name_groups();
    std::unordered_set<std::int64_t> listed;
    PARETO_TRY(const auto targets, targets_of(connection_, campaign_.id));
    for (const MemberId member : targets)
        listed.insert(member.value);
    PARETO_TRY(const auto bought, read_bought(connection_, from_, to_));
    PARETO_TRY(const auto segments, read_segments_asked(connection_, campaign_));
    PARETO_TRY(const auto members,
               connection_.execute("select member_id, tier, vip from member where joined_on < $1 "
                                   "order by member_id",
                                   {to_string(from_)}));
    std::vector<Moments> spend(result_.groups.size());
    std::vector<Moments> visits(result_.groups.size());
    for (const Row& row : members) {
        const MemberId member{row.integer(0)};
        const auto in_segments = segments.find(member.value);
        const Standing standing{
            listed.contains(member.value),
            row.text(1),
            row.integer(2) != 0,
            in_segments == segments.end() ? std::set<std::string>{} : in_segments->second};
        if (!is_for(campaign_, standing)) continue;
        const loyalty::Placement placed = loyalty::placement_of(campaign_, member);
        const std::size_t group =
            placed.control ? 0 : static_cast<std::size_t>(std::max(1, placed.variant));
        const auto found = bought.find(member.value);
        const Bought one = found == bought.end() ? Bought{} : found->second;
        ++result_.groups[group].members;
        result_.groups[group].visits += one.visits;
        result_.groups[group].spend_minor += one.net_minor;
        spend[group].add(static_cast<double>(one.net_minor));
        visits[group].add(static_cast<double>(one.visits));
    }
    for (std::size_t group = 1; group < result_.groups.size(); ++group) {
        result_.groups[group].spend = welch(spend[group], spend[0]);
        result_.groups[group].visited = welch(visits[group], visits[0]);
    }
    return {};
}

Result<void> Measurement::read_awards(const loyalty::RuleSet& rules) {
    PARETO_TRY(const auto rows,
               connection_.execute(
                   "select count(*), coalesce(sum(points), 0), coalesce(sum(cost_minor), 0) from "
                   "campaign_award "
                   "where campaign_id = $1 and business_date >= $2 and business_date <= $3",
                   {campaign_.id.value, to_string(from_), to_string(to_)}));
    result_.awards = rows[0].integer(0);
    result_.points = rows[0].integer(1);
    result_.cost_minor = rows[0].integer(2) + loyalty::worth(Points{result_.points}, rules);
    return {};
}

Result<void> Measurement::read_acquired(const loyalty::RuleSet& rules) {
    PARETO_TRY(
        const auto rows,
        connection_.execute(
            "select b.code, count(distinct m.member_id), sum(a.points), sum(a.cost_minor) from "
            "campaign_award a join member m on m.member_id = a.member_id join branch b on "
            "b.branch_id = "
            "m.home_branch_id where a.campaign_id = $1 and a.business_date >= $2 and "
            "a.business_date <= $3 "
            "and m.joined_on >= $2 and m.joined_on <= $3 group by b.code order by b.code",
            {campaign_.id.value, to_string(from_), to_string(to_)}));
    for (const Row& row : rows) {
        result_.acquired.push_back(
            {row.text(0),
             row.integer(1),
             row.integer(3) + loyalty::worth(Points{row.integer(2)}, rules)});
    }
    return {};
}

Result<CampaignResult> Measurement::run(const loyalty::RuleSet& rules) {
    if (campaign_.control_basis_points == 0) {
        return fault(
            FaultCode::Unsupported,
            "campaign " + std::to_string(campaign_.id.value) +
                " has no control group; what it brought cannot be told from what would have been");
    }
    PARETO_TRY_VOID(read_groups());
    PARETO_TRY_VOID(read_awards(rules));
    PARETO_TRY_VOID(read_acquired(rules));
    return std::move(result_);
}

reports::Cell rounded(double value) {
    return static_cast<std::int64_t>(value < 0 ? value - 0.5 : value + 0.5);
}

reports::Cell per_member(std::int64_t amount, std::int64_t members) {
    if (members == 0) return {};
    return scale(amount, {1, members}, Rounding::HalfAwayFromZero).value_or(0);
}

/// "effect", or why none may be claimed.
std::string verdict(const std::optional<Difference>& difference) {
    if (!difference) return "too few members to tell";
    return difference->is_effect() ? "effect" : "no effect can be claimed";
}

}  // namespace

Result<CampaignResult> measure(Connection& connection,
                               const Campaign& campaign,
                               const loyalty::RuleSet& rules,
                               BusinessDate from,
                               BusinessDate to) {
    return Measurement{connection, campaign, from, to}.run(rules);
}

reports::Report result_report(const Campaign& campaign,
                              const CampaignResult& result,
                              Currency currency) {
    using reports::CellKind;
    reports::Report report;
    report.title = "Campaign \"" + campaign.name + "\": what it brought";
    report.currency = currency;
    // Extra revenue is only counted for groups whose effect may be claimed.
    double extra = 0;
    std::int64_t treated = 0;
    for (const GroupResult& group : result.groups) {
        if (&group != &result.groups.front()) treated += group.members;
        if (group.spend && group.spend->is_effect())
            extra += group.spend->mean * static_cast<double>(group.members);
    }
    const auto extra_minor = std::get<std::int64_t>(rounded(extra));
    const bool pays = extra_minor > 0;
    report.headline = {
        {{"method", CellKind::Text},
         std::string{"Welch, 95 % interval of the difference a member"}},
        {{"baskets", CellKind::Count}, result.awards},
        {{"points", CellKind::Count}, result.points},
        {{"cost", CellKind::Money}, result.cost_minor},
        {{"extra_revenue", CellKind::Money}, pays ? reports::Cell{extra_minor} : reports::Cell{}},
        {{"cost_per_extra_unit", CellKind::Share},
         pays ? reports::Cell{reports::Ratio{result.cost_minor, extra_minor}} : reports::Cell{}},
        {{"break_even_spend_per_member", CellKind::Money}, per_member(result.cost_minor, treated)}};
    report.columns = {{"part", CellKind::Text},
                      {"name", CellKind::Text},
                      {"members", CellKind::Count},
                      {"visits", CellKind::Count},
                      {"spend", CellKind::Money},
                      {"visits_per_member", CellKind::Share},
                      {"spend_per_member", CellKind::Money},
                      {"difference", CellKind::Money},
                      {"low", CellKind::Money},
                      {"high", CellKind::Money},
                      {"spend_effect", CellKind::Text},
                      {"visits_effect", CellKind::Text},
                      {"cost", CellKind::Money},
                      {"cost_per_member", CellKind::Money}};
    for (const GroupResult& group : result.groups) {
        const bool is_control = &group == &result.groups.front();
        const auto figure = [&](double Difference::*of) {
            return group.spend ? rounded((*group.spend).*of) : reports::Cell{};
        };
        report.rows.push_back({std::string{"group"},
                               group.name,
                               group.members,
                               group.visits,
                               group.spend_minor,
                               reports::Ratio{group.visits, group.members},
                               per_member(group.spend_minor, group.members),
                               figure(&Difference::mean),
                               figure(&Difference::low),
                               figure(&Difference::high),
                               is_control ? std::string{} : verdict(group.spend),
                               is_control ? std::string{} : verdict(group.visited),
                               reports::Cell{},
                               reports::Cell{}});
    }
    for (const Acquisition& one : result.acquired) {
        std::vector<reports::Cell> row{std::string{"new members"}, one.branch, one.members};
        row.resize(report.columns.size());
        row[12] = one.cost_minor;
        row[13] = per_member(one.cost_minor, one.members);
        report.rows.push_back(std::move(row));
    }
    return report;
}

}  // namespace pareto::hq::campaigns
