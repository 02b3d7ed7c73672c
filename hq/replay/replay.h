// A replay: every terminal of a sales file as a real terminal program, so many at a time, until HQ has every receipt.
#pragma once

#include "hq/replay/terminal_run.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pareto::hq::replay {

/// The receipts of each (branch, terminal) in the order they were sold.
using ReceiptsByTerminal = std::map<std::pair<std::string, std::string>, std::vector<ReplayReceipt>>;

struct ReplaySettings {
    std::string program;    ///< path of pareto-terminal
    std::string directory;  ///< one folder a terminal is made in it
    std::string hq;         ///< HOST:PORT
    std::size_t terminals = 20;  ///< programs running at a time
    std::int64_t speed = 0;      ///< 0 = as fast as can be; N = N times as fast as it was sold
};

struct ReplayReport {
    std::int64_t receipts = 0;       ///< in the file
    std::int64_t recorded = 0;       ///< by the terminals
    std::int64_t at_hq = 0;          ///< counted by HQ
    std::int64_t terminals = 0;
    std::int64_t digests_equal = 0;  ///< terminals whose set of sales equals HQ's
    std::int64_t restarts = 0;
    std::int64_t milliseconds = 0;
    std::vector<std::string> failures;
    [[nodiscard]] bool exactly_once() const {
        return failures.empty() && recorded == receipts && at_hq == receipts && digests_equal == terminals;
    }
};

/// Prints progress to `progress` about once a second: receipts, rate, terminals connected, entries not yet at HQ.
[[nodiscard]] ReplayReport replay(const ReplaySettings& settings, ReceiptsByTerminal receipts, std::ostream& progress);

}  // namespace pareto::hq::replay
