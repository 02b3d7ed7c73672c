// What the screen shows, as one value: made on the desk's thread after each action, then only read.
//
// Amounts are minor units. Times are texts in the branch's zone ("2026-03-09 14:05"). No names of
// members stay in it after their sale.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/fault.h"
#include "common/money/money.h"
#include "common/ports/receipt_printer.h"
#include "terminal/app/desk_book.h"
#include "terminal/app/staff.h"
#include "terminal/app/terminal.h"
#include "terminal/ui/desk/basket_view.h"
#include "terminal/ui/desk/forms.h"

namespace pareto::terminal::ui {

enum class Phase {
    Starting,
    NotEnrolled,
    CannotOpen,  ///< `trouble` tells why
    Closed,      ///< no shift is open
    Locked,      ///< a shift is open, and nobody is signed on
    Selling,
    Uncertain,  ///< the file failed: what it holds is known when it was opened anew
};

/// What the last action came to, where that does not show by itself.
enum class Note {
    None,
    Refused,     ///< see `refusal`
    Fault,       ///< see `fault`
    NotPrinted,  ///< there is no printer
    Printed,     ///< or will be as soon as the printer can
    Parked,
    TakenUp,
    NewCard,  ///< nobody's yet, as far as is known here
    MemberEnrolled,
    Voided,        ///< a sale, by a post-void
    WasRecorded,   ///< after a crash: the sale that was being paid for is in the books
    WasNot,        ///< it is not; its basket is open again
    AlreadyThere,  ///< a tagged article that is in the basket already
    NothingToPark,
    StaffRefused,  ///< see `staff`
    DrawerOpened,
    BroughtBack,  ///< goods of another terminal are in the basket
};

struct Notice {
    Note note = Note::None;
    std::optional<TerminalRefusal> refusal;
    std::string detail;  ///< for IT, in English
    std::optional<StaffRefusal> staff = {};
};

struct LinkView {
    bool online = false;
    std::int64_t unsent = 0;
    std::string alarm;
};

struct DeviceView {
    bool present = false;
    bool well = true;
    std::string health;
};

struct PrinterView {
    bool present = false;
    ports::PrinterState state = ports::PrinterState::Ready;
    std::int64_t waiting = 0;  ///< slips
    std::string detail;        ///< for IT
    bool operator==(const PrinterView&) const = default;
};

struct ShiftView {
    std::string operator_id;
    std::int64_t opening_cash_minor = 0;
    std::int64_t sales_minor = 0;
    std::int32_t sale_count = 0;
};

struct ClosedShiftView {
    std::int64_t expected_minor = 0, counted_minor = 0, sales_minor = 0;
    std::int32_t sale_count = 0;
    std::int64_t z_number = 0;  ///< 0 = not known
};

struct Snapshot {
    Phase phase = Phase::Starting;
    std::string trouble;
    std::string company, branch_code, terminal_code, now, business_date;
    Currency currency;
    loyalty::RuleSet rules;
    LinkView link;
    DeviceView reader;
    PrinterView printer;
    ShiftView shift;
    std::optional<ClosedShiftView> closed;
    BasketView basket;
    std::optional<MemberView> member;
    std::vector<ParkedView> parked;
    std::optional<DoneView> done;
    std::string searched;  ///< for which what follows was found
    std::vector<sync::ItemChange> items;
    std::vector<FoundMember> members;
    std::vector<PastSale> history;
    std::optional<ReceiptView> receipt;
    bool card_for_enrolment = false;
    ExpectedCard expected = ExpectedCard::Nothing;
    bool staffed = false;
    std::string signed_on;        ///< the name; empty = nobody, or nobody has to
    std::optional<Right> wanted;  ///< what waits until somebody approves it
    Notice notice;
    std::map<std::string, std::string> preferences;
};

using SnapshotPointer = std::shared_ptr<const Snapshot>;

}  // namespace pareto::terminal::ui
