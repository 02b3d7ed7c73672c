// The command line of member, rules, expire and review-tiers: what concerns the life of points.
#pragma once

#include <functional>
#include <string>

#include "hq/commands/commands.h"

namespace CLI {
class App;
}

namespace pareto::hq::commands {

/// What the flags said, before it is checked.
class MemberArguments {
public:
    /// Adds a subcommand with --data and --database to a group.
    using Add = std::function<CLI::App*(CLI::App*, const std::string&, const std::string&)>;

    void add_to(CLI::App& app, const Add& add);
    /// Whether `name` is one of these commands.
    [[nodiscard]] static bool knows(const std::string& name);
    /// `absolute` makes a path absolute. The error is why the usage is wrong.
    [[nodiscard]] Expected<Options, std::string> options(
        const CLI::App& chosen,
        const std::function<std::string(const std::string&)>& absolute) const;

private:
    void add_members(CLI::App& app, const Add& add);
    void add_changes(CLI::App* group, const Add& add);
    void add_households(CLI::App* group, const Add& add);
    void add_rules(CLI::App& app, const Add& add);
    [[nodiscard]] Expected<Options, std::string> member_options(const CLI::App& chosen) const;
    [[nodiscard]] Expected<void, std::string> check_staff(MemberOptions& options) const;

    std::string member_, other_, points_, reason_, by_, approved_by_, expires_on_, language_;
    std::string sale_, format_ = "table", file_, as_of_;
    bool may_owe_ = false, dry_run_ = false;
    int version_ = 0;
};

}  // namespace pareto::hq::commands
