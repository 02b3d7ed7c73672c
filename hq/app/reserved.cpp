#include "hq/app/reserved.h"

#include "common/loyalty/loyalty.h"

namespace pareto::hq {
namespace {

using Why = std::optional<std::string_view>;

struct Reserved {
    // Points are made by HQ's staff; a terminal has nobody who may.
    Why operator()(const journal::PointsAdjusted&) const {
        return "a terminal cannot adjust points";
    }

    Why operator()(const journal::PointsExpired&) const {
        return "a terminal cannot expire points";
    }

    Why operator()(const journal::PointsTransferred&) const {
        return "a terminal cannot transfer points";
    }

    Why operator()(const journal::AccountChanged&) const {
        return "a terminal cannot join accounts";
    }

    // A family is pinned by whoever wrote the card, and only HQ can.
    Why operator()(const journal::CardLinked& card) const {
        return loyalty::is_secure(card.family) ? Why{"a terminal cannot pin a family"} : Why{};
    }

    Why operator()(const journal::CardBlocked&) const { return "a terminal cannot block cards"; }

    Why operator()(const journal::AllowanceGranted&) const { return "a terminal cannot grant"; }

    Why operator()(const journal::AllowanceWrittenOff&) const {
        return "a terminal cannot write off";
    }

    Why operator()(const journal::StoredValueExpired&) const {
        return "a terminal cannot expire stored value";
    }

    Why operator()(const journal::StoredValueAdjusted&) const {
        return "a terminal cannot adjust stored value";
    }

    Why operator()(const journal::VoucherIssued&) const {
        return "a terminal cannot issue vouchers";
    }

    Why operator()(const journal::VouchersEnded&) const { return "a terminal cannot end vouchers"; }

    Why operator()(const journal::GiftDefined&) const { return "a terminal cannot define gifts"; }

    Why operator()(const journal::GiftStocked&) const {
        return "a terminal cannot change a stock of gifts";
    }

    Why operator()(const journal::SuspenseSettled&) const {
        return "a terminal cannot settle anything";
    }

    /// Everything else happens at terminals.
    template <typename Other>
    Why operator()(const Other&) const {
        return std::nullopt;
    }
};

}  // namespace

std::optional<std::string_view> why_reserved_for_hq(const journal::Body& body) {
    return std::visit(Reserved{}, body);
}

}  // namespace pareto::hq
