#include "hq/campaigns/coupon_books.h"

#include <set>

namespace pareto::hq::campaigns {
namespace {

using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Value;

}  // namespace

Result<void> add_coupons(Connection& connection, std::span<const PoolRow> rows) {
    BulkInsert codes{"coupon", {"code", "campaign_id"}, "on conflict do nothing", {}};
    BulkInsert items{"coupon_item", {"code", "campaign_id", "sku"}, "on conflict do nothing", {}};
    std::set<std::pair<std::int64_t, std::string>> seen;
    for (const PoolRow& row : rows) {
        if (seen.insert({row.campaign.value, row.code}).second)
            codes.rows.push_back({row.code, row.campaign.value});
        if (!row.sku.empty()) items.rows.push_back({row.code, row.campaign.value, row.sku});
    }
    if (!codes.rows.empty()) PARETO_TRY_VOID(connection.insert_many(codes));
    if (!items.rows.empty()) PARETO_TRY_VOID(connection.insert_many(items));
    return {};
}

Result<void> add_targets(Connection& connection, std::span<const TargetRow> rows) {
    BulkInsert insert{
        "campaign_target", {"campaign_id", "member_id"}, "on conflict do nothing", {}};
    for (const TargetRow& row : rows)
        insert.rows.push_back({row.campaign.value, row.member.value});
    return insert.rows.empty() ? Result<void>{} : connection.insert_many(insert);
}

Result<loyalty::CouponFacts> coupon_facts(Connection& connection, const CouponUse& use) {
    loyalty::CouponFacts facts;
    PARETO_TRY(
        const auto pools,
        connection.execute("select campaign_id from coupon where code = $1 order by campaign_id",
                           {use.code}));
    for (const Row& row : pools)
        facts.campaigns.push_back(CampaignId{row.integer(0)});
    PARETO_TRY(
        const auto listed,
        connection.execute(
            "select member_id from campaign_target where campaign_id = $1 and member_id = $2",
            {use.campaign.value, use.member.value}));
    facts.targeted = !listed.empty();
    PARETO_TRY(
        const auto uses,
        connection.execute(
            "select count(*), coalesce(sum(case when member_id = $3 then 1 else 0 end), 0) from "
            "coupon_use where campaign_id = $1 and code = $2 and not (member_id = $3 and "
            "business_date = $4 and "
            "cause = $5)",
            {use.campaign.value, use.code, use.member.value, to_string(use.date), use.cause}));
    facts.uses = uses[0].integer(0);
    facts.uses_by_member = uses[0].integer(1);
    return facts;
}

Result<void> record_use(Connection& connection, const CouponUse& use) {
    PARETO_TRY_VOID(connection.execute(
        "insert into coupon_use(campaign_id, code, member_id, business_date, cause) values ($1, "
        "$2, $3, $4, $5) "
        "on conflict do nothing",
        {use.campaign.value, use.code, use.member.value, to_string(use.date), use.cause}));
    return {};
}

Result<std::vector<loyalty::PresentedCoupon>> look_up(Connection& connection,
                                                      const std::string& code) {
    std::vector<loyalty::PresentedCoupon> found{{code, {}, {}}};
    PARETO_TRY(const auto pools,
               connection.execute(
                   "select campaign_id from coupon where code = $1 order by campaign_id", {code}));
    for (const Row& row : pools) {
        loyalty::PresentedCoupon coupon{code, CampaignId{row.integer(0)}, {}};
        PARETO_TRY(
            const auto items,
            connection.execute(
                "select sku from coupon_item where code = $1 and campaign_id = $2 order by sku",
                {code, coupon.campaign.value}));
        for (const Row& item : items)
            coupon.skus.push_back(item.text(0));
        found.push_back(std::move(coupon));
    }
    return found;
}

Result<std::vector<MemberId>> targets_of(Connection& connection, CampaignId campaign) {
    PARETO_TRY(
        const auto rows,
        connection.execute(
            "select member_id from campaign_target where campaign_id = $1 order by member_id",
            {campaign.value}));
    std::vector<MemberId> found;
    for (const Row& row : rows)
        found.emplace_back(MemberId{row.integer(0)});
    return found;
}

Result<std::map<CampaignId, RedemptionFigures>> redemption_figures(Connection& connection) {
    std::map<CampaignId, RedemptionFigures> figures;
    PARETO_TRY(const auto codes,
               connection.execute("select campaign_id, count(*) from coupon group by campaign_id"));
    for (const Row& row : codes)
        figures[CampaignId{row.integer(0)}].codes = row.integer(1);
    PARETO_TRY(const auto targets,
               connection.execute("select t.campaign_id, count(*), coalesce(sum(case when exists "
                                  "(select 1 from coupon_use u "
                                  "where u.campaign_id = t.campaign_id and u.member_id = "
                                  "t.member_id) then 1 else 0 end), 0) "
                                  "from campaign_target t group by t.campaign_id"));
    for (const Row& row : targets) {
        figures[CampaignId{row.integer(0)}].targeted = row.integer(1);
        figures[CampaignId{row.integer(0)}].redeemed = row.integer(2);
    }
    PARETO_TRY(
        const auto uses,
        connection.execute("select campaign_id, count(*) from coupon_use group by campaign_id"));
    for (const Row& row : uses)
        figures[CampaignId{row.integer(0)}].uses = row.integer(1);
    return figures;
}

Result<std::optional<MemberId>> member_of(Connection& connection, const std::string& number) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select member_id from card where card_number = $1 union "
                   "select member_id from member where member_number = $1 order by member_id",
                   {number}));
    if (rows.empty()) return std::optional<MemberId>{};
    return std::optional{MemberId{rows[0].integer(0)}};
}

}  // namespace pareto::hq::campaigns
