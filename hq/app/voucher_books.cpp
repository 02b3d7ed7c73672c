#include "hq/app/voucher_books.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::hq {
namespace {

constexpr std::string_view kIssue = "issue";
constexpr std::string_view kGiveBack = "give_back";
constexpr std::string_view kCapture = "capture";
constexpr std::string_view kForfeit = "forfeit";
constexpr std::string_view kVoid = "void";

constexpr std::int64_t kReturningNumber = 1'000'001;
constexpr std::int64_t kLineNumbers = 1'000;  // of a line, at most so many
// A terminal that was restored unnoticed may use a redemption's id for another entry.
constexpr std::int64_t kHoldNumber = 2'000'000'001;
constexpr std::int64_t kEndNumber = 3'000'000'001;

/// Where what comes back goes: what staff made void stays so.
Account home_of(const KnownVoucher& voucher) {
    return voucher.state == VoucherState::Void ? Account::VouchersVoid : Account::Voucher;
}

std::string short_key(const Bytes& voucher) {
    return "voucher " + to_hex(voucher).substr(0, 12);
}

}  // namespace

void VoucherBooks::book(const Bytes& voucher, EntryId cause, VoucherTransfer transfer) {
    if (transfer.amount_minor <= 0) return;
    // What one entry causes at different times is numbered apart: `number` says where it begins.
    const std::int64_t first = std::max<std::int64_t>(transfer.number, 1);
    std::int64_t& used = numbers_used_[{voucher, cause, first}];
    transfer.voucher = voucher;
    transfer.cause = cause;
    transfer.number = first + used++;
    move(transfer);
    transfers.push_back(std::move(transfer));
}

void VoucherBooks::move(const VoucherTransfer& transfer) {
    if (transfer.debit != Account::Voucher && transfer.credit != Account::Voucher) return;
    KnownVoucher& voucher = vouchers.at(transfer.voucher);
    voucher.left_minor +=
        transfer.credit == Account::Voucher ? transfer.amount_minor : -transfer.amount_minor;
    PARETO_CHECK(voucher.left_minor >= 0);
    changed_vouchers.insert(transfer.voucher);
}

std::int64_t VoucherBooks::take_back(const Bytes& voucher,
                                     EntryId cause,
                                     VoucherTransfer transfer) {
    const auto known = vouchers.find(voucher);
    const std::int64_t left = known == vouchers.end() ? 0 : known->second.left_minor;
    const std::int64_t wanted = transfer.amount_minor;
    transfer.debit = Account::Voucher;
    transfer.amount_minor = std::min(left, wanted);
    book(voucher, cause, transfer);
    const std::int64_t lost = wanted - std::min(left, wanted);
    transfer.debit = Account::VouchersOverspent;
    transfer.amount_minor = lost;
    book(voucher, cause, transfer);
    return lost;
}

Conflict VoucherBooks::issue(EntryId cause, std::int64_t number, const loyalty::Voucher& terms) {
    const auto [known, is_new] = vouchers.try_emplace(terms.key);
    if (!is_new) return short_key(terms.key) + " was issued before";
    known->second = {.terms = terms, .cause = cause, .number = number};
    changed_vouchers.insert(terms.key);
    book(terms.key,
         cause,
         {.voucher = {},
          .cause = {},
          .debit = Account::VouchersIssued,
          .credit = Account::Voucher,
          .amount_minor = terms.value_minor * terms.uses,
          .code = kIssue});
    return {};
}

void VoucherBooks::request(EntryId redemption, const journal::VoucherRequested& requested) {
    // The question may have come before its entry.
    const auto [known, is_new] = uses.try_emplace(redemption);
    if (!is_new) return;
    known->second.voucher = requested.voucher;
    known->second.member = requested.member;
    known->second.due_minor = requested.due_minor;
    changed_uses.insert(redemption);
}

void VoucherBooks::refuse(EntryId redemption, loyalty::VoucherRefusal refusal) {
    KnownUse& known = uses.at(redemption);
    known.state = UseState::Refused;
    known.refusal = static_cast<std::int32_t>(refusal);
    changed_uses.insert(redemption);
}

void VoucherBooks::hold(EntryId redemption, EntryId cause, loyalty::VoucherUse use) {
    KnownUse& known = uses.at(redemption);
    const auto voucher = vouchers.find(known.voucher);
    const std::int64_t left = voucher == vouchers.end() ? 0 : voucher->second.left_minor;
    known.use = {std::min(use.taken_minor, left), use.paid_minor};
    known.state = UseState::Held;
    changed_uses.insert(redemption);
    book(known.voucher,
         cause,
         {.voucher = {},
          .cause = {},
          .number = kHoldNumber,
          .debit = Account::Voucher,
          .credit = Account::VoucherHeld,
          .amount_minor = known.use.taken_minor,
          .code = transfer_code::kHold});
}

Conflict VoucherBooks::capture(SaleId sale, const Captured& captured) {
    const EntryId cause{sale.value};
    KnownUse& known = uses.try_emplace(captured.redemption).first->second;
    if (known.state == UseState::Captured)
        return "redemption " + std::to_string(captured.redemption.value) + " was captured before";
    Conflict conflict;
    const bool held = known.state == UseState::Held && known.voucher == captured.voucher;
    if (!held || captured.paid_minor > known.use.paid_minor)
        conflict = short_key(captured.voucher) + " was taken for more than HQ, or its holder, said";
    std::int64_t from_hold = held ? known.use.taken_minor : 0;
    if (!held) known.voucher = captured.voucher;
    const std::int64_t paid = std::min(from_hold, captured.paid_minor);
    book(known.voucher,
         cause,
         {.voucher = {},
          .cause = {},
          .debit = Account::VoucherHeld,
          .credit = Account::VouchersRedeemed,
          .amount_minor = paid,
          .code = kCapture});
    book(known.voucher,
         cause,
         {.voucher = {},
          .cause = {},
          .debit = Account::VoucherHeld,
          .credit = Account::VouchersForfeited,
          .amount_minor = from_hold - paid,
          .code = kForfeit});
    const std::int64_t lost = take_back(known.voucher,
                                        cause,
                                        {.voucher = {},
                                         .cause = {},
                                         .credit = Account::VouchersRedeemed,
                                         .amount_minor = captured.paid_minor - paid,
                                         .code = kCapture});
    if (lost > 0)
        conflict = short_key(captured.voucher) + " paid " + std::to_string(lost) +
                   " minor units more than it had";
    known.use = {std::max(from_hold, captured.paid_minor), captured.paid_minor};
    known.state = UseState::Captured;
    known.sale = sale;
    changed_uses.insert(captured.redemption);
    return conflict;
}

bool VoucherBooks::reverse(EntryId redemption, EntryId cause) {
    const auto found = uses.find(redemption);
    if (found == uses.end()) return false;
    KnownUse& known = found->second;
    if (known.state == UseState::Captured || known.state == UseState::Reversed) return true;
    const auto voucher = vouchers.find(known.voucher);
    if (known.state == UseState::Held && voucher != vouchers.end()) {
        // It may have expired meanwhile: then it does so again at the next run.
        if (voucher->second.state == VoucherState::Expired)
            voucher->second.state = VoucherState::Open;
        book(known.voucher,
             cause,
             {.voucher = {},
              .cause = {},
              .debit = Account::VoucherHeld,
              .credit = home_of(voucher->second),
              .amount_minor = known.use.taken_minor,
              .code = transfer_code::kReverse});
    }
    known.state = UseState::Reversed;
    changed_uses.insert(redemption);
    return true;
}

void VoucherBooks::end(EntryId cause, const Bytes& voucher, VoucherState state) {
    const auto known = vouchers.find(voucher);
    if (known == vouchers.end() || known->second.state != VoucherState::Open) return;
    const bool expired = state == VoucherState::Expired;
    book(voucher,
         cause,
         {.voucher = {},
          .cause = {},
          .number = kEndNumber,
          .debit = Account::Voucher,
          .credit = expired ? Account::VouchersExpired : Account::VouchersVoid,
          .amount_minor = known->second.left_minor,
          .code = expired ? transfer_code::kExpire : kVoid});
    known->second.state = state;
    changed_vouchers.insert(voucher);
}

void VoucherBooks::reopen(KnownVoucher& voucher, BusinessDate until) {
    if (voucher.state == VoucherState::Void) return;
    // All that its holder had was used there: from now on HQ is asked.
    if (voucher.left_minor == 0 && voucher.terms.holder) {
        withdrawn[voucher.terms.key] = voucher.terms.holder;
        voucher.terms.holder = {};
    }
    if (voucher.terms.until < until) voucher.terms.until = until;
    voucher.state = VoucherState::Open;
    changed_vouchers.insert(voucher.terms.key);
}

std::int64_t VoucherBooks::captured_minor(SaleId sale) const {
    std::int64_t minor = 0;
    for (const auto& [id, use] : uses) {
        if (use.sale == sale && use.state == UseState::Captured)
            minor += use.use.paid_minor - use.given_minor;
    }
    return minor;
}

std::int64_t VoucherBooks::give_back(const ComingBack& back) {
    std::int64_t left = back.minor;
    for (auto& [id, use] : uses) {
        if (use.sale != back.original || use.state != UseState::Captured || left <= 0) continue;
        const auto voucher = vouchers.find(use.voucher);
        const std::int64_t given = std::min(left, use.use.paid_minor - use.given_minor);
        if (voucher == vouchers.end() || given <= 0) continue;
        left -= given;
        use.given_minor += given;
        changed_uses.insert(id);
        reopen(voucher->second, back.until);
        book(use.voucher,
             back.returning,
             {.voucher = {},
              .cause = {},
              .number = kReturningNumber + back.line * kLineNumbers,
              .debit = Account::VouchersRedeemed,
              .credit = home_of(voucher->second),
              .amount_minor = given,
              .code = kGiveBack});
    }
    return back.minor - left;
}

// What a use that was itself undone since had given back, is not taken again.
Conflict VoucherBooks::undo_given_back(const VoucherTransfer& transfer,
                                       SaleId original,
                                       EntryId cause) {
    std::int64_t left = transfer.amount_minor;
    for (auto& [id, use] : uses) {
        const bool is_its = use.voucher == transfer.voucher && use.sale == original;
        if (!is_its || use.state != UseState::Captured) continue;
        const std::int64_t part = std::min(left, use.given_minor);
        use.given_minor -= part;
        left -= part;
        changed_uses.insert(id);
    }
    const std::int64_t lost = take_back(transfer.voucher,
                                        cause,
                                        {.voucher = {},
                                         .cause = {},
                                         .credit = Account::VouchersRedeemed,
                                         .amount_minor = transfer.amount_minor - left,
                                         .code = kVoid});
    return lost > 0 ? short_key(transfer.voucher) + " was used with what came back with goods"
                    : Conflict{};
}

Conflict VoucherBooks::undo(const VoucherTransfer& transfer, SaleId sale, EntryId cause) {
    const auto known = vouchers.find(transfer.voucher);
    if (known == vouchers.end()) return {};
    KnownVoucher& voucher = known->second;
    if (transfer.code == kIssue) {
        const bool used = voucher.left_minor < transfer.amount_minor;
        end(cause, transfer.voucher, VoucherState::Void);
        return used ? short_key(transfer.voucher) + " was used, and the sale that gave it is void"
                    : Conflict{};
    }
    // What goods brought back already, does not come back again.
    std::int64_t minor = transfer.amount_minor;
    if (transfer.credit == Account::VouchersRedeemed) {
        for (auto& [id, use] : uses) {
            if (use.sale != sale || use.voucher != transfer.voucher) continue;
            // Once: a sale may have taken several uses of one voucher.
            const std::int64_t given = std::min(minor, use.given_minor);
            minor -= given;
            use.given_minor -= given;
            use.state = UseState::Reversed;
            changed_uses.insert(id);
        }
    }
    if (minor <= 0) return {};
    if (voucher.state == VoucherState::Expired) voucher.state = VoucherState::Open;
    book(
        transfer.voucher,
        cause,
        {.voucher = {},
         .cause = {},
         .debit = transfer.credit,
         .credit = transfer.debit == Account::VouchersOverspent ? transfer.debit : home_of(voucher),
         .amount_minor = minor,
         .code = kVoid});
    return {};
}

Conflict VoucherBooks::void_sale(SaleId sale, EntryId cause, const Originals& originals) {
    const EntryId of{sale.value};
    std::vector<VoucherTransfer> all;
    if (const auto read = done.find(of); read != done.end()) all = read->second;
    std::copy_if(transfers.begin(),
                 transfers.end(),
                 std::back_inserter(all),
                 [&](const VoucherTransfer& transfer) { return transfer.cause == of; });
    Conflict conflict;
    for (const VoucherTransfer& transfer : all) {
        // A hold is under the name that its terminal gave; a doubled one's sale may bear the same.
        if (transfer.number >= kHoldNumber && transfer.number < kEndNumber) continue;
        Conflict one;
        if (transfer.code == kGiveBack) {
            const auto line =
                static_cast<std::int32_t>((transfer.number - kReturningNumber) / kLineNumbers);
            const auto original = originals.find(line);
            if (original != originals.end())
                one = undo_given_back(transfer, original->second, cause);
        } else {
            one = undo(transfer, sale, cause);
        }
        if (!one.empty()) conflict = std::move(one);
    }
    return conflict;
}

}  // namespace pareto::hq
