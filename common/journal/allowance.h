// What entries say about redeeming points and about allowances (common/loyalty/allowance.h), and HQ's signature under
// a grant.
//
// A grant is bytes and a signature of Ed25519 over "pareto allowance 1\n" and these bytes. The terminal keeps both in
// an entry of its own, so that an HQ that lost its books learns from the terminal what it had reserved.
#pragma once

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"
#include "common/loyalty/allowance.h"

#include <string>

namespace pareto::journal {

/// Made durable before HQ is asked, or instead; its entry id is the redemption's id.
struct RedemptionRequested {
    MemberId member;
    Points points;
    loyalty::RedemptionMeans means = loyalty::RedemptionMeans::Hq;
    EntryId allowance = {};  ///< only by an allowance
    Points spent = {};       ///< C of it with these points
    Bytes card_key = {};     ///< only of a stand-in
    bool secure = false;     ///< of a stand-in: the card proved itself
    std::int64_t value_minor = 0;  ///< > 0: of stored value, not of points; in minor units
    Bytes gift_card = {};          ///< whose stored value; empty = the member's own
    std::string gift = {};         ///< the code of the gift that the points are for; empty = for none
    bool operator==(const RedemptionRequested&) const = default;
};

struct RedemptionReversed {
    EntryId redemption;
    bool offline = false;  ///< HQ did not vouch for it
    bool operator==(const RedemptionReversed&) const = default;
};

/// HQ: points were reserved. The first grant of an allowance is its id.
struct AllowanceGranted {
    EntryId allowance;  ///< 0 = this entry begins one
    MemberId member;
    TerminalId holder;
    Points limit;  ///< L from now on
    BusinessDate last_day;
    bool operator==(const AllowanceGranted&) const = default;
};

/// Terminal: it has this grant.
struct AllowanceReceived {
    Bytes grant;
    Bytes signature;
    bool operator==(const AllowanceReceived&) const = default;
};

/// Terminal: it spends no more of it; what is left is the member's again.
struct AllowanceClosed {
    EntryId allowance;
    Points spent;  ///< C
    bool operator==(const AllowanceClosed&) const = default;
};

/// HQ: a manager gave the rest back although the holder may have spent it unseen.
struct AllowanceWrittenOff {
    EntryId allowance;
    std::string reason;
    bool operator==(const AllowanceWrittenOff&) const = default;
};

/// The same allowance gives the same bytes.
[[nodiscard]] Bytes encode_grant(const loyalty::Allowance& allowance);
/// Corrupt for anything that no HQ grants.
[[nodiscard]] Result<loyalty::Allowance> decode_grant(BytesView bytes);

inline constexpr std::size_t kSigningKeyBytes = 32;

/// `key` is the private one, 32 bytes.
[[nodiscard]] Bytes sign_grant(BytesView key, BytesView grant);
[[nodiscard]] bool is_signed(BytesView public_key, BytesView grant, BytesView signature);
/// The same for grants of other kinds: the purpose, which ends a line, keeps them apart.
[[nodiscard]] Bytes sign_for(std::string_view purpose, BytesView key, BytesView grant);
[[nodiscard]] bool is_signed_for(std::string_view purpose, BytesView public_key, BytesView grant, BytesView signature);
[[nodiscard]] Bytes public_key_of(BytesView key);
/// By which a grant names the key: the first 62 bits of the public key's SHA-256.
[[nodiscard]] std::int64_t key_id_of(BytesView public_key);

}  // namespace pareto::journal
