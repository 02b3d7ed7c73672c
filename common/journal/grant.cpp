// A grant as bytes, and the signature under it.
#include "common/base/check.h"
#include "common/journal/allowance.h"
#include "common/journal/entry.h"
#include "common/sync/proto/journal.pb.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace pareto::journal {
namespace {

namespace proto = ::pareto::journal::v1;

constexpr std::string_view kPurpose = "pareto allowance 1\n";
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kGrantBytesMax = 128;
constexpr std::int32_t kLastDayNumber = 2'932'896;  // 9999-12-31

struct KeyDeleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;
struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

const unsigned char* raw(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

Key private_key(BytesView key) {
    PARETO_CHECK(key.size() == kSigningKeyBytes);
    Key made{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(key), key.size())};
    PARETO_CHECK(made != nullptr);
    return made;
}

Bytes signed_part(std::string_view purpose, BytesView grant) {
    Bytes bytes{purpose};
    bytes += grant;
    return bytes;
}

}  // namespace

Bytes encode_grant(const loyalty::Allowance& allowance) {
    proto::AllowanceGrant to;
    to.set_id(allowance.id.value);
    to.set_member(allowance.member.value);
    to.set_holder(allowance.holder.value);
    to.set_limit(allowance.limit.value);
    to.set_last_day(to_day_number(allowance.last_day));
    to.set_key_id(allowance.key_id);
    return to.SerializeAsString();
}

Result<loyalty::Allowance> decode_grant(BytesView bytes) {
    proto::AllowanceGrant from;
    const bool parsed = bytes.size() <= kGrantBytesMax && from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    if (!parsed || from.id() <= 0 || from.member() <= 0 || from.holder() <= 0 || from.limit() <= 0 ||
        from.limit() > kMinorMax || from.last_day() < 0 || from.last_day() > kLastDayNumber)
        return fault(FaultCode::Corrupt, "this is no allowance that an HQ grants");
    return loyalty::Allowance{EntryId{from.id()},         MemberId{from.member()},
                              TerminalId{from.holder()},  Points{from.limit()},
                              from_day_number(from.last_day()), from.key_id()};
}

Bytes sign_grant(BytesView key, BytesView grant) { return sign_for(kPurpose, key, grant); }

bool is_signed(BytesView public_key, BytesView grant, BytesView signature) {
    return is_signed_for(kPurpose, public_key, grant, signature);
}

Bytes sign_for(std::string_view purpose, BytesView key, BytesView grant) {
    const Key own = private_key(key);
    const Context context{EVP_MD_CTX_new()};
    const Bytes message = signed_part(purpose, grant);
    std::array<unsigned char, kSignatureBytes> signature{};
    std::size_t length = signature.size();
    PARETO_CHECK(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, own.get()) == 1);
    PARETO_CHECK(EVP_DigestSign(context.get(), signature.data(), &length, raw(message), message.size()) == 1);
    return Bytes{reinterpret_cast<const char*>(signature.data()), length};
}

bool is_signed_for(std::string_view purpose, BytesView public_key, BytesView grant, BytesView signature) {
    if (public_key.size() != kSigningKeyBytes || signature.size() != kSignatureBytes) return false;
    const Key key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size())};
    const Context context{EVP_MD_CTX_new()};
    const Bytes message = signed_part(purpose, grant);
    return key != nullptr && context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

Bytes public_key_of(BytesView key) {
    const Key own = private_key(key);
    std::array<unsigned char, kSigningKeyBytes> bytes{};
    std::size_t length = bytes.size();
    PARETO_CHECK(EVP_PKEY_get_raw_public_key(own.get(), bytes.data(), &length) == 1);
    return Bytes{reinterpret_cast<const char*>(bytes.data()), length};
}

std::int64_t key_id_of(BytesView public_key) {
    const Hash hash = sha256(public_key);
    std::uint64_t id = 0;
    for (std::size_t i = 0; i < sizeof(id); ++i) id = id << 8U | static_cast<unsigned char>(hash.bytes[i]);
    return static_cast<std::int64_t>(id >> 2U);
}

}  // namespace pareto::journal
