// Whoever writes to the books takes turns: one connection, one thread, one transaction after the
// other.
//
// A command that runs alone takes its turn at once. Within a serving process a command runs beside
// the terminals' sessions, and its turns come between their transactions, so that a long import
// keeps no terminal waiting.
#pragma once

#include <functional>

#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/database/database.h"

namespace pareto::hq::import {

class Turns {
public:
    virtual ~Turns() = default;
    /// Runs `work` with the books' connection and returns what it returned. Short: at most a
    /// transaction or two.
    [[nodiscard]] virtual Result<void> take(
        const std::function<Result<void>(pareto::database::Connection&)>& work) = 0;
    /// The registration under which this process appends entries. Within a turn, inside its writing
    /// transaction: it is drawn by the first that needs one, so that a command that finds nothing
    /// to do changes nothing.
    [[nodiscard]] virtual Result<Registration> registration(
        pareto::database::Connection& connection) = 0;
};

}  // namespace pareto::hq::import
