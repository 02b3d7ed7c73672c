#include "common/journal/voucher_codec.h"

#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

constexpr std::size_t kReasonBytesMax = 32;
constexpr std::size_t kCodeBytesMax = 64;
constexpr std::size_t kGrantBytesMax = 128;
constexpr int kCampaignsMax = 64;
constexpr int kEndedMax = 4'096;

Bytes key(const std::string& bytes, Reader& reader) {
    if (bytes.size() != loyalty::kVoucherKeyBytes) reader.note("voucher");
    return bytes;
}

/// Vouchers redeem by HQ or by allowance; nobody stands in for them.
loyalty::RedemptionMeans means(std::int32_t value, Reader& reader) {
    return static_cast<loyalty::RedemptionMeans>(reader.choice(value, 1, "means"));
}

}  // namespace

void put(const VoucherIssued& from, v1::VoucherIssued& to) {
    to.set_voucher(from.voucher.key);
    to.set_value_minor(from.voucher.value_minor);
    to.set_uses(from.voucher.uses);
    to.set_from_day(to_day_number(from.voucher.from));
    to.set_until_day(to_day_number(from.voucher.until));
    to.set_member(from.voucher.member.value);
    to.set_holder(from.voucher.holder.value);
    to.set_reason(from.reason);
    to.set_approved_by(from.approved_by);
}

VoucherIssued take(const v1::VoucherIssued& from, Reader& reader) {
    VoucherIssued to;
    to.voucher.key = key(from.voucher(), reader);
    to.voucher.value_minor = reader.amount(from.value_minor(), "value");
    to.voucher.uses = from.uses();
    if (from.uses() < 1 || from.uses() > loyalty::kVoucherUsesMax) reader.note("uses");
    to.voucher.from = reader.day(from.from_day(), "from");
    to.voucher.until = reader.day(from.until_day(), "until");
    to.voucher.member = MemberId{reader.natural(from.member(), "member")};
    to.voucher.holder = TerminalId{reader.natural(from.holder(), "holder")};
    to.reason = reader.text(from.reason(), kReasonBytesMax, "reason");
    to.approved_by = reader.text(from.approved_by(), kCodeBytesMax, "approved_by");
    return to;
}

void put(const VouchersEnded& from, v1::VouchersEnded& to) {
    to.set_expired(from.expired);
    to.set_through_day(to_day_number(from.through));
    for (const Bytes& voucher : from.vouchers)
        to.add_vouchers(voucher);
    to.set_reason(from.reason);
}

VouchersEnded take(const v1::VouchersEnded& from, Reader& reader) {
    VouchersEnded to;
    to.expired = from.expired();
    to.through = reader.day(from.through_day(), "through");
    if (from.vouchers_size() > kEndedMax) reader.note("vouchers");
    for (const std::string& voucher : from.vouchers())
        to.vouchers.push_back(key(voucher, reader));
    to.reason = reader.text(from.reason(), kReasonBytesMax, "reason");
    return to;
}

void put(const VoucherRequested& from, v1::VoucherRequested& to) {
    to.set_voucher(from.voucher);
    to.set_member(from.member.value);
    to.set_due_minor(from.due_minor);
    to.set_means(static_cast<std::int32_t>(from.means));
    to.set_taken_minor(from.use.taken_minor);
    to.set_paid_minor(from.use.paid_minor);
    to.set_grant(from.grant);
    to.set_signature(from.signature);
}

VoucherRequested take(const v1::VoucherRequested& from, Reader& reader) {
    VoucherRequested to;
    to.voucher = key(from.voucher(), reader);
    to.member = MemberId{reader.natural(from.member(), "member")};
    to.due_minor = reader.amount(from.due_minor(), "due");
    to.means = means(from.means(), reader);
    to.use = {reader.amount(from.taken_minor(), "taken"), reader.amount(from.paid_minor(), "paid")};
    if (to.use.paid_minor > to.use.taken_minor) reader.note("paid");
    to.grant = reader.text(from.grant(), kGrantBytesMax, "grant");
    to.signature = reader.text(from.signature(), kGrantBytesMax, "signature");
    return to;
}

void put(const CouponRequested& from, v1::CouponRequested& to) {
    to.set_code(from.code);
    to.set_member(from.member.value);
    to.set_means(static_cast<std::int32_t>(from.means));
    for (const loyalty::CampaignId campaign : from.campaigns)
        to.add_campaigns(campaign.value);
}

CouponRequested take(const v1::CouponRequested& from, Reader& reader) {
    CouponRequested to;
    to.code = reader.text(from.code(), kCodeBytesMax, "code");
    to.member = MemberId{reader.natural(from.member(), "member")};
    to.means = means(from.means(), reader);
    if (from.campaigns_size() > kCampaignsMax) reader.note("campaigns");
    for (const std::int64_t campaign : from.campaigns())
        to.campaigns.emplace_back(loyalty::CampaignId{reader.natural(campaign, "campaign")});
    return to;
}

}  // namespace pareto::journal
