// The part of the down feed that is the same for all branches: one row a subject, with its newest
// state.
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
};

/// Each with a new position of its own. Inside a transaction begun with begin_writing.
[[nodiscard]] Result<void> publish(pareto::database::Connection& connection,
                                   std::span<const FeedSubject> subjects);

}  // namespace pareto::hq::database
