// Posting of stored value: what is sold of it, what pays with it, what goes back there. Part of
// Posting.
//
// A movement's number follows from what it is of, so that parts of one entry may be posted at
// different times, and none twice.
#pragma once

#include "hq/app/plan.h"
#include "hq/app/sale_figures.h"

namespace pareto::hq {

class ValuePosting {
public:
    ValuePosting(Books& books, Plan& plan) : books_(books), plan_(plan) {}

    /// What the sale's own lines put on accounts, and what its tenders take from them.
    void post_sale(const TakenEntry& taken, const sale::Sale& sale);
    /// How much of what the line says goes back to the accounts that paid; sets stored_minor.
    void accept_given_back(const sale::Line& line,
                           const KnownSale& original,
                           const loyalty::LineShare& sold,
                           ReturnedLine& accepted) const;
    /// Before `accepted` is counted as brought back: gives back what paid for the line, or takes
    /// back the value that it sold. What does not fit is listed.
    void post_returning_line(const sale::Line& line,
                             const KnownSale& original,
                             const loyalty::LineShare& share,
                             const ReturnedLine& accepted,
                             const TakenEntry& returning);
    /// A post-void undoes what `done` brought back; `original` stands.
    void undo_returned_line(EntryId cause, const KnownSale& original, const ReturnedLine& done);
    void void_sale(EntryId cause, const KnownSale& known);
    /// Once every piece of a sale came back, what campaigns gave with it is taken back, by `line`
    /// of that entry; what was spent of it is owed, and listed.
    void end_given(EntryId returning, std::int32_t line, const KnownSale& original);
    /// Before `done`, which brought the last piece back, is undone.
    void give_again(EntryId cause, const KnownSale& original, const ReturnedLine& done);
    /// False when the redemption is none of stored value.
    bool post_reversal(const TakenEntry& taken, EntryId redemption);
    /// By HQ's own entries only.
    void post_expiry(const TakenEntry& taken, const journal::StoredValueExpired& expired);
    void post_adjustment(const TakenEntry& taken, const journal::StoredValueAdjusted& adjusted);

private:
    struct Movement {
        EntryId cause{};
        std::int64_t number = 0;
        std::int64_t minor = 0;
        std::string_view code{};
        std::int32_t rules_version = 0;
    };

    void post_awards(const TakenEntry& taken, const sale::Sale& sale);
    void take_given(EntryId cause, std::int64_t number, const KnownSale& original);
    void capture(const TakenEntry& taken, const sale::Sale& sale, std::size_t index);
    void give_back(const KnownSale& original,
                   std::int64_t minor,
                   Movement movement,
                   BusinessDate on);
    void take_again(const KnownSale& original, std::int64_t minor, Movement movement);
    void move(const Bytes& account, Account debit, Account credit, const Movement& movement);
    /// Takes `movement.minor` out of the account into `to`; what was not there is owed, and listed.
    void take(const Bytes& account, Account to, const Movement& movement, EntryId listed);
    [[nodiscard]] StoredAccount& account_of(const Bytes& key);
    [[nodiscard]] const loyalty::RuleSet& rules_of(std::int32_t version) const;

    Books& books_;
    Plan& plan_;
};

/// What stored value paid for the sale and HQ booked: by account, in the order of the tenders.
struct CapturedValue {
    Bytes account;
    std::int64_t minor = 0;
};

[[nodiscard]] std::vector<CapturedValue> captured_value(const Books& books, const KnownSale& known);

}  // namespace pareto::hq
