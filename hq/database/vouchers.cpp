#include "hq/database/vouchers.h"

#include <array>

#include "hq/database/allowances.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/rows.h"
#include "hq/database/select_in.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Value;

constexpr std::array kVoucherStates{"open", "void", "expired"};
constexpr std::array kUseStates{"requested", "held", "refused", "captured", "reversed"};
constexpr std::array kClaimStates{"claimed", "refused", "captured", "released"};

template <typename State, std::size_t count>
Result<State> state_of(const std::array<const char*, count>& names, const std::string& text) {
    for (std::size_t i = 0; i < count; ++i) {
        if (names.at(i) == text) return static_cast<State>(i);
    }
    return fault(FaultCode::Corrupt, "a state that is none: " + text);
}

template <typename State, std::size_t count>
std::string text_in(const std::array<const char*, count>& names, State state) {
    return names.at(static_cast<std::size_t>(state));
}

std::vector<Value> blobs_of(const std::set<Bytes>& keys) {
    std::vector<Value> values;
    values.reserve(keys.size());
    for (const Bytes& key : keys)
        values.emplace_back(Blob{key});
    return values;
}

/// The codes that transfers are looked at by; those of old rows are compared, not shown.
std::string_view known_code(const std::string& text) {
    for (const std::string_view code : {"issue", "give_back", "capture", "forfeit", "void"}) {
        if (code == text) return code;
    }
    return {};
}

Result<void> read_uses(Connection& connection, NamedRewards& named, Books& books) {
    const auto note = [&](const Row& row) -> Result<void> {
        KnownUse use;
        use.voucher = row.bytes(1);
        use.member = MemberId{row.integer(2)};
        use.due_minor = row.integer(3);
        use.use = {row.integer(4), row.integer(5)};
        use.given_minor = row.integer(6);
        PARETO_TRY(use.state, state_of<UseState>(kUseStates, row.text(7)));
        use.refusal = static_cast<std::int32_t>(row.integer(8));
        use.sale = SaleId{row.integer(9)};
        named.vouchers.insert(use.voucher);
        books.vouchers.uses.emplace(EntryId{row.integer(0)}, std::move(use));
        return {};
    };
    constexpr std::string_view kSelect =
        "select redemption_id, voucher_key, member_id, due_minor, taken_minor, paid_minor, "
        "given_minor, state, refusal, sale_id from voucher_use where ";
    PARETO_TRY_VOID(select_in(
        connection, std::string{kSelect} + "redemption_id", keys_of(named.redemptions), "", note));
    return select_in(connection, std::string{kSelect} + "sale_id", keys_of(named.sales), "", note);
}

Result<void> read_transfers(Connection& connection, NamedRewards& named, Books& books) {
    return select_in(
        connection,
        "select voucher_key, cause, number, debit_account, credit_account, amount_minor, code "
        "from voucher_transfer where cause",
        keys_of(named.voided),
        " order by cause, number",
        [&](const Row& row) -> Result<void> {
            const EntryId cause{row.integer(1)};
            named.vouchers.insert(row.bytes(0));
            books.vouchers.done[cause].push_back({row.bytes(0),
                                                  cause,
                                                  row.integer(2),
                                                  static_cast<Account>(row.integer(3)),
                                                  static_cast<Account>(row.integer(4)),
                                                  row.integer(5),
                                                  known_code(row.text(6))});
            return {};
        });
}

Result<void> read_vouchers(Connection& connection, const NamedRewards& named, Books& books) {
    return select_in(
        connection,
        "select voucher_key, cause, number, member_id, holder, value_minor, uses, left_minor, "
        "valid_from, valid_until, state from voucher where voucher_key",
        blobs_of(named.vouchers),
        "",
        [&](const Row& row) -> Result<void> {
            KnownVoucher known;
            known.terms.key = row.bytes(0);
            known.cause = EntryId{row.integer(1)};
            known.number = row.integer(2);
            known.terms.member = MemberId{row.integer(3)};
            known.terms.holder = TerminalId{row.integer(4)};
            known.terms.value_minor = row.integer(5);
            known.terms.uses = static_cast<std::int32_t>(row.integer(6));
            known.left_minor = row.integer(7);
            PARETO_TRY(known.terms.from, read_date(row, 8));
            PARETO_TRY(known.terms.until, read_date(row, 9));
            PARETO_TRY(known.state, state_of<VoucherState>(kVoucherStates, row.text(10)));
            books.vouchers.vouchers.emplace(row.bytes(0), std::move(known));
            return {};
        });
}

Result<void> read_claims(Connection& connection, const NamedRewards& named, Books& books) {
    const auto note = [&](const Row& row) -> Result<void> {
        KnownClaim claim;
        claim.code = row.text(2);
        claim.member = MemberId{row.integer(3)};
        PARETO_TRY(claim.state, state_of<ClaimState>(kClaimStates, row.text(4)));
        claim.refusal = row.text(5);
        claim.sale = SaleId{row.integer(6)};
        books.coupons.claims.emplace(
            CouponClaims::Key{EntryId{row.integer(0)}, loyalty::CampaignId{row.integer(1)}},
            std::move(claim));
        return {};
    };
    constexpr std::string_view kSelect =
        "select claim_id, campaign_id, code, member_id, state, refusal, sale_id from coupon_claim "
        "where ";
    PARETO_TRY_VOID(select_in(
        connection, std::string{kSelect} + "claim_id", keys_of(named.redemptions), "", note));
    PARETO_TRY_VOID(
        select_in(connection, std::string{kSelect} + "sale_id", keys_of(named.voided), "", note));
    for (const auto& [campaign, code] : named.codes) {
        PARETO_TRY(
            const auto rows,
            connection.execute(
                "select c.holder, (select count(*) from coupon_claim k where k.code = $2 and "
                "k.campaign_id = $1 and k.state in ('claimed', 'captured')) + (select "
                "count(*) from coupon_use u where u.code = $2 and u.campaign_id = $1 and "
                "not exists (select 1 from coupon_claim k where k.sale_id = u.cause and "
                "k.code = $2 and k.campaign_id = $1)) from coupon c where c.campaign_id = $1 "
                "and c.code = $2",
                {campaign.value, code}));
        if (rows.empty()) continue;
        books.coupons.codes[{campaign, code}] = {TerminalId{rows[0].integer(0)},
                                                 rows[0].integer(1)};
    }
    return {};
}

BulkInsert rows_of_vouchers(const VoucherBooks& vouchers) {
    BulkInsert rows{.table = "voucher",
                    .columns = {"voucher_key",
                                "cause",
                                "number",
                                "member_id",
                                "holder",
                                "value_minor",
                                "uses",
                                "left_minor",
                                "valid_from",
                                "valid_until",
                                "state"},
                    .conflict =
                        "on conflict(voucher_key) do update set holder = excluded.holder, "
                        "left_minor = excluded.left_minor, valid_until = "
                        "excluded.valid_until, state = excluded.state",
                    .rows = {}};
    for (const Bytes& key : vouchers.changed_vouchers) {
        const KnownVoucher& known = vouchers.vouchers.at(key);
        rows.rows.push_back({Blob{key},
                             known.cause.value,
                             known.number,
                             known.terms.member.value,
                             known.terms.holder.value,
                             known.terms.value_minor,
                             std::int64_t{known.terms.uses},
                             known.left_minor,
                             to_string(known.terms.from),
                             to_string(known.terms.until),
                             text_of(known.state)});
    }
    return rows;
}

BulkInsert rows_of_uses(const VoucherBooks& vouchers) {
    BulkInsert rows{.table = "voucher_use",
                    .columns = {"redemption_id",
                                "voucher_key",
                                "member_id",
                                "due_minor",
                                "taken_minor",
                                "paid_minor",
                                "given_minor",
                                "state",
                                "refusal",
                                "sale_id"},
                    .conflict =
                        "on conflict(redemption_id) do update set voucher_key = "
                        "excluded.voucher_key, taken_minor = excluded.taken_minor, "
                        "paid_minor = excluded.paid_minor, given_minor = "
                        "excluded.given_minor, state = excluded.state, refusal = "
                        "excluded.refusal, sale_id = excluded.sale_id",
                    .rows = {}};
    for (const EntryId id : vouchers.changed_uses) {
        const KnownUse& use = vouchers.uses.at(id);
        rows.rows.push_back({id.value,
                             Blob{use.voucher},
                             use.member.value,
                             use.due_minor,
                             use.use.taken_minor,
                             use.use.paid_minor,
                             use.given_minor,
                             text_in(kUseStates, use.state),
                             std::int64_t{use.refusal},
                             use.sale.value});
    }
    return rows;
}

BulkInsert rows_of_transfers(const VoucherBooks& vouchers) {
    BulkInsert rows{.table = "voucher_transfer",
                    .columns = {"voucher_key",
                                "cause",
                                "number",
                                "debit_account",
                                "credit_account",
                                "amount_minor",
                                "code"},
                    .conflict = "",
                    .rows = {}};
    for (const VoucherTransfer& done : vouchers.transfers) {
        rows.rows.push_back({Blob{done.voucher},
                             done.cause.value,
                             done.number,
                             static_cast<std::int64_t>(done.debit),
                             static_cast<std::int64_t>(done.credit),
                             done.amount_minor,
                             std::string{done.code}});
    }
    return rows;
}

Result<void> write_vouchers(Connection& connection, const VoucherBooks& vouchers) {
    PARETO_TRY_VOID(connection.insert_many(rows_of_vouchers(vouchers)));
    PARETO_TRY_VOID(connection.insert_many(rows_of_uses(vouchers)));
    return connection.insert_many(rows_of_transfers(vouchers));
}

/// Its holder is told that it is gone: what came back with goods, only HQ can give.
Result<void> write_withdrawn(Connection& connection, const VoucherBooks& vouchers) {
    for (const auto& [key, holder] : vouchers.withdrawn) {
        PARETO_TRY(const auto rows,
                   connection.execute("select branch_id from terminal where terminal_id = $1",
                                      {holder.value}));
        if (rows.empty()) continue;
        const FeedSubject gone{
            sync::ChangeKind::HeldVoucher, to_hex(key), {}, BranchId{rows[0].integer(0)}};
        PARETO_TRY_VOID(publish(connection, {&gone, 1}));
    }
    return {};
}

Result<void> write_claims(Connection& connection, const CouponClaims& coupons) {
    BulkInsert rows{
        .table = "coupon_claim",
        .columns = {"claim_id", "campaign_id", "code", "member_id", "state", "refusal", "sale_id"},
        .conflict =
            "on conflict(claim_id, campaign_id) do update set state = "
            "excluded.state, refusal = excluded.refusal, sale_id = "
            "excluded.sale_id",
        .rows = {}};
    for (const CouponClaims::Key& key : coupons.changed) {
        const KnownClaim& claim = coupons.claims.at(key);
        rows.rows.push_back({key.first.value,
                             key.second.value,
                             claim.code,
                             claim.member.value,
                             text_in(kClaimStates, claim.state),
                             claim.refusal,
                             claim.sale.value});
    }
    PARETO_TRY_VOID(connection.insert_many(rows));
    BulkInsert uses{.table = "coupon_use",
                    .columns = {"campaign_id", "code", "member_id", "business_date", "cause"},
                    .conflict = "on conflict do nothing",
                    .rows = {}};
    for (const CouponUseRow& use : coupons.used) {
        uses.rows.push_back({use.campaign.value,
                             use.code,
                             use.by.member.value,
                             to_string(use.by.date),
                             use.by.sale.value});
    }
    PARETO_TRY_VOID(connection.insert_many(uses));
    for (const SaleId sale : coupons.taken_back) {
        PARETO_TRY_VOID(
            connection.execute("delete from coupon_use where cause = $1", {sale.value}));
    }
    return {};
}

}  // namespace

std::string text_of(VoucherState state) {
    return text_in(kVoucherStates, state);
}

void NamedRewards::gather(const TakenEntry& taken) {
    const journal::Body& body = taken.entry->body;
    if (const auto* const sold = std::get_if<sale::Sale>(&body)) {
        for (const sale::Tender& tender : sold->tenders) {
            if (tender.kind != sale::TenderKind::Voucher) continue;
            vouchers.insert(tender.instrument);
            if (tender.redemption) redemptions.insert(tender.redemption);
        }
        vouchers.insert(sold->campaigns.vouchers.begin(), sold->campaigns.vouchers.end());
        for (const loyalty::PresentedCoupon& coupon : sold->campaigns.coupons) {
            if (coupon.claim) redemptions.insert(coupon.claim);
        }
        for (const sale::Line& line : sold->lines) {
            if (line.original && line.voucher_paid_minor != 0) sales.insert(line.original->sale);
        }
    } else if (const auto* const voiding = std::get_if<sale::PostVoid>(&body)) {
        sales.insert(voiding->sale);
        voided.insert(voiding->sale);
    } else if (const auto* const issued = std::get_if<journal::VoucherIssued>(&body)) {
        vouchers.insert(issued->voucher.key);
    } else if (const auto* const ended = std::get_if<journal::VouchersEnded>(&body)) {
        vouchers.insert(ended->vouchers.begin(), ended->vouchers.end());
    } else if (const auto* const wanted = std::get_if<journal::VoucherRequested>(&body)) {
        vouchers.insert(wanted->voucher);
        redemptions.insert(taken.id);
        keys = keys || !wanted->grant.empty();
    } else if (const auto* const claimed = std::get_if<journal::CouponRequested>(&body)) {
        redemptions.insert(taken.id);
        for (const loyalty::CampaignId campaign : claimed->campaigns)
            codes.insert({campaign, claimed->code});
    } else if (const auto* const reversed = std::get_if<journal::RedemptionReversed>(&body)) {
        redemptions.insert(reversed->redemption);
    }
}

Result<void> read_rewards(Connection& connection, NamedRewards named, Books& books) {
    if (named.keys) {
        PARETO_TRY(books.allowance_keys, read_allowance_keys(connection));
    }
    PARETO_TRY_VOID(read_uses(connection, named, books));
    PARETO_TRY_VOID(read_transfers(connection, named, books));
    PARETO_TRY_VOID(read_vouchers(connection, named, books));
    return read_claims(connection, named, books);
}

Result<void> write_rewards(Connection& connection, const Books& books) {
    PARETO_TRY_VOID(write_vouchers(connection, books.vouchers));
    PARETO_TRY_VOID(write_withdrawn(connection, books.vouchers));
    return write_claims(connection, books.coupons);
}

}  // namespace pareto::hq::database
