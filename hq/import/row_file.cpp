// Header and rows of an imported file.
#include "hq/import/row_file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <utility>

#include "common/journal/entry.h"

namespace pareto::hq::import {
namespace {

// The leading columns that say where a row stood, when they are enough to tell and no field is
// taken from them.
std::vector<std::string> trace_columns(const std::vector<std::string_view>& header,
                                       std::span<const Assignment> assignments) {
    std::vector<std::string> leading;
    for (const std::string_view name : header) {
        const bool known = std::find(std::begin(kRejectColumns), std::end(kRejectColumns), name) !=
                           std::end(kRejectColumns);
        const bool taken = std::any_of(assignments.begin(), assignments.end(), [&](const auto& a) {
            return !a.constant && a.value == name;
        });
        if (!known || taken || std::find(leading.begin(), leading.end(), name) != leading.end())
            break;
        leading.emplace_back(name);
    }
    const auto has = [&](std::string_view name) {
        return std::find(leading.begin(), leading.end(), name) != leading.end();
    };
    if (!has("source") && !(has("file") && has("line"))) leading.clear();
    return leading;
}

std::int64_t line_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::string flaw_text(const std::string& path, const CsvRecord& record) {
    return path + ": line " + std::to_string(record.line) + ", column " +
           std::to_string(record.flaw->field + 1) + ": " + record.flaw->reason;
}

}  // namespace

RowFile::RowFile(CsvReader reader,
                 std::string path,
                 Columns columns,
                 std::vector<std::string> prefix)
    : reader_(std::move(reader)),
      path_(std::move(path)),
      columns_(std::move(columns)),
      prefix_(std::move(prefix)) {}

Result<RowFile> RowFile::open(const std::string& path,
                              std::span<const FieldSpec> fields,
                              std::span<const Assignment> assignments) {
    PARETO_TRY(auto source, open_file(path));
    return open(std::move(source), path, fields, assignments);
}

Result<RowFile> RowFile::open(std::unique_ptr<ByteSource> source,
                              const std::string& path,
                              std::span<const FieldSpec> fields,
                              std::span<const Assignment> assignments) {
    CsvReader reader(std::move(source));
    CsvRecord header;
    auto found = reader.next(header);
    if (!found) return fault(found.error().code, path + ": " + found.error().detail);
    if (!*found)
        return fault(FaultCode::Corrupt,
                     path + ": line 1: the file is empty; a header is required");
    if (header.flaw) return fault(FaultCode::Corrupt, flaw_text(path, header));
    std::vector<std::string> prefix = trace_columns(header.fields, assignments);
    std::vector<std::string> names;
    for (std::size_t index = prefix.size(); index < header.fields.size(); ++index) {
        names.emplace_back(trimmed(header.fields[index]));
    }
    auto columns = Columns::bind(fields, std::move(names), assignments);
    if (!columns) return fault(FaultCode::Corrupt, path + ": " + columns.error());
    return RowFile{std::move(reader), path, std::move(*columns), std::move(prefix)};
}

Result<bool> RowFile::next() {
    PARETO_TRY(const bool found, reader_.next(record_));
    if (!found) return false;
    const std::size_t expected = prefix_.size() + columns_.header().size();
    if (!record_.flaw && record_.fields.size() != expected) {
        record_.flaw =
            CsvFlaw{std::min(record_.fields.size(), expected),
                    std::to_string(record_.fields.size()) + " fields where the header names " +
                        std::to_string(expected) + " columns"};
    }
    trace_ = Trace{path_, {}, record_.line};
    if (!prefix_.empty()) take_trace();
    return true;
}

// "sales.csv#0a1b2c3d4e5f:17" says it all; a line of its own column counts more.
void RowFile::take_trace() {
    const std::size_t present = std::min(prefix_.size(), record_.fields.size());
    Trace trace;
    for (std::size_t index = 0; index < present; ++index) {
        const std::string_view cell = trimmed(record_.fields[index]);
        if (prefix_[index] == "file") trace.file = cell;
        if (prefix_[index] == "source") trace.source = cell;
        if (prefix_[index] == "line") trace.line = line_number(cell);
    }
    const std::size_t colon = trace.source.rfind(':');
    if (colon != std::string::npos) {
        const std::int64_t line = line_number(std::string_view{trace.source}.substr(colon + 1));
        if (line > 0) trace.source.resize(colon);
        if (trace.line == 0) trace.line = line;
    }
    if (trace.source.empty()) trace.source = trace.file;
    if (trace.file.empty()) trace.file = trace.source.substr(0, trace.source.rfind('#'));
    if (trace.line > 0 && !trace.source.empty()) trace_ = std::move(trace);
    record_.fields.erase(record_.fields.begin(),
                         record_.fields.begin() + static_cast<std::ptrdiff_t>(present));
    if (record_.flaw) record_.flaw->field -= std::min(record_.flaw->field, prefix_.size());
}

Result<std::string> source_of(const std::string& path) {
    constexpr std::size_t kPiece = 1U << 20U;
    constexpr std::size_t kDigitsShown = 12;
    // The bytes as they lie on disk.
    PARETO_TRY(const auto file, open_raw_file(path));
    Hash digest;
    Bytes piece;
    while (true) {
        piece.resize(kPiece);
        std::size_t filled = 0;
        while (filled < kPiece) {
            PARETO_TRY(const std::size_t count, file->read(piece.data() + filled, kPiece - filled));
            if (count == 0) break;
            filled += count;
        }
        if (filled == 0) break;
        piece.resize(filled);
        digest = journal::chain(digest, piece);
    }
    return std::filesystem::path(path).filename().string() + "#" +
           to_hex(digest.view()).substr(0, kDigitsShown);
}

}  // namespace pareto::hq::import
