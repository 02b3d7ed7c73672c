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

constexpr std::size_t kRejectColumnsRequired = 4;

std::size_t reject_prefix(const std::vector<std::string_view>& header) {
    std::size_t matching = 0;
    while (matching < std::size(kRejectColumns) && matching < header.size() &&
           header[matching] == kRejectColumns[matching]) {
        ++matching;
    }
    return matching >= kRejectColumnsRequired ? matching : 0;
}

std::string flaw_text(const std::string& path, const CsvRecord& record) {
    return path + ": line " + std::to_string(record.line) + ", column " +
           std::to_string(record.flaw->field + 1) + ": " + record.flaw->reason;
}

}  // namespace

RowFile::RowFile(CsvReader reader, std::string path, Columns columns, std::size_t prefix)
    : reader_(std::move(reader)),
      path_(std::move(path)),
      columns_(std::move(columns)),
      prefix_(prefix) {}

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
    const std::size_t prefix = reject_prefix(header.fields);
    std::vector<std::string> names;
    for (std::size_t index = prefix; index < header.fields.size(); ++index) {
        names.emplace_back(trimmed(header.fields[index]));
    }
    auto columns = Columns::bind(fields, std::move(names), assignments);
    if (!columns) return fault(FaultCode::Corrupt, path + ": " + columns.error());
    return RowFile{std::move(reader), path, std::move(*columns), prefix};
}

Result<bool> RowFile::next() {
    PARETO_TRY(const bool found, reader_.next(record_));
    if (!found) return false;
    const std::size_t expected = prefix_ + columns_.header().size();
    if (!record_.flaw && record_.fields.size() != expected) {
        record_.flaw =
            CsvFlaw{std::min(record_.fields.size(), expected),
                    std::to_string(record_.fields.size()) + " fields where the header names " +
                        std::to_string(expected) + " columns"};
    }
    trace_ = Trace{path_, {}, record_.line};
    if (prefix_ == 0) return true;
    const auto prefix_of_row = std::min(prefix_, record_.fields.size());
    if (prefix_of_row > 1) {
        const std::string_view line = record_.fields[1];
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
        if (error == std::errc{} && end == line.data() + line.size() && number > 0) {
            trace_ = Trace{std::string{record_.fields[0]},
                           std::string{prefix_of_row > 4 ? record_.fields[4] : record_.fields[0]},
                           number};
        }
    }
    record_.fields.erase(record_.fields.begin(),
                         record_.fields.begin() + static_cast<std::ptrdiff_t>(prefix_of_row));
    if (record_.flaw) record_.flaw->field -= std::min(record_.flaw->field, prefix_);
    return true;
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
