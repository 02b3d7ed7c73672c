// campaign draft, approve, launch, end and the imports: those that write.
#include <algorithm>
#include <fstream>

#include "hq/campaigns/launch_run.h"
#include "hq/campaigns/read_campaign.h"
#include "hq/commands/commands.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

// A line that begins with `import` is taken for a module's by clang-format.
namespace files = pareto::hq::import;

using campaigns::CampaignId;
using campaigns::CampaignVersion;
using pareto::database::Connection;
using What = CampaignOptions::What;

Result<CampaignVersion> change(const WritingSession& session,
                               Connection& connection,
                               const CampaignOptions& options) {
    const ports::Clock& clock = session.surroundings.clock;
    const std::int64_t now_ms = to_ms(clock.now());
    const CampaignId id{options.id};
    if (options.what == What::Draft) {
        PARETO_TRY(const std::string text, read_campaign_file(options.files.front()));
        PARETO_TRY_VOID(campaign_in(options.files.front(), text));
        return campaigns::draft(connection, text, id, options.by, now_ms);
    }
    if (options.what == What::NoteSimulated) {
        PARETO_TRY_VOID(campaigns::note_simulated(connection, id, options.version, now_ms));
        return campaigns::find_version(connection, id, options.version);
    }
    if (options.what == What::Approve)
        return campaigns::approve(connection, id, options.by, now_ms);
    return campaigns::end(connection, id, now_ms);
}

Result<CampaignVersion> change_in_turn(const WritingSession& session,
                                       const CampaignOptions& options) {
    CampaignVersion changed;
    PARETO_TRY_VOID(session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY(changed, change(session, connection, options));
        return transaction.commit();
    }));
    return changed;
}

Result<Currency> currency_of(const WritingSession& session) {
    Currency currency;
    const auto read = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(const CompanyFacts company, read_company(connection));
        currency = company.currency;
        return {};
    });
    if (!read) return unexpected{read.error()};
    return currency;
}

/// Those of the assignments that the kind of file has a field for.
std::vector<files::Assignment> assignments_of(const CampaignOptions& options,
                                              campaigns::ListKind kind) {
    std::vector<files::Assignment> own;
    const auto fields = campaigns::fields_of(kind);
    for (const files::Assignment& assignment : options.assignments) {
        const bool has = std::any_of(fields.begin(), fields.end(), [&](const auto& spec) {
            return spec.name == assignment.field;
        });
        if (has) own.push_back(assignment);
    }
    return own;
}

/// The number of rejected rows.
Result<std::int64_t> import_lists(const CampaignOptions& options, const WritingSession& session) {
    const control::Output& output = session.surroundings.output;
    PARETO_TRY(const Currency currency, currency_of(session));
    files::Progress progress([&](const std::string& text) { output.error(text); },
                             session.surroundings.clock,
                             output.error_is_terminal);
    const campaigns::ListContext context{session.turns,
                                         progress,
                                         session.surroundings.clock,
                                         currency,
                                         [&](const std::string& text) {
                                             output.error(text + "\n");
                                         }};
    std::int64_t rejected = 0;
    for (const CampaignOptions::File& file : options.files) {
        const campaigns::ListImport list{
            file.kind,
            {file.path, file.shown, assignments_of(options, file.kind)},
            CampaignId{options.id}};
        PARETO_TRY(const auto summary, campaigns::import_list(context, list));
        rejected += summary.rejected;
        output.out(file.shown + ": " + std::to_string(summary.rows) + " rows, " +
                   std::to_string(summary.taken) + " taken, " + std::to_string(summary.rejected) +
                   " rejected\n");
    }
    return rejected;
}

}  // namespace

Result<std::string> read_campaign_file(const CampaignOptions::File& file) {
    std::ifstream in(file.path, std::ios::binary);
    if (!in) return fault(FaultCode::Unavailable, file.shown + " cannot be read");
    std::string text(campaigns::kCampaignBytesMax + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return fault(FaultCode::Unavailable, file.shown + " cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

Result<loyalty::Campaign> campaign_in(const CampaignOptions::File& file, const std::string& text) {
    auto read = campaigns::read_campaign(text);
    if (!read) return fault(read.error().code, file.shown + ": " + read.error().detail);
    return read;
}

bool writes(const CampaignOptions& options) {
    switch (options.what) {
        case What::Check:
        case What::List:
        case What::Show:
        case What::Simulate:
        case What::Result:
            return false;
        case What::Draft:
        case What::NoteSimulated:
        case What::Approve:
        case What::Launch:
        case What::End:
        case What::Import:
            return true;
    }
    return true;
}

int change_campaign(const CampaignOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    if (options.what == What::Import) {
        const auto rejected = import_lists(options, session);
        if (!rejected) return fail(surroundings, rejected.error());
        if (*rejected == 0) return kDone;
        const std::string rows = *rejected == 1 ? " row was" : " rows were";
        return fail(surroundings, std::to_string(*rejected) + rows + " rejected");
    }
    const auto changed =
        options.what == What::Launch
            ? campaigns::launch_in_turns(session.turns, surroundings.clock, CampaignId{options.id})
            : change_in_turn(session, options);
    if (!changed) return fail(surroundings, changed.error());
    if (options.what != What::NoteSimulated) {
        surroundings.output.out("campaign " + std::to_string(changed->id.value) + ", version " +
                                std::to_string(changed->version) + ": " + changed->state + "\n");
    }
    return kDone;
}

}  // namespace pareto::hq::commands
