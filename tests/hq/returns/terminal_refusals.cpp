// What cannot be, two real terminals refuse: they are asked with the matrix' own sales in their
// journals.
#include "terminal/app/post_void.h"
#include "tests/hq/agreement/chain.h"
#include "tests/hq/returns/matrix_world.h"

namespace pareto::hq::test {
namespace {

class Tills {
public:
    Tills() : hq_(Engine::Sqlite), seller_(hq_, "HK01", "1"), other_(hq_, "HK02", "1") {
        seller_.take_feed();
        other_.take_feed();
        seller_.open_shift(date("2026-03-20"));
        other_.open_shift(date("2026-03-20"));
    }

    /// The sale in the selling terminal's journal; with the return of one A, if that comes first.
    EntryId sell(const Cell& cell) {
        Play play;
        play.cell = &cell;
        play.member = MemberId{EntryId::of(7, 7).value};
        play.card_key = card("anna");
        play.voucher = Bytes(loyalty::kVoucherKeyBytes, 'v');
        play.gift_card = card("gift");
        play.points = play.voucher_use = play.value_use = EntryId::of(7, 8);
        play.sale = make_sale(play);
        play.sale_entry = append(play.sale);
        if (cell.back == Back::PartVoid && !cell.elsewhere)
            static_cast<void>(append(make_return(play, true, {1, 0})));
        return play.sale_entry;
    }

    std::string cancel(const Cell& cell, EntryId sale) {
        ChainTerminal& till = cell.back == Back::PostVoid && cell.elsewhere ? other_ : seller_;
        const auto done =
            terminal::post_void(till.journal(), hq_.clock, {SaleId{sale.value}, "x", {}});
        if (done) return "done";
        const auto* const refused = std::get_if<terminal::Refused>(&done.error());
        return refused == nullptr ? "fault"
                                  : "!" + std::string{terminal::name_of(refused->refusal)};
    }

    void next_day() {
        seller_.close_shift();
        seller_.open_shift(date("2026-03-21"));
    }

private:
    EntryId append(sale::Sale sale) {
        const terminal::Journal::State state = seller_.journal().state();
        sale.receipt_number = state.next_receipt_number;
        sale.shift = *state.shift;
        return seller_.append(std::move(sale));
    }

    BooksWorld hq_;
    ChainTerminal seller_, other_;
};

bool is_same_day(const Cell& cell) {
    return cell.fate == Fate::Pending || cell.fate == Fate::Spent;
}

}  // namespace

std::string refusal_key(const Cell& cell) {
    return std::to_string(static_cast<int>(cell.sold)) + " " +
           std::to_string(static_cast<int>(cell.back)) + (cell.elsewhere ? " elsewhere" : " here") +
           (is_same_day(cell) ? " the same day" : " later");
}

Refusals ask_terminals(const std::vector<Row>& rows) {
    Tills tills;
    std::map<std::string, std::pair<const Cell*, EntryId>> sold;
    for (const Row& row : rows) {
        for (const Cell& cell : row.cells) {
            const std::string key = refusal_key(cell);
            if (cell.is_refused() && !sold.contains(key)) sold[key] = {&cell, tills.sell(cell)};
        }
    }
    Refusals refusals;
    for (const bool same_day : {true, false}) {
        for (const auto& [key, one] : sold) {
            if (is_same_day(*one.first) == same_day)
                refusals[key] = tills.cancel(*one.first, one.second);
        }
        tills.next_day();
    }
    return refusals;
}

}  // namespace pareto::hq::test
