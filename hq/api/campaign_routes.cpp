// Campaigns: their list, one in plain sentences with its versions and its trial, how it goes, what
// it brought; and what the form may choose from.
#include <charconv>

#include <boost/json/parse.hpp>

#include "hq/api/api.h"
#include "hq/api/campaign_of.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/campaigns/coupon_books.h"
#include "hq/campaigns/result.h"
#include "hq/campaigns/trial.h"
#include "hq/database/segments.h"
#include "hq/database/setup.h"

namespace pareto::hq::api {
namespace {

using campaigns::CampaignId;
using campaigns::CampaignVersion;

constexpr std::int64_t kCategoriesMax = 2'000;
constexpr std::int64_t kItemsMax = 50;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

boost::json::value json_in_books(const std::string& json) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(text(json), error);
    return error ? boost::json::value(nullptr) : value;
}

/// The version that is asked for; else the newest.
Expected<CampaignVersion, Problem> version_of(Call& call) {
    PARETO_TRY(CampaignVersion newest, campaign_of(call));
    PARETO_TRY(const std::int64_t asked, number_in(call.request, "version", {1, 1'000'000, 0}));
    if (asked == 0 || asked == newest.version) return newest;
    auto found =
        campaigns::find_version(call.books, newest.id, static_cast<std::int32_t>(asked));
    if (!found && found.error().code == FaultCode::Unsupported)
        return problem(404, "unknown", "There is no such version", {});
    if (!found) return unexpected{problem_of(found.error())};
    return std::move(*found);
}

Result<boost::json::array> versions_json(Call& call, CampaignId id) {
    PARETO_TRY(const auto rows,
               call.books.execute(
                   "select version, state, drafted_by, drafted_ms, simulated_ms, approved_by, "
                   "approved_ms, launched_ms, ended_ms from campaign_version where campaign_id = "
                   "$1 order by version desc",
                   {id.value}));
    boost::json::array versions;
    for (const auto& row : rows) {
        versions.push_back(boost::json::object{{"version", row.integer(0)},
                                               {"state", text(row.text(1))},
                                               {"drafted_by", text(row.text(2))},
                                               {"drafted_ms", row.integer(3)},
                                               {"simulated_ms", row.integer(4)},
                                               {"approved_by", text(row.text(5))},
                                               {"approved_ms", row.integer(6)},
                                               {"launched_ms", row.integer(7)},
                                               {"ended_ms", row.integer(8)}});
    }
    return versions;
}

/// Null when it was not tried here. Its figures are the chain's.
Result<boost::json::value> trial_json(Call& call, const CampaignVersion& version) {
    if (!call.reach.whole_chain) return boost::json::value(nullptr);
    PARETO_TRY(const auto trial, campaigns::read_trial(call.books, version.id, version.version));
    if (!trial) return boost::json::value(nullptr);
    return boost::json::value(boost::json::object{{"tried_ms", trial->tried_ms},
                                                  {"by", text(trial->by)},
                                                  {"from", text(trial->from)},
                                                  {"to", text(trial->to)},
                                                  {"report", json_in_books(trial->report)}});
}

Result<boost::json::array> pairs(Call& call, const std::string& sql, CampaignId id) {
    PARETO_TRY(const auto rows, call.books.execute(sql, {id.value}));
    boost::json::array list;
    for (const auto& row : rows) {
        list.push_back(boost::json::object{{"name", text(row.text(0))},
                                           {"baskets", row.integer(1)},
                                           {"points", row.integer(2)},
                                           {"cost", row.integer(3)}});
    }
    return list;
}

}  // namespace

boost::json::object summary_json(const CampaignVersion& version) {
    return {{"campaign", text(std::to_string(version.id.value))},
            {"version", version.version},
            {"name", text(version.campaign.name)},
            {"state", text(version.state)},
            {"from", text(to_string(version.campaign.from))},
            {"to", text(to_string(version.campaign.to))},
            {"drafted_by", text(version.drafted_by)},
            {"approved_by", text(version.approved_by)}};
}

Expected<CampaignVersion, Problem> campaign_of(Call& call) {
    const std::string& name = call.parts["id"];
    std::int64_t id = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), id);
    if (read.ec != std::errc{} || read.ptr != name.data() + name.size())
        return problem(404, "unknown", "There is no such campaign", {});
    auto found = campaigns::find_version(call.books, CampaignId{id}, 0);
    if (!found && found.error().code == FaultCode::Unsupported)
        return problem(404, "unknown", "There is no such campaign", {});
    if (!found) return unexpected{problem_of(found.error())};
    return std::move(*found);
}

Expected<Currency, Problem> currency_of(Call& call) {
    PARETO_ASK(const auto code, hq::database::read_setting(call.books, "currency"));
    const auto currency = find_currency(code.value_or(""));
    if (!currency) return problem(500, "fault", "The company's currency is not known", {});
    return *currency;
}

Answer list_campaigns(Call& call) {
    PARETO_ASK(const auto versions, campaigns::all_versions(call.books));
    PARETO_ASK(const auto figures, campaigns::redemption_figures(call.books));
    boost::json::array list;
    for (const CampaignVersion& version : versions) {
        boost::json::object one = summary_json(version);
        const auto found = figures.find(version.id);
        const auto of = found == figures.end() ? campaigns::RedemptionFigures{} : found->second;
        one["codes"] = of.codes;
        one["targeted"] = of.targeted;
        one["redeemed"] = of.redeemed;
        list.push_back(std::move(one));
    }
    return json_answer(boost::json::object{{"campaigns", std::move(list)}});
}

Answer show_campaign(Call& call) {
    PARETO_TRY(const CampaignVersion found, version_of(call));
    PARETO_TRY(const Currency currency, currency_of(call));
    const auto language = loyalty::find_language(call.request.parameter("language"));
    boost::json::array sentences;
    for (const std::string& sentence : loyalty::sentences(
             found.campaign, currency, language.value_or(loyalty::Language::English)))
        sentences.push_back(text(sentence));
    boost::json::object body = summary_json(found);
    body["sentences"] = std::move(sentences);
    body["json"] = json_in_books(found.json);
    PARETO_ASK(body["versions"], versions_json(call, found.id));
    PARETO_ASK(body["trial"], trial_json(call, found));
    return json_answer(body);
}

Answer show_campaign_result(Call& call) {
    PARETO_TRY(const CampaignVersion found, version_of(call));
    PARETO_TRY(const Currency currency, currency_of(call));
    PARETO_ASK(const loyalty::RuleSet rules, hq::database::current_rules(call.books));
    PARETO_ASK(const auto measured,
               campaigns::measure(
                   call.books, found.campaign, rules, found.campaign.from, found.campaign.to));
    return json_answer(json_grid(campaigns::result_report(found.campaign, measured, currency)));
}

Answer show_campaign_progress(Call& call) {
    PARETO_TRY(const CampaignVersion found, campaign_of(call));
    PARETO_ASK(const loyalty::RuleSet rules, hq::database::current_rules(call.books));
    PARETO_ASK(const auto rows,
               call.books.execute(
                   "select count(*), count(distinct member_id), coalesce(sum(points), 0), "
                   "coalesce(sum(cost_minor), 0) from campaign_award where campaign_id = $1",
                   {found.id.value}));
    const std::int64_t points = rows[0].integer(2);
    boost::json::object body{
        {"baskets", rows[0].integer(0)},
        {"members", rows[0].integer(1)},
        {"points", points},
        {"given", rows[0].integer(3)},
        {"cost", rows[0].integer(3) + loyalty::worth(Points{points}, rules)}};
    PARETO_ASK(body["days"],
               pairs(call,
                     "select business_date, count(*), cast(sum(points) as bigint), "
                     "cast(sum(cost_minor) as bigint) from campaign_award where campaign_id = $1 "
                     "group by business_date order by business_date",
                     found.id));
    PARETO_ASK(body["branches"],
               pairs(call,
                     "select b.code, count(*), cast(sum(a.points) as bigint), "
                     "cast(sum(a.cost_minor) as bigint) from campaign_award a join branch b on "
                     "b.branch_id = a.branch_id where a.campaign_id = $1 group by b.code order by "
                     "2 desc, 1",
                     found.id));
    return json_answer(body);
}

Answer list_choices(Call& call) {
    PARETO_ASK(const loyalty::RuleSet rules, hq::database::current_rules(call.books));
    boost::json::array tiers;
    for (const loyalty::Tier& tier : rules.tier_rules.tiers)
        tiers.push_back(text(tier.name));
    PARETO_ASK(const auto known, hq::database::read_segments(call.books));
    boost::json::array segments;
    for (const hq::database::SegmentRow& segment : known) {
        segments.push_back(
            boost::json::object{{"name", text(segment.name)}, {"members", segment.members}});
    }
    PARETO_ASK(const auto rows,
               call.books.execute("select distinct category from item where category <> '' order "
                                  "by category limit $1",
                                  {kCategoriesMax}));
    boost::json::array categories;
    for (const auto& row : rows)
        categories.push_back(text(row.text(0)));
    return json_answer(boost::json::object{{"tiers", std::move(tiers)},
                                           {"segments", std::move(segments)},
                                           {"categories", std::move(categories)}});
}

Answer find_items(Call& call) {
    const std::string wanted = call.request.parameter("q");
    if (wanted.empty() || wanted.size() > 100)
        return problem(422, "parameter", "A parameter is not good", "q is a part of a name or code");
    std::string pattern;
    for (const char c : wanted) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    PARETO_ASK(const auto rows,
               call.books.execute("select sku, name, category from item where lower(name) like "
                                  "lower($1) escape '\\' or lower(sku) like lower($2) escape '\\' "
                                  "order by name, sku limit $3",
                                  {"%" + pattern + "%", pattern + "%", kItemsMax}));
    boost::json::array items;
    for (const auto& row : rows) {
        items.push_back(boost::json::object{{"sku", text(row.text(0))},
                                            {"name", text(row.text(1))},
                                            {"category", text(row.text(2))}});
    }
    return json_answer(boost::json::object{{"items", std::move(items)}});
}

}  // namespace pareto::hq::api
