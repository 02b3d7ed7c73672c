// What operations wants done at HQ: the same as the commands of that name do, by the same code. How
// it is done comes in as a function, because the commands are above the API.
#pragma once

#include <functional>
#include <string>

#include "common/base/id.h"
#include "common/journal/entry.h"

namespace pareto::hq::api {

struct Errand {
    enum class What { Enrol, Replace, Revoke, ApproveRenewal, WriteOff, Settle, Backup };
    What what = What::Enrol;
    std::string branch = {};    ///< Enrol, Replace: its code
    std::string terminal = {};  ///< Enrol, Replace: its code
    std::int64_t id = 0;        ///< Revoke, ApproveRenewal, WriteOff: the terminal's
    EntryId entry = {};         ///< Settle
    journal::Settlement outcome = journal::Settlement::Noted;
    std::string reason = {};       ///< WriteOff, Settle: a code
    std::string by = {};           ///< WriteOff, Settle: who decided it
    std::string approved_by = {};  ///< Settle: the second person
    std::string to = {};           ///< Backup: the name of its folder
};

struct Ran {
    bool is_done = false;
    std::string said;  ///< what the command prints; else why it was not done, in one line
};

using RunErrand = std::function<Ran(const Errand& errand)>;

}  // namespace pareto::hq::api
