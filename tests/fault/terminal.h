// One terminal: a real pareto-terminal on a data directory of its own, with its anchor beside that directory.
//
// Every sale of a test has another amount, so HQ's list of amounts tells whether each is there exactly once, whatever
// became of its id.
#pragma once

#include "tests/fault/hq.h"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pareto::fault_test {

namespace json = boost::json;

struct Sold {
    std::string sale_id;
    std::string receipt;
    std::int64_t amount_minor = 0;
};

class Terminal {
public:
    /// Enrolled at a serving HQ; not running.
    Terminal(const Hq& hq, const std::string& branch, const std::string& code);
    Terminal(const Hq& hq, const std::string& one_time_code);
    /// A copy of everything on this terminal's disk. Neither may run.
    [[nodiscard]] Terminal clone() const;

    void start();
    /// With these arguments, see run_arguments().
    void start(const std::vector<std::string>& arguments);
    void kill();
    /// `quit`; its exit status.
    int quit();
    [[nodiscard]] Program& program() { return *program_; }

    /// One command, given as {"command":…}; Broken when the program ends instead of answering.
    json::object tell(const std::string& command);
    /// The same; Broken unless it is answered "ok".
    json::object done(const std::string& command);
    void open_shift();
    /// Notes that this was sold; `answer` is the sale's.
    void note(const json::object& answer);
    /// Sells `count` receipts and notes them.
    void sell(int count = 1, const std::string& card = {});
    /// Until nothing is unsent.
    [[nodiscard]] bool synced(std::chrono::milliseconds within = kSoon);
    /// Until `status` shows it.
    [[nodiscard]] bool shows(const std::string& field, const json::value& value, std::chrono::milliseconds within = kSoon);
    [[nodiscard]] json::object status() { return done(R"({"command":"status"})"); }
    /// HQ, once it is within reach, has exactly the sales this terminal has.
    [[nodiscard]] bool census_equal();

    /// The data directory without the anchor, as a backup would hold it; not while running.
    void backup(const std::string& name) const;
    void restore(const std::string& name);
    void lose_anchor() const;

    /// `pareto-terminal COMMAND --data …` (with --anchor for enrol and run).
    [[nodiscard]] Ran command(const std::string& name, const std::vector<std::string>& arguments = {}) const;
    [[nodiscard]] bool journal_holds() const { return command("journal", {"--verify"}).status == 0; }
    [[nodiscard]] const std::vector<Sold>& sold() const { return sold_; }
    [[nodiscard]] std::string data() const { return place_->file("data"); }
    [[nodiscard]] std::string anchor() const { return place_->file("anchor"); }
    [[nodiscard]] std::string beside(const std::string& name) const { return place_->file(name); }
    /// Arguments that run it, for a test that starts it in its own way.
    [[nodiscard]] std::vector<std::string> run_arguments() const;

private:
    Terminal() = default;

    std::shared_ptr<test::TemporaryDirectory> place_ = std::make_shared<test::TemporaryDirectory>();
    std::string hq_;
    std::optional<Program> program_;
    std::vector<Sold> sold_;
};

/// An amount that no sale of this process had before.
[[nodiscard]] std::int64_t next_amount();
/// One sale of one line as a command; `intent` makes it repeatable.
[[nodiscard]] std::string sale_command(std::int64_t amount_minor, const std::string& card = {}, const std::string& intent = {});
/// What is wrong with HQ's sales, when they should be these, each once; "" when nothing is.
[[nodiscard]] std::string difference(const Hq& hq, const std::vector<const Terminal*>& terminals);

}  // namespace pareto::fault_test
