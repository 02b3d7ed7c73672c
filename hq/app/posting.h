// Posting: from entries, in the order HQ took them in, to what they mean in the books. Pure: facts
// in, a plan out.
//
// An entry that breaks a rule goes to suspense and the next one is posted. An entry that names one
// HQ does not have yet waits for it, and is posted with it. A sale with an unknown card counts for
// its branch at once and is credited to the member, by added rows, when the card is known. So the
// order in which registrations arrive does not matter.
//
// A line that brings goods back belongs to the member of the sale it names; all other lines, and
// what was paid with points, to the member of their own sale. That is what member figures are
// summed by.
#pragma once

#include <span>
#include <string_view>

#include "hq/app/booking_numbers.h"
#include "hq/app/plan.h"
#include "hq/app/suspense_reason.h"
#include "hq/app/value_posting.h"

namespace pareto::hq {

class Posting {
public:
    Posting(Books& books, Plan& plan) : books_(books), plan_(plan), value_(books, plan) {}

    void post(const TakenEntry& taken);

private:
    // Sales (posting.cpp).
    void post_sale(const TakenEntry& taken, const sale::Sale& sale);
    /// Prices the sale's campaigns again and notes what they gave.
    void post_campaigns(const TakenEntry& taken, const sale::Sale& sale, const SaleHead& head);
    void check_promise(const TakenEntry& taken, const sale::Sale& sale, KnownSale& known);
    /// Prices what HQ itself knows of the member, and lists what comes out otherwise.
    void check_own_facts(const sale::Sale& sale, const KnownSale& known, MemberId owner);
    /// False: its points are beyond a cap; the sale is nobody's until a person releases it.
    [[nodiscard]] bool mint(KnownSale& known, MemberId owner);
    void post_settled(const TakenEntry& taken, const journal::SuspenseSettled& settled);
    void credit_own_part(Booking& booking, KnownSale& known, MemberId owner);

    // What was paid with points (posting_redemption.cpp).
    void capture(Booking& booking, KnownSale& known, const sale::Tender& tender, MemberId owner);
    void capture_held(Booking& booking,
                      EntryId id,
                      const Redemption& redemption,
                      std::int64_t points);
    void debit(Booking& booking, const SaleHead& head, MemberId member, std::int64_t points);
    void debit_deferred(Booking& booking, KnownSale& known, MemberId owner);
    void void_redemptions(Booking& booking, KnownSale& known);
    /// What of the sale's points was debited for it, and who paid.
    [[nodiscard]] std::pair<std::int64_t, MemberId> captured_for(const KnownSale& known) const;
    void give_back(Booking& booking, const KnownSale& original, const GivingBack& giving);
    void take_given_back(Booking& booking, const KnownSale& original, const ReturnedLine& done);
    void post_reversal(const TakenEntry& taken, EntryId redemption);
    [[nodiscard]] std::vector<Transfer> transfers_of(EntryId cause) const;

    // Allowances and stand-in (posting_allowance.cpp).
    void post_granted(const TakenEntry& taken, const journal::AllowanceGranted& granted);
    void post_received(const TakenEntry& taken, const journal::AllowanceReceived& received);
    void post_offline_request(const TakenEntry& taken, const journal::RedemptionRequested& request);
    void post_closed(const TakenEntry& taken, const journal::AllowanceClosed& closed);
    void end_allowance(const TakenEntry& taken, EntryId id, AllowanceState state);
    void reserve(const TakenEntry& taken, EntryId id, std::int64_t points);
    void release(Booking& booking, EntryId id, std::int64_t points);
    /// Gives what was not reserved.
    [[nodiscard]] std::int64_t spend_reserved(Booking& booking, EntryId id, std::int64_t points);

    // Returns and post-voids (posting_return.cpp).
    [[nodiscard]] bool wait_for_originals(const TakenEntry& taken, const sale::Sale& sale);
    void post_returning_lines(const TakenEntry& taken, const sale::Sale& sale);
    void post_returning_line(Booking& booking, KnownSale& returning, std::size_t index);
    void accept_given_back(const sale::Line& line, KnownSale& original, ReturnedLine& accepted);
    void suspend_difference(const sale::Line& line,
                            KnownSale& original,
                            const ReturnedLine& accepted);
    [[nodiscard]] loyalty::LineShare share_brought_back(KnownSale& original,
                                                        const ReturnedLine& accepted) const;
    [[nodiscard]] ReturnedLine accept_return(const KnownSale& returning,
                                             std::size_t index,
                                             KnownSale& original);
    void post_void(const TakenEntry& taken, const sale::PostVoid& post_void);
    void void_own_part(Booking& booking, KnownSale& known);
    void void_returning_lines(Booking& booking, KnownSale& known);
    void undo_returned_line(Booking& booking, KnownSale& returning, const ReturnedLine& done);

    // Members (posting_member.cpp).
    void post_enrolment(const TakenEntry& taken, const journal::MemberEnrolled& enrolled);
    void post_card(const TakenEntry& taken, const journal::CardLinked& linked);
    void post_adjustment(const TakenEntry& taken, const journal::PointsAdjusted& adjusted);
    void link_card(Booking& booking, const journal::CardLinked& linked);
    void relink_card(EntryId entry, KnownCard& known, const journal::CardLinked& linked);
    void post_block(const TakenEntry& taken, const journal::CardBlocked& blocked);
    void post_refusal(const TakenEntry& taken, const journal::CardRefused& refused);
    void credit_unknown(Booking& booking, MemberId member, const Bytes& key);
    [[nodiscard]] std::vector<KnownSale*> take_unknown(const Bytes& key);
    void keep_withheld(const KnownSale& known, const std::vector<KnownSale*>& waiting);
    /// The lines that bring back something of `sales`, which are the member's now.
    void credit_returning_lines(Booking& booking,
                                KnownSale& returning,
                                MemberId member,
                                const std::set<SaleId>& sales);
    [[nodiscard]] std::int64_t take_late(Booking& booking,
                                         const ReturnedLine& done,
                                         const KnownSale& original,
                                         BusinessDate on);
    [[nodiscard]] std::int64_t give_late(Booking& booking,
                                         const ReturnedLine& done,
                                         const KnownSale& original,
                                         const KnownSale& returning);
    void note_credited(const ReturnedLine& line);
    void post_waiting(EntryId arrived);
    [[nodiscard]] std::string member_number_for(const TakenEntry& taken, const std::string& given);

    // What HQ's staff and jobs do with points (posting_points.cpp).
    void post_expiry(const TakenEntry& taken, const journal::PointsExpired& expired);
    void post_transfer(const TakenEntry& taken, const journal::PointsTransferred& transferred);
    void post_account(const TakenEntry& taken, const journal::AccountChanged& changed);
    void carry_debt(Booking& booking, MemberId from, MemberId to);

    // Looking up and noting (posting_lookup.cpp).
    [[nodiscard]] const loyalty::RuleSet& rules_of(std::int32_t version) const;
    [[nodiscard]] const loyalty::RuleSet& rules_of(const KnownSale& known) const;
    [[nodiscard]] std::int64_t points_undone(KnownSale& original, const ReturnedLine& done) const;
    [[nodiscard]] const std::vector<loyalty::LineShare>& shares_of(KnownSale& known) const;
    [[nodiscard]] MemberId owner_of(const SaleHead& head) const;
    [[nodiscard]] MemberId member_of_key(const Bytes& key) const;
    [[nodiscard]] KnownSale* find_sale(SaleId id);
    [[nodiscard]] MemberAccount& account_of(MemberId member);
    [[nodiscard]] BranchDay& branch_day(const SaleHead& head);
    [[nodiscard]] Booking booking_of(EntryId cause, std::int64_t first, std::int32_t rules_version);
    void add_member_day(MemberId member,
                        const SaleHead& head,
                        std::int64_t net_minor,
                        std::int64_t visits);
    void suspend(EntryId entry, std::string_view reason, std::string detail);
    void wait(EntryId awaited, EntryId entry);
    /// False when it did not wait.
    bool stop_waiting(EntryId awaited, EntryId entry);
    /// Whether the sale's returning lines wait for a sale they name.
    [[nodiscard]] bool waits(const KnownSale& known) const;
    void expect_card(const Bytes& key, EntryId entry);
    void note_changed(KnownSale& known);
    Books& books_;
    Plan& plan_;
    ValuePosting value_;
};

}  // namespace pareto::hq
