// Questions beside the journal, and enrolment: what a terminal asks HQ and waits for.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/base/time.h"
#include "common/money/money.h"
#include "common/sale/value_account.h"
#include "common/sync/reward_request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace pareto::sync {

/// Redemption: debit first. Idempotent by the redemption's id.
struct Authorise {
    EntryId redemption;
    MemberId member;
    Points points;
    std::string gift = {};  ///< that they are for: HQ takes one of the branch's stock with them
    bool operator==(const Authorise&) const = default;
};
/// How many sales HQ has of this terminal's registration, and a digest over them, for `pareto-replay`.
struct Census {
    Registration registration = 0;
    bool operator==(const Census&) const = default;
};
/// A card lies on a reader: whose is it, or, at a station that makes cards, write an ordered one. HQ looks up by the
/// card key what the card must prove, and then speaks with it through the terminal, one command a response.
enum class CardPurpose : std::uint8_t { Identify = 1, Personalise = 2 };
struct CardTapped {
    Bytes card_key;           ///< 32 bytes
    Bytes uid;                ///< as the reader reported it; empty when the card was given by its printed number
    CardPurpose purpose = CardPurpose::Identify;
    std::string card_number;  ///< Personalise: the order; empty = the oldest one
    bool operator==(const CardTapped&) const = default;
};
/// The card's answer to the last command; empty when the card could not be reached.
struct CardAnswered {
    std::int64_t conversation = 0;
    Bytes answer;             ///< with its status word
    bool operator==(const CardAnswered&) const = default;
};
/// The keys by which this terminal's group of branches identifies cards while HQ is out of reach.
struct GroupKeys {
    bool operator==(const GroupKeys&) const = default;
};
/// An allowance for redeeming offline. The answer is a grant that this terminal does not have yet: of one whose answer
/// was lost, a larger one, or a new one; or none. Idempotent by what was received.
struct AllowanceWanted {
    MemberId member;           ///< 0 = HQ chooses among those who come often
    EntryId received = {};     ///< the allowance that was received last, which HQ may not have read of yet
    Points received_limit = {};
    bool operator==(const AllowanceWanted&) const = default;
};
/// Stored value pays: debit first. Idempotent by the redemption's id.
struct AuthoriseValue {
    EntryId redemption;
    sale::ValueAccount account;
    std::int64_t minor = 0;
    bool operator==(const AuthoriseValue&) const = default;
};
/// How much is there? Approved, or UnknownMember when nothing was ever put there.
struct ValueAsked {
    sale::ValueAccount account;
    bool operator==(const ValueAsked&) const = default;
};
struct Request {
    std::int64_t number = 0;
    std::variant<std::monostate, Authorise, Census, CardTapped, CardAnswered, GroupKeys, AllowanceWanted, AuthoriseValue,
                 ValueAsked, VoucherWanted, CouponWanted>
        body;
    bool operator==(const Request&) const = default;
};

/// In stored value's answers, InsufficientPoints means too little value, and UnknownMember an account without any ever.
enum class AuthoriseOutcome : std::uint8_t { Approved = 1, InsufficientPoints = 2, UnknownMember = 3, NotAllowed = 4 };
enum class CardOutcome : std::uint8_t {
    None = 0,      ///< the request was not about a card
    Command = 1,   ///< say this to the card, and then CardAnswered
    Unknown = 2,   ///< HQ does not know the card
    Known = 3,     ///< a card that cannot prove itself; `member` is whose it says it is
    Proved = 4,    ///< `member` is whose it is
    Blocked = 5,
    Refused = 6,   ///< it did not prove itself, or is no card that can be written; `reason`
    Lost = 7,      ///< it could not be reached, or answered what no card answers: present it again
    Written = 8,   ///< and is now `member`'s, under `card_number`
};
struct CardStep {
    CardOutcome outcome = CardOutcome::None;
    std::int64_t conversation = 0;
    Bytes command;
    std::string reason;       ///< Refused: a code for people and reports
    Bytes member;             ///< a MemberChange as in the feed
    std::string card_number;  ///< Written
    bool operator==(const CardStep&) const = default;
};
/// What can be spent of an account, after the debit.
struct StoredValue {
    std::int64_t minor = 0;               ///< < 0: it owes
    std::optional<BusinessDate> last_day;  ///< nothing = it never expires
    bool operator==(const StoredValue&) const = default;
};
struct Response {
    std::int64_t number = 0;
    AuthoriseOutcome outcome = AuthoriseOutcome::NotAllowed;
    Points available;              ///< after the debit
    std::int64_t sales = 0;        ///< Census
    Hash digest;                   ///< Census: SHA-256 over the sale ids ascending, 8 bytes big-endian each
    std::string error;             ///< not empty = the request could not be answered; ask again
    CardStep card = {};
    Bytes sealed_keys = {};        ///< GroupKeys: only the terminal's own key opens them; empty = none yet
    Bytes grant = {};              ///< AllowanceWanted: see journal/allowance.h; empty = none
    Bytes signature = {};
    EntryId recalled = {};         ///< AllowanceWanted: close this one, its member needs the points elsewhere; 0 = none
    std::optional<StoredValue> stored_value = {};  ///< AuthoriseValue and ValueAsked, of an account that there is
    RewardAnswer reward = {};
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
    Bytes allowance_key = {};  ///< as in WELCOME
    bool operator==(const EnrolResponse&) const = default;
};

}  // namespace pareto::sync
