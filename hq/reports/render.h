// A report as bytes, one function a format. The same report gives the same bytes, always and
// everywhere.
#pragma once

#include <string>
#include <string_view>

#include "hq/reports/report.h"

namespace pareto::hq::reports {

enum class Format { Table, Csv, Json, Xlsx, Pdf };
[[nodiscard]] std::optional<Format> find_format(std::string_view name);

[[nodiscard]] Result<Bytes> render(const Report& report, Format format);

/// For a terminal window: the headline, then aligned columns.
[[nodiscard]] Bytes to_table(const Report& report);
/// RFC 4180 with CRLF; the rows only. A text that a spreadsheet would take for a formula gets a
/// leading apostrophe.
[[nodiscard]] Bytes to_csv(const Report& report);
/// {headline…, "rows": [{…}]}; money in minor units, ids as strings.
[[nodiscard]] Bytes to_json(const Report& report);
[[nodiscard]] Result<Bytes> to_xlsx(const Report& report);
/// A4 across, the header on every page.
[[nodiscard]] Result<Bytes> to_pdf(const Report& report);

}  // namespace pareto::hq::reports
