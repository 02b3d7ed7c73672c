// pareto-hq user: its part of the command line. What it does is in hq/commands/users.cpp.
#include <array>

#include <CLI/CLI.hpp>

#include "hq/commands/user_line.h"

namespace pareto::hq::commands {

using What = UserOptions::What;

struct UserLine::Flags {
    std::string name, role;
    std::vector<std::string> branches;
    bool removes = false;
};

namespace {

struct Named {
    const char* name;
    const char* about;
    What what;
};

constexpr std::array kCommands{
    Named{"add", "Let somebody use the console; prints a one-time password", What::Add},
    Named{"list", "Who may use the console", What::List},
    Named{"enable", "A disabled user may sign in again", What::Enable},
    Named{"disable", "A user may not sign in any more, and is signed out", What::Disable},
    Named{"password", "A new one-time password; also unlocks", What::Password},
    Named{"role", "Another role, or other branches", What::ChangeRole},
    Named{"second-factor",
          "Codes of an authenticator app from now on; prints its address",
          What::SecondFactor},
};

}  // namespace

UserLine::UserLine() : flags_(std::make_unique<Flags>()) {}

UserLine::~UserLine() = default;

void UserLine::add(CLI::App& app, const AddTo& add_to) {
    CLI::App* const group = app.add_subcommand("user", "Who may use the web console");
    group->require_subcommand(1);
    Flags& flags = *flags_;
    for (const Named& named : kCommands) {
        CLI::App* const command = add_to(group, named.name, named.about);
        if (named.what == What::List) continue;
        command->add_option("name", flags.name, "small letters, digits, '.', '-', '_'")
            ->required()
            ->type_name("NAME");
        if (named.what == What::SecondFactor)
            command->add_flag("--remove", flags.removes, "without a second factor again");
        if (named.what != What::Add && named.what != What::ChangeRole) continue;
        command
            ->add_option("--role", flags.role, "marketing, manager, operations, auditor or admin")
            ->required()
            ->check(CLI::IsMember({"marketing", "manager", "operations", "auditor", "admin"}));
        command->add_option("--branch", flags.branches, "a manager's; may be given several times")
            ->type_name("CODE")
            ->allow_extra_args(false);
    }
}

Expected<UserOptions, std::string> UserLine::options(const std::string& what) const {
    UserOptions options;
    for (const Named& named : kCommands) {
        if (what == named.name) options.what = named.what;
    }
    options.name = flags_->name;
    options.role = access::find_role(flags_->role).value_or(access::Role::Marketing);
    options.branches = flags_->branches;
    options.removes = flags_->removes;
    const bool has_role = options.what == What::Add || options.what == What::ChangeRole;
    const bool is_manager = options.role == access::Role::Manager;
    if (has_role && is_manager && options.branches.empty())
        return unexpected{std::string{"a manager needs --branch"}};
    if (has_role && !is_manager && !options.branches.empty())
        return unexpected{std::string{"--branch is for managers"}};
    return options;
}

}  // namespace pareto::hq::commands
