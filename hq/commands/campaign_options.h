// pareto-hq campaign: what it was asked to do, and what does it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/loyalty/campaign_sentence.h"
#include "hq/campaigns/import_campaigns.h"
#include "hq/commands/session.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {

struct CampaignOptions {
    enum class What {
        Draft,
        Check,
        List,
        Show,
        Simulate,
        NoteSimulated,
        Approve,
        Launch,
        End,
        Import,
        Result
    };

    struct File {
        campaigns::ListKind kind;  ///< only of Import
        std::string path;
        std::string shown;
    };

    What what = What::List;
    std::int64_t id = 0;       ///< 0 = none: a file
    std::int32_t version = 0;  ///< 0 = the newest
    std::vector<File> files;   ///< Draft, Check, Simulate: one, the campaign
    std::string by;            ///< Draft, Approve: who
    std::optional<BusinessDate> from, to;
    std::optional<loyalty::Language> language;  ///< none = the company's
    std::vector<import::Assignment> assignments;
    reports::Format format = reports::Format::Table;
};

[[nodiscard]] bool writes(const CampaignOptions& options);
int change_campaign(const CampaignOptions& options, const WritingSession& session);

/// Runs another campaign command as this one is run; `arguments` say the same.
using RunAgain =
    std::function<int(const CampaignOptions&, const std::vector<std::string>& arguments)>;
/// Those that only read; a simulation is noted in the books when it is done.
int read_campaigns(const Place& place,
                   const CampaignOptions& options,
                   const Surroundings& surroundings,
                   const RunAgain& run_again);

/// The campaign's file, at most a byte longer than a campaign may be.
[[nodiscard]] Result<std::string> read_campaign_file(const CampaignOptions::File& file);
/// With the file's name before what is wrong in it.
[[nodiscard]] Result<loyalty::Campaign> campaign_in(const CampaignOptions::File& file,
                                                    const std::string& text);

}  // namespace pareto::hq::commands
