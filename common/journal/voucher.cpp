#include "common/journal/voucher.h"

#include "common/goods/voucher_code.h"
#include "common/journal/entry.h"
#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

namespace proto = ::pareto::journal::v1;

constexpr std::string_view kPurpose = "pareto voucher 1\n";
constexpr std::size_t kGrantBytesMax = 128;
constexpr std::int32_t kLastDayNumber = 2'932'896;  // 9999-12-31

void add_big_endian(Bytes& bytes, std::int64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(
            static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> shift)));
    }
}

bool plausible_day(std::int32_t day) {
    return day >= 0 && day <= kLastDayNumber;
}

bool plausible(const proto::VoucherGrant& from) {
    return from.voucher().size() == loyalty::kVoucherKeyBytes && from.value_minor() > 0 &&
           from.value_minor() <= kMinorMax && from.uses() > 0 &&
           from.uses() <= loyalty::kVoucherUsesMax && plausible_day(from.from_day()) &&
           plausible_day(from.until_day()) && from.member() >= 0 && from.holder() > 0;
}

}  // namespace

Bytes voucher_key(BytesView secret) {
    Bytes message{kPurpose};
    message += secret;
    const Hash hash = sha256(message);
    return Bytes{hash.view().substr(0, loyalty::kVoucherKeyBytes)};
}

Bytes voucher_secret(BytesView card_key_secret, const SaleVoucher& of) {
    Bytes message;
    add_big_endian(message, of.registration);
    add_big_endian(message, of.receipt_number);
    add_big_endian(message, of.occurred_ms);
    add_big_endian(message, of.award);
    return card_key(card_key_secret, "voucher", message).substr(0, goods::kVoucherSecretBytes);
}

Bytes encode_voucher(const loyalty::Voucher& voucher) {
    proto::VoucherGrant to;
    to.set_voucher(voucher.key);
    to.set_value_minor(voucher.value_minor);
    to.set_uses(voucher.uses);
    to.set_from_day(to_day_number(voucher.from));
    to.set_until_day(to_day_number(voucher.until));
    to.set_member(voucher.member.value);
    to.set_holder(voucher.holder.value);
    to.set_key_id(voucher.key_id);
    return to.SerializeAsString();
}

Result<loyalty::Voucher> decode_voucher(BytesView bytes) {
    proto::VoucherGrant from;
    const bool parsed = bytes.size() <= kGrantBytesMax &&
                        from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    if (!parsed || !plausible(from))
        return fault(FaultCode::Corrupt, "this is no voucher that an HQ grants");
    return loyalty::Voucher{from.voucher(),
                            from.value_minor(),
                            from.uses(),
                            from_day_number(from.from_day()),
                            from_day_number(from.until_day()),
                            MemberId{from.member()},
                            TerminalId{from.holder()},
                            from.key_id()};
}

Bytes sign_voucher(BytesView key, BytesView grant) {
    return sign_for(kPurpose, key, grant);
}

bool is_voucher_signed(BytesView public_key, BytesView grant, BytesView signature) {
    return is_signed_for(kPurpose, public_key, grant, signature);
}

}  // namespace pareto::journal
