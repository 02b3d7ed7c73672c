#include "hq/campaigns/past_baskets.h"

#include <algorithm>
#include <unordered_map>

#include "common/journal/entry.h"
#include "hq/database/select_in.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::campaigns {
namespace {

using hq::database::KeyPair;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::int64_t kIdsAtOnce = 50'000;
constexpr std::size_t kEntriesAtOnce = 1'000;

struct SaleHead {
    std::int32_t day = 0;
    std::int64_t occurred_ms = 0;
    SaleId sale;
    std::int64_t branch = 0;
    std::int64_t shard_key = 0;  ///< the member, or not positive
};

struct BranchFacts {
    std::string code;
    std::optional<import::Zone> zone;
};

struct KnownMember {
    std::string tier;
    bool vip = false;
    std::int64_t visits = 0;
    std::vector<loyalty::CampaignId> targeted;
    std::vector<std::string> segments;
};

class Replay {
public:
    Replay(Connection& connection, const PastPeriod& period)
        : connection_(connection), period_(period) {}

    [[nodiscard]] Result<std::int64_t> run(const OnBasket& on_basket,
                                           const OnProgress& on_progress);

private:
    [[nodiscard]] Result<void> read_branches();
    [[nodiscard]] Result<void> read_members();
    [[nodiscard]] Result<std::vector<SaleHead>> read_heads();
    [[nodiscard]] Result<bool> give(const SaleHead& head,
                                    BytesView bytes,
                                    const OnBasket& on_basket);

    Connection& connection_;
    const PastPeriod& period_;
    std::unordered_map<std::int64_t, BranchFacts> branches_;
    std::unordered_map<std::int64_t, KnownMember> members_;
    std::vector<loyalty::BasketLine> lines_;
    loyalty::PricingRequest request_;
};

Result<void> Replay::read_branches() {
    const auto company = import::Zone::find(period_.time_zone);
    PARETO_TRY(const auto rows,
               connection_.execute("select branch_id, code, time_zone from branch"));
    for (const Row& row : rows) {
        const auto own = row.text(2).empty() ? std::nullopt : import::Zone::find(row.text(2));
        branches_[row.integer(0)] = {row.text(1), own ? own : company};
    }
    return {};
}

Result<void> Replay::read_members() {
    PARETO_TRY(const auto rows, connection_.execute("select member_id, tier, vip from member"));
    for (const Row& row : rows)
        members_[row.integer(0)] = {row.text(1), row.integer(2) != 0, 0, {}, {}};
    for (const std::string& name : period_.segments) {
        PARETO_TRY(
            const auto in_it,
            connection_.execute("select member_id from segment_member where name = $1", {name}));
        for (const Row& row : in_it)
            members_[row.integer(0)].segments.push_back(name);
    }
    PARETO_TRY(const auto targets,
               connection_.execute(
                   "select member_id, campaign_id from campaign_target order by campaign_id"));
    for (const Row& row : targets)
        members_[row.integer(0)].targeted.emplace_back(loyalty::CampaignId{row.integer(1)});
    PARETO_TRY(const auto visits,
               connection_.execute("select shard_key, sum(visits) from member_day where "
                                   "business_date < $1 and shard_key > 0 "
                                   "group by shard_key",
                                   {to_string(period_.from)}));
    for (const Row& row : visits)
        members_[row.integer(0)].visits = row.integer(1);
    return {};
}

Result<std::vector<SaleHead>> Replay::read_heads() {
    std::vector<SaleHead> heads;
    for (std::int64_t after = 0;;) {
        PARETO_TRY(const auto rows,
                   connection_.execute("select sale_id, business_date, occurred_ms, branch_id, "
                                       "shard_key, voided_by from sale "
                                       "where sale_id > $1 order by sale_id limit $2",
                                       {after, kIdsAtOnce}));
        for (const Row& row : rows) {
            after = row.integer(0);
            const auto date = parse_date(row.text(1));
            if (!date || *date < period_.from || period_.to < *date || row.integer(5) != 0)
                continue;
            heads.push_back({to_day_number(*date),
                             row.integer(2),
                             SaleId{row.integer(0)},
                             row.integer(3),
                             row.integer(4)});
        }
        if (rows.size() < static_cast<std::size_t>(kIdsAtOnce)) break;
    }
    std::sort(heads.begin(), heads.end(), [](const SaleHead& a, const SaleHead& b) {
        return std::tie(a.day, a.occurred_ms, a.sale) < std::tie(b.day, b.occurred_ms, b.sale);
    });
    return heads;
}

Result<bool> Replay::give(const SaleHead& head, BytesView bytes, const OnBasket& on_basket) {
    PARETO_TRY(const journal::Entry entry, journal::decode(bytes));
    const auto* sale = std::get_if<sale::Sale>(&entry.body);
    if (sale == nullptr) return false;
    lines_.clear();
    bool sells = false;
    for (const sale::Line& line : sale->lines) {
        lines_.push_back({line.sku, line.category, line.quantity, line.amount_minor, true});
        sells = sells || line.amount_minor > 0;
    }
    if (!sells) return false;
    const BranchFacts& branch = branches_[head.branch];
    loyalty::CustomerFacts& customer = request_.customer;
    customer = {};
    if (head.shard_key > 0) {
        KnownMember& known = members_[head.shard_key];
        const bool has_facts = static_cast<bool>(sale->facts.member);
        customer.member.member = MemberId{head.shard_key};
        customer.member.tier = has_facts ? sale->facts.tier : known.tier;
        customer.member.vip = has_facts ? sale->facts.vip : known.vip;
        customer.targeted = known.targeted;
        customer.segments = known.segments;
        customer.visits = known.visits++;
    }
    request_.lines = lines_;
    request_.branch = branch.code;
    request_.business_date = from_day_number(head.day);
    request_.local_minute = branch.zone ? branch.zone->minute_of(from_ms(head.occurred_ms)) : 0;
    request_.paid_by = 0;
    for (const sale::Tender& tender : sale->tenders)
        request_.paid_by |= 1U << (static_cast<unsigned>(tender.kind) - 1);
    request_.points_tender_minor = std::max<std::int64_t>(0, sale->points_tender_minor());
    on_basket(request_);
    return true;
}

Result<std::int64_t> Replay::run(const OnBasket& on_basket, const OnProgress& on_progress) {
    PARETO_TRY_VOID(read_branches());
    PARETO_TRY_VOID(read_members());
    PARETO_TRY(const std::vector<SaleHead> heads, read_heads());
    std::int64_t baskets = 0;
    for (std::size_t begin = 0; begin < heads.size(); begin += kEntriesAtOnce) {
        const std::size_t end = std::min(begin + kEntriesAtOnce, heads.size());
        std::vector<KeyPair> keys;
        for (std::size_t i = begin; i < end; ++i)
            keys.emplace_back(heads[i].sale.registration(), heads[i].sale.sequence());
        std::unordered_map<std::int64_t, Bytes> entries;
        const auto keep = [&](const Row& row) -> Result<void> {
            entries[SaleId::of(static_cast<Registration>(row.integer(0)), row.integer(1)).value] =
                row.bytes(2);
            return {};
        };
        PARETO_TRY_VOID(hq::database::select_in_pairs(
            connection_,
            "select registration, sequence, bytes from entry where (registration, sequence)",
            keys,
            keep));
        for (std::size_t i = begin; i < end; ++i) {
            const auto found = entries.find(heads[i].sale.value);
            if (found == entries.end())
                return fault(FaultCode::Corrupt,
                             "sale " + std::to_string(heads[i].sale.value) + " has no entry");
            PARETO_TRY(const bool given, give(heads[i], found->second, on_basket));
            baskets += given ? 1 : 0;
        }
        if (!on_progress(static_cast<std::int64_t>(end), std::ssize(heads)))
            return fault(FaultCode::Unsupported, "it was stopped");
    }
    return baskets;
}

}  // namespace

Result<std::int64_t> replay_baskets(Connection& connection,
                                    const PastPeriod& period,
                                    const OnBasket& on_basket,
                                    const OnProgress& on_progress) {
    return Replay{connection, period}.run(on_basket, on_progress);
}

}  // namespace pareto::hq::campaigns
