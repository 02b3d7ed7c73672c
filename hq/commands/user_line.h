// The part of the command line that is about users; parsed in hq/user_main.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/expected.h"
#include "hq/commands/web_options.h"

namespace CLI {
class App;
}

namespace pareto::hq::commands {

/// Adds `user` and what it can do to the program's command line.
class UserLine {
public:
    /// `add_to(group, name, about)` makes a subcommand with the options of all commands (--data,
    /// --database).
    using AddTo = std::function<CLI::App*(CLI::App*, const std::string&, const std::string&)>;

    UserLine();
    ~UserLine();
    UserLine(const UserLine&) = delete;
    UserLine& operator=(const UserLine&) = delete;

    void add(CLI::App& app, const AddTo& add_to);
    /// `what`: the subcommand that was chosen. The error is one line.
    [[nodiscard]] Expected<UserOptions, std::string> options(const std::string& what) const;

private:
    struct Flags;
    std::unique_ptr<Flags> flags_;
};

}  // namespace pareto::hq::commands
