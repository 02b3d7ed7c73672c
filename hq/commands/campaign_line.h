// The part of the command line that is about campaigns; parsed in hq/campaign_main.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/expected.h"
#include "hq/commands/campaign_options.h"

namespace CLI {
class App;
}

namespace pareto::hq::commands {

/// Adds `campaign` and what it can do to the program's command line, and turns what was said into
/// options.
class CampaignLine {
public:
    /// `add_to(group, name, about)` makes a subcommand with the options of all commands (--data,
    /// --database).
    using AddTo = std::function<CLI::App*(CLI::App*, const std::string&, const std::string&)>;

    CampaignLine();
    ~CampaignLine();
    CampaignLine(const CampaignLine&) = delete;
    CampaignLine& operator=(const CampaignLine&) = delete;

    void add(CLI::App& app, const AddTo& add_to);
    /// `what`: the subcommand that was chosen; relative paths are of `folder`. The error is one
    /// line.
    [[nodiscard]] Expected<CampaignOptions, std::string> options(const std::string& what,
                                                                 const std::string& folder) const;

private:
    struct Flags;

    CLI::App* with_id(CLI::App* command);
    CLI::App* with_period(CLI::App* command);
    void add_steps(CLI::App* group, const AddTo& add_to);
    void add_lists(CLI::App* group, const AddTo& add_to);

    std::unique_ptr<Flags> flags_;
};

}  // namespace pareto::hq::commands
