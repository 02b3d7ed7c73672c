// Posting of gifts: the catalogue, stock, and what sales do with it. A part of Posting; the points
// that pay for a gift are posted as any others.
#pragma once

#include "hq/app/plan.h"

namespace pareto::hq {

class GiftPosting {
public:
    GiftPosting(Books& books, Plan& plan) : books_(books), plan_(plan) {}

    void post(const TakenEntry& taken, const journal::GiftDefined& defined);
    void post(const TakenEntry& taken, const journal::GiftStocked& stocked);
    void post_sale(const TakenEntry& taken, const sale::Sale& sale);
    /// No sale captured the redemption: what HQ had taken with it is there again.
    void reverse(const TakenEntry& taken, EntryId redemption);
    /// What came back may be a gift: to the branch of `returning`, for `accepted.given` points.
    void post_return(const sale::Line& line,
                     const KnownSale& returning,
                     const KnownSale& original,
                     const ReturnedLine& accepted);
    /// What `done` brought back in `returning` is gone again.
    void undo_return(EntryId cause,
                     const KnownSale& returning,
                     const KnownSale& original,
                     const ReturnedLine& done);
    void void_sale(EntryId cause, const KnownSale& known);

private:
    void give(const TakenEntry& taken, const sale::Sale& sale, std::size_t index);
    void check_price(const TakenEntry& taken, const sale::Sale& sale, const sale::Line& line);
    void list(EntryId entry, std::string detail);

    Books& books_;
    Plan& plan_;
};

/// All points that a gift cost go back with it, so far as they were debited: `captured` for the
/// sale.
[[nodiscard]] std::int64_t gift_points_back(const KnownSale& original,
                                            const sale::Line& sold,
                                            std::int64_t captured);

}  // namespace pareto::hq
