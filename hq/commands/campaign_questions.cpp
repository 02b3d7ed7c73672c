// campaign check, list, show, simulate and result: those that read.
#include "hq/campaigns/campaign_books.h"
#include "hq/campaigns/result.h"
#include "hq/campaigns/trial.h"
#include "hq/commands/commands.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

// A line that begins with `import` is taken for a module's by clang-format.
namespace files = pareto::hq::import;

using campaigns::CampaignId;
using campaigns::CampaignVersion;
using pareto::database::Connection;
using What = CampaignOptions::What;

Result<std::string> in_sentences(Connection& connection,
                                 const CampaignOptions& options,
                                 const loyalty::Campaign& campaign) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto language, hq::database::read_setting(connection, "language"));
    const auto chosen =
        options.language ? options.language : loyalty::find_language(language.value_or("en"));
    std::string text;
    for (const std::string& sentence : loyalty::sentences(
             campaign, company.currency, chosen.value_or(loyalty::Language::English)))
        text += sentence + "\n";
    return text;
}

Result<CampaignVersion> chosen(Connection& connection, const CampaignOptions& options) {
    return campaigns::find_version(connection, CampaignId{options.id}, options.version);
}

Result<Bytes> show(Connection& connection, const CampaignOptions& options) {
    PARETO_TRY(const CampaignVersion found, chosen(connection, options));
    PARETO_TRY(const std::string text, in_sentences(connection, options, found.campaign));
    std::string head = "campaign " + std::to_string(found.id.value) + ", version " +
                       std::to_string(found.version) + ", " + found.state + ": " +
                       found.campaign.name + "\ndrafted by " + found.drafted_by;
    if (!found.approved_by.empty()) head += ", approved by " + found.approved_by;
    return Bytes{head + "\n" + text};
}

Result<Bytes> check(Connection& connection, const CampaignOptions& options) {
    PARETO_TRY(const std::string text, read_campaign_file(options.files.front()));
    PARETO_TRY(const loyalty::Campaign campaign, campaign_in(options.files.front(), text));
    PARETO_TRY(std::string told, in_sentences(connection, options, campaign));
    return Bytes{std::move(told)};
}

Result<Bytes> list(Connection& connection, const CampaignOptions& options) {
    using reports::CellKind;
    reports::Report table;
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto figures, campaigns::redemption_figures(connection));
    PARETO_TRY(const auto versions, campaigns::all_versions(connection));
    table.currency = company.currency;
    table.title = "Campaigns";
    table.columns = {{"campaign", CellKind::Id},
                     {"version", CellKind::Count},
                     {"name", CellKind::Text},
                     {"state", CellKind::Text},
                     {"from", CellKind::Text},
                     {"to", CellKind::Text},
                     {"drafted_by", CellKind::Text},
                     {"approved_by", CellKind::Text},
                     {"codes", CellKind::Count},
                     {"targeted", CellKind::Count},
                     {"redeemed", CellKind::Count},
                     {"redemption_rate", CellKind::Share}};
    for (const CampaignVersion& one : versions) {
        const auto found = figures.find(one.id);
        const auto of = found == figures.end() ? campaigns::RedemptionFigures{} : found->second;
        table.rows.push_back({one.id.value,
                              std::int64_t{one.version},
                              one.campaign.name,
                              one.state,
                              to_string(one.campaign.from),
                              to_string(one.campaign.to),
                              one.drafted_by,
                              one.approved_by,
                              of.codes,
                              of.targeted,
                              of.redeemed,
                              reports::Ratio{of.redeemed, of.targeted}});
    }
    return reports::render(table, options.format);
}

/// The campaign of the books that is named, or that of a file, as the next one.
Result<loyalty::Campaign> tried(Connection& connection, const CampaignOptions& options) {
    if (options.id != 0) {
        PARETO_TRY(CampaignVersion found, chosen(connection, options));
        return std::move(found.campaign);
    }
    PARETO_TRY(const std::string text, read_campaign_file(options.files.front()));
    PARETO_TRY(loyalty::Campaign read, campaign_in(options.files.front(), text));
    PARETO_TRY(const std::int64_t last, hq::database::last_drawn(connection, "campaign"));
    read.id = CampaignId{last + 1};
    read.version = 1;
    return read;
}

Result<Bytes> simulate(Connection& connection,
                       const CampaignOptions& options,
                       const Surroundings& surroundings,
                       const loyalty::Campaign& campaign) {
    const control::Output& output = surroundings.output;
    files::Progress progress([&](const std::string& text) { output.error(text); },
                             surroundings.clock,
                             output.error_is_terminal);
    progress.begin("simulating " + campaign.name);
    PARETO_TRY(const campaigns::Trial trial,
               campaigns::try_campaign(connection,
                                       campaign,
                                       {options.from, options.to},
                                       [&](std::int64_t done, std::int64_t total) {
                                           progress.report(done, total, done);
                                           return true;
                                       }));
    progress.end();
    return reports::render(trial.report, options.format);
}

Result<Bytes> result(Connection& connection, const CampaignOptions& options) {
    PARETO_TRY(const CampaignVersion found, chosen(connection, options));
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(connection));
    const BusinessDate from = options.from.value_or(found.campaign.from);
    const BusinessDate to = options.to.value_or(found.campaign.to);
    PARETO_TRY(const auto measured,
               campaigns::measure(connection, found.campaign, rules, from, to));
    return reports::render(campaigns::result_report(found.campaign, measured, company.currency),
                           options.format);
}

}  // namespace

int read_campaigns(const Place& place,
                   const CampaignOptions& options,
                   const Surroundings& surroundings,
                   const RunAgain& run_again) {
    if (!is_initialised(place.folder))
        return fail(surroundings,
                    place.folder.string() + " is not initialised; run pareto-hq init");
    const auto connection = open_reader(place);
    if (!connection) return fail(surroundings, connection.error());
    loyalty::Campaign simulated;
    const auto bytes = [&]() -> Result<Bytes> {
        PARETO_TRY_VOID(begin_snapshot(**connection));
        if (options.what == What::Check) return check(**connection, options);
        if (options.what == What::List) return list(**connection, options);
        if (options.what == What::Show) return show(**connection, options);
        if (options.what == What::Result) return result(**connection, options);
        PARETO_TRY(simulated, tried(**connection, options));
        return simulate(**connection, options, surroundings, simulated);
    }();
    (*connection)->rollback();
    if (!bytes) return fail(surroundings, bytes.error());
    surroundings.output.out(*bytes);
    if (options.what != What::Simulate || options.id == 0) return kDone;
    // Written by whoever has the books, so that a simulation keeps no terminal waiting.
    CampaignOptions noted;
    noted.what = What::NoteSimulated;
    noted.id = options.id;
    noted.version = simulated.version;
    std::vector<std::string> arguments{"campaign",
                                       "note-simulated",
                                       std::to_string(noted.id),
                                       "--version",
                                       std::to_string(noted.version),
                                       "--data",
                                       place.folder.string()};
    if (!place.url.empty()) arguments.insert(arguments.end(), {"--database", place.url});
    return run_again(noted, arguments);
}

}  // namespace pareto::hq::commands
