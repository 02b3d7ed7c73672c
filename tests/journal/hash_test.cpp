// The chain and the card keys, against answers computed elsewhere (Python's hashlib and hmac).
#include <thread>

#include <gtest/gtest.h>

#include "common/journal/entry.h"

namespace pareto::journal {
namespace {

using std::string_literals::operator""s;

std::string hex(const Hash& hash) {
    return to_hex(hash.view());
}

TEST(Sha256Test, GivesTheKnownAnswers) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256(Bytes(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(ChainTest, BeginsWithThirtyTwoZeroBytes) {
    EXPECT_EQ(hex(chain(Hash{}, "")),
              "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    EXPECT_EQ(chain(Hash{}, "first"), sha256(Bytes(32, '\0') + "first"));
}

TEST(ChainTest, EachHashHoldsAllBeforeIt) {
    const Hash one = chain(Hash{}, "first");
    const Hash two = chain(one, "second");
    EXPECT_EQ(hex(one), "3db4b4eb1df29e1585bc017b9194e30e583d7dbe9e2a7513a58442c6d4ac96bc");
    EXPECT_EQ(hex(two), "de1e86981ce97f7ca334a50ce77d42ace7c020d4c3d4dd9aa6185f4fd8bf40a0");
    EXPECT_NE(chain(chain(Hash{}, "second"), "first"), two);
    EXPECT_NE(chain(chain(Hash{}, "firstsecond"), ""), two);
}

TEST(ChainTest, IsTheSameOnEveryThread) {
    const Hash here = chain(sha256("x"), "y");
    Hash there;
    std::thread other{[&] {
        there = chain(sha256("x"), "y");
    }};
    other.join();
    EXPECT_EQ(there, here);
}

TEST(CardKeyTest, GivesTheKnownAnswers) {
    const Bytes secret(32, 'k');
    EXPECT_EQ(to_hex(card_key(secret, "uid", "\x04\xa2\xb3\xc4\xd5\xe6\x80")),
              "82de96c13e71c6cba2b04fd846d897a19c025d3eba705c289ae9346c26f7e91e");
    EXPECT_EQ(to_hex(card_key(secret, "number", "2900000000018")),
              "81a5efeba5943d32aeeaff7455e897a29eb760e84c608ffa52c2f129c88df749");
    EXPECT_EQ(to_hex(card_key("", "", "")),
              "6620b31f2924b8c01547745f41825d322336f83ebb13d723678789d554d8a3ef");
}

TEST(CardKeyTest, KeepsKindsValuesAndSecretsApart) {
    const Bytes secret(32, 'k');
    EXPECT_NE(card_key(secret, "uid", "1234"), card_key(secret, "number", "1234"));
    EXPECT_NE(card_key(secret, "uid", "1234"), card_key(secret, "uid", "1235"));
    EXPECT_NE(card_key(secret, "uid", "1234"), card_key(Bytes(32, 'l'), "uid", "1234"));
    // What would be the same bytes without a mark between kind and value.
    EXPECT_NE(card_key(secret, "uid", "1234"), card_key(secret, "uid1", "234"));
    EXPECT_NE(card_key(secret, "", "uid"), card_key(secret, "uid", ""));
    EXPECT_NE(card_key(secret, "uid", "\0"s), card_key(secret, "uid", ""));
}

}  // namespace
}  // namespace pareto::journal
