// What a desk stands on.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/ports/random.h"
#include "terminal/app/checkout.h"
#include "terminal/app/desk_book.h"
#include "terminal/app/printing.h"
#include "terminal/receipt/receipt.h"
#include "terminal/ui/desk/snapshot.h"
#include "terminal/ui/desk/staff_desk.h"

namespace pareto::terminal::ui {

struct DeskParts {
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
    StaffDesk::Parts staff = {};
};

}  // namespace pareto::terminal::ui
