// A CSV file as rows of known fields: the header bound, and where each row is from.
//
// A file of rejects is such a file too: its first columns (file, line, column, reason, source) say
// where the row stood before, and a row that is rejected again keeps saying so.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hq/import/columns.h"
#include "hq/import/csv_reader.h"

namespace pareto::hq::import {

/// Where a row stood in the file it first came from.
struct Trace {
    std::string file;    ///< as people name it
    std::string source;  ///< name and content of that file: "sales.csv#0a1b2c3d4e5f"; empty until
                         ///< it is known
    std::int64_t line = 0;
    bool operator==(const Trace&) const = default;
};

/// Columns that stand before a rejected row.
inline constexpr std::string_view kRejectColumns[] = {"file", "line", "column", "reason", "source"};

class RowFile {
public:
    /// Corrupt, with "path: line 1, …", when the header cannot be used.
    [[nodiscard]] static Result<RowFile> open(const std::string& path,
                                              std::span<const FieldSpec> fields,
                                              std::span<const Assignment> assignments);
    /// The same from bytes, for tests; `path` only names it.
    [[nodiscard]] static Result<RowFile> open(std::unique_ptr<ByteSource> source,
                                              const std::string& path,
                                              std::span<const FieldSpec> fields,
                                              std::span<const Assignment> assignments);

    /// The next row; false at the end. The record's fields are those of columns().header(); a row
    /// with more or fewer of them has a flaw.
    [[nodiscard]] Result<bool> next();

    [[nodiscard]] const CsvRecord& record() const { return record_; }

    [[nodiscard]] const Columns& columns() const { return columns_; }

    [[nodiscard]] const Trace& trace() const { return trace_; }

    [[nodiscard]] bool traced() const { return !prefix_.empty(); }

    [[nodiscard]] const ByteSource& source() const { return reader_.source(); }

private:
    RowFile(CsvReader reader, std::string path, Columns columns, std::vector<std::string> prefix);
    void take_trace();
    CsvReader reader_;
    std::string path_;
    Columns columns_;
    std::vector<std::string> prefix_;  ///< columns that stand before the row itself
    CsvRecord record_;
    Trace trace_;
};

/// "name#digest" of a file's content, the same under any name of the same content but for that
/// name.
[[nodiscard]] Result<std::string> source_of(const std::string& path);

}  // namespace pareto::hq::import
