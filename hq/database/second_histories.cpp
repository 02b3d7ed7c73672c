#include "hq/database/second_histories.h"

namespace pareto::hq::database {
namespace {

using journal::Kind;
using pareto::database::Row;

/// A chain of registrations that continue each other is not followed further.
constexpr int kRegistrationsMax = 64;

Result<Hash> read_hash(const Row& row, std::size_t column) {
    const auto hash = Hash::from(row.bytes(column));
    if (!hash) return fault(FaultCode::Corrupt, "HQ's books have a hash of another length");
    return *hash;
}

}  // namespace

Result<SecondHistories> SecondHistories::open(pareto::database::Connection& connection,
                                              bool anything_forked) {
    SecondHistories histories{connection};
    if (!anything_forked) return histories;
    PARETO_TRY(const auto rows, connection.execute("select distinct registration from fork"));
    for (const Row& row : rows)
        histories.forked_.insert(static_cast<Registration>(row.integer(0)));
    return histories;
}

Result<void> SecondHistories::add(Registration registration,
                                  const JoinedEntry& joined,
                                  EntryId id,
                                  std::int32_t kind) {
    if (forked_.contains(registration)) PARETO_TRY_VOID(load(registration));
    forked_.insert(registration);
    loaded_.insert(registration);
    kept_[registration][{joined.sequence, joined.hash.bytes}] = {joined.previous, id, kind};
    positions_[id] = {registration, joined.sequence, joined.hash};
    return {};
}

Result<void> SecondHistories::load(Registration registration) {
    if (!loaded_.insert(registration).second) return {};
    PARETO_TRY(
        const auto rows,
        connection_->execute(
            "select f.sequence, f.hash, f.previous_hash, f.entry_id, e.kind from fork f left join "
            "entry e on e.registration = f.entry_id / 4294967296 and e.sequence = f.entry_id % "
            "4294967296 where f.registration = $1",
            {std::int64_t{registration}}));
    for (const Row& row : rows) {
        PARETO_TRY(const Hash hash, read_hash(row, 1));
        PARETO_TRY(const Hash previous, read_hash(row, 2));
        const EntryId id{row.integer(3)};
        const auto kind = static_cast<std::int32_t>(row.is_null(4) ? 0 : row.integer(4));
        kept_[registration][{row.integer(0), hash.bytes}] = {previous, id, kind};
        positions_[id] = {registration, row.integer(0), hash};
    }
    return {};
}

Result<void> SecondHistories::translate(TakenEntry& taken) {
    if (!taken.entry) return {};
    journal::Body& body = taken.entry->body;
    if (const auto* const opened = std::get_if<journal::RegistrationOpened>(&body)) {
        const Position before{opened->previous, opened->previous_sequence, opened->previous_hash};
        if (taken.second_history) {
            before_second_[taken.id] = before;
        } else {
            before_[taken.id.registration()] = before;
        }
    }
    if (const auto* const requested = std::get_if<journal::CouponRequested>(&body)) {
        if (taken.second_history && requested->means == loyalty::RedemptionMeans::Allowance)
            allotted_claims_.insert(taken.id);
    }
    if (forked_.empty()) return {};
    if (auto* const sold = std::get_if<sale::Sale>(&body)) return translate(*sold, taken);
    if (auto* const voiding = std::get_if<sale::PostVoid>(&body)) {
        PARETO_TRY(voiding->sale.value, resolve(voiding->sale.value, taken, Kind::Sale));
    } else if (auto* const reversed = std::get_if<journal::RedemptionReversed>(&body)) {
        if (reversed->offline) {
            PARETO_TRY(reversed->redemption.value,
                       resolve(reversed->redemption.value, taken, std::nullopt));
        }
    } else if (auto* const requested = std::get_if<journal::RedemptionRequested>(&body)) {
        PARETO_TRY_VOID(translate_member(requested->member, taken));
    } else if (auto* const voucher = std::get_if<journal::VoucherRequested>(&body)) {
        PARETO_TRY_VOID(translate_member(voucher->member, taken));
    } else if (auto* const coupon = std::get_if<journal::CouponRequested>(&body)) {
        PARETO_TRY_VOID(translate_member(coupon->member, taken));
    } else if (auto* const linked = std::get_if<journal::CardLinked>(&body)) {
        PARETO_TRY_VOID(translate_member(linked->member, taken));
    } else if (auto* const adjusted = std::get_if<journal::PointsAdjusted>(&body)) {
        PARETO_TRY_VOID(translate_member(adjusted->member, taken));
    }
    return {};
}

Result<void> SecondHistories::translate(sale::Sale& sold, TakenEntry& taken) {
    for (sale::Line& line : sold.lines) {
        if (!line.original) continue;
        PARETO_TRY(line.original->sale.value,
                   resolve(line.original->sale.value, taken, Kind::Sale));
    }
    const MemberId named = sold.facts.member;
    PARETO_TRY_VOID(translate_member(sold.facts.member, taken));
    if (sold.facts.member != named) taken.named_member = named;
    // HQ holds value under the name that the terminal gave; what it did not vouch for is known by
    // its own id of the entry.
    for (sale::Tender& tender : sold.tenders) {
        if (tender.means == loyalty::RedemptionMeans::Hq) continue;
        PARETO_TRY(tender.redemption.value, resolve(tender.redemption.value, taken, std::nullopt));
    }
    for (loyalty::PresentedCoupon& coupon : sold.campaigns.coupons) {
        if (!coupon.claim) continue;
        PARETO_TRY(const std::int64_t claim,
                   resolve(coupon.claim.value, taken, Kind::CouponRequested));
        if (claim == coupon.claim.value) continue;
        PARETO_TRY(const bool allotted, is_allotted_claim(EntryId{claim}));
        if (allotted) coupon.claim = EntryId{claim};
    }
    return {};
}

Result<void> SecondHistories::translate_member(MemberId& member, const TakenEntry& taken) {
    PARETO_TRY(member.value, resolve(member.value, taken, Kind::MemberEnrolled));
    return {};
}

// Whether a terminal claimed the coupon by itself, and not HQ when it was asked.
Result<bool> SecondHistories::is_allotted_claim(EntryId claim) {
    if (allotted_claims_.contains(claim)) return true;
    PARETO_TRY(const auto entry, read_entry(claim));
    const auto* const requested =
        entry ? std::get_if<journal::CouponRequested>(&entry->body) : nullptr;
    return requested != nullptr && requested->means == loyalty::RedemptionMeans::Allowance;
}

// Nothing when it is not here, or not yet, or is none.
Result<std::optional<journal::Entry>> SecondHistories::read_entry(EntryId id) {
    PARETO_TRY(
        const auto rows,
        connection_->execute("select bytes from entry where registration = $1 and sequence = $2",
                             {std::int64_t{id.registration()}, id.sequence()}));
    if (rows.empty()) return std::optional<journal::Entry>{};
    auto entry = journal::decode(rows[0].bytes(0));
    return entry ? std::optional{std::move(*entry)} : std::optional<journal::Entry>{};
}

Result<std::int64_t> SecondHistories::resolve(std::int64_t named,
                                              const TakenEntry& taken,
                                              std::optional<journal::Kind> wanted) {
    const EntryId id{named};
    const Registration registration = id.registration();
    if (!forked_.contains(registration)) return named;
    PARETO_TRY_VOID(load(registration));
    PARETO_TRY(auto position, position_of(taken));
    for (int steps = 0; position && position->registration != registration; ++steps) {
        if (steps == kRegistrationsMax) return named;
        PARETO_TRY(position, position_before(*position));
    }
    // Back along the second history until the named entry; where it joins the first one, the id is
    // right as it is.
    const auto& kept = kept_[registration];
    while (position && position->sequence >= id.sequence()) {
        const auto found = kept.find({position->sequence, position->hash.bytes});
        if (found == kept.end()) break;
        if (position->sequence == id.sequence()) {
            const std::int32_t kind = found->second.kind;
            const bool meant = !wanted || kind == 0 || kind == static_cast<std::int32_t>(*wanted);
            return meant ? found->second.id.value : named;
        }
        position = Position{registration, position->sequence - 1, found->second.previous};
    }
    return named;
}

Result<std::optional<SecondHistories::Position>> SecondHistories::position_of(
    const TakenEntry& taken) {
    for (const Registration registration : forked_)
        PARETO_TRY_VOID(load(registration));
    if (const auto kept = positions_.find(taken.id); kept != positions_.end())
        return std::optional{kept->second};
    return position_before(taken.id.registration());
}

// A second history may begin with the registration, where two machines opened the same spare.
Result<std::optional<SecondHistories::Position>> SecondHistories::position_before(
    const Position& position) {
    if (!forked_.contains(position.registration)) return position_before(position.registration);
    PARETO_TRY_VOID(load(position.registration));
    const auto& kept = kept_[position.registration];
    Hash hash = position.hash;
    for (Sequence sequence = position.sequence; sequence > 0; --sequence) {
        const auto found = kept.find({sequence, hash.bytes});
        if (found == kept.end()) break;
        if (sequence == 1) return position_before_second(found->second.id);
        hash = found->second.previous;
    }
    return position_before(position.registration);
}

Result<std::optional<SecondHistories::Position>> SecondHistories::position_before_second(
    EntryId opening) {
    if (const auto known = before_second_.find(opening); known != before_second_.end())
        return known->second;
    PARETO_TRY(const auto entry, read_entry(opening));
    std::optional<Position> before;
    const auto* const opened =
        entry ? std::get_if<journal::RegistrationOpened>(&entry->body) : nullptr;
    if (opened != nullptr)
        before = Position{opened->previous, opened->previous_sequence, opened->previous_hash};
    before_second_[opening] = before;
    return before;
}

Result<std::optional<SecondHistories::Position>> SecondHistories::position_before(
    Registration registration) {
    if (const auto known = before_.find(registration); known != before_.end()) return known->second;
    PARETO_TRY(
        const auto rows,
        connection_->execute("select previous, previous_sequence, previous_hash from registration "
                             "where registration = $1 and previous > 0",
                             {std::int64_t{registration}}));
    std::optional<Position> position;
    if (!rows.empty()) {
        PARETO_TRY(const Hash hash, read_hash(rows[0], 2));
        position =
            Position{static_cast<Registration>(rows[0].integer(0)), rows[0].integer(1), hash};
    }
    before_[registration] = position;
    return position;
}

}  // namespace pareto::hq::database
