// What HQ's staff and its daily job do with vouchers: each is an entry of HQ's own journal. Those
// of one terminal are fed to it, signed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/loyalty/voucher.h"
#include "hq/app/voucher_books.h"
#include "hq/database/local_journal.h"

namespace pareto::hq::database {

struct VoucherOrder {
    loyalty::Voucher terms;  ///< without its key
    std::string reason;
    std::string approved_by;
    std::vector<Bytes> secrets;  ///< of each a voucher is made; nobody keeps them
};

/// `signing_key` is HQ's private one, used for those that a terminal holds.
/// Inside a transaction begun with begin_writing, as all that write here.
[[nodiscard]] Result<void> issue_vouchers(pareto::database::Connection& connection,
                                          LocalJournal& journal,
                                          const VoucherOrder& order,
                                          const journal::Entry& like,
                                          const Bytes& signing_key);
/// What is left of it can be used no more. Unsupported when there is no such voucher, or it is
/// void.
[[nodiscard]] Result<void> void_voucher(pareto::database::Connection& connection,
                                        LocalJournal& journal,
                                        const Bytes& voucher,
                                        const std::string& reason,
                                        const journal::Entry& like);

struct VoucherChunk {
    bool done = false;
    bool done_before = false;
    std::int64_t vouchers = 0;
    std::int64_t minor = 0;
};

/// The next chunk of the expiry of `over`, a business date that is over; as that of points it waits
/// two days for sales on their way. One transaction.
[[nodiscard]] Result<VoucherChunk> expire_some_vouchers(pareto::database::Connection& connection,
                                                        ports::Clock& clock,
                                                        LocalJournal& journal,
                                                        BusinessDate over,
                                                        std::int64_t most = 1'000);

struct VoucherShownRow {
    KnownVoucher known;
    std::string member_number;  ///< empty = bearer
    std::string holder;         ///< "HK01/1"; empty = none
};

/// By the beginning of their keys, by member, or all ("" and 0); at most `limit`, newest first.
[[nodiscard]] Result<std::vector<VoucherShownRow>> list_vouchers(
    pareto::database::Connection& connection,
    const Bytes& key,
    MemberId member,
    std::int64_t limit);

struct VoucherMovement {
    EntryId cause;
    std::int64_t debit = 0, credit = 0, amount_minor = 0;
    std::string code;
};

[[nodiscard]] Result<std::vector<VoucherMovement>> movements_of(
    pareto::database::Connection& connection, const Bytes& voucher);

}  // namespace pareto::hq::database
