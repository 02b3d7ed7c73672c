// One HQ on one engine in which all cells of the matrix of returns are played at once, each by a
// member of its own, and what is there at the end.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hq/database/local_journal.h"
#include "tests/hq/returns/matrix_sale.h"

namespace pareto::hq::test {

/// What a cell came to, as its row and its cell say it.
struct Outcome {
    RowFigures row;
    std::string points;
};

class MatrixWorld {
public:
    /// Plays; the books are verified between the steps and at the end.
    MatrixWorld(Engine engine, const std::vector<Row>& rows);

    /// Of a cell that is not refused.
    [[nodiscard]] Outcome outcome(const Cell& cell) const { return outcomes_.at(&cell); }

private:
    /// What is sent in one go: of each of the two terminals what comes back there, and what then
    /// follows.
    enum class Wave { Together, SameDay, NextDay };

    void publish();
    void open_accounts();
    void issue_vouchers();
    void sell(Play& play);
    EntryId use_voucher(const Play& play, std::int64_t minor);
    EntryId hold_value(const Play& play, std::int64_t minor);
    void spend_all(bool early);
    void expire();
    void play_early();
    void play_late();
    void come_back(Wave wave);
    void come_back(Play& play);
    void come_back_again(Play& play);
    void bring(Play& play, TestTerminal& at, const sale::Sale& sale);
    void cancel(Play& play, TestTerminal& at, EntryId sale);
    void link_card(const Play& play, const char* day);
    void review(const char* over);
    void send(TestTerminal& terminal);
    void read_outcomes();
    void read_listed();
    [[nodiscard]] static Wave wave_of(const Cell& cell);
    [[nodiscard]] TestTerminal& at(const Play& play);

    BooksWorld world_;
    std::unique_ptr<TestTerminal> here_, there_, desk_;
    std::map<Registration, Sequence> sent_;
    std::vector<Play> plays_;
    std::map<Bytes, Bytes> grants_, signatures_;  ///< by the voucher's key
    std::map<const Cell*, Outcome> outcomes_;
    std::map<std::int64_t, std::string> tier_then_;
};

/// Why a terminal refuses what cannot be: by the kind of sale, what comes back, where, and what
/// became of the points. Asked of two real terminals.
using Refusals = std::map<std::string, std::string>;
[[nodiscard]] std::string refusal_key(const Cell& cell);
[[nodiscard]] Refusals ask_terminals(const std::vector<Row>& rows);

}  // namespace pareto::hq::test
