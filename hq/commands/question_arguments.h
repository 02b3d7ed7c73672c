// The arguments of segment … and sale why: which flags each has, and what they mean.
#pragma once

#include "hq/commands/member_arguments.h"

namespace pareto::hq::commands {

class QuestionArguments {
public:
    /// As of MemberArguments.
    [[nodiscard]] std::vector<CommandSpec> commands();
    [[nodiscard]] static bool knows(const std::string& name);
    [[nodiscard]] Expected<Options, std::string> options(
        const std::vector<std::string>& path,
        const std::function<std::string(const std::string&)>& absolute) const;

private:
    std::string name_, file_, as_of_, sale_, language_, format_ = "table";
};

}  // namespace pareto::hq::commands
