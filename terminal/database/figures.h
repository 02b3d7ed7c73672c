// What goes into the journal's file once, and what is asked about it as a whole.
#pragma once

#include <cstdint>
#include <string>

#include "common/sync/message.h"

namespace pareto::terminal::database {

/// What an enrolment brings: HQ's answer, the key made on this device, and where HQ is.
struct Enrolment {
    sync::EnrolResponse response;
    std::string key_pem;
    std::string hq_address;  ///< HOST:PORT
};

struct JournalStatus {
    std::int64_t unsent = 0;
    Registration registration = 0;
    sync::TerminalStanding standing = sync::TerminalStanding::Good;
    std::int64_t feed_cursor = 0;
    std::int64_t hq_time_ms = 0;
    bool must_restore = false;  ///< entries are known to be lost and HQ has not given them back
    std::string anchor_fault;   ///< the anchor file cannot be written
};

struct CensusFigures {
    std::int64_t sales = 0;
    Hash digest;  ///< SHA-256 over the sale ids ascending, 8 bytes big-endian each
    bool operator==(const CensusFigures&) const = default;
};

}  // namespace pareto::terminal::database
