// What HQ seals for a terminal opens with that terminal's key, and with nothing else.
#include "common/net/sealed.h"

#include <gtest/gtest.h>

#include "tests/net/company.h"

namespace pareto::net {
namespace {

const Subject kTerminal{"B12/T3", 1'203};
const Validity kFirst{from_ms(1'700'000'000'000), from_ms(1'800'000'000'000)};
const Validity kRenewed{from_ms(1'790'000'000'000), from_ms(1'900'000'000'000)};
const Bytes kPlain("keys\0of a group", 15);

class SealedTest : public testing::Test {
protected:
    const Company company;
    const std::string key = good(generate_key_pem());
    const std::string certificate = good(issue_terminal(
        company.authority, good(create_request(key, kTerminal)), kTerminal, kFirst));
};

TEST_F(SealedTest, OpensWithTheReceiversKey) {
    const Bytes sealed = good(seal(kPlain, certificate));
    EXPECT_EQ(sealed.find("keys"), Bytes::npos);
    EXPECT_EQ(good(open_sealed(sealed, key)), kPlain);
    EXPECT_EQ(good(open_sealed(good(seal("", certificate)), key)), Bytes{});
}

TEST_F(SealedTest, OpensAfterTheCertificateWasRenewedBecauseTheKeyStays) {
    const std::string renewed = good(renew(company.authority, certificate, kRenewed));
    EXPECT_EQ(good(open_sealed(good(seal(kPlain, renewed)), key)), kPlain);
    EXPECT_EQ(good(open_sealed(good(seal(kPlain, certificate)), key)), kPlain);
}

TEST_F(SealedTest, IsTwiceDifferentForTheSameBytes) {
    EXPECT_NE(good(seal(kPlain, certificate)), good(seal(kPlain, certificate)));
}

TEST_F(SealedTest, RefusesAnotherTerminalsKey) {
    const std::string other = good(generate_key_pem());
    EXPECT_EQ(open_sealed(good(seal(kPlain, certificate)), other).error().code, FaultCode::Denied);
}

TEST_F(SealedTest, RefusesBytesThatAreNotSealed) {
    for (const Bytes& bytes : {Bytes{}, Bytes{"no DER"}, good(seal(kPlain, certificate)).substr(9)})
        EXPECT_EQ(open_sealed(bytes, key).error().code, FaultCode::Corrupt);
    Bytes changed = good(seal(kPlain, certificate));
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    EXPECT_FALSE(open_sealed(changed, key));
    EXPECT_EQ(seal(kPlain, "no certificate").error().code, FaultCode::Corrupt);
}

}  // namespace
}  // namespace pareto::net
