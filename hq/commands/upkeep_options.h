// pareto-hq backup and restore: what they were asked to do.
#pragma once

#include <string>

namespace pareto::hq::commands {

struct BackupOptions {
    std::string to;
};

struct RestoreOptions {
    std::string from;
    bool force = false;
    bool mark_only = false;  ///< the tables were restored by other means
};

}  // namespace pareto::hq::commands
