// What HQ signs for a terminal: read back as written, and believed only with HQ's signature.
#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/journal/allowance.h"

namespace pareto::journal {
namespace {

// RFC 8032, 7.1, test 1.
const Bytes kKey = *from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const Bytes kPublicKey =
    *from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

loyalty::Allowance allowance() {
    return {EntryId::of(7, 3),
            MemberId{EntryId::of(2, 9).value},
            TerminalId{4},
            Points{500},
            *parse_date("2026-03-10"),
            key_id_of(kPublicKey)};
}

TEST(GrantTest, ComesBackAsItWasWritten) {
    const auto read = decode_grant(encode_grant(allowance()));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, allowance());
}

TEST(GrantTest, IsBelievedOnlyWithItsOwnSignatureByHqsKey) {
    const Bytes grant = encode_grant(allowance());
    const Bytes signature = sign_grant(kKey, grant);
    EXPECT_EQ(public_key_of(kKey), kPublicKey);
    EXPECT_EQ(signature.size(), 64U);
    EXPECT_TRUE(is_signed(kPublicKey, grant, signature));
    loyalty::Allowance larger = allowance();
    larger.limit = Points{501};
    EXPECT_FALSE(is_signed(kPublicKey, encode_grant(larger), signature));
    Bytes bent = signature;
    bent[10] = static_cast<char>(bent[10] ^ 1);
    EXPECT_FALSE(is_signed(kPublicKey, grant, bent));
    EXPECT_FALSE(is_signed(public_key_of(Bytes(32, 'x')), grant, signature));
    EXPECT_FALSE(is_signed(kPublicKey, grant, {}));
    EXPECT_FALSE(is_signed({}, grant, signature));
}

TEST(GrantTest, RefusesWhatNoHqGrants) {
    for (const auto& change :
         std::vector<void (*)(loyalty::Allowance&)>{[](auto& a) { a.id = {}; },
                                                    [](auto& a) { a.member = {}; },
                                                    [](auto& a) { a.holder = {}; },
                                                    [](auto& a) { a.limit = Points{0}; },
                                                    [](auto& a) { a.limit = Points{-1}; },
                                                    [](auto& a) {
                                                        a.limit = Points{kMinorMax + 1};
                                                    }}) {
        loyalty::Allowance wrong = allowance();
        change(wrong);
        EXPECT_FALSE(decode_grant(encode_grant(wrong)));
    }
    EXPECT_FALSE(decode_grant(Bytes(200, 'x')));
    EXPECT_FALSE(decode_grant("nonsense"));
}

}  // namespace
}  // namespace pareto::journal
