// The file of rejected rows: where each stood, what is wrong with it, and the row itself, so that
// it can be repaired and imported again with the same flags.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/fault.h"
#include "hq/import/row_file.h"

namespace pareto::hq::import {

/// One broken row.
struct Reject {
    Trace trace;
    std::string column;  ///< the file's name of the column, or its number where it has none
    std::string reason;
    std::string row;  ///< the row's own fields as CSV, without a line break
};

/// The fields as one line of CSV. What is not UTF-8 becomes U+FFFD and NUL becomes U+2400, so that
/// the file of rejects is sound itself.
[[nodiscard]] std::string row_text(const std::vector<std::string_view>& fields);

class Rejects {
public:
    /// The file is made with the first reject, under a name in `folder` that no file has yet:
    /// "sales-rejects-1.csv". `folder` empty: reasons are kept for the summary only.
    Rejects(std::string folder, std::string source_path, std::vector<std::string> header);
    /// Makes the rejects durable; nothing when there are none.
    [[nodiscard]] Result<void> close();
    [[nodiscard]] Result<void> add(const Reject& reject);
    /// Name and content of the file that is imported, once it is needed.
    [[nodiscard]] Result<std::string> source();
    /// Counts and tells what is wrong with the file itself; there is no row to repair.
    [[nodiscard]] Result<void> tell(const Trace& trace,
                                    const std::string& column,
                                    const std::string& reason);

    [[nodiscard]] std::int64_t count() const { return count_; }

    /// Empty when there is none.
    [[nodiscard]] const std::string& path() const { return path_; }

    /// The first few, as "file:line: column: reason".
    [[nodiscard]] const std::vector<std::string>& first() const { return first_; }

private:
    [[nodiscard]] Result<void> begin();
    std::string folder_;
    std::string source_path_;
    std::string source_;
    std::string path_;
    std::vector<std::string> header_;
    std::ofstream out_;
    std::int64_t count_ = 0;
    std::vector<std::string> first_;
};

}  // namespace pareto::hq::import
