// pareto-hq staff: its part of the command line. What it does is in hq/commands/staff.cpp.
#include <CLI/CLI.hpp>

#include "common/sync/staff.h"
#include "hq/commands/staff_line.h"

namespace pareto::hq::commands {

using What = StaffOptions::What;

struct StaffLine::Flags {
    StaffOptions options;
    bool no_pin = false;
};

StaffLine::StaffLine() : flags_(std::make_unique<Flags>()) {}

StaffLine::~StaffLine() = default;

void StaffLine::add(CLI::App& app, const AddTo& add_to) {
    CLI::App* const group = app.add_subcommand("staff", "Who works at the branches' terminals");
    group->require_subcommand(1);
    StaffOptions& options = flags_->options;
    CLI::App* const adding = add_to(
        group,
        "add",
        "Let somebody work at a branch, or change how; prints a new PIN, which is shown once");
    CLI::App* const ending =
        add_to(group, "disable", "Somebody may not work at the branch any more");
    static_cast<void>(add_to(group, "list", "Who works where, and what they may do"));
    for (CLI::App* const command : {adding, ending}) {
        command->add_option("operator", options.operator_id, "what is entered to sign on")
            ->required()
            ->type_name("NUMBER");
        command->add_option("--branch", options.branch, "the branch's code")->required();
    }
    adding->add_option("--name", options.name, "shown at the terminal")->required();
    adding->add_option("--role", options.role, "cashier, supervisor or manager")
        ->check(CLI::IsMember({"cashier", "supervisor", "manager"}))
        ->capture_default_str();
    adding->add_option("--card", options.card, "the staff card's number");
    adding->add_flag("--no-pin", flags_->no_pin, "signs on with the card alone");
    std::vector<std::string> names;
    for (const sync::Right right : sync::kRights)
        names.emplace_back(sync::name_of(right));
    adding->add_option("--allow", options.allowed, "a right beyond the role's; any number")
        ->check(CLI::IsMember(names))
        ->allow_extra_args(false);
    adding->add_option("--deny", options.denied, "a right of the role that is taken away")
        ->check(CLI::IsMember(names))
        ->allow_extra_args(false);
}

Expected<StaffOptions, std::string> StaffLine::options(const std::string& what) const {
    StaffOptions options = flags_->options;
    options.what = what == "add" ? What::Add : what == "disable" ? What::Disable : What::List;
    options.has_pin = !flags_->no_pin;
    if (options.what == What::Add && !options.has_pin && options.card.empty())
        return unexpected{std::string{"--no-pin needs --card"}};
    return options;
}

}  // namespace pareto::hq::commands
