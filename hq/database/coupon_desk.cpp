#include "hq/database/coupon_desk.h"

#include "common/sync/reward.h"
#include "hq/database/feed_subjects.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

Result<BranchId> branch_of(Connection& connection, TerminalId terminal) {
    PARETO_TRY(const auto rows,
               connection.execute("select branch_id from terminal where terminal_id = $1",
                                  {terminal.value}));
    if (rows.empty()) return fault(FaultCode::Unsupported, "there is no such terminal");
    return BranchId{rows[0].integer(0)};
}

Result<sync::HeldCoupon> held(Connection& connection,
                              loyalty::CampaignId campaign,
                              const std::string& code,
                              TerminalId terminal) {
    sync::HeldCoupon coupon{campaign, code, {}, terminal};
    PARETO_TRY(const auto items,
               connection.execute("select sku from coupon_item where campaign_id = $1 and code = "
                                  "$2 order by sku",
                                  {campaign.value, code}));
    for (const Row& item : items)
        coupon.skus.push_back(item.text(0));
    return coupon;
}

}  // namespace

Result<std::int64_t> allot_coupons(Connection& connection,
                                   loyalty::CampaignId campaign,
                                   TerminalId terminal,
                                   std::int64_t count) {
    PARETO_TRY(const BranchId branch, branch_of(connection, terminal));
    PARETO_TRY(const auto codes,
               connection.execute(
                   "select code from coupon c where campaign_id = $1 and holder = 0 and not exists "
                   "(select 1 from coupon_use u where u.campaign_id = $1 and u.code = c.code) and "
                   "not exists (select 1 from coupon_claim k where k.campaign_id = $1 and k.code = "
                   "c.code and k.state in ('claimed', 'captured')) order by code collate \"C\" "
                   "limit $2",
                   {campaign.value, count}));
    std::vector<FeedSubject> subjects;
    for (const Row& row : codes) {
        const std::string& code = row.text(0);
        PARETO_TRY_VOID(
            connection.execute("update coupon set holder = $3 where campaign_id = $1 and code = $2",
                               {campaign.value, code, terminal.value}));
        PARETO_TRY(const auto coupon, held(connection, campaign, code, terminal));
        subjects.push_back({sync::ChangeKind::HeldCoupon,
                            sync::coupon_subject(campaign, code),
                            sync::encode(coupon),
                            branch});
    }
    PARETO_TRY_VOID(publish(connection, subjects));
    return static_cast<std::int64_t>(codes.size());
}

Result<std::int64_t> recall_coupons(Connection& connection,
                                    loyalty::CampaignId campaign,
                                    TerminalId terminal) {
    PARETO_TRY(const BranchId branch, branch_of(connection, terminal));
    PARETO_TRY(const auto codes,
               connection.execute("select code from coupon where campaign_id = $1 and holder = $2",
                                  {campaign.value, terminal.value}));
    std::vector<FeedSubject> subjects;
    for (const Row& row : codes) {
        subjects.push_back({sync::ChangeKind::HeldCoupon,
                            sync::coupon_subject(campaign, row.text(0)),
                            {},
                            branch});
    }
    PARETO_TRY_VOID(
        connection.execute("update coupon set holder = 0 where campaign_id = $1 and holder = $2",
                           {campaign.value, terminal.value}));
    PARETO_TRY_VOID(publish(connection, subjects));
    return static_cast<std::int64_t>(codes.size());
}

Result<std::vector<CouponRow>> show_coupon(Connection& connection, const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select c.campaign_id, coalesce(b.code, ''), coalesce(t.code, ''), (select "
                   "count(*) from coupon_claim k where k.campaign_id = c.campaign_id and k.code = "
                   "c.code and k.state = 'claimed'), (select count(*) from coupon_use u where "
                   "u.campaign_id = c.campaign_id and u.code = c.code) from coupon c left join "
                   "terminal t on t.terminal_id = c.holder left join branch b on b.branch_id = "
                   "t.branch_id where c.code = $1 order by c.campaign_id",
                   {code}));
    std::vector<CouponRow> found;
    for (const Row& row : rows) {
        CouponRow one{loyalty::CampaignId{row.integer(0)}, {}, row.integer(3), row.integer(4)};
        if (!row.text(2).empty()) one.holder = row.text(1) + "/" + row.text(2);
        found.push_back(std::move(one));
    }
    return found;
}

}  // namespace pareto::hq::database
