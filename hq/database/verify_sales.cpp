#include <algorithm>

#include "hq/app/named_rules.h"
#include "hq/app/posting.h"
#include "hq/database/gifts.h"
#include "hq/database/rollup_fold.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"
#include "hq/database/stored_value.h"
#include "hq/database/tags.h"
#include "hq/database/verify_steps.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

struct BroughtBack {
    std::map<std::int64_t, LineBack> lines;
    std::int64_t minor = 0;
    std::int64_t points = 0;
    std::int64_t taken = 0;
};

Result<std::map<std::int64_t, BroughtBack>> read_brought_back(Connection& connection) {
    std::map<std::int64_t, BroughtBack> sales;
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select sale_id, line, sum(thousandths), sum(minor), sum(points), sum(points_taken), "
            "sum(points_given), sum(given_minor), sum(stored_minor) from returned_line group by "
            "sale_id, line"));
    for (const Row& row : rows) {
        BroughtBack& sale = sales[row.integer(0)];
        sale.lines[row.integer(1)] = {.thousandths = row.integer(2),
                                      .points = row.integer(4),
                                      .given = row.integer(6),
                                      .given_minor = row.integer(7),
                                      .stored_minor = row.integer(8)};
        sale.minor += row.integer(3);
        sale.points += row.integer(4);
        sale.taken += row.integer(5);
    }
    return sales;
}

const loyalty::RuleSet* rules_of(const sale::Sale& sale,
                                 const std::map<std::int32_t, loyalty::RuleSet>& rules) {
    return rules.empty() ? nullptr : &named_rules(rules, sale.rules_version);
}

void verify_head(const SaleOfPage& page,
                 const sale::Sale& sale,
                 const BroughtBack& brought_back,
                 const std::map<std::int32_t, loyalty::RuleSet>& rules,
                 Findings& findings) {
    const SaleHead& head = page.head;
    const std::string where = "sale " + std::to_string(head.id.value);
    const auto expect = [&](const char* what, std::int64_t found, std::int64_t wanted) {
        if (found == wanted) return;
        findings.add("sale",
                     where + ": " + what + " is " + std::to_string(found) + ", its entry says " +
                         std::to_string(wanted));
    };
    expect("total_minor", head.total_minor, sale.total_minor());
    expect("eligible_minor", head.eligible_minor, sale.eligible_minor());
    expect("remaining_minor", head.remaining_minor, earning_minor(sale) - brought_back.minor);
    expect("receipt_number", head.receipt_number, sale.receipt_number);
    expect("occurred_ms", head.occurred_ms, to_ms(page.entry.occurred_at));
    expect("business_date",
           to_day_number(head.business_date),
           to_day_number(page.entry.business_date));
    const bool has_card = head.shard > 0 || !head.card_key.empty();
    if (const loyalty::RuleSet* const own = rules_of(sale, rules)) {
        const std::int64_t points = has_card ? signed_points(sale, *own) : 0;
        expect("points", head.points, points);
        const std::int64_t most = std::max<std::int64_t>(points, 0);
        if (brought_back.points < 0 || brought_back.points > most || brought_back.taken < 0 ||
            brought_back.taken > brought_back.points) {
            findings.add("returned",
                         where + ": returns took back " + std::to_string(brought_back.taken) +
                             " points, their share is " + std::to_string(brought_back.points) +
                             " of " + std::to_string(most));
        }
    }
}

void verify_returned(const SaleOfPage& page,
                     const sale::Sale& sale,
                     const BroughtBack& brought_back,
                     const std::map<std::int32_t, loyalty::RuleSet>& rules,
                     Findings& findings) {
    if (brought_back.lines.empty()) return;
    const loyalty::RuleSet* const own = rules_of(sale, rules);
    const auto shares = sale::shares_of(sale, own == nullptr ? loyalty::RuleSet{} : *own);
    for (const auto& line_back : brought_back.lines) {
        const std::int64_t number = line_back.first;
        const LineBack& back = line_back.second;
        const std::int64_t wanted = number;
        const auto sold =
            std::find_if(sale.lines.begin(), sale.lines.end(), [&](const sale::Line& line) {
                return line.number == wanted;
            });
        const bool there = sold != sale.lines.end();
        const auto expect_within = [&](const char* what, std::int64_t found, std::int64_t most) {
            if (found >= 0 && found <= most) return;
            findings.add("returned",
                         "sale " + std::to_string(page.head.id.value) + ", line " +
                             std::to_string(number) + ": " + std::to_string(found) + " " + what +
                             " of " + std::to_string(most));
        };
        const auto index = static_cast<std::size_t>(sold - sale.lines.begin());
        const loyalty::LineShare share = there ? shares[index] : loyalty::LineShare{};
        expect_within("thousandths brought back",
                      back.thousandths,
                      there ? std::max<std::int64_t>(sold->quantity.thousandths, 0) : 0);
        expect_within("points given back", back.given, share.points_paid.value);
        expect_within(
            "minor units given back in points", back.given_minor, share.points_paid_minor);
        expect_within("minor units given back to stored value",
                      back.stored_minor,
                      share.stored_paid_minor);
    }
}

template <typename Map, typename Text>
void compare(const Map& computed, const Map& found, Findings& findings, Text text) {
    for (const auto& [key, value] : computed) {
        const auto row = found.find(key);
        if (row == found.end() || row->second != value)
            findings.add("rollups", text(key) + ": differs from its entries");
    }
    for (const auto& [key, value] : found) {
        if (!computed.contains(key)) findings.add("rollups", text(key) + ": no entry explains it");
    }
}

}  // namespace

Result<void> verify_sales(Connection& connection, Findings& findings) {
    PARETO_TRY(const auto rules, read_rule_sets(connection));
    PARETO_TRY(auto brought_back, read_brought_back(connection));
    PARETO_TRY(TagOracle tags, TagOracle::read(connection));
    PARETO_TRY(ValueOracle value, ValueOracle::read(connection));
    PARETO_TRY(GiftOracle gifts, GiftOracle::read(connection));
    auto walked = for_each_sale(connection, [&](const SaleOfPage& page) -> Result<void> {
        const auto& sale = std::get<sale::Sale>(page.entry.body);
        const auto found = brought_back.find(page.head.id.value);
        const BroughtBack mine = found == brought_back.end() ? BroughtBack{} : found->second;
        verify_head(page, sale, mine, rules, findings);
        verify_returned(page, sale, mine, rules, findings);
        tags.check(page.head.id, sale, findings);
        value.check(page.head.id, sale, findings);
        gifts.check(page.head.id, sale, findings);
        if (found != brought_back.end()) brought_back.erase(found);
        return {};
    });
    if (!walked) {
        // A sale without a readable entry: the roll-ups cannot be computed either.
        if (walked.error().code != FaultCode::Corrupt) return walked;
        findings.add("sale", walked.error().detail);
        return {};
    }
    for (const auto& [sale, rest] : brought_back) {
        findings.add("returned",
                     "sale " + std::to_string(sale) +
                         ": lines were brought back of a sale that is not there");
    }
    tags.finish(findings);
    value.finish(findings);
    gifts.finish(findings);
    PARETO_TRY(const Rollups computed, fold_rollups(connection));
    PARETO_TRY(const Rollups stored, read_rollups(connection));
    compare(computed.members, stored.members, findings, [](const auto& key) {
        return "member_day: member " + std::to_string(std::get<0>(key)) + ", " + std::get<1>(key) +
               ", branch " + std::to_string(std::get<2>(key));
    });
    compare(computed.branches, stored.branches, findings, [](const auto& key) {
        return "branch_day: branch " + std::to_string(key.first) + ", " + key.second;
    });
    return {};
}

}  // namespace pareto::hq::database
