#include "common/journal/gift_codec.h"

#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

constexpr std::size_t kReasonBytesMax = 32;
constexpr std::size_t kTierBytesMax = 64;

std::string code(const std::string& text, Reader& reader) {
    if (!loyalty::is_gift_code(text)) reader.note("gift");
    return text;
}

}  // namespace

void put(const GiftDefined& from, v1::GiftDefined& to) {
    const loyalty::CatalogueGift& gift = from.gift;
    to.set_code(gift.code);
    to.set_version(gift.version);
    to.set_name_en(gift.name_en);
    to.set_name_zh(gift.name_zh);
    to.set_points(gift.points);
    to.set_cash_minor(gift.cash_minor);
    if (gift.from) to.set_from_day(to_day_number(*gift.from));
    if (gift.until) to.set_until_day(to_day_number(*gift.until));
    to.mutable_tiers()->Assign(gift.tiers.begin(), gift.tiers.end());
    to.set_vip_only(gift.vip_only);
    to.set_withdrawn(gift.withdrawn);
}

GiftDefined take(const v1::GiftDefined& from, Reader& reader) {
    GiftDefined to;
    loyalty::CatalogueGift& gift = to.gift;
    gift.code = code(from.code(), reader);
    gift.version = from.version();
    if (from.version() < 1) reader.note("version");
    gift.name_en = reader.text(from.name_en(), loyalty::kGiftNameBytesMax, "name_en");
    gift.name_zh = reader.text(from.name_zh(), loyalty::kGiftNameBytesMax, "name_zh");
    gift.points = reader.amount(from.points(), "points");
    if (from.points() < 1) reader.note("points");
    gift.cash_minor = reader.amount(from.cash_minor(), "cash");
    if (from.has_from_day()) gift.from = reader.day(from.from_day(), "from");
    if (from.has_until_day()) gift.until = reader.day(from.until_day(), "until");
    if (from.tiers_size() > static_cast<int>(loyalty::kGiftTiersMax)) reader.note("tiers");
    for (const std::string& tier : from.tiers())
        gift.tiers.push_back(reader.text(tier, kTierBytesMax, "tier"));
    gift.vip_only = from.vip_only();
    gift.withdrawn = from.withdrawn();
    return to;
}

void put(const GiftStocked& from, v1::GiftStocked& to) {
    to.set_gift(from.gift);
    to.set_branch(from.branch.value);
    to.set_units(from.units);
    to.set_received(from.received);
    to.set_reason(from.reason);
}

GiftStocked take(const v1::GiftStocked& from, Reader& reader) {
    GiftStocked to;
    to.gift = code(from.gift(), reader);
    to.branch = BranchId{reader.natural(from.branch(), "branch")};
    to.units = reader.within(from.units(), kGiftUnitsMax, "units");
    to.received = from.received();
    if (to.units == 0 || (to.received && to.units < 0)) reader.note("units");
    to.reason = reader.text(from.reason(), kReasonBytesMax, "reason");
    return to;
}

Bytes encode_gift(const loyalty::CatalogueGift& gift) {
    v1::GiftDefined to;
    put(GiftDefined{gift}, to);
    return to.SerializeAsString();
}

Result<loyalty::CatalogueGift> decode_gift(BytesView bytes) {
    v1::GiftDefined from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "a malformed gift");
    Reader reader;
    GiftDefined to = take(from, reader);
    if (reader.wrong() != nullptr)
        return fault(FaultCode::Corrupt,
                     std::string{"a gift's "} + reader.wrong() + " is out of range");
    return std::move(to.gift);
}

}  // namespace pareto::journal
