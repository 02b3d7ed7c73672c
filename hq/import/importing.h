// What all kinds of import need, and the four of them.
//
// Sales are read twice: the first reading finds out how many rows each receipt has and which are
// broken, the second records whole receipts, some thousand in a transaction. So memory holds a few
// bytes for each receipt of the file, and the rows of those that are still incomplete.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/fault.h"
#include "common/money/money.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "hq/import/columns.h"
#include "hq/import/progress.h"
#include "hq/import/summary.h"
#include "hq/import/turns.h"

namespace pareto::hq::import {

struct ImportFile {
    std::string path;
    std::string shown;  ///< as the person named it
    std::vector<Assignment> assignments;
};

struct ImportContext {
    Turns& turns;
    ports::Clock& clock;
    ports::Random& random;
    Progress& progress;
    Bytes card_key_secret;
    Currency currency;
    std::string time_zone;  ///< of the company
    std::string rejects_folder;
    std::int64_t slot = 0;
    bool dry_run = false;
    std::size_t open_bytes_max = 256U << 20U;  ///< of rows whose receipt is incomplete
    std::size_t receipts_per_transaction = 1'000;
};

[[nodiscard]] Result<ImportSummary> import_branches(ImportContext& context, const ImportFile& file);
[[nodiscard]] Result<ImportSummary> import_items(ImportContext& context, const ImportFile& file);
[[nodiscard]] Result<ImportSummary> import_members(ImportContext& context, const ImportFile& file);
[[nodiscard]] Result<ImportSummary> import_sales(ImportContext& context, const ImportFile& file);

[[nodiscard]] std::span<const FieldSpec> branch_fields();
[[nodiscard]] std::span<const FieldSpec> item_fields();
[[nodiscard]] std::span<const FieldSpec> member_fields();

}  // namespace pareto::hq::import
