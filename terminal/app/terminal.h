// The terminal's vocabulary: why it refuses, what it recorded, and the ports it needs. The use
// cases are the other headers of this folder. No Qt, no Asio, no SQL: those are behind the ports.
//
// Invariant: what a receipt shows was committed before. One basket is open at a time.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "common/journal/entry.h"
#include "common/loyalty/loyalty.h"
#include "common/ports/clock.h"
#include "common/sale/sale.h"
#include "common/sync/message.h"
#include "terminal/app/journal.h"

namespace pareto::terminal {

/// A voucher that the sale gave, with its code for the receipt.
struct PrintedVoucher {
    std::string code;  ///< grouped; empty = it cannot be printed here any more
    std::int64_t value_minor = 0;
    BusinessDate until;
};

/// What an account of stored value had left when the sale was made, as HQ said.
struct ValueLeft {
    sale::ValueAccount account;
    sync::StoredValue left;
};

/// A sale as it stands in the journal, and what its receipt says beyond the entry.
struct RecordedSale {
    sale::Sale sale;
    SaleId id;
    std::string receipt_number;  ///< BRANCH-TERMINAL-NUMBER
    std::string operator_id;
    BusinessDate business_date;
    UtcTime occurred_at;
    std::int64_t change_due_minor = 0;  ///< handed back in cash; known only when the sale is made
    std::string member_number;  ///< empty when there is no member or HQ has yet to know the card
    std::int64_t as_of_ms = 0;  ///< when HQ said what `sale.facts` says; 0 = unknown
    std::map<loyalty::CampaignId, std::string> campaign_names;  ///< of those that are live here
    std::vector<PrintedVoucher> vouchers = {};
    std::vector<ValueLeft> value_left = {};  ///< known only when the sale is made, and HQ answered
    bool repeated = false;  ///< the intent had been recorded before; nothing was written now
};

/// Why an operation was refused. Checked in this order.
enum class TerminalRefusal {
    NotEnrolled,
    MustMeetHq,  ///< restored from a backup without a spare registration, or replaced/revoked
    NoOpenShift,
    ShiftAlreadyOpen,
    BasketOpen,
    CardBlocked,
    CardRefused,  ///< it did not prove that it is the card it says; the detail begins with why
    CardLost,     ///< it left before it had answered: present it again
    CardTaken,    ///< an enrolment's card already belongs to a member
    UnknownCode,  ///< scanned: nothing that is understood here
    UnknownItem,
    NotForSale,  ///< scanned: a coupon, a pallet, goods past their last day; the detail says which
    TagSold,     ///< this very unit was sold here and not brought back
    UnknownLine,
    UnknownSale,
    AlreadyVoided,
    NotSameBusinessDate,
    MoreThanSold,
    ApprovalNeeded,     ///< goods that this terminal did not sell come back only with a manager
    RedemptionOffline,  ///< HQ does not answer; the detail begins with an OfflineRefusal
    RedemptionRefused,  ///< HQ: not enough points, or unknown member
    VoucherRefused,     ///< the detail begins with a loyalty::VoucherRefusal
    GiftRefused,        ///< the detail begins with a loyalty::GiftRefusal
    CouponRefused,      ///< the detail begins with a loyalty::CouponRefusal, or HqDoesNotAnswer
    InvalidSale,        ///< see SaleRefusal; the detail names it
};
[[nodiscard]] std::string_view name_of(TerminalRefusal refusal);

struct Refused {
    TerminalRefusal refusal;
    std::string detail;
};

/// What a use case gives: its value, or why not. A fault is the world's (a disk); a refusal is a
/// rule's.
template <typename Value>
using Outcome = Expected<Value, std::variant<Refused, Fault>>;

[[nodiscard]] inline tl::unexpected<std::variant<Refused, Fault>> refuse(TerminalRefusal refusal,
                                                                         std::string detail = {}) {
    return tl::unexpected<std::variant<Refused, Fault>>{Refused{refusal, std::move(detail)}};
}

/// When something happens. Replayed history brings its own time; otherwise the clock tells.
[[nodiscard]] inline UtcTime time_or_now(std::optional<UtcTime> at, const ports::Clock& clock) {
    return at ? *at : clock.now();
}

/// Asks HQ, waiting at most `timeout`; Unavailable or Timeout when it is out of reach.
class Uplink {
public:
    virtual ~Uplink() = default;
    using Question = decltype(sync::Request::body);
    [[nodiscard]] virtual Result<sync::Response> ask(Question question,
                                                     std::chrono::milliseconds timeout) = 0;

    /// False when it is known that ask() would fail at once.
    [[nodiscard]] virtual bool connected() const { return true; }

    /// There is something new in the journal.
    virtual void wake() = 0;
};

}  // namespace pareto::terminal
