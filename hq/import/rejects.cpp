// Writes the file of rejects.
#include "hq/import/rejects.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "hq/app/csv_field.h"

namespace pareto::hq::import {
namespace {

constexpr std::size_t kFirstMax = 20;

std::string mended(std::string_view text) {
    std::string out;
    while (true) {
        const std::size_t bad = find_bad_byte(text);
        out += text.substr(0, bad);
        if (bad == std::string_view::npos) return out;
        out += text[bad] == '\0' ? "\xE2\x90\x80" : "\xEF\xBF\xBD";
        text.remove_prefix(bad + 1);
    }
}

Result<std::string> free_path(const std::string& folder, const std::string& source_path) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fault(FaultCode::Unavailable, folder + ": cannot be made: " + error.message());
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    std::string stem = std::filesystem::path(source_path).filename().string();
    for (const std::string_view ending : {".zst", ".csv"}) {
        if (stem.ends_with(ending)) stem.resize(stem.size() - ending.size());
    }
    if (const std::size_t before = stem.find("-rejects-"); before != std::string::npos)
        stem.resize(before);
    constexpr int kAttemptsMax = 100'000;
    for (int number = 1; number < kAttemptsMax; ++number) {
        const auto path =
            std::filesystem::path(folder) / (stem + "-rejects-" + std::to_string(number) + ".csv");
        if (!std::filesystem::exists(path, error)) return path.string();
    }
    return fault(FaultCode::Exhausted, folder + ": too many files of rejects");
}

}  // namespace

std::string row_text(const std::vector<std::string_view>& fields) {
    std::string out;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (index > 0) out += ',';
        append_csv_field(out,
                         find_bad_byte(fields[index]) == std::string_view::npos
                             ? std::string{fields[index]}
                             : mended(fields[index]));
    }
    return out;
}

Rejects::Rejects(std::string folder, std::string source_path, std::vector<std::string> header)
    : folder_(std::move(folder)),
      source_path_(std::move(source_path)),
      header_(std::move(header)) {}

Result<void> Rejects::tell(const Trace& trace,
                           const std::string& column,
                           const std::string& reason) {
    ++count_;
    if (first_.size() < kFirstMax) {
        first_.push_back(trace.file + ":" + std::to_string(trace.line) + ": " + column + ": " +
                         reason);
    }
    return {};
}

Result<std::string> Rejects::source() {
    if (source_.empty()) {
        PARETO_TRY(source_, source_of(source_path_));
    }
    return source_;
}

Result<void> Rejects::begin() {
    PARETO_TRY(path_, free_path(folder_, source_path_));
    out_.open(path_, std::ios::binary | std::ios::trunc);
    std::string line;
    for (const std::string_view name : kRejectColumns)
        line += (line.empty() ? "" : ",") + std::string{name};
    for (const std::string& name : header_) {
        line += ',';
        append_csv_field(line, name);
    }
    out_ << line << '\n';
    return {};
}

Result<void> Rejects::add(const Reject& reject) {
    PARETO_TRY_VOID(tell(reject.trace, reject.column, reject.reason));
    if (folder_.empty()) return {};
    if (path_.empty()) PARETO_TRY_VOID(begin());
    std::string line;
    append_csv_field(line, reject.trace.file);
    line += "," + std::to_string(reject.trace.line) + ",";
    append_csv_field(line, reject.column);
    line += ',';
    append_csv_field(line, reject.reason);
    line += ',';
    std::string from = reject.trace.source;
    if (from.empty()) {
        PARETO_TRY(from, source());
    }
    append_csv_field(line, from + ":" + std::to_string(reject.trace.line));
    line += "," + reject.row + "\n";
    out_ << line;
    if (!out_) return fault(FaultCode::Unavailable, path_ + ": cannot be written");
    return {};
}

Result<void> Rejects::close() {
    if (!out_.is_open()) return {};
    out_.close();
    if (!out_) return fault(FaultCode::Unavailable, path_ + ": cannot be written");
    return {};
}

}  // namespace pareto::hq::import
