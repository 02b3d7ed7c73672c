// The table tag_event: written with the sales, and checked against their entries.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "common/database/database.h"
#include "hq/app/tags.h"
#include "hq/database/verify_steps.h"

namespace pareto::hq::database {

[[nodiscard]] Result<void> write_tags(pareto::database::Connection& connection,
                                      std::span<const TagEvent> events);

/// The oracle: what the table says of each sale is what its entry says.
class TagOracle {
public:
    [[nodiscard]] static Result<TagOracle> read(pareto::database::Connection& connection);
    /// Once for each posted sale.
    void check(SaleId id, const sale::Sale& sale, Findings& findings);
    /// After the last sale: what is left belongs to none.
    void finish(Findings& findings) const;

private:
    std::map<std::int64_t, std::vector<TagEvent>> rows_;  ///< by entry, in the order of lines
};

}  // namespace pareto::hq::database
