// Campaigns are drafted, tried, approved by another person, launched and ended here. What takes
// long (a trial, a launch) is a task.
#include <charconv>

#include <boost/json/serialize.hpp>

#include "hq/api/api.h"
#include "hq/api/campaign_of.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/api/snapshot.h"
#include "hq/campaigns/launch_run.h"
#include "hq/campaigns/read_campaign.h"
#include "hq/campaigns/trial.h"
#include "hq/database/audit_log.h"

namespace pareto::hq::api {
namespace {

using campaigns::CampaignId;
using campaigns::CampaignVersion;
using pareto::database::Connection;

constexpr std::size_t kDepthMax = 32;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

/// "rules[0].give[1].points: is missing" names the field before the reason.
tl::unexpected<Problem> bad_campaign(const std::string& why) {
    const std::size_t colon = why.find(": ");
    const bool names_field =
        colon != std::string::npos &&
        why.find_first_not_of("abcdefghijklmnopqrstuvwxyz_[].0123456789") >= colon;
    Problem bad{422, "campaign", "The campaign is not good", why, std::nullopt};
    if (names_field) {
        bad.field = why.substr(0, colon);
        bad.detail = why.substr(colon + 2);
    }
    return tl::unexpected<Problem>{std::move(bad)};
}

/// The body's "campaign" as it would stand in a file.
Expected<std::string, Problem> campaign_json(const boost::json::object& body) {
    const auto* const found = body.if_contains("campaign");
    if (found == nullptr || !found->is_object())
        return problem(422, "parameter", "A parameter is not good", "campaign is missing");
    return boost::json::serialize(*found);
}

Expected<std::int32_t, Problem> version_in(const boost::json::object& body) {
    const auto* const found = body.if_contains("version");
    const auto* const number = found == nullptr ? nullptr : found->if_int64();
    if (number == nullptr || *number < 1 || *number > 1'000'000)
        return problem(422, "parameter", "A parameter is not good", "version is missing");
    return static_cast<std::int32_t>(*number);
}

/// What somebody saw is what is approved and launched.
Expected<CampaignVersion, Problem> newest_as_seen(Call& call) {
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    PARETO_TRY(const std::int32_t seen, version_in(body));
    PARETO_TRY(CampaignVersion newest, campaign_of(call));
    if (newest.version != seen) {
        return problem(409,
                       "changed",
                       "There is a newer version",
                       "Version " + std::to_string(newest.version) + " was drafted meanwhile.");
    }
    return newest;
}

std::string subject_of(const CampaignVersion& version) {
    return "campaign " + std::to_string(version.id.value) + ", version " +
           std::to_string(version.version);
}

Result<void> note(const Api& api,
                  Connection& books,
                  const std::string& by,
                  const std::string& action,
                  const CampaignVersion& version) {
    return hq::database::append_audit(
        books, {0, to_ms(api.clock().now()), by, action, subject_of(version), ""});
}

/// One step of a campaign's life, with its line in the audit log.
Answer change(
    Call& call,
    const std::string& action,
    int status,
    const std::function<Result<CampaignVersion>(Connection&, const std::string& by)>& step) {
    const std::string& by = call.session->user.name;
    CampaignVersion changed;
    const auto done = call.api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY(changed, step(books, by));
        return note(call.api, books, by, action, changed);
    });
    if (!done) return unexpected{problem_of(done.error())};
    return json_answer(summary_json(changed), status);
}

Answer draft(Call& call, CampaignId id) {
    PARETO_TRY(const boost::json::object body, body_of(call.request, kDepthMax));
    PARETO_TRY(const std::string json, campaign_json(body));
    if (const auto read = campaigns::read_campaign(json); !read)
        return bad_campaign(read.error().detail);
    return change(call, "campaign.draft", 201, [&](Connection& books, const std::string& by) {
        return campaigns::draft(books, json, id, by, to_ms(call.api.clock().now()));
    });
}

Answer begin_task(Call& call, const std::string& kind, const CampaignVersion& of, TaskWork work) {
    TaskFacts facts;
    facts.kind = kind;
    facts.subject = std::to_string(of.id.value);
    facts.owner = call.session->user.name;
    PARETO_TRY(const std::string id, call.api.tasks().start(std::move(facts), std::move(work)));
    return json_answer(boost::json::object{{"task", text(id)}}, 202);
}

Expected<std::string, Problem> run_trial(Api& api,
                                         const CampaignVersion& version,
                                         const campaigns::TrialDays& days,
                                         const std::string& by,
                                         Progress& progress) {
    campaigns::Trial trial;
    {
        PARETO_ASK(const auto books, api.options().open_reader());
        Snapshot snapshot(*books);
        if (const auto begun = snapshot.begin(); !begun)
            return unexpected{problem_of(begun.error())};
        PARETO_ASK(trial,
                   campaigns::try_campaign(*books,
                                           version.campaign,
                                           days,
                                           [&](std::int64_t done, std::int64_t total) {
                                               return progress.report(done, total);
                                           }));
    }
    const std::string report = boost::json::serialize(json_grid(trial.report));
    const std::int64_t now_ms = to_ms(api.clock().now());
    const auto kept = api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY_VOID(campaigns::note_simulated(books, version.id, version.version, now_ms));
        PARETO_TRY_VOID(campaigns::keep_trial(
            books,
            version.id,
            version.version,
            {now_ms, by, to_string(trial.period.from), to_string(trial.period.to), report}));
        return note(api, books, by, "campaign.simulate", version);
    });
    if (!kept) return unexpected{problem_of(kept.error())};
    return report;
}

Expected<std::optional<BusinessDate>, Problem> day_in(const boost::json::object& body,
                                                      const char* name) {
    const auto* const found = body.if_contains(name);
    if (found == nullptr || found->is_null()) return std::optional<BusinessDate>{};
    PARETO_TRY(const std::string written, text_in(body, name, 10));
    const auto day = parse_date(written);
    if (!day)
        return problem(422,
                       "parameter",
                       "A parameter is not good",
                       std::string{name} + " is not a date (YYYY-MM-DD)");
    return day;
}

}  // namespace

Answer preview_campaign(Call& call) {
    PARETO_TRY(const boost::json::object body, body_of(call.request, kDepthMax));
    PARETO_TRY(const std::string json, campaign_json(body));
    const auto read = campaigns::read_campaign(json);
    if (!read) return bad_campaign(read.error().detail);
    PARETO_TRY(const Currency currency, currency_of(call));
    boost::json::object sentences;
    for (const auto& [tag, language] :
         {std::pair{"en", loyalty::Language::English},
          std::pair{"zh-Hant", loyalty::Language::TraditionalChinese}}) {
        boost::json::array list;
        for (const std::string& sentence : loyalty::sentences(*read, currency, language))
            list.push_back(text(sentence));
        sentences[tag] = std::move(list);
    }
    return json_answer(boost::json::object{{"sentences", std::move(sentences)}});
}

Answer draft_campaign(Call& call) {
    return draft(call, CampaignId{});
}

Answer draft_version(Call& call) {
    PARETO_TRY(const CampaignVersion newest, campaign_of(call));
    return draft(call, newest.id);
}

Answer simulate_campaign(Call& call) {
    PARETO_TRY(const CampaignVersion newest, newest_as_seen(call));
    PARETO_TRY(const boost::json::object body, body_of(call.request));
    campaigns::TrialDays days;
    PARETO_TRY(days.from, day_in(body, "from"));
    PARETO_TRY(days.to, day_in(body, "to"));
    return begin_task(call,
                      "campaign.simulate",
                      newest,
                      [&api = call.api, newest, days, by = call.session->user.name](
                          Progress& progress) { return run_trial(api, newest, days, by, progress); });
}

Answer approve_campaign(Call& call) {
    PARETO_TRY(const CampaignVersion newest, newest_as_seen(call));
    return change(call, "campaign.approve", 200, [&](Connection& books, const std::string& by) {
        return campaigns::approve(books, newest.id, by, to_ms(call.api.clock().now()));
    });
}

Answer launch_campaign(Call& call) {
    PARETO_TRY(const CampaignVersion newest, newest_as_seen(call));
    const BusinessDate today = campaigns::today_somewhere(call.api.clock());
    const auto ready = campaigns::ready_to_launch(call.books, newest.id, today);
    if (!ready) return unexpected{problem_of(ready.error())};
    return begin_task(
        call,
        "campaign.launch",
        newest,
        [&api = call.api, id = newest.id, by = call.session->user.name](
            Progress& progress) -> Expected<std::string, Problem> {
            campaigns::LaunchSteps steps;
            steps.goes_on = [&] { return progress.is_wanted(); };
            steps.also = [&](Connection& books, const CampaignVersion& live) {
                return note(api, books, by, "campaign.launch", live);
            };
            PARETO_ASK(const CampaignVersion live,
                       campaigns::launch_in_turns(api.turns(), api.clock(), id, steps));
            return boost::json::serialize(summary_json(live));
        });
}

Answer end_campaign(Call& call) {
    PARETO_TRY(const CampaignVersion newest, campaign_of(call));
    return change(call, "campaign.end", 200, [&](Connection& books, const std::string& /*by*/) {
        return campaigns::end(books, newest.id, to_ms(call.api.clock().now()));
    });
}

}  // namespace pareto::hq::api
