#include "hq/campaigns/import_campaigns.h"

#include <array>
#include <unordered_map>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "hq/campaigns/campaign_books.h"
#include "hq/database/writing.h"
#include "hq/import/row_file.h"

namespace pareto::hq::campaigns {
namespace {

using import::FieldSpec;
using pareto::database::Connection;

constexpr std::size_t kRowsPerTransaction = 2'000;
constexpr std::array kCampaignFields{FieldSpec{"campaign", true},
                                     FieldSpec{"from", true},
                                     FieldSpec{"to", true},
                                     FieldSpec{"amount", true}};
constexpr std::array kTargetFields{FieldSpec{"campaign"}, FieldSpec{"card", true}};
constexpr std::array kCouponFields{
    FieldSpec{"campaign"}, FieldSpec{"code", true}, FieldSpec{"sku"}};
constexpr std::array kRedemptionFields{FieldSpec{"campaign"},
                                       FieldSpec{"code", true},
                                       FieldSpec{"card", true},
                                       FieldSpec{"date", true}};

/// A row's cells in the order of the kind's fields.
struct ListRow {
    std::int64_t line = 0;
    std::vector<std::string> cells;
};

class Importer {
public:
    Importer(const ListContext& context, const ListImport& list) : context_(context), list_(list) {}

    [[nodiscard]] Result<ListSummary> run();

private:
    [[nodiscard]] Result<void> record(const std::vector<ListRow>& rows);
    [[nodiscard]] Result<void> record_within(Connection& connection,
                                             const std::vector<ListRow>& rows);
    [[nodiscard]] Result<void> take(Connection& connection, const ListRow& row);
    [[nodiscard]] Result<void> take_past(Connection& connection, const ListRow& row);
    [[nodiscard]] Result<void> take_redemption(Connection& connection,
                                               const ListRow& row,
                                               CouponUse use);
    [[nodiscard]] Result<void> read_campaigns(Connection& connection);
    [[nodiscard]] Result<std::optional<MemberId>> member(Connection& connection,
                                                         const std::string& number);
    void reject(const ListRow& row, const std::string& why);

    const ListContext& context_;
    const ListImport& list_;
    ListSummary summary_;
    std::vector<std::string> rejects_;  // of the transaction under way
    std::unordered_map<std::string, loyalty::Campaign> by_name_;
    std::unordered_map<std::string, std::optional<MemberId>> members_;
    std::vector<PoolRow> pool_;
    std::vector<TargetRow> targets_;
};

void Importer::reject(const ListRow& row, const std::string& why) {
    ++summary_.rejected;
    rejects_.push_back(list_.file.shown + ":" + std::to_string(row.line) + ": " + why);
}

Result<void> Importer::read_campaigns(Connection& connection) {
    by_name_.clear();
    PARETO_TRY(auto versions, all_versions(connection));
    for (CampaignVersion& version : versions) {
        if (!list_.only || version.id == list_.only)
            by_name_[version.campaign.name] = std::move(version.campaign);
    }
    return {};
}

Result<std::optional<MemberId>> Importer::member(Connection& connection,
                                                 const std::string& number) {
    const auto known = members_.find(number);
    if (known != members_.end()) return known->second;
    PARETO_TRY(const auto found, member_of(connection, number));
    members_[number] = found;
    return found;
}

Result<void> Importer::take_past(Connection& connection, const ListRow& row) {
    const std::string& name = row.cells[0];
    if (by_name_.contains(name)) return {};
    const auto amount = parse_decimal(row.cells[3]);
    const auto minor = amount ? rescale(*amount, context_.currency.exponent) : std::nullopt;
    if (!minor) {
        reject(row, "amount is not a decimal");
        return {};
    }
    const boost::json::value made = {
        {"name", name},
        {"from", row.cells[1]},
        {"to", row.cells[2]},
        {"coupons", {{"pool", true}}},
        {"rules",
         boost::json::array{
             {{"if", {{"targeted", true}, {"coupon", true}, {"items", {{"of_coupon", true}}}}},
              {"give",
               boost::json::array{{{"kind", "amount_off"},
                                   {"minor", minor->value},
                                   {"on", "items_together"}}}}}}}};
    const auto recorded =
        record_past(connection, boost::json::serialize(made), to_ms(context_.clock.now()));
    if (!recorded) {
        if (recorded.error().code != FaultCode::Unsupported) return unexpected{recorded.error()};
        reject(row, recorded.error().detail);
        return {};
    }
    by_name_[name] = recorded->campaign;
    ++summary_.taken;
    return {};
}

Result<void> Importer::take_redemption(Connection& connection, const ListRow& row, CouponUse use) {
    const auto date = parse_date(row.cells[3]);
    if (!date) {
        reject(row, "date is not a day (YYYY-MM-DD)");
        return {};
    }
    use.date = *date;
    // Two rows that say the same are one redemption: nothing else tells them apart.
    PARETO_TRY(const loyalty::CouponFacts facts, coupon_facts(connection, use));
    const auto refusal =
        loyalty::check_coupon(by_name_.at(row.cells[0]), use.code, facts, use.date);
    if (refusal) {
        reject(row, "coupon " + use.code + " refused: " + std::string{name_of(*refusal)});
        return {};
    }
    PARETO_TRY_VOID(record_use(connection, use));
    ++summary_.taken;
    return {};
}

Result<void> Importer::take(Connection& connection, const ListRow& row) {
    if (list_.kind == ListKind::Campaigns) return take_past(connection, row);
    if (!by_name_.contains(row.cells[0])) {
        reject(row, "there is no campaign " + row.cells[0]);
        return {};
    }
    const CampaignId campaign = by_name_.at(row.cells[0]).id;
    if (list_.kind == ListKind::Coupons) {
        if (row.cells[1].empty()) {
            reject(row, "code is empty");
            return {};
        }
        pool_.push_back({campaign, row.cells[1], row.cells[2]});
        ++summary_.taken;
        return {};
    }
    const bool is_target = list_.kind == ListKind::Targets;
    const std::string& card = row.cells[is_target ? 1 : 2];
    PARETO_TRY(const auto found, member(connection, card));
    if (!found) {
        reject(row, "there is no card " + card);
        return {};
    }
    if (!is_target)
        return take_redemption(connection, row, {campaign, row.cells[1], *found, {}, 0});
    targets_.push_back({campaign, *found});
    ++summary_.taken;
    return {};
}

Result<void> Importer::record_within(Connection& connection, const std::vector<ListRow>& rows) {
    PARETO_TRY_VOID(read_campaigns(connection));
    for (const ListRow& row : rows)
        PARETO_TRY_VOID(take(connection, row));
    PARETO_TRY_VOID(add_coupons(connection, pool_));
    return add_targets(connection, targets_);
}

Result<void> Importer::record(const std::vector<ListRow>& rows) {
    if (rows.empty()) return {};
    const ListSummary before = summary_;
    auto done = context_.turns.take([&](Connection& connection) -> Result<void> {
        // A turn may be taken again after the database was lost.
        summary_ = before;
        rejects_.clear();
        pool_.clear();
        targets_.clear();
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY_VOID(record_within(connection, rows));
        return transaction.commit();
    });
    if (!done) return done;
    for (const std::string& text : rejects_)
        context_.reject(text);
    return {};
}

Result<ListSummary> Importer::run() {
    const auto fields = fields_of(list_.kind);
    import::ImportFile file = list_.file;
    if (list_.only) {
        const auto done = context_.turns.take([&](Connection& connection) -> Result<void> {
            PARETO_TRY(const CampaignVersion version, find_version(connection, list_.only, 0));
            file.assignments.push_back({"campaign", version.campaign.name, true});
            return {};
        });
        if (!done) return unexpected{done.error()};
    }
    PARETO_TRY(auto source, import::open_file(file.path));
    PARETO_TRY(import::RowFile rows,
               import::RowFile::open(std::move(source), file.shown, fields, file.assignments));
    context_.progress.begin("importing " + file.shown);
    std::vector<ListRow> waiting;
    while (true) {
        PARETO_TRY(const bool found, rows.next());
        if (!found) break;
        context_.progress.report(rows.source().taken(), rows.source().total(), ++summary_.rows);
        ListRow row{rows.record().line, {}};
        if (rows.record().flaw) {
            reject(row, rows.record().flaw->reason);
            context_.reject(rejects_.back());
            rejects_.clear();
            continue;
        }
        for (std::size_t field = 0; field < fields.size(); ++field) {
            row.cells.emplace_back(rows.columns().text(field, rows.record()));
        }
        waiting.push_back(std::move(row));
        if (waiting.size() < kRowsPerTransaction) continue;
        PARETO_TRY_VOID(record(waiting));
        waiting.clear();
    }
    PARETO_TRY_VOID(record(waiting));
    context_.progress.end();
    return summary_;
}

}  // namespace

std::span<const FieldSpec> fields_of(ListKind kind) {
    switch (kind) {
        case ListKind::Campaigns:
            return kCampaignFields;
        case ListKind::Targets:
            return kTargetFields;
        case ListKind::Coupons:
            return kCouponFields;
        case ListKind::Redemptions:
            return kRedemptionFields;
    }
    return {};
}

Result<ListSummary> import_list(const ListContext& context, const ListImport& list) {
    return Importer{context, list}.run();
}

}  // namespace pareto::hq::campaigns
