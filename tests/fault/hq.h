// One head office in a folder of its own: its commands, and its serving process, which may be killed at any moment.
#pragma once

#include "tests/fault/program.h"
#include "tests/support/temporary_directory.h"

#include <optional>

namespace pareto::fault_test {

class Hq {
public:
    /// Initialised: "Test Company", HKD, Asia/Hong_Kong. Nothing serves yet.
    Hq();

    /// `pareto-hq COMMAND … --data FOLDER`.
    [[nodiscard]] Ran command(const std::string& name, const std::vector<std::string>& arguments = {}) const;
    /// The same; Broken unless it ends with 0. What it printed.
    std::string done(const std::string& name, const std::vector<std::string>& arguments = {}) const;
    /// `pareto-hq terminal WHAT …`.
    [[nodiscard]] Ran terminal(const std::string& what, const std::vector<std::string>& arguments = {}) const;
    [[nodiscard]] std::string enrol(const std::string& branch, const std::string& terminal) const;
    /// Imports members with these cards.
    void import_members(const std::vector<std::string>& cards) const;

    /// On the same port every time. With `inject`, under strace (see under_strace); it may die before it serves: false.
    bool serve(const std::string& inject = {});
    /// It died by itself.
    [[nodiscard]] bool ended() { return !serving_->exchange(std::chrono::milliseconds{0}); }
    void kill();
    /// SIGTERM; its exit status.
    int stop();

    /// "" when every oracle holds, else what verify says.
    [[nodiscard]] std::string verify() const;
    /// First column of the first row, 0 when there is none; all rows, "a|b" each, joined with ", ". Reads the file itself.
    [[nodiscard]] std::int64_t number(const std::string& sql) const;
    [[nodiscard]] std::string rows(const std::string& sql) const;
    /// Receipts that HQ counts.
    [[nodiscard]] std::int64_t sales() const { return number("select count(*) from sale"); }

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] std::string folder() const { return directory_.file("hq"); }
    [[nodiscard]] std::string beside(const std::string& name) const { return directory_.file(name); }
    [[nodiscard]] const Program& process() const { return *serving_; }

private:
    test::TemporaryDirectory directory_;
    std::string address_ = "127.0.0.1:0";
    std::optional<Program> serving_;
};

}  // namespace pareto::fault_test
