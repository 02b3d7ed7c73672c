// A sale as people name it.
#pragma once

#include <string>

#include "common/base/id.h"
#include "common/database/database.h"

namespace pareto::hq::commands {

/// "HK01-2-000012": branch, terminal and number of a receipt, also of an imported one; or "12:3",
/// an entry. Of several the newest, as where a terminal was made anew. Unsupported when there is
/// none.
[[nodiscard]] Result<EntryId> find_sale(pareto::database::Connection& connection,
                                        const std::string& text);

}  // namespace pareto::hq::commands
