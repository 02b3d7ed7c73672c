// A journal entry: one immutable fact, and its form as bytes.
//
//   stored and sent:  registration | sequence | kind | bytes | hash
//   hash_n = SHA-256(hash_{n-1} ‖ bytes_n), hash_0 = 32 zero bytes
//
// `bytes` is a protobuf message (journal.proto) kept and hashed raw as it was first written; it is never encoded again.
// Personal data never enters an entry: it holds SHA-256(salt ‖ personal bytes) only.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/base/time.h"
#include "common/journal/allowance.h"
#include "common/journal/gift_bodies.h"
#include "common/journal/points_bodies.h"
#include "common/journal/stored_value_bodies.h"
#include "common/journal/voucher.h"
#include "common/sale/sale.h"

#include <string>
#include <variant>
#include <vector>

namespace pareto::journal {

/// The number of the body's field in journal.proto; unknown numbers are kept and carried.
enum class Kind : std::int32_t {
    RegistrationOpened = 10,
    ShiftOpened = 11,
    Sale = 12,
    PostVoid = 13,
    ShiftClosed = 14,
    MemberEnrolled = 15,
    RedemptionRequested = 16,
    RedemptionReversed = 17,
    PointsAdjusted = 18,
    CardLinked = 19,
    CardBlocked = 20,
    CardRefused = 21,
    PointsExpired = 25,
    PointsTransferred = 26,
    AccountChanged = 27,
    AllowanceGranted = 30,
    AllowanceReceived = 31,
    AllowanceClosed = 32,
    AllowanceWrittenOff = 33,
    StoredValueExpired = 40,
    StoredValueAdjusted = 41,
    VoucherIssued = 45,
    VouchersEnded = 46,
    VoucherRequested = 47,
    CouponRequested = 48,
    SuspenseSettled = 50,
    GiftDefined = 53,
    GiftStocked = 54,
};

/// First entry of every registration after a terminal's first: where it continues from, and why.
struct RegistrationOpened {
    Registration previous = 0;
    Sequence previous_sequence = 0;
    Hash previous_hash;
    std::string reason;  ///< "enrolled", "restored", "fork", "spare"
    bool operator==(const RegistrationOpened&) const = default;
};

struct MemberEnrolled {
    Bytes card_key;          ///< empty = no card yet
    std::string member_number;
    std::string card_number; ///< printed number of an imported card; empty when the card is known by UID only
    BranchId home_branch;
    std::string tier;
    Hash personal;           ///< SHA-256(salt ‖ personal data); all zero = none given
    bool operator==(const MemberEnrolled&) const = default;
};

/// A further card of a member, or the first after an enrolment without one.
struct CardLinked {
    MemberId member;
    Bytes card_key;
    std::string card_number;
    loyalty::CardFamily family = loyalty::CardFamily::UidOnly;  ///< pinned from now on
    bool operator==(const CardLinked&) const = default;
};

/// The card identifies nobody any more, for ever: a card that is found again is issued anew.
struct CardBlocked {
    Bytes card_key;
    std::string reason;  ///< a code: "lost", "stolen", "damaged", "replaced"
    bool operator==(const CardBlocked&) const = default;
};

/// A terminal was shown a card that did not prove itself. For people to look at; changes no book.
struct CardRefused {
    Bytes card_key;      ///< of the card that it posed as
    std::string reason;  ///< a code: see drivers/card/identify.h
    bool operator==(const CardRefused&) const = default;
};

/// A body of a kind this program does not know; kept raw.
struct Unknown {
    std::int32_t kind = 0;
    bool operator==(const Unknown&) const = default;
};

using Body = std::variant<Unknown, RegistrationOpened, sale::ShiftOpened, sale::Sale, sale::PostVoid, sale::ShiftClosed,
                          MemberEnrolled, RedemptionRequested, RedemptionReversed, PointsAdjusted, CardLinked, CardBlocked, CardRefused,
                          PointsExpired, PointsTransferred, AccountChanged, AllowanceGranted, AllowanceReceived, AllowanceClosed,
                          AllowanceWrittenOff, StoredValueExpired, StoredValueAdjusted,
                          VoucherIssued, VouchersEnded, VoucherRequested, CouponRequested,
                          SuspenseSettled, GiftDefined, GiftStocked>;

struct Entry {
    UtcTime occurred_at;
    BusinessDate business_date;
    std::string operator_id;
    Body body;
    bool operator==(const Entry&) const = default;
};

[[nodiscard]] std::int32_t kind_of(const Body& body);
[[nodiscard]] Bytes encode(const Entry& entry);
/// Corrupt when the bytes are not a well-formed entry or a field is out of its range; an unknown kind is not an error.
[[nodiscard]] Result<Entry> decode(BytesView bytes);

/// As stored and sent.
struct RawEntry {
    Registration registration = 0;
    Sequence sequence = 0;
    std::int32_t kind = 0;
    Bytes bytes;
    Hash hash;
    [[nodiscard]] EntryId id() const { return EntryId::of(registration, sequence); }
    bool operator==(const RawEntry&) const = default;
};

inline constexpr std::size_t kEntryBytesMax = std::size_t{192} * 1024;

[[nodiscard]] Hash sha256(BytesView bytes);
[[nodiscard]] Hash chain(const Hash& previous, BytesView bytes);
/// HMAC-SHA256(key, kind ‖ value): kind "uid" or "number"; 32 bytes.
[[nodiscard]] Bytes card_key(BytesView key, std::string_view kind, BytesView value);

}  // namespace pareto::journal
