#include "common/sync/reward.h"

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

Bytes encode(const HeldVoucher& voucher) {
    proto::HeldVoucher to;
    to.set_grant(voucher.grant);
    to.set_signature(voucher.signature);
    return to.SerializeAsString();
}

Bytes encode(const HeldCoupon& coupon) {
    proto::HeldCoupon to;
    to.set_campaign(coupon.campaign.value);
    to.set_code(coupon.code);
    to.mutable_skus()->Assign(coupon.skus.begin(), coupon.skus.end());
    to.set_holder(coupon.holder.value);
    return to.SerializeAsString();
}

Result<HeldVoucher> decode_held_voucher(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::HeldVoucher>(bytes, "voucher"));
    return HeldVoucher{from.grant(), from.signature()};
}

Result<HeldCoupon> decode_held_coupon(BytesView bytes) {
    PARETO_TRY(const auto from, parse<proto::HeldCoupon>(bytes, "coupon"));
    if (from.campaign() <= 0 || from.holder() <= 0 || from.code().empty())
        return fault(FaultCode::Corrupt, "feed: a coupon without campaign, code or holder");
    return HeldCoupon{loyalty::CampaignId{from.campaign()},
                      from.code(),
                      {from.skus().begin(), from.skus().end()},
                      TerminalId{from.holder()}};
}

std::string coupon_subject(loyalty::CampaignId campaign, const std::string& code) {
    return std::to_string(campaign.value) + ":" + code;
}

}  // namespace pareto::sync
