// What must hold of stored value, and of what returns take back.
#include "tests/simulation/point_oracles.h"
#include "tests/simulation/world.h"

#include "common/base/bytes.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr int kExpiryWaitDays = 2;

}  // namespace

void check_claw_back(database::Connection& hq, const Model& model, Promises& promises) {
    if (!model.wrongly_taken().empty()) promises.violate("claw-back", model.wrongly_taken());
    using loyalty::ClawBack;
    // Of the lines of a return that name their sale.
    const auto rows = ask(hq,
                          "select cause, debit_account, sum(amount) from transfer where code = 'return' and number > 1000000 "
                          "group by cause, debit_account order by cause, debit_account");
    for (const auto& row : rows) {
        const auto policies = model.policies().find(EntryId{row.integer(0)});
        if (policies == model.policies().end() || policies->second.contains(ClawBack::Unlimited)) continue;
        const bool usable = policies->second.contains(ClawBack::WithinBalance);
        const auto debit = row.integer(1);
        if (debit == 4 || (debit == 1 && usable)) continue;
        promises.violate("claw-back", "return " + text(EntryId{row.integer(0)}) + " took " + std::to_string(row.integer(2)) +
                                          " points from account " + std::to_string(debit) + ", which its policy does not touch");
        return;
    }
}

void check_value(World& world, database::Connection& hq, const Model& model, Promises& promises) {
    // What HQ forgot, or a doubled machine was asked for twice, may be taken when it is not there.
    const bool may_owe = world.hq_was_rolled_back() || world.terminals_were_restored() || !world.twofold().empty();
    auto expected = model.values();
    for (const auto& row : ask(hq, "select account_key, value_minor, held_minor from value_account order by account_key")) {
        const Bytes& key = row.bytes(0);
        const ModelValue by_model = std::exchange(expected[key], {});
        if (by_model.minor != row.integer(1) || by_model.held != row.integer(2)) {
            promises.violate("I2", "the stored value of " + to_hex(key) + " is " + std::to_string(row.integer(1)) + " and " +
                                       std::to_string(row.integer(2)) + " held, by the model " + std::to_string(by_model.minor) +
                                       " and " + std::to_string(by_model.held));
        }
        if (row.integer(1) < 0 && !by_model.taken_back && !may_owe) {
            promises.violate("I9", "the stored value of " + to_hex(key) + " is " + std::to_string(row.integer(1)));
        }
    }
    for (const auto& [key, value] : expected) {
        if (value.minor == 0 && value.held == 0) continue;
        promises.violate("I2", "HQ knows of no stored value of " + to_hex(key) + ", by the model it has " + std::to_string(value.minor));
    }
    const auto sums = ask(hq,
                          "select sum(case when credit_account in (6, 7) then amount_minor else 0 end) - sum(case when debit_account in "
                          "(6, 7) then amount_minor else 0 end), (select sum(value_minor + held_minor) from value_account) from "
                          "value_transfer having count(*) > 0");
    if (!sums.empty() && sums[0].integer(0) != sums[0].integer(1)) {
        promises.violate("I1", "the accounts of stored value hold " + std::to_string(sums[0].integer(1)) + ", their transfers sum to " +
                                   std::to_string(sums[0].integer(0)));
    }
}

void check_vouchers(World& world, const Kept& kept, Promises& promises) {
    // Who took it before a restore, or beside a twin, HQ learns late; what that costs is listed.
    if (world.hq_was_rolled_back() || world.terminals_were_restored() || !world.twofold().empty()) return;
    std::set<EntryId> voided;
    for (const auto& accepted : kept.accepted) {
        if (const auto* post_void = std::get_if<sale::PostVoid>(&accepted.entry.body)) voided.insert(EntryId{post_void->sale.value});
    }
    struct Use {
        std::int64_t times = 0, minor = 0;
        bool came_back = false;
    };
    std::map<Bytes, Use> uses;
    std::map<EntryId, std::vector<Bytes>> paid;
    for (const auto& accepted : kept.accepted) {
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr) continue;
        for (const auto& tender : sale->tenders) {
            if (tender.kind != sale::TenderKind::Voucher || tender.amount_minor <= 0) continue;
            paid[accepted.id].push_back(tender.instrument);
            if (voided.contains(accepted.id)) continue;
            uses[tender.instrument].times += 1;
            uses[tender.instrument].minor += tender.amount_minor;
        }
    }
    for (const auto& accepted : kept.accepted) {
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr) continue;
        for (const auto& line : sale->lines) {
            if (!line.original || line.voucher_paid_minor == 0) continue;
            for (const Bytes& voucher : paid[EntryId{line.original->sale.value}]) uses[voucher].came_back = true;
        }
    }
    for (const auto& printed : promises.vouchers) {
        const Use use = uses[printed.key];
        // What came back with goods can be used again, and whether before or after is not for this to say.
        if (use.came_back || (use.times <= printed.uses && use.minor <= printed.value_minor * printed.uses)) continue;
        promises.violate("I14", "a voucher of " + std::to_string(printed.uses) + " uses of " + std::to_string(printed.value_minor) +
                                    " paid " + std::to_string(use.minor) + " in " + std::to_string(use.times) + " sales");
        return;
    }
}

void check_expired_value(World& world, const Kept& kept, Promises& promises) {
    std::map<Bytes, BusinessDate> last;  ///< of gift cards: what a member is called may differ
    for (const auto& accepted : kept.accepted) {
        if (const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body)) {
            const auto own = world.rules().find(sale->rules_version);
            const auto& rules = own == world.rules().end() ? world.rules().rbegin()->second : own->second;
            for (const auto& line : sale->lines) {
                if (line.gift_card.empty() || line.original) continue;
                const int days = rules.stored_value_days == 0 ? 36'500 : rules.stored_value_days;
                auto& day = last.try_emplace(line.gift_card, accepted.entry.business_date).first->second;
                day = std::max(day, add_days(accepted.entry.business_date, days));
            }
        } else if (const auto* expired = std::get_if<journal::StoredValueExpired>(&accepted.entry.body)) {
            for (const auto& one : expired->accounts) {
                const auto found = last.find(one.account.gift_card);
                if (found == last.end() || found->second <= expired->through) continue;
                promises.violate("I9", "the value of gift card " + to_hex(one.account.gift_card) + " could be used until " +
                                           to_string(found->second) + " and had expired through " + to_string(expired->through));
                return;
            }
        }
    }
    if (world.scenario().rules != RulesOf::Dated) return;
    const BusinessDate over{std::chrono::floor<std::chrono::days>(world.hq().clock().now()) - std::chrono::days{1 + kExpiryWaitDays}};
    const auto left = ask(*world.hq().connection(), "select account_key from value_account where value_minor > 0 and expires_on <= $1",
                          {to_string(over)});
    if (!left.empty()) promises.violate("I9", "the stored value of " + to_hex(left[0].bytes(0)) + " ought to have expired");
}

}  // namespace pareto::simulation
