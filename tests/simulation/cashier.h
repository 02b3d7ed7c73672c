// A cashier at one terminal: drives the use cases of terminal/app as the seed says, hands receipts out, and remembers
// what a person would remember: which sales there were, and which one may not have been finished.
#pragma once

#include "terminal/app/checkout.h"
#include "terminal/app/redemption.h"
#include "tests/simulation/random.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/surroundings.h"
#include "tests/simulation/terminal_node.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pareto::simulation {

/// Sales that customers of all branches walk around with.
using SoldAnywhere = std::deque<terminal::RecordedSale>;

class Cashier {
public:
    static constexpr int kCards = 18;  ///< those from Template::kMembers on are unknown at first

    Cashier(Surroundings& surroundings, TerminalNode& node, SeededRandom random, const WorkWeights& work, SoldAnywhere& sold);

    /// One operation.
    void act();
    [[nodiscard]] std::int64_t sales() const { return sales_; }
    /// The machine is not the one that printed the receipts any more (restored).
    void forget_prints() {
        printed_.clear();
        counters_.clear();
    }

private:
    struct Kind {
        int weight;
        void (Cashier::*act)();
    };
    void begin_life();
    void check_printed();
    [[nodiscard]] bool ensure_shift();

    void sell();
    void give_back_a_part();
    void give_back_all();
    void exchange();
    void void_a_sale();
    void redeem();
    void abandon_redemption();
    void enrol();
    void close_the_shift();
    void keep_allowances();
    void sell_value();
    void pay_with_value();
    void pay_with_voucher();
    void give_back_from_elsewhere();
    void give_back_without_receipt();
    void give_back_approved(const terminal::ApprovedReturn& wanted, const char* what);

    void tap(int card);
    void add_items(int most);
    /// The lines of an own sale that can come back; false when it refused.
    bool add_goods_back(bool all);
    void pay_and_complete();
    void repeat_last_intent();
    template <typename Value>
    bool taken(const terminal::Outcome<Value>& outcome, const char* what);
    /// What was given for points without HQ.
    void note_offline(const terminal::ApprovedRedemption& approved);
    void check_offline();
    void check_counters();
    void check_stand_in(std::int64_t counted);
    void print(EntryId id, const char* what);
    [[nodiscard]] const terminal::RecordedSale* any_own_sale();

    Surroundings& surroundings_;
    TerminalNode& node_;
    SeededRandom random_;
    std::vector<Kind> kinds_;
    SoldAnywhere& sold_anywhere_;
    terminal::NoCardProver prover_;  // no readers, and HQ is not asked about cards
    std::unique_ptr<terminal::Checkout> checkout_;
    std::int64_t life_ = -1;
    std::deque<terminal::RecordedSale> own_sales_;
    std::map<EntryId, std::pair<std::int64_t, std::int64_t>> counters_;  ///< C and L, by allowance
    std::vector<EntryKey> printed_;  ///< here, and not yet taken away by a restore
    struct Unfinished {
        terminal::Basket basket;
        std::string intent;
    };
    std::optional<Unfinished> unfinished_;
    std::int64_t intents_ = 0;
    std::int64_t sales_ = 0;
};

}  // namespace pareto::simulation
