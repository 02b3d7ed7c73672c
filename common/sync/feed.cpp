#include "common/sync/feed.h"

#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

Bytes bytes_of(const RulesChange& from) {
    proto::Rules to;
    to.set_version(from.rules.version);
    to.set_points_numerator(from.rules.points_per_minor.numerator);
    to.set_points_denominator(from.rules.points_per_minor.denominator);
    to.set_worth_numerator(from.rules.minor_per_point.numerator);
    to.set_worth_denominator(from.rules.minor_per_point.denominator);
    to.set_lot_days(from.rules.lot_days);
    to.set_return_days(from.rules.return_days);
    return to.SerializeAsString();
}

Bytes bytes_of(const ItemChange& from) {
    proto::Item to;
    to.set_sku(from.sku);
    to.set_name(from.name);
    to.set_category(from.category);
    to.set_barcode(from.barcode);
    to.set_unit(from.unit);
    to.set_price_minor(from.price_minor);
    return to.SerializeAsString();
}

Bytes bytes_of(const MemberChange& from) {
    proto::Member to;
    to.set_member(from.facts.member.value);
    to.set_tier(from.facts.tier);
    to.set_vip(from.facts.vip);
    to.set_available(from.facts.available.value);
    to.set_member_number(from.member_number);
    to.set_name(from.name);
    for (const Bytes& key : from.card_keys) to.add_card_keys(key);
    for (const Bytes& key : from.blocked_card_keys) to.add_blocked_card_keys(key);
    to.set_as_of_ms(from.as_of_ms);
    return to.SerializeAsString();
}

template <typename Message>
Result<Message> parse(BytesView bytes, const char* what) {
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, std::string{"feed: malformed "} + what);
    return message;
}

bool plausible(std::int64_t value) { return value >= 0 && value <= kMinorMax; }

}  // namespace

Bytes encode(const ChangeBody& body) {
    return std::visit([](const auto& change) { return bytes_of(change); }, body);
}

Result<RulesChange> decode_rules(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Rules>(bytes, "rules"));
    if (!plausible(from.points_numerator()) || !plausible(from.worth_numerator()) || from.points_denominator() <= 0 ||
        from.worth_denominator() <= 0 || from.worth_numerator() == 0 || from.lot_days() < 0 || from.return_days() < 0 ||
        from.lot_days() > 36'500 || from.return_days() > 36'500)
        return fault(FaultCode::Corrupt, "feed: rules out of range");
    return RulesChange{{from.version(),
                        {from.points_numerator(), from.points_denominator()},
                        {from.worth_numerator(), from.worth_denominator()},
                        from.lot_days(),
                        from.return_days()}};
}

Result<ItemChange> decode_item(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Item>(bytes, "item"));
    if (!plausible(from.price_minor())) return fault(FaultCode::Corrupt, "feed: item price out of range");
    return ItemChange{from.sku(), from.name(), from.category(), from.barcode(), from.unit(), from.price_minor()};
}

Result<MemberChange> decode_member(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Member>(bytes, "member"));
    if (from.member() <= 0) return fault(FaultCode::Corrupt, "feed: member without id");
    // It travels on in the entries of sales, which have this limit.
    if (from.available() < -kMinorMax || from.available() > kMinorMax)
        return fault(FaultCode::Corrupt, "feed: points out of range");
    MemberChange to;
    to.facts = {MemberId{from.member()}, from.tier(), from.vip(), Points{from.available()}};
    to.member_number = from.member_number();
    to.name = from.name();
    to.card_keys.assign(from.card_keys().begin(), from.card_keys().end());
    to.blocked_card_keys.assign(from.blocked_card_keys().begin(), from.blocked_card_keys().end());
    to.as_of_ms = from.as_of_ms();
    return to;
}

}  // namespace pareto::sync
