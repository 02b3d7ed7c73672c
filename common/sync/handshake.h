// HELLO and WELCOME: both ends compare their watermarks and agree how to go on. The rules are in README.md.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::sync {

inline constexpr std::uint32_t kProtocolVersion = 1;

/// One journal of the terminal: how far it goes, and how far it was acknowledged.
struct Head {
    Registration registration = 0;
    Sequence last = 0;
    Hash last_hash;
    Sequence acked = 0;
    Hash acked_hash;
    std::int64_t acked_term = 0;
    bool operator==(const Head&) const = default;
};

/// Heads with anything unacknowledged or acknowledged under another term than `known_term`, and the current one,
/// oldest first; the last is the current registration.
struct Hello {
    std::uint32_t version_min = kProtocolVersion;
    std::uint32_t version_max = kProtocolVersion;
    std::string program_version;
    std::string branch_code;
    std::string terminal_code;
    std::vector<Head> heads;
    std::int64_t feed_cursor = 0;
    std::int64_t known_term = 0;  ///< of the last WELCOME; when HQ's differs, the feed starts again from 0
    std::int64_t boot_id = 0;
    std::int64_t wall_ms = 0;
    bool anchor_ahead = false;  ///< the anchor file knew more than the database: restored from a backup
    bool needs_spare = false;
    bool operator==(const Hello&) const = default;
};

enum class HeadOutcome : std::uint8_t { Resume = 1, Restored = 2, Fork = 3, HqBehind = 4, Stale = 5 };
enum class TerminalStanding : std::uint8_t { Good = 1, Replaced = 2, Revoked = 3, CertificateExpired = 4 };

struct Watermark {
    Registration registration = 0;
    Sequence sequence = 0;
    Hash hash;
    HeadOutcome outcome = HeadOutcome::Resume;
    bool operator==(const Watermark&) const = default;
};

struct Welcome {
    std::uint32_t version = kProtocolVersion;
    TerminalStanding standing = TerminalStanding::Good;
    std::int64_t session_token = 0;     ///< fences every older session of this terminal
    std::int64_t term = 0;
    std::vector<Watermark> watermarks;  ///< one for each head of Hello
    Registration granted = 0;           ///< continue under this registration; 0 = keep the current one
    Registration spare = 0;             ///< keep in the anchor for selling after an offline restore; 0 = keep the old one
    std::int64_t receipt_number = 0;    ///< highest receipt number HQ has of this terminal
    std::uint32_t credits = 0;          ///< batches that may be under way
    std::int64_t hq_time_ms = 0;
    std::string certificate_pem;        ///< renewed certificate; empty = none
    Bytes allowance_key = {};           ///< public: by which HQ signs allowances now; empty = it grants none
    bool operator==(const Welcome&) const = default;
};

}  // namespace pareto::sync
