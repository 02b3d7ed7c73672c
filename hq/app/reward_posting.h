// Posting of vouchers and pooled coupons: a part of Posting, with the same facts and the same
// plan.
#pragma once

#include "hq/app/plan.h"

namespace pareto::hq {

class RewardPosting {
public:
    RewardPosting(Books& books, Plan& plan) : books_(books), plan_(plan) {}

    void post(const TakenEntry& taken, const journal::VoucherIssued& issued);
    void post(const TakenEntry& taken, const journal::VouchersEnded& ended);
    void post(const TakenEntry& taken, const journal::VoucherRequested& requested);
    void post(const TakenEntry& taken, const journal::CouponRequested& requested);
    /// After its campaigns were priced again: what vouchers paid, what campaigns gave, which
    /// coupons were used.
    void post_sale(const TakenEntry& taken, const sale::Sale& sale);
    /// False when the redemption is of none of these.
    [[nodiscard]] bool reverse(const TakenEntry& taken, EntryId redemption);
    void void_sale(const TakenEntry& taken, SaleId sale);

    struct Returned {
        SaleId returning;
        BusinessDate on{};
        SaleId original;
        std::int64_t voucher_minor = 0;  ///< what comes out here that vouchers had paid for it
        std::int32_t give_back_days = 0;
    };

    void post_return(const sale::Line& line, const Returned& returned);
    /// Once every piece of a sale came back, the vouchers that its campaigns gave are void, as after
    /// a post-void; what was used of them is listed.
    void end_given(EntryId returning, const KnownSale& original);

private:
    void list(EntryId entry, std::string_view reason, const std::string& conflict);
    void issue_awarded(const TakenEntry& taken, const sale::Sale& sale);
    void settle_coupons(const TakenEntry& taken, const sale::Sale& sale);

    Books& books_;
    Plan& plan_;
};

}  // namespace pareto::hq
