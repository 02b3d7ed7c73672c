// One terminal of a replay: a real terminal program, its receipts, and how far it is.
//
// Whatever kills the program, it is started again and the receipts it did not answer are given once more; each carries
// an intent, so that the terminal records none twice.
#pragma once

#include "hq/replay/child_process.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace pareto::hq::replay {

struct ReplayReceipt {
    std::int64_t at_ms = 0;  ///< when it was sold
    std::string command;     ///< the terminal's command that records it, one JSON line
};

struct TerminalRunSettings {
    std::string program;    ///< path of pareto-terminal
    std::string directory;  ///< of this terminal
    std::string hq;         ///< HOST:PORT
    std::string branch, terminal;
};

class TerminalRun {
public:
    enum class Phase { Waiting, Selling, Syncing, Counting, Done, Failed };
    static constexpr std::size_t kWindow = 32;  ///< commands given and not yet answered

    TerminalRun(TerminalRunSettings settings, std::vector<ReplayReceipt> receipts);

    [[nodiscard]] Result<void> start();
    /// Does whatever can be done now; receipts sold after `until_ms` wait.
    void proceed(std::int64_t until_ms);
    /// Asks for its state, for the progress line, and again for a census that HQ did not answer. About once a second.
    void ask_status();

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] bool running() const { return child_.has_value(); }
    [[nodiscard]] const ChildProcess* child() const { return child_ ? &*child_ : nullptr; }
    [[nodiscard]] std::size_t recorded() const { return answered_; }
    [[nodiscard]] std::size_t total() const { return receipts_.size(); }
    [[nodiscard]] std::int64_t unsent() const { return unsent_; }
    [[nodiscard]] bool online() const { return online_; }
    [[nodiscard]] int restarts() const { return restarts_; }
    /// Set in Done: what HQ counts and whether its digest equals the terminal's.
    [[nodiscard]] std::int64_t sales_at_hq() const { return sales_at_hq_; }
    [[nodiscard]] bool digests_equal() const { return digests_equal_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] std::string name() const { return settings_.branch + "/" + settings_.terminal; }

private:
    enum class Asked { Sale, Status, Synced, Census };
    void fill_window(std::int64_t until_ms);
    void take_answer(const std::string& line);
    void take_sale_answer(const std::string& line);
    void ask(Asked asked, const std::string& command);
    void on_exit();
    void fail(std::string reason);

    TerminalRunSettings settings_;
    std::vector<ReplayReceipt> receipts_;
    std::optional<ChildProcess> child_;
    Phase phase_ = Phase::Waiting;
    std::deque<Asked> asked_;
    std::size_t given_ = 0;
    std::size_t answered_ = 0;
    std::int64_t unsent_ = 0;
    bool online_ = false;
    int restarts_ = 0;
    int exits_in_a_row_ = 0;
    std::int64_t sales_at_hq_ = 0;
    bool digests_equal_ = false;
    std::string failure_;
};

}  // namespace pareto::hq::replay
