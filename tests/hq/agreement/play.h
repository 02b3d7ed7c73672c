// A story is played: sold at a real terminal, sent to HQ's real books, and compared figure by
// figure.
#pragma once

#include <string>
#include <vector>

#include "tests/hq/agreement/any_story.h"
#include "tests/hq/agreement/chain.h"
#include "tests/hq/agreement/instruments.h"

namespace pareto::hq::test {

class Play {
public:
    Play(Engine engine, const Story& story);

    /// Everything is sold, sent and compared; the first difference, or nothing.
    [[nodiscard]] std::string run();

    /// What the terminal recorded, in order.
    [[nodiscard]] const std::vector<terminal::RecordedSale>& recorded() const { return recorded_; }

    [[nodiscard]] BooksWorld& hq() { return hq_; }

    [[nodiscard]] const loyalty::RuleSet& rules() const { return story_.rules; }

    [[nodiscard]] const Bytes& card_key() const { return card_key_; }

    /// Another terminal of the branch, with nothing in its journal.
    [[nodiscard]] TestTerminal& other_terminal() { return *other_; }

private:
    void begin();
    void sell(const SaleRecipe& recipe);
    void fill(terminal::Checkout& checkout, const SaleRecipe& recipe);
    void pay_with_instruments(terminal::Checkout& checkout, const SaleRecipe& recipe);
    [[nodiscard]] bool settle(terminal::Checkout& checkout, const SaleRecipe& recipe);
    [[nodiscard]] std::string compare();
    [[nodiscard]] std::string compare_sale(const terminal::RecordedSale& recorded, bool voided);
    [[nodiscard]] std::string compare_balance();

    Story story_;
    BooksWorld hq_;
    Instruments instruments_;
    std::unique_ptr<TestTerminal> other_;
    std::unique_ptr<ChainTerminal> till_;
    Bytes card_key_;
    MemberId member_;
    std::vector<terminal::RecordedSale> recorded_;
    std::vector<bool> voided_;
};

}  // namespace pareto::hq::test
