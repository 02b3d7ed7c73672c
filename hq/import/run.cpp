// What the four imports share.
#include "hq/import/run.h"

#include <algorithm>

namespace pareto::hq::import {

Rejects begin_rejects(const ImportContext& context,
                      const ImportFile& file,
                      const Columns& columns) {
    return Rejects{
        context.dry_run ? std::string{} : context.rejects_folder, file.path, columns.header()};
}

Result<void> look_over_columns(const ImportFile& file,
                               const Columns& columns,
                               std::span<const FieldSpec> fields,
                               Rejects& rejects,
                               ImportSummary& summary) {
    std::string unused;
    for (const std::size_t column : columns.unused()) {
        const std::string& name = columns.header()[column];
        unused += (unused.empty() ? "" : ", ") + name;
        if (!file.assignments.empty()) continue;
        for (std::size_t field = 0; field < fields.size(); ++field) {
            if (!columns.has(field) && is_similar(name, fields[field].name)) {
                return fault(FaultCode::Corrupt,
                             file.shown + ": line 1, column " + std::to_string(column + 1) +
                                 ": unknown column " + shown(name) + "; did you mean " +
                                 std::string{fields[field].name} + "?");
            }
        }
        PARETO_TRY_VOID(
            rejects.tell(Trace{file.shown, {}, 1}, name, "unknown column; it is not imported"));
    }
    if (!unused.empty() && !file.assignments.empty())
        summary.notes.push_back("columns not used: " + unused);
    return {};
}

Result<void> end_rejects(Rejects& rejects, ImportSummary& summary) {
    PARETO_TRY_VOID(rejects.close());
    summary.rejected_rows = rejects.count();
    summary.reasons = rejects.first();
    summary.rejects_path = rejects.path();
    return {};
}

Result<void> reject_row(Rejects& rejects,
                        const RowFile& rows,
                        std::size_t column,
                        const std::string& reason) {
    return rejects.add(Reject{
        rows.trace(), rows.columns().name_of(column), reason, row_text(rows.record().fields)});
}

}  // namespace pareto::hq::import
