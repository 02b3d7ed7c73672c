#include "common/loyalty/voucher.h"

#include <algorithm>

namespace pareto::loyalty {

std::string_view name_of(VoucherRefusal refusal) {
    switch (refusal) {
        case VoucherRefusal::NothingDue:
            return "NothingDue";
        case VoucherRefusal::UnknownVoucher:
            return "UnknownVoucher";
        case VoucherRefusal::OtherTerminal:
            return "OtherTerminal";
        case VoucherRefusal::NotYetValid:
            return "NotYetValid";
        case VoucherRefusal::Expired:
            return "Expired";
        case VoucherRefusal::OtherMember:
            return "OtherMember";
        case VoucherRefusal::UsedUp:
            return "UsedUp";
        case VoucherRefusal::NotAllowed:
            return "NotAllowed";
        case VoucherRefusal::HqDoesNotAnswer:
            return "HqDoesNotAnswer";
    }
    return "unknown";
}

std::string_view advice(VoucherRefusal refusal) {
    switch (refusal) {
        case VoucherRefusal::NothingDue:
            return "there is nothing left to pay";
        case VoucherRefusal::UnknownVoucher:
            return "this voucher is not known";
        case VoucherRefusal::OtherTerminal:
            return "this voucher can be used at another terminal only";
        case VoucherRefusal::NotYetValid:
            return "this voucher cannot be used yet";
        case VoucherRefusal::Expired:
            return "the last day of this voucher is over";
        case VoucherRefusal::OtherMember:
            return "this voucher is personal: the member's own card must be shown";
        case VoucherRefusal::UsedUp:
            return "this voucher was used";
        case VoucherRefusal::NotAllowed:
            return "HQ does not allow it";
        case VoucherRefusal::HqDoesNotAnswer:
            return "HQ does not answer, and only it can tell whether this voucher was used";
    }
    return "unknown";
}

Expected<VoucherUse, VoucherRefusal> plan_use(const Voucher& voucher,
                                              const VoucherQuestion& question) {
    if (question.due_minor <= 0) return unexpected{VoucherRefusal::NothingDue};
    if (voucher.holder && voucher.holder != question.terminal)
        return unexpected{VoucherRefusal::OtherTerminal};
    if (question.today < voucher.from) return unexpected{VoucherRefusal::NotYetValid};
    if (question.today > voucher.until) return unexpected{VoucherRefusal::Expired};
    if (voucher.member && voucher.member != question.member)
        return unexpected{VoucherRefusal::OtherMember};
    const std::int64_t one_use = std::min(voucher.value_minor, question.left_minor);
    if (one_use <= 0) return unexpected{VoucherRefusal::UsedUp};
    const std::int64_t paid = std::min(one_use, question.due_minor);
    return VoucherUse{question.keeps_rest ? paid : one_use, paid};
}

}  // namespace pareto::loyalty
