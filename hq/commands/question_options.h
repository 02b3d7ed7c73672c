// pareto-hq segment and sale: what they were asked.
#pragma once

#include <optional>
#include <string>

#include "hq/commands/session.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {

struct SegmentOptions {
    enum class What { List, Show, Members, Define, Refresh };
    What what = What::List;
    std::string name;                   ///< Show, Members
    std::string file, shown;            ///< Define: its path, and as the person wrote it
    std::optional<BusinessDate> as_of;  ///< Define, Refresh: none = the last day that is over
    reports::Format format = reports::Format::Table;
};

[[nodiscard]] bool changes_books(const SegmentOptions& options);
int change_segment(const SegmentOptions& options, const WritingSession& session);
int show_segment(const Place& place,
                 const SegmentOptions& options,
                 const Surroundings& surroundings);

/// Why a sale cost what it cost and earned what it earned.
struct SaleOptions {
    std::string sale;      ///< a receipt's number (BRANCH-TERMINAL-NUMBER) or an entry (12:3)
    std::string language;  ///< "en", "zh-Hant"; empty = the company's
};

/// In sentences, a line each.
[[nodiscard]] Result<std::string> why_sale(pareto::database::Connection& connection,
                                           const SaleOptions& options);
int explain(const Place& place, const SaleOptions& options, const Surroundings& surroundings);

}  // namespace pareto::hq::commands
