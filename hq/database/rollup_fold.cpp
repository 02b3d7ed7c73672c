#include "hq/database/rollup_fold.h"

#include <algorithm>
#include <unordered_map>

#include "common/sync/feed.h"
#include "hq/app/posting.h"
#include "hq/database/fact_reader.h"
#include "hq/database/rows.h"
#include "hq/database/second_histories.h"
#include "hq/database/select_in.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

// Columns of kSaleColumns, each of the table s.
constexpr const char* kPage =
    "select s.shard_key, s.sale_id, s.branch_id, s.terminal_id, s.receipt_number, s.occurred_ms, "
    "s.business_date, s.total_minor, "
    "s.eligible_minor, s.remaining_minor, s.points, s.card_key, s.voided_by, e.bytes from sale s "
    "left join entry e on "
    "e.registration = s.sale_id / 4294967296 and e.sequence = s.sale_id % 4294967296 where "
    "s.sale_id > $1 "
    "order by s.sale_id limit 1000";

/// One page of sales with all that belongs to them.
class Page {
public:
    Page(Connection& connection, SecondHistories& histories)
        : connection_(connection), histories_(histories) {}

    [[nodiscard]] Result<bool> read(std::int64_t after);

    [[nodiscard]] std::vector<SaleOfPage>& sales() { return sales_; }

private:
    [[nodiscard]] Result<void> read_returned();
    [[nodiscard]] Result<void> read_back();
    [[nodiscard]] Result<void> read_waiting();
    [[nodiscard]] Result<void> read_redeemed();
    [[nodiscard]] Result<void> read_owners();

    Connection& connection_;
    SecondHistories& histories_;
    std::vector<SaleOfPage> sales_;
    std::unordered_map<std::int64_t, std::size_t> index_;
};

Result<bool> Page::read(std::int64_t after) {
    PARETO_TRY(const auto rows, connection_.execute(kPage, {after}));
    for (const Row& row : rows) {
        SaleOfPage sale;
        PARETO_TRY(sale.head, read_sale_head(row));
        const std::string id = std::to_string(sale.head.id.value);
        if (row.is_null(13)) return fault(FaultCode::Corrupt, "sale " + id + " has no entry");
        TakenEntry taken = decode_taken(EntryId{sale.head.id.value},
                                        static_cast<std::int32_t>(journal::Kind::Sale),
                                        row.bytes(13));
        const bool is_sale = taken.entry && std::holds_alternative<sale::Sale>(taken.entry->body);
        if (!is_sale) return fault(FaultCode::Corrupt, "the entry of sale " + id + " is none");
        PARETO_TRY_VOID(histories_.translate(taken));
        sale.entry = std::move(*taken.entry);
        index_[sale.head.id.value] = sales_.size();
        sales_.push_back(std::move(sale));
    }
    if (sales_.empty()) return false;
    PARETO_TRY_VOID(read_returned());
    PARETO_TRY_VOID(read_waiting());
    PARETO_TRY_VOID(read_redeemed());
    PARETO_TRY_VOID(read_owners());
    return true;
}

Result<void> Page::read_returned() {
    std::map<std::int64_t, std::size_t> by_entry;
    std::vector<Value> keys;
    for (std::size_t index = 0; index < sales_.size(); ++index) {
        const SaleOfPage& sale = sales_[index];
        const auto& lines = std::get<sale::Sale>(sale.entry.body).lines;
        if (std::none_of(lines.begin(), lines.end(), [](const sale::Line& line) {
                return line.original.has_value();
            }))
            continue;
        by_entry[sale.head.id.value] = index;
        if (sale.head.voided_by) by_entry[sale.head.voided_by.value] = index;
    }
    keys.reserve(by_entry.size());
    for (const auto& [entry, index] : by_entry)
        keys.emplace_back(entry);
    PARETO_TRY_VOID(select_in(
        connection_,
        std::string{"select "} + kReturnedLineColumns + " from returned_line where entry_id",
        keys,
        "",
        [&](const Row& row) -> Result<void> {
            const ReturnedLine line = read_returned_line(row);
            sales_[by_entry.at(line.entry.value)].returned.push_back(line);
            return {};
        }));
    return read_back();
}

Result<void> Page::read_back() {
    std::vector<Value> keys;
    for (const auto& [sale, index] : index_)
        keys.emplace_back(sale);
    return select_in(connection_,
                     "select sale_id, points_taken, points_given from returned_line where sale_id",
                     keys,
                     "",
                     [&](const Row& row) -> Result<void> {
                         SaleOfPage& sale = sales_[index_.at(row.integer(0))];
                         sale.taken += row.integer(1);
                         sale.given += row.integer(2);
                         return {};
                     });
}

Result<void> Page::read_waiting() {
    PARETO_TRY(
        const auto rows,
        connection_.execute("select entry_id from waiting_entry where entry_id between $1 and $2",
                            {sales_.front().head.id.value, sales_.back().head.id.value}));
    for (const Row& row : rows) {
        if (const auto found = index_.find(row.integer(0)); found != index_.end())
            sales_[found->second].waits = true;
    }
    return {};
}

Result<void> Page::read_redeemed() {
    std::vector<Value> keys;
    std::map<std::int64_t, std::vector<std::pair<std::size_t, std::int64_t>>> tenders;
    for (std::size_t index = 0; index < sales_.size(); ++index) {
        for (const sale::Tender& tender : std::get<sale::Sale>(sales_[index].entry.body).tenders) {
            if (!pays_with_points(tender)) continue;
            tenders[tender.redemption.value].emplace_back(index, tender.points.value);
        }
    }
    keys.reserve(tenders.size());
    for (const auto& [redemption, users] : tenders)
        keys.emplace_back(redemption);
    return select_in(connection_,
                     "select redemption_id, captured_by from redemption where state = 'captured' "
                     "and redemption_id",
                     keys,
                     "",
                     [&](const Row& row) -> Result<void> {
                         for (const auto& [index, points] : tenders.at(row.integer(0))) {
                             if (sales_[index].head.id.value != row.integer(1)) continue;
                             sales_[index].points_redeemed += points;
                             break;  // the same redemption twice in one sale is captured once
                         }
                         return {};
                     });
}

Result<void> Page::read_owners() {
    std::set<std::int64_t> ids;
    for (const SaleOfPage& sale : sales_) {
        ids.insert(sale.head.id.value);
        for (const sale::Line& line : std::get<sale::Sale>(sale.entry.body).lines) {
            if (line.original) ids.insert(line.original->sale.value);
        }
    }
    std::unordered_map<std::int64_t, MemberId> owners;
    std::multimap<MemberId, std::int64_t> by_member_key;
    PARETO_TRY_VOID(select_in(connection_,
                              "select s.sale_id, s.shard_key, s.card_key, c.member_id from sale s "
                              "left join card c on c.card_key = "
                              "s.card_key where s.sale_id",
                              keys_of(ids),
                              "",
                              [&](const Row& row) -> Result<void> {
                                  MemberId owner{std::max<std::int64_t>(row.integer(1), 0)};
                                  if (!owner && !row.is_null(3)) owner = MemberId{row.integer(3)};
                                  if (!owner && row.bytes(2).size() == 8)
                                      by_member_key.emplace(member_in_key(row.bytes(2)),
                                                            row.integer(0));
                                  owners[row.integer(0)] = owner;
                                  return {};
                              }));
    std::vector<Value> members;
    for (const auto& [member, sale] : by_member_key)
        members.emplace_back(member.value);
    PARETO_TRY_VOID(select_in(connection_,
                              "select member_id from member where member_id",
                              members,
                              "",
                              [&](const Row& row) -> Result<void> {
                                  const auto [first, last] =
                                      by_member_key.equal_range(MemberId{row.integer(0)});
                                  for (auto sale = first; sale != last; ++sale)
                                      owners[sale->second] = sale->first;
                                  return {};
                              }));
    for (SaleOfPage& sale : sales_) {
        sale.owner = owners[sale.head.id.value];
        for (const sale::Line& line : std::get<sale::Sale>(sale.entry.body).lines) {
            if (line.original)
                sale.original_owners[line.original->sale.value] = owners[line.original->sale.value];
        }
    }
    return {};
}

void add_branch(const SaleOfPage& page, const sale::Sale& sale, BranchDay& day) {
    for (const ReturnedLine& returned : page.returned)
        day.points_redeemed -= returned.given;
    // Of a voided sale, what its returns had given back before the post-void gave back the rest.
    day.points_redeemed += page.head.voided_by ? page.given : page.points_redeemed;
    if (page.head.voided_by) return;
    day.sales += counts_as_sale(sale);
    day.returns += counts_as_return(sale);
    day.net_minor += page.head.eligible_minor;
    day.returns_minor += goods_back_minor(sale);
}

/// What member figures of one sale are: its own part, and its returning lines for the members of
/// their sales.
void add_members(const SaleOfPage& page, const sale::Sale& sale, Rollups& rollups) {
    const SaleHead& head = page.head;
    const std::string date = to_string(head.business_date);
    BranchDay& day = rollups.branches[{head.branch.value, date}];
    const auto add = [&](MemberId member, std::int64_t net_minor, std::int64_t visits) {
        auto& [net, count] = rollups.members[{member.value, date, head.branch.value}];
        net += net_minor;
        count += visits;
        day.member_minor += net_minor;
    };
    const bool voided = static_cast<bool>(head.voided_by);
    if (page.owner) {
        if (!voided) add(page.owner, earning_minor(sale), counts_as_sale(sale));
        day.points_earned += voided ? page.taken : head.points;
    }
    if (page.waits) return;
    for (const sale::Line& line : sale.lines) {
        const MemberId owner =
            line.original ? page.original_owners.at(line.original->sale.value) : MemberId{};
        if (owner && !voided) add(owner, returned_minor(line), 0);
    }
    for (const ReturnedLine& returned : page.returned)
        day.points_earned -= returned.taken;
}

void drop_zeros(Rollups& rollups) {
    std::erase_if(rollups.members, [](const auto& row) {
        return row.second == std::pair<std::int64_t, std::int64_t>{};
    });
    std::erase_if(rollups.branches, [](const auto& row) { return row.second == BranchDay{}; });
}

}  // namespace

Result<void> for_each_sale(Connection& connection, const OnSale& each) {
    PARETO_TRY(SecondHistories histories, SecondHistories::open(connection, true));
    std::int64_t after = 0;
    while (true) {
        Page page{connection, histories};
        PARETO_TRY(const bool any, page.read(after));
        if (!any) return {};
        for (const SaleOfPage& sale : page.sales())
            PARETO_TRY_VOID(each(sale));
        after = page.sales().back().head.id.value;
    }
}

Result<std::map<std::int32_t, loyalty::RuleSet>> read_rule_sets(Connection& connection) {
    std::map<std::int32_t, loyalty::RuleSet> rules;
    PARETO_TRY(const auto rows, connection.execute("select version, bytes from rule_set"));
    for (const Row& row : rows) {
        PARETO_TRY(sync::RulesChange change, sync::decode_rules(row.bytes(1)));
        rules.emplace(static_cast<std::int32_t>(row.integer(0)), std::move(change.rules));
    }
    return rules;
}

Result<Rollups> fold_rollups(Connection& connection) {
    Rollups rollups;
    PARETO_TRY_VOID(for_each_sale(connection, [&](const SaleOfPage& page) -> Result<void> {
        const auto& sale = std::get<sale::Sale>(page.entry.body);
        add_branch(page,
                   sale,
                   rollups.branches[{page.head.branch.value, to_string(page.head.business_date)}]);
        add_members(page, sale, rollups);
        return {};
    }));
    drop_zeros(rollups);
    return rollups;
}

Result<Rollups> read_rollups(Connection& connection) {
    Rollups rollups;
    PARETO_TRY(
        const auto members,
        connection.execute(
            "select shard_key, business_date, branch_id, net_minor, visits from member_day"));
    for (const Row& row : members) {
        rollups.members[{row.integer(0), row.text(1), row.integer(2)}] = {row.integer(3),
                                                                          row.integer(4)};
    }
    PARETO_TRY(const auto branches,
               connection.execute("select branch_id, business_date, sales, returns, net_minor, "
                                  "returns_minor, member_minor, points_earned, "
                                  "points_redeemed from branch_day"));
    for (const Row& row : branches) {
        BranchDay& day = rollups.branches[{row.integer(0), row.text(1)}];
        day.sales += row.integer(2);
        day.returns += row.integer(3);
        day.net_minor += row.integer(4);
        day.returns_minor += row.integer(5);
        day.member_minor += row.integer(6);
        day.points_earned += row.integer(7);
        day.points_redeemed += row.integer(8);
    }
    drop_zeros(rollups);
    return rollups;
}

}  // namespace pareto::hq::database
