// Records whole receipts: decides for each whether it is new, known, other than it was, or
// completed by a repaired row, and writes what follows in one transaction.
//
// A supplement replaces the sale: its post-void and the completed sale are appended together, so
// that points, visits and figures are those of a receipt that had been whole from the start.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/loyalty/loyalty.h"
#include "common/ports/clock.h"
#include "hq/database/local_journal.h"
#include "hq/import/branches.h"
#include "hq/import/cards.h"
#include "hq/import/rejects.h"
#include "hq/import/sales_row.h"
#include "hq/import/turns.h"

namespace pareto::hq::import {

struct RowOfReceipt {
    SalesRow row;
    std::int64_t line = 0;
    std::string text;                  ///< as CSV, should it be rejected
    std::unique_ptr<Trace> came_from;  ///< of a row that is read from a file of rejects
};

struct WholeReceipt {
    ReceiptIdentity identity;
    std::vector<RowOfReceipt> rows;
};

/// A row whose receipt could not be read: its repair may be appended once.
struct LoneRow {
    std::string source;
    std::int64_t line = 0;
};

struct SalesCounts {
    std::int64_t imported_receipts = 0;
    std::int64_t imported_rows = 0;
    std::int64_t known_receipts = 0;
    std::int64_t known_rows = 0;
    std::int64_t supplemented_receipts = 0;
    std::int64_t supplemented_rows = 0;
    std::int64_t enrolled_members = 0;
    std::int64_t rounded_rows = 0;
    std::int64_t skipped_times = 0;   ///< local times that the clocks skipped
    std::int64_t repeated_times = 0;  ///< local times that came twice
    std::int64_t net_minor = 0;
};

struct SalesContext {
    Bytes card_key_secret;
    Currency currency;
    std::int64_t slot = 0;
    bool dry_run = false;
};

class SalesRecorder {
public:
    SalesRecorder(Turns& turns,
                  ports::Clock& clock,
                  SalesContext context,
                  Branches& branches,
                  Rejects& rejects);

    [[nodiscard]] Result<void> load();
    /// One turn, one transaction. `file` is what rows without a trace are rejected under.
    [[nodiscard]] Result<void> record(std::vector<WholeReceipt> receipts,
                                      std::vector<LoneRow> lone_rows,
                                      const Trace& file);

    [[nodiscard]] const SalesCounts& counts() const { return counts_; }

private:
    struct Stored;
    struct Supplement;
    struct Planned;
    class Work;

    Turns& turns_;
    ports::Clock& clock_;
    SalesContext context_;
    Branches& branches_;
    Rejects& rejects_;
    Cards cards_;
    loyalty::RuleSet rules_;
    SalesCounts counts_;
};

}  // namespace pareto::hq::import
