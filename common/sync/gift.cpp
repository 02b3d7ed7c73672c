#include "common/sync/gift.h"

#include "common/journal/gift_bodies.h"
#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

template <typename Message>
Result<Message> parse(BytesView bytes, const char* what) {
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, std::string{"feed: malformed "} + what);
    return message;
}

}  // namespace

Bytes encode(const GiftChange& change) {
    proto::Gift to;
    to.set_entry(journal::encode_gift(change.gift));
    to.set_name(change.name);
    return to.SerializeAsString();
}

Bytes encode(const GiftStockChange& change) {
    proto::GiftStock to;
    to.set_units(change.units);
    for (const auto& [registration, units] : change.taken) {
        proto::GiftTaken& added = *to.add_taken();
        added.set_registration(registration);
        added.set_units(units);
    }
    return to.SerializeAsString();
}

Result<GiftChange> decode_gift_change(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::Gift>(bytes, "gift"));
    PARETO_TRY(auto gift, journal::decode_gift(from.entry()));
    if (from.name().size() > loyalty::kGiftNameBytesMax)
        return fault(FaultCode::Corrupt, "feed: a gift's name is too long");
    return GiftChange{std::move(gift), from.name()};
}

Result<GiftStockChange> decode_gift_stock(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::GiftStock>(bytes, "gift's stock"));
    GiftStockChange to{from.units(), {}};
    if (from.units() > kMinorMax || from.units() < -kMinorMax)
        return fault(FaultCode::Corrupt, "feed: a gift's stock out of range");
    for (const proto::GiftTaken& taken : from.taken()) {
        if (taken.registration() <= 0 || taken.units() < 0 || taken.units() > kMinorMax)
            return fault(FaultCode::Corrupt, "feed: what was taken of a gift out of range");
        to.taken.emplace_back(taken.registration(), taken.units());
    }
    return to;
}

}  // namespace pareto::sync
