// What a cashier does, one function each, over the use cases: the terminal's screen without its
// picture. Lives on one thread of its own, for it writes to the journal and asks HQ.
//
// Invariant: snapshot() tells what is true after the action, also when the action was refused.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/app/checkout.h"
#include "terminal/ui/desk/desk_parts.h"
#include "terminal/ui/desk/forms.h"
#include "terminal/ui/desk/snapshot.h"
#include "terminal/ui/desk/staff_desk.h"

namespace pareto::terminal::ui {

class Desk {
public:
    using Parts = DeskParts;

    /// Tells, too, what became of a sale that was being paid for when the program ended.
    explicit Desk(Parts parts);

    [[nodiscard]] Snapshot snapshot() const;
    /// Looks at the link, the devices and the clock again; whether anything changed.
    [[nodiscard]] bool look_around();
    void note_reader_fault(const std::string& fault);

    void open_shift(const OpenShiftForm& form);
    void close_shift(std::int64_t cash_count_minor);
    /// Prints what the shift came to so far.
    void x_report();

    /// Where HQ names staff: who signs on to the open shift, or approves what waits for it.
    void sign_on(const std::string& operator_id, const std::string& pin);
    /// Nobody is signed on any more; the basket stays.
    void lock();
    /// What waits for a right is not done.
    void give_up_approval();
    void open_drawer();

    void scan(const std::string& text);
    void tap(const ports::Tap& tap);
    void add_item(const std::string& sku);
    void set_quantity(std::int32_t line, Quantity quantity);
    void void_line(std::int32_t line);
    void discount(std::int32_t line, std::int64_t off_minor);
    /// Tenths of a percent of what the line costs now.
    void discount_permille(std::int32_t line, std::int64_t permille);
    void void_basket();
    void park();
    void take_up(std::int64_t parked);
    void show_member(MemberId member);

    void redeem(Points points, Rest rest);
    /// Cash as handed over; nothing = exactly what is due. Pays back when goods come back.
    void pay_cash(std::optional<std::int64_t> given_minor);
    /// What the card terminal took; nothing = what is due.
    void pay_card(std::optional<std::int64_t> taken_minor);
    /// With the member's own value; nothing = all that is there and due.
    void pay_value(std::optional<std::int64_t> minor);
    /// Tops up the member's own.
    void add_value(std::int64_t minor);
    /// From now on a tap is this; Nothing ends it. `minor`: of SellGiftCard.
    void expect_card(ExpectedCard expected, std::int64_t minor);
    void take_back_tender();

    void search(const std::string& text);
    void list_history();
    void open_receipt(SaleId sale);
    void bring_back(SaleId sale, const std::vector<GoodsBack>& goods);
    void return_elsewhere(const ElsewhereForm& form);
    void post_void(SaleId sale);
    void reprint(std::optional<SaleId> sale);

    void enrol_member(const NewMemberForm& form);
    void prefer(const std::string& name, const std::string& value);

private:
    void fail(const std::variant<Refused, Fault>& why);

    template <typename Value>
    bool ok(const Outcome<Value>& outcome) {
        if (!outcome) fail(outcome.error());
        return outcome.has_value();
    }

    void begin();  ///< of an action: what the last one said goes
    void finish();
    using Action = std::function<void()>;
    /// Does it now, or once somebody approved it.
    void need(Right right, Action action);
    void approved_by(const StaffMember& approver);
    void signed_on(const StaffMember& member);
    void fail_staff(const StaffTrouble& trouble);
    [[nodiscard]] bool tap_of_staff(const ports::Tap& tap);
    void tap_gift_card(const ports::Tap& tap);
    void paid_in_part();
    void discount_now(std::int32_t line, std::int64_t off_minor);
    void post_void_now(SaleId sale);
    void return_elsewhere_now(const ElsewhereForm& form);
    void close_shift_now(std::int64_t cash_count_minor);
    /// Prints the newest Z report unless that was done; its number, or 0.
    std::int64_t hand_over_z();
    void print(const ports::Slip& slip);
    void open_drawer_for(const RecordedSale& recorded);
    [[nodiscard]] receipt::Heading heading() const;
    [[nodiscard]] Result<void> close_paid(const RecordedSale& recorded);
    void take_scan(const Outcome<Scanned>& scanned);
    /// What came of the journal: Phase::Uncertain when nobody knows.
    void show_basket();
    void show_lines(const Basket& basket, const Journal::State& state);
    void show_member_of(const Basket& basket, const Journal::State& state);
    void show_parked();
    void show_devices();
    void resolve_paid();
    [[nodiscard]] bool keep_paid();
    [[nodiscard]] std::int64_t earns(const Basket& basket, const Journal::State& state) const;
    [[nodiscard]] std::string local_time(UtcTime time) const;

    Parts parts_;
    Checkout checkout_;
    Snapshot shown_;
    std::string intent_;  ///< of the open basket's sale; empty until it is paid for
    std::optional<ports::Tap> new_card_;
    std::optional<ports::Tap> last_tap_;
    ExpectedCard expected_ = ExpectedCard::Nothing;
    std::int64_t gift_minor_ = 0;
    StaffDesk staff_;
    std::string approver_;  ///< of what is being done now; empty = nobody was asked
};

/// Exactly the amount, then what is likely to be handed over for it: the next 5, 10, 50, 100, 500
/// and 1,000 whole units. Ascending, without repetition; at most five.
[[nodiscard]] std::vector<std::int64_t> quick_cash(std::int64_t due_minor, Currency currency);

}  // namespace pareto::terminal::ui
