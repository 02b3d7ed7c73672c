// The terminal without a screen: one command a line in, one answer a line out. README.md of
// terminal/ lists them.
//
// Nothing a line holds ends the program, and every line gets exactly one answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "common/ports/receipt_printer.h"
#include "terminal/app/checkout.h"
#include "terminal/headless/command.h"
#include "terminal/receipt/receipt.h"

namespace pareto::terminal::headless {

/// What a person asks about the journal and the link that the use cases do not.
struct LinkStatus {
    std::int64_t unsent = 0;
    bool online = false;
    std::string standing;
    std::string alarm;  ///< somebody must act; empty = nothing
    std::int64_t feed_cursor = 0;
    std::int64_t hq_time_ms = 0;
};

struct OwnCensus {
    Registration registration = 0;
    std::int64_t sales = 0;
    Hash digest;
};

class Commands {
public:
    struct Parts {
        Journal& journal;
        Uplink& uplink;
        const ports::Clock& clock;
        ports::Random& random;
        ports::ReceiptPrinter* printer;  ///< may be null: nothing is printed
        receipt::Heading heading;
        std::function<LinkStatus()> status;
        std::function<bool(std::chrono::milliseconds)> wait_synced;
        std::function<Result<std::vector<OwnCensus>>()> census;
        std::function<BusinessDate(UtcTime)> date_in_branch;
        CardProver& prover;
        goods::ScanSettings scan_settings = {};
        LocalMinute local_minute = minute_of_utc_day;
    };

    explicit Commands(Parts parts)
        : parts_{std::move(parts)},
          checkout_{parts_.journal,
                    parts_.uplink,
                    parts_.clock,
                    parts_.prover,
                    parts_.scan_settings,
                    parts_.local_minute} {}

    [[nodiscard]] std::string answer(std::string_view line);
    /// A tap at the reader, which nobody asked for: {"event":"tap",…}. Where readers scan goods,
    /// too: {"event":"scan",…}.
    [[nodiscard]] std::string on_tap(const ports::Tap& tap);

    /// `quit` was given.
    [[nodiscard]] bool finished() const { return finished_; }

private:
    using Answer = boost::json::object;
    using Handler = Answer (Commands::*)(const Command&);

    struct Entry {
        std::string_view name;
        Handler handler;
    };

    static const Entry kTable[];

    [[nodiscard]] Answer run(const Command& command);
    Answer open_shift(const Command& command);
    Answer close_shift(const Command& command);
    Answer tap(const Command& command);
    Answer scan(const Command& command);
    Answer tags(const Command& command);
    Answer line(const Command& command);
    Answer void_line(const Command& command);
    Answer discount(const Command& command);
    Answer void_basket(const Command& command);
    Answer basket(const Command& command);
    Answer coupon(const Command& command);
    Answer voucher(const Command& command);
    Answer gift(const Command& command);
    Answer gifts(const Command& command);
    Answer redeem(const Command& command);
    Answer allowances(const Command& command);
    Answer tender(const Command& command);
    Answer tender_stored(const Command& command);
    Answer topup(const Command& command);
    Answer sell_gift_card(const Command& command);
    Answer value_sold(const Command& command, const std::optional<ports::Tap>& gift_card);
    Answer stored_value(const Command& command);
    Answer complete(const Command& command);
    Answer sale(const Command& command);
    Answer return_goods(const Command& command);
    Answer return_elsewhere(const Command& command);
    Answer return_without_receipt(const Command& command);
    Answer approved_return(const Command& command, const ApprovedReturn& wanted);
    Answer post_void(const Command& command);
    Answer enrol_member(const Command& command);
    Answer reprint(const Command& command);
    Answer status(const Command& command);
    Answer census(const Command& command);
    Answer wait_synced(const Command& command);
    Answer quit(const Command& command);

    [[nodiscard]] Outcome<void> move_shift_to(const Command& command, BusinessDate date);
    [[nodiscard]] std::vector<GoodsBack> goods_of(const Command& command,
                                                  const RecordedSale& original);
    [[nodiscard]] Answer scanned(const Outcome<Scanned>& outcome) const;
    [[nodiscard]] Outcome<SaleId> find_original(const Command& command);
    [[nodiscard]] Answer recorded(const Outcome<RecordedSale>& outcome);
    [[nodiscard]] bool print(const ports::Slip& slip);

    Parts parts_;
    Checkout checkout_;
    bool finished_ = false;
};

}  // namespace pareto::terminal::headless
