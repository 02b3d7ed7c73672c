// Vouchers in HQ's books: the facts that a group of entries touches, and what it does to them.
// Pure; the rows are read and written by hq/database/vouchers.
//
//     issued    VouchersIssued    → Voucher           by staff, or with the sale that gave it
//     held      Voucher           → VoucherHeld       a use was authorised; its value is taken
//     whole captured  VoucherHeld       → VouchersRedeemed  what it paid, by the sale
//               VoucherHeld       → VouchersForfeited the rest of the use: no change is given
//     reversed  VoucherHeld       → Voucher           no sale captured it
//     given back VouchersRedeemed → Voucher           goods came back that it had paid for
//     ended     Voucher           → VouchersExpired or VouchersVoid
//
// What was redeemed beyond what there was (a terminal that was doubled, or restored unnoticed)
// comes from VouchersOverspent, the company's loss, and is listed. Conservation: each movement has
// two sides, and no voucher's account is ever below 0.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/journal/voucher.h"
#include "hq/app/accounts.h"

namespace pareto::hq {

enum class VoucherState : std::uint8_t { Open, Void, Expired };

struct KnownVoucher {
    loyalty::Voucher terms;
    EntryId cause;
    std::int64_t number = 0;
    std::int64_t left_minor = 0;
    VoucherState state = VoucherState::Open;
};

enum class UseState : std::uint8_t { Requested, Held, Refused, Captured, Reversed };

struct KnownUse {
    Bytes voucher;
    MemberId member;
    std::int64_t due_minor = 0;
    loyalty::VoucherUse use;       ///< what is held, or was
    std::int64_t given_minor = 0;  ///< of what it paid, what came back with goods
    UseState state = UseState::Requested;
    std::int32_t refusal = 0;  ///< a loyalty::VoucherRefusal; 0 = none
    SaleId sale;
};

struct VoucherTransfer {
    Bytes voucher;
    EntryId cause;
    std::int64_t number = 0;
    Account debit = Account::VouchersIssued;
    Account credit = Account::Voucher;
    std::int64_t amount_minor = 0;
    std::string_view code;
};

/// Why something is listed for a person; empty = all is well.
using Conflict = std::string;

class VoucherBooks {
public:
    // Facts.
    std::map<Bytes, KnownVoucher> vouchers;
    std::map<EntryId, KnownUse> uses;
    std::map<EntryId, std::vector<VoucherTransfer>> done;  ///< by cause: of sales that are voided

    /// A voucher of that key must not be there yet.
    [[nodiscard]] Conflict issue(EntryId cause, std::int64_t number, const loyalty::Voucher& terms);
    void request(EntryId redemption, const journal::VoucherRequested& requested);
    /// Takes a use off the voucher's account, as much of it as there is.
    void hold(EntryId redemption, EntryId cause, loyalty::VoucherUse use);
    void refuse(EntryId redemption, loyalty::VoucherRefusal refusal);

    struct Captured {
        EntryId redemption;
        Bytes voucher;
        std::int64_t paid_minor = 0;
    };

    [[nodiscard]] Conflict capture(SaleId sale, const Captured& captured);
    /// False when there is no such redemption of a voucher.
    [[nodiscard]] bool reverse(EntryId redemption, EntryId cause);
    void end(EntryId cause, const Bytes& voucher, VoucherState state);

    struct ComingBack {
        EntryId returning;
        std::int32_t line = 0;  ///< of the returning sale, from 1
        SaleId original;
        std::int64_t minor = 0;
        BusinessDate until{};  ///< a voucher that is over can be used until then again
    };

    /// Of what vouchers paid for the original, at most so much; gives what was given back.
    std::int64_t give_back(const ComingBack& back);
    /// Of a sale's lines that brought goods back, by number: which sale they name.
    using Originals = std::map<std::int32_t, SaleId>;
    /// Undoes what the sale did, so far as it was not undone before.
    [[nodiscard]] Conflict void_sale(SaleId sale, EntryId cause, const Originals& originals);
    [[nodiscard]] std::int64_t captured_minor(SaleId sale) const;

    // What changed.
    std::vector<VoucherTransfer> transfers;
    std::set<Bytes> changed_vouchers;
    std::set<EntryId> changed_uses;
    std::map<Bytes, TerminalId> withdrawn;  ///< from the terminal that held it: HQ is asked again

private:
    void move(const VoucherTransfer& transfer);
    void book(const Bytes& voucher, EntryId cause, VoucherTransfer transfer);
    /// From the voucher as far as it goes, else from the company's loss; gives the loss.
    std::int64_t take_back(const Bytes& voucher, EntryId cause, VoucherTransfer transfer);
    void reopen(KnownVoucher& voucher, BusinessDate until);
    [[nodiscard]] Conflict undo(const VoucherTransfer& transfer, SaleId sale, EntryId cause);
    [[nodiscard]] Conflict undo_given_back(const VoucherTransfer& transfer,
                                           SaleId original,
                                           EntryId cause);

    std::map<std::tuple<Bytes, EntryId, std::int64_t>, std::int64_t> numbers_used_;
};

}  // namespace pareto::hq
