// The command line of member, rules, expire, review-tiers and suspense: what concerns the life of
// points. The commands are data, which main.cpp gives to the parser.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "hq/commands/commands.h"

namespace pareto::hq::commands {

struct FlagSpec {
    std::string name;  ///< "--by", or "member" for what stands without a flag
    std::string about;
    std::variant<std::string*, bool*> into;
    bool required = false;
    std::string type = {};  ///< how the value is named in the help; empty = TEXT
};

struct CommandSpec {
    std::vector<std::string> path;  ///< "member", "household", "add"
    std::string about;
    std::vector<FlagSpec> flags = {};
    bool is_group = false;  ///< more words must follow
};

/// What the flags said, before it is checked.
class MemberArguments {
public:
    /// Groups stand before what is in them. The flags point into this object.
    [[nodiscard]] std::vector<CommandSpec> commands();
    /// Whether `name` is the first word of one of these commands.
    [[nodiscard]] static bool knows(const std::string& name);
    /// `absolute` makes a path absolute. The error is why the usage is wrong.
    [[nodiscard]] Expected<Options, std::string> options(
        const std::vector<std::string>& path,
        const std::function<std::string(const std::string&)>& absolute) const;

private:
    void add_shown(std::vector<CommandSpec>& all);
    void add_changes(std::vector<CommandSpec>& all);
    void add_households(std::vector<CommandSpec>& all);
    void add_rules_and_jobs(std::vector<CommandSpec>& all);
    void add_suspense(std::vector<CommandSpec>& all);
    [[nodiscard]] Expected<Options, std::string> suspense_options(
        const std::vector<std::string>& path) const;
    [[nodiscard]] Expected<Options, std::string> member_options(
        const std::vector<std::string>& path) const;
    [[nodiscard]] Expected<Options, std::string> rules_options(
        bool set, const std::function<std::string(const std::string&)>& absolute) const;
    [[nodiscard]] Expected<void, std::string> check_staff(MemberOptions& options) const;
    [[nodiscard]] Expected<void, std::string> check_shown(MemberOptions& options) const;

    std::string member_, other_, points_, reason_, by_, approved_by_, expires_on_, language_;
    std::string entry_, sale_, format_ = "table", file_, as_of_, version_;
    bool may_owe_ = false, dry_run_ = false;
};

}  // namespace pareto::hq::commands
