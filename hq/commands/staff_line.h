// pareto-hq staff: who works at a branch's terminals. Its part of the command line is parsed in
// hq/staff_main.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/expected.h"

namespace CLI {  // NOLINT(readability-identifier-naming): as the library is called
class App;
}

namespace pareto::hq::commands {

struct WritingSession;

struct StaffOptions {
    enum class What { Add, List, Disable };
    What what = What::List;
    std::string branch, operator_id, name;
    std::string role = "cashier";
    std::vector<std::string> allowed, denied;  ///< names of rights
    bool has_pin = true;  ///< a new one is made and shown once; else the card alone signs on
    std::string card;     ///< the number of the staff card; empty = none
};

class StaffLine {
public:
    /// See UserLine::AddTo.
    using AddTo = std::function<CLI::App*(CLI::App*, const std::string&, const std::string&)>;

    StaffLine();
    ~StaffLine();
    StaffLine(const StaffLine&) = delete;
    StaffLine& operator=(const StaffLine&) = delete;

    void add(CLI::App& app, const AddTo& add_to);
    /// `what`: the subcommand that was chosen. The error is one line.
    [[nodiscard]] Expected<StaffOptions, std::string> options(const std::string& what) const;

private:
    struct Flags;
    std::unique_ptr<Flags> flags_;
};

int manage_staff(const StaffOptions& options, const WritingSession& session);

}  // namespace pareto::hq::commands
