// Questions beside the journal, and enrolment: what a terminal asks HQ and waits for.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/money/money.h"

#include <cstdint>
#include <string>
#include <variant>

namespace pareto::sync {

/// Redemption: debit first. Idempotent by the redemption's id.
struct Authorise {
    EntryId redemption;
    MemberId member;
    Points points;
    bool operator==(const Authorise&) const = default;
};
/// How many sales HQ has of this terminal's registration, and a digest over them, for `pareto-replay`.
struct Census {
    Registration registration = 0;
    bool operator==(const Census&) const = default;
};
struct Request {
    std::int64_t number = 0;
    std::variant<std::monostate, Authorise, Census> body;
    bool operator==(const Request&) const = default;
};

enum class AuthoriseOutcome : std::uint8_t { Approved = 1, InsufficientPoints = 2, UnknownMember = 3, NotAllowed = 4 };
struct Response {
    std::int64_t number = 0;
    AuthoriseOutcome outcome = AuthoriseOutcome::NotAllowed;
    Points available;              ///< after the debit
    std::int64_t sales = 0;        ///< Census
    Hash digest;                   ///< Census: SHA-256 over the sale ids ascending, 8 bytes big-endian each
    std::string error;             ///< not empty = the request could not be answered; ask again
    bool operator==(const Response&) const = default;
};

struct EnrolRequest {
    Bytes secret;  ///< from the one-time code
    std::string request_pem;
    bool operator==(const EnrolRequest&) const = default;
};
struct EnrolResponse {
    std::string refusal;  ///< empty = enrolled
    std::string certificate_pem;
    std::string authority_pem;
    Bytes card_key_secret;  ///< k_uid, chain-wide
    std::int64_t terminal_id = 0;
    std::int64_t branch_id = 0;
    std::string branch_code, terminal_code, company, currency, time_zone;
    Registration registration = 0;
    Registration spare = 0;
    bool operator==(const EnrolResponse&) const = default;
};

}  // namespace pareto::sync
