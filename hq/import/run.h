// The parts that every import is made of: the header looked over, rejects begun, the summary ended.
#pragma once

#include <string>

#include "hq/import/importing.h"
#include "hq/import/rejects.h"
#include "hq/import/row_file.h"

namespace pareto::hq::import {

/// Rejects of a file; in a dry run they are counted and told, not written.
[[nodiscard]] Rejects begin_rejects(const ImportContext& context,
                                    const ImportFile& file,
                                    const Columns& columns);

/// Columns that no field reads. With --map or --const that is what one expects of a foreign file,
/// and a note. Without, the column is rejected (it was not imported, and someone may think it was);
/// one whose name is nearly that of an absent field refuses the file, because importing without
/// that field would be wrong for good.
[[nodiscard]] Result<void> look_over_columns(const ImportFile& file,
                                             const Columns& columns,
                                             std::span<const FieldSpec> fields,
                                             Rejects& rejects,
                                             ImportSummary& summary);

/// Closes the rejects and takes their figures over.
[[nodiscard]] Result<void> end_rejects(Rejects& rejects, ImportSummary& summary);

/// Rejects the row that `rows` stands at.
[[nodiscard]] Result<void> reject_row(Rejects& rejects,
                                      const RowFile& rows,
                                      std::size_t column,
                                      const std::string& reason);

}  // namespace pareto::hq::import
