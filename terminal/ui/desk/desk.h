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

#include "common/ports/random.h"
#include "terminal/app/checkout.h"
#include "terminal/app/desk_book.h"
#include "terminal/app/printing.h"
#include "terminal/receipt/receipt.h"
#include "terminal/ui/desk/snapshot.h"

namespace pareto::terminal::ui {

struct NewMemberForm {
    std::string name, phone, consent;
};

/// How the rest is paid once points were redeemed.
enum class Rest { Later, ExactCash };

class Desk {
public:
    struct Parts {
        Journal& journal;
        Uplink& uplink;
        const ports::Clock& clock;
        ports::Random& random;
        CardProver& prover;
        DeskBook& book;
        PrintBook* print_book;  ///< null where there is no printer, and so is the next
        Printing* printing;
        receipt::Heading heading;
        std::function<LinkView()> link;
        std::function<BusinessDate(UtcTime)> date_in_branch;
        std::function<bool()> failed;                     ///< see SqliteJournal::failed
        std::function<std::string()> reader_health = {};  ///< empty: no reader
        goods::ScanSettings scan_settings = {};
        LocalMinute local_minute = minute_of_utc_day;
        /// Of receipts; nothing = as the screen speaks.
        std::optional<receipt::Language> receipt_language = {};
    };

    /// Tells, too, what became of a sale that was being paid for when the program ended.
    explicit Desk(Parts parts);

    [[nodiscard]] Snapshot snapshot() const;
    /// Looks at the link, the devices and the clock again; whether anything changed.
    [[nodiscard]] bool look_around();
    void note_reader_fault(const std::string& fault);

    void open_shift(const std::string& operator_id, std::int64_t opening_cash_minor);
    void close_shift(std::int64_t cash_count_minor);

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
    void take_back_tender();

    void search(const std::string& text);
    void list_history();
    void open_receipt(SaleId sale);
    void bring_back(SaleId sale, const std::vector<GoodsBack>& goods);
    void post_void(SaleId sale);
    void reprint(std::optional<SaleId> sale);

    /// From now on a tap is the new member's card; false ends it.
    void expect_new_card(bool expected);
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
    bool expecting_new_card_ = false;
};

/// Exactly the amount, then what is likely to be handed over for it: the next 5, 10, 50, 100, 500
/// and 1,000 whole units. Ascending, without repetition; at most five.
[[nodiscard]] std::vector<std::int64_t> quick_cash(std::int64_t due_minor, Currency currency);

}  // namespace pareto::terminal::ui
