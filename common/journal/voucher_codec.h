// Vouchers and coupons in entries. Part of the codec.
#pragma once

#include "common/journal/field_reader.h"
#include "common/journal/voucher.h"

namespace pareto::journal {

namespace v1 {
class VoucherIssued;
class VouchersEnded;
class VoucherRequested;
class CouponRequested;
}  // namespace v1

void put(const VoucherIssued& from, v1::VoucherIssued& to);
void put(const VouchersEnded& from, v1::VouchersEnded& to);
void put(const VoucherRequested& from, v1::VoucherRequested& to);
void put(const CouponRequested& from, v1::CouponRequested& to);

[[nodiscard]] VoucherIssued take(const v1::VoucherIssued& from, Reader& reader);
[[nodiscard]] VouchersEnded take(const v1::VouchersEnded& from, Reader& reader);
[[nodiscard]] VoucherRequested take(const v1::VoucherRequested& from, Reader& reader);
[[nodiscard]] CouponRequested take(const v1::CouponRequested& from, Reader& reader);

}  // namespace pareto::journal
