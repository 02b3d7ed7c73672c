// The part of the down feed that is one row a subject, with its newest state: the same for all
// branches, or for one.
#pragma once

#include <span>
#include <string>

#include "common/database/database.h"
#include "common/sync/feed.h"

namespace pareto::hq::database {

struct FeedSubject {
    sync::ChangeKind kind = sync::ChangeKind::Rules;
    std::string name;
    Bytes bytes;
    BranchId branch = {};  ///< 0 = all branches
};

/// Each with a new position of its own. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<void> publish(pareto::database::Connection& connection,
                                   std::span<const FeedSubject> subjects);

}  // namespace pareto::hq::database
