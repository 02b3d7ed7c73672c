// The oracles of vouchers and of claims on coupons.
#include <array>

#include "hq/database/verify_steps.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;

struct Oracle {
    const char* statement;
    const char* sql;  ///< gives how many break it
};

constexpr std::array kOracles{
    Oracle{"what is left of a voucher is not the sum of its transfers",
           "select count(*) from (select voucher_key, sum(x) as difference from (select "
           "voucher_key, amount_minor as x from voucher_transfer where credit_account = 8 union "
           "all select voucher_key, -amount_minor from voucher_transfer where debit_account = 8 "
           "union all select voucher_key, -left_minor from voucher) moved group by voucher_key "
           "having sum(x) <> 0) wrong"},
    Oracle{"what vouchers' redemptions hold is not what their accounts hold",
           "select count(*) from (select sum(x) as difference from (select amount_minor as x from "
           "voucher_transfer where credit_account = 45 union all select -amount_minor from "
           "voucher_transfer where debit_account = 45 union all select -taken_minor from "
           "voucher_use where state = 'held') both_sides having sum(x) <> 0) wrong"},
    Oracle{"what vouchers paid is not what was redeemed of them",
           "select count(*) from (select sum(x) as difference from (select amount_minor as x from "
           "voucher_transfer where credit_account = 41 union all select -amount_minor from "
           "voucher_transfer where debit_account = 41 union all select given_minor - paid_minor "
           "from voucher_use where state = 'captured') both_sides having sum(x) <> 0) wrong"},
    Oracle{"a movement of a voucher has an account that is none of vouchers",
           "select count(*) from voucher_transfer where (debit_account <> 8 and debit_account not "
           "between 40 and 46) or (credit_account <> 8 and credit_account not between 40 and 46)"},
    Oracle{"something is left of a voucher that is over",
           "select count(*) from voucher where state <> 'open' and left_minor <> 0"},
    Oracle{"a captured use of a voucher names no posted sale",
           "select count(*) from voucher_use u where state = 'captured' and not exists (select 1 "
           "from sale s where s.sale_id = u.sale_id)"},
    Oracle{"a voucher was issued by no entry, or is worth more than it was",
           "select count(*) from voucher v where left_minor > value_minor * uses or not exists "
           "(select 1 from entry e where e.registration = v.cause / 4294967296 and e.sequence = "
           "v.cause % 4294967296)"},
    Oracle{"a captured claim on a coupon was used by no posted sale",
           "select count(*) from coupon_claim k where state = 'captured' and not exists (select 1 "
           "from coupon_use u where u.cause = k.sale_id and u.code = k.code and u.campaign_id = "
           "k.campaign_id)"},
};

}  // namespace

Result<void> verify_vouchers(Connection& connection, Findings& findings) {
    for (const Oracle& oracle : kOracles) {
        PARETO_TRY(const auto rows, connection.execute(oracle.sql));
        const std::int64_t wrong = rows.empty() ? 0 : rows[0].integer(0);
        if (wrong != 0)
            findings.add("voucher", std::string{oracle.statement} + ": " + std::to_string(wrong));
    }
    return {};
}

}  // namespace pareto::hq::database
