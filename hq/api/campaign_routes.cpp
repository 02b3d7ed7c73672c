// Campaigns: their list, one in plain sentences, what it brought.
#include <charconv>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/campaigns/campaign_books.h"
#include "hq/campaigns/coupon_books.h"
#include "hq/campaigns/result.h"
#include "hq/database/setup.h"

namespace pareto::hq::api {
namespace {

using campaigns::CampaignId;
using campaigns::CampaignVersion;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

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

}  // namespace

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
    PARETO_TRY(const CampaignVersion found, campaign_of(call));
    PARETO_TRY(const Currency currency, currency_of(call));
    const auto language = loyalty::find_language(call.request.parameter("language"));
    boost::json::array sentences;
    for (const std::string& sentence : loyalty::sentences(
             found.campaign, currency, language.value_or(loyalty::Language::English)))
        sentences.push_back(text(sentence));
    boost::json::object body = summary_json(found);
    body["sentences"] = std::move(sentences);
    return json_answer(body);
}

Answer show_campaign_result(Call& call) {
    PARETO_TRY(const CampaignVersion found, campaign_of(call));
    PARETO_TRY(const Currency currency, currency_of(call));
    PARETO_ASK(const loyalty::RuleSet rules, hq::database::current_rules(call.books));
    PARETO_ASK(const auto measured,
               campaigns::measure(
                   call.books, found.campaign, rules, found.campaign.from, found.campaign.to));
    return json_answer(json_grid(campaigns::result_report(found.campaign, measured, currency)));
}

}  // namespace pareto::hq::api
