// pareto-hq voucher and coupon: what they were asked to do, and what does it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.h"
#include "hq/commands/session.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {

struct VoucherOptions {
    enum class What { Issue, Void, Show, List };
    What what = What::List;
    std::string value;  ///< Issue: "50", "12.50"
    std::int64_t count = 1, uses = 1;
    std::optional<BusinessDate> from, until;
    std::string member;            ///< Issue, List: its number; empty = bearer, all
    std::string branch, terminal;  ///< Issue: who holds it; empty = nobody
    std::string code;              ///< Void, Show: the printed code, or # and its key
    std::string reason, by, approved_by;
    reports::Format format = reports::Format::Table;
};

/// Stored value put somewhere by staff, or taken off.
struct StoredValueOptions {
    std::string member, gift_card;  ///< one of them: its number
    std::string amount;             ///< signed: "5", "-12.50"
    std::string reason, by, approved_by;
};

int adjust_stored_value(const StoredValueOptions& options, const WritingSession& session);

/// The gift catalogue, and branches' stock.
struct GiftOptions {
    enum class What { Define, Stock, List, Show, Withdraw };
    What what = What::List;
    std::string file, shown;  ///< Define: its path, and as the person wrote it
    std::string code;         ///< Stock, Show, Withdraw
    std::string branch;       ///< Stock
    std::int64_t units = 0;   ///< Stock: signed
    bool received = false;    ///< Stock: goods came in; else it is a correction
    std::string reason, by;
    reports::Format format = reports::Format::Table;
};

[[nodiscard]] bool writes(const GiftOptions& options);
int change_gifts(const GiftOptions& options, const WritingSession& session);
int show_gifts(const Place& place, const GiftOptions& options, const Surroundings& surroundings);

/// Codes of campaigns' pools.
struct CouponOptions {
    enum class What { Allot, Recall, Show };
    What what = What::Show;
    std::int64_t campaign = 0;
    std::int64_t count = 0;        ///< Allot
    std::string branch, terminal;  ///< Allot, Recall
    std::string code;              ///< Show
    reports::Format format = reports::Format::Table;
};

[[nodiscard]] bool writes(const CouponOptions& options);
int change_coupons(const CouponOptions& options, const WritingSession& session);
int show_coupon(const Place& place, const CouponOptions& options, const Surroundings& surroundings);

/// The enrolled terminal of these codes.
[[nodiscard]] Result<TerminalId> terminal_named(pareto::database::Connection& connection,
                                                const std::string& branch,
                                                const std::string& terminal);

[[nodiscard]] bool writes(const VoucherOptions& options);
int change_vouchers(const VoucherOptions& options, const WritingSession& session);
int show_vouchers(const Place& place,
                  const VoucherOptions& options,
                  const Surroundings& surroundings);

}  // namespace pareto::hq::commands
