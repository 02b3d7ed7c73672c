#include "terminal/database/rewards.h"

#include <algorithm>
#include <charconv>

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;
using sync::ChangeKind;

namespace {

Result<void> put_voucher(Connection& connection, const sync::Change& change) {
    const auto key = from_hex(change.subject);
    if (!key || key->empty())
        return fault(FaultCode::Corrupt, "a change of a voucher names no voucher");
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(
            connection.execute("delete from held_voucher where voucher_key = $1", {Blob{*key}}));
        return {};
    }
    PARETO_TRY(const auto held, sync::decode_held_voucher(change.bytes));
    PARETO_TRY_VOID(connection.execute(
        "insert into held_voucher(voucher_key, grant_bytes, signature) values ($1, $2, $3) on "
        "conflict(voucher_key) do update set grant_bytes = excluded.grant_bytes, signature = "
        "excluded.signature",
        {Blob{*key}, Blob{held.grant}, Blob{held.signature}}));
    return {};
}

Result<void> put_coupon(Connection& connection, const sync::Change& change) {
    const auto colon = change.subject.find(':');
    std::int64_t campaign = 0;
    const char* const end = change.subject.data() + std::min(colon, change.subject.size());
    const auto read = std::from_chars(change.subject.data(), end, campaign);
    if (colon == std::string::npos || read.ec != std::errc{} || read.ptr != end)
        return fault(FaultCode::Corrupt, "a change of a coupon names no coupon");
    const std::string code = change.subject.substr(colon + 1);
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(connection.execute(
            "delete from held_coupon where campaign_id = $1 and code = $2", {campaign, code}));
        return {};
    }
    PARETO_TRY_VOID(sync::decode_held_coupon(change.bytes));
    PARETO_TRY_VOID(connection.execute(
        "insert into held_coupon(campaign_id, code, bytes) values ($1, $2, $3) on "
        "conflict(campaign_id, code) do update set bytes = excluded.bytes",
        {campaign, code, Blob{change.bytes}}));
    return {};
}

}  // namespace

Result<void> put_reward(Connection& connection, const sync::Change& change) {
    return static_cast<ChangeKind>(change.kind) == ChangeKind::HeldVoucher
               ? put_voucher(connection, change)
               : put_coupon(connection, change);
}

Result<void> project_voucher(Connection& connection,
                             EntryId id,
                             const journal::VoucherRequested& requested) {
    if (requested.use.taken_minor <= 0) return {};
    PARETO_TRY_VOID(connection.execute(
        "insert into voucher_spent(redemption_id, voucher_key, taken_minor) values ($1, $2, $3) on "
        "conflict(redemption_id) do nothing",
        {id.value, Blob{requested.voucher}, requested.use.taken_minor}));
    return {};
}

Result<void> project_coupon(Connection& connection,
                            EntryId id,
                            const journal::CouponRequested& requested) {
    for (const loyalty::CampaignId campaign : requested.campaigns) {
        PARETO_TRY_VOID(connection.execute(
            "insert into coupon_spent(claim_id, campaign_id, code, member_id) values ($1, $2, $3, "
            "$4) on conflict(claim_id, campaign_id) do nothing",
            {id.value, campaign.value, requested.code, requested.member.value}));
    }
    return {};
}

Result<void> settle_rewards(Connection& connection, const sale::Sale& sale) {
    const auto& awards = sale.campaigns.awards;
    for (const loyalty::PresentedCoupon& coupon : sale.campaigns.coupons) {
        if (!coupon.claim) continue;
        PARETO_TRY_VOID(
            connection.execute("update redemption set state = 'captured' where redemption_id = $1",
                               {coupon.claim.value}));
        const bool used = std::any_of(awards.begin(), awards.end(), [&](const auto& award) {
            return award.campaign == coupon.campaign;
        });
        if (used) continue;
        PARETO_TRY_VOID(
            connection.execute("delete from coupon_spent where claim_id = $1 and campaign_id = $2",
                               {coupon.claim.value, coupon.campaign.value}));
    }
    return {};
}

Result<void> release_reward(Connection& connection, EntryId redemption) {
    PARETO_TRY_VOID(connection.execute("delete from voucher_spent where redemption_id = $1",
                                       {redemption.value}));
    PARETO_TRY_VOID(
        connection.execute("delete from coupon_spent where claim_id = $1", {redemption.value}));
    return {};
}

Result<void> void_rewards(Connection& connection, const sale::Sale& sale) {
    for (const sale::Tender& tender : sale.tenders) {
        if (tender.kind == sale::TenderKind::Voucher && tender.amount_minor > 0)
            PARETO_TRY_VOID(release_reward(connection, tender.redemption));
    }
    for (const loyalty::PresentedCoupon& coupon : sale.campaigns.coupons) {
        if (coupon.claim) PARETO_TRY_VOID(release_reward(connection, coupon.claim));
    }
    return {};
}

Result<void> give_rewards_up(Connection& connection) {
    PARETO_TRY_VOID(connection.execute("delete from held_voucher"));
    PARETO_TRY_VOID(connection.execute("delete from held_coupon"));
    return {};
}

Result<std::string> reward_misfit(Connection& connection, const journal::Entry& entry) {
    const auto* const requested = std::get_if<journal::VoucherRequested>(&entry.body);
    if (requested == nullptr || requested->means != loyalty::RedemptionMeans::Allowance)
        return std::string{};
    PARETO_TRY(const auto held, select_held_voucher(connection, requested->voucher));
    const auto terms = held ? journal::decode_voucher(held->grant)
                            : Result<loyalty::Voucher>{fault(FaultCode::Corrupt, {})};
    const bool fits =
        held && terms &&
        held->spent_minor + requested->use.taken_minor <= terms->value_minor * terms->uses;
    return fits ? std::string{} : std::string{"the voucher was used meanwhile"};
}

Result<std::optional<HeldVoucher>> select_held_voucher(Connection& connection, const Bytes& key) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select h.grant_bytes, h.signature, (select coalesce(sum(s.taken_minor), 0) "
                   "from voucher_spent s where s.voucher_key = h.voucher_key) from held_voucher h "
                   "where h.voucher_key = $1",
                   {Blob{key}}));
    if (rows.empty()) return std::nullopt;
    return std::optional{HeldVoucher{rows[0].bytes(0), rows[0].bytes(1), rows[0].integer(2)}};
}

Result<std::vector<HeldCoupon>> select_held_coupons(Connection& connection,
                                                    const std::string& code,
                                                    MemberId member) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select h.bytes, count(s.claim_id), coalesce(sum(case when s.member_id = $2 "
                   "then 1 else 0 end), 0) from held_coupon h left join coupon_spent s on "
                   "s.campaign_id = h.campaign_id and s.code = h.code where h.code = $1 group by "
                   "h.campaign_id, h.bytes order by h.campaign_id",
                   {code, member.value}));
    std::vector<HeldCoupon> found;
    for (const Row& row : rows) {
        PARETO_TRY(auto coupon, sync::decode_held_coupon(row.bytes(0)));
        found.push_back({std::move(coupon), row.integer(1), row.integer(2)});
    }
    return found;
}

}  // namespace pareto::terminal::database
