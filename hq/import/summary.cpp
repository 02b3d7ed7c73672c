// The summary as text.
#include "hq/import/summary.h"

#include <algorithm>

namespace pareto::hq::import {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right) {
    const std::string padding(width > text.size() ? width - text.size() : 0, ' ');
    return right ? padding + text : text + padding;
}

}  // namespace

std::string to_text(const ImportSummary& summary, bool dry_run) {
    std::string text = summary.kind + ": " + summary.file +
                       (dry_run ? " (dry run: nothing is changed)" : "") + "\n";
    std::size_t label_width = 0;
    std::size_t count_width = 0;
    for (const SummaryLine& line : summary.lines) {
        label_width = std::max(label_width, line.label.size());
        count_width = std::max(count_width, std::to_string(line.count).size());
    }
    for (const SummaryLine& line : summary.lines) {
        text += "  " + padded(line.label, label_width, false) + "  " +
                padded(std::to_string(line.count), count_width, true);
        text += (line.note.empty() ? "" : "  " + line.note) + "\n";
    }
    for (const std::string& note : summary.notes)
        text += "  " + note + "\n";
    for (const std::string& reason : summary.reasons)
        text += "  " + reason + "\n";
    const auto shown = static_cast<std::int64_t>(summary.reasons.size());
    if (summary.rejected_rows > shown) {
        text +=
            "  ... and " + std::to_string(summary.rejected_rows - shown) + " more rejected rows\n";
    }
    if (!summary.rejects_path.empty())
        text += "  rejected rows are in " + summary.rejects_path + "\n";
    return text;
}

}  // namespace pareto::hq::import
