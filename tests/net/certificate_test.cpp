#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <openssl/pem.h>

#include "common/net/openssl.h"
#include "tests/net/company.h"

namespace pareto::net {
namespace {

const Subject kTerminal{"B12/T3", 1'203};

struct Enrolled {
    std::string key_pem;
    std::string request_pem;
};

Enrolled enrol() {
    const std::string key = good(generate_key_pem());
    return {key, good(create_request(key, kTerminal))};
}

TEST(CertificateTest, GivesATerminalTheSubjectAndTheValidityThatHqSays) {
    const Company company;
    const std::string key = good(generate_key_pem());
    const std::string request = good(create_request(key, Subject{"I am HQ", 1}));
    const Validity validity{from_ms(1'700'000'000'000), from_ms(1'800'000'000'000)};
    const std::string pem = good(issue_terminal(company.authority, request, kTerminal, validity));

    const CertificateFacts facts = good(read_certificate(pem));
    EXPECT_EQ(facts.subject, kTerminal);
    EXPECT_EQ(facts.validity.not_before, validity.not_before);
    EXPECT_EQ(facts.validity.not_after, validity.not_after);
    EXPECT_EQ(facts.serial.size(), 32U);
    EXPECT_TRUE(key_matches(key, pem));
}

TEST(CertificateTest, KnowsTheKeyOfARequestAgain) {
    const Company company;
    const Enrolled enrolled = enrol();
    const std::string pem =
        good(issue_terminal(company.authority, enrolled.request_pem, kTerminal, valid()));
    const std::string again = good(create_request(enrolled.key_pem, Subject{"enrolling", 0}));
    EXPECT_TRUE(request_matches(again, pem)) << "another request by the same key";
    EXPECT_FALSE(request_matches(enrol().request_pem, pem));
    EXPECT_FALSE(request_matches("", pem));
    EXPECT_FALSE(request_matches(again, ""));
}

TEST(CertificateTest, KeepsAValidityBeyond2050) {
    const Company company;
    const Validity validity{from_ms(0), from_ms(4'102'444'800'000)};
    const std::string pem =
        good(issue_terminal(company.authority, enrol().request_pem, kTerminal, validity));
    EXPECT_EQ(good(read_certificate(pem)).validity.not_after, validity.not_after);
    EXPECT_EQ(good(read_certificate(pem)).validity.not_before, validity.not_before);
}

TEST(CertificateTest, RefusesAValidityThatEndsBeforeItBegins) {
    const Company company;
    const Validity validity{from_now(1h), from_now(0h)};
    EXPECT_FALSE(issue_terminal(company.authority, enrol().request_pem, kTerminal, validity));
}

TEST(CertificateTest, NamesHqAndTheAuthorityWithoutATerminal) {
    const Company company{"Harbour Retail"};
    EXPECT_EQ(good(read_certificate(company.hq.certificate_pem)).subject,
              (Subject{"pareto-hq", 0}));
    EXPECT_EQ(good(read_certificate(company.authority.certificate_pem)).subject,
              (Subject{"Harbour Retail", 0}));
    EXPECT_TRUE(key_matches(company.hq.key_pem, company.hq.certificate_pem));
    EXPECT_FALSE(key_matches(company.hq.key_pem, company.authority.certificate_pem));
}

TEST(CertificateTest, KeepsANameThatIsNotAscii) {
    const Company company{"寶湖零售"};
    EXPECT_EQ(good(read_certificate(company.authority.certificate_pem)).subject.common_name,
              "寶湖零售");
}

TEST(CertificateTest, RefusesANameThatIsEmptyOrLongerThan64Characters) {
    EXPECT_FALSE(create_authority("", valid()));
    EXPECT_TRUE(create_authority(std::string(64, 'a'), valid()));
    EXPECT_FALSE(create_authority(std::string(65, 'a'), valid()));
}

TEST(CertificateTest, GivesEveryCertificateItsOwnSerialAndFingerprint) {
    const Company company;
    const Enrolled enrolled = enrol();
    const auto one =
        good(issue_terminal(company.authority, enrolled.request_pem, kTerminal, valid()));
    const auto other =
        good(issue_terminal(company.authority, enrolled.request_pem, kTerminal, valid()));
    EXPECT_NE(good(read_certificate(one)).serial, good(read_certificate(other)).serial);
    EXPECT_NE(good(read_certificate(one)).fingerprint, good(read_certificate(other)).fingerprint);
}

TEST(CertificateTest, RenewsWithTheSameKeyAndSubjectAlsoWhenExpired) {
    const Company company;
    const Enrolled enrolled = enrol();
    const auto old =
        good(issue_terminal(company.authority, enrolled.request_pem, kTerminal, expired()));
    const auto renewed = good(renew(company.authority, old, valid()));
    const CertificateFacts facts = good(read_certificate(renewed));
    EXPECT_EQ(facts.subject, kTerminal);
    EXPECT_TRUE(key_matches(enrolled.key_pem, renewed));
    EXPECT_GT(facts.validity.not_after, from_now(0h));
    EXPECT_NE(facts.serial, good(read_certificate(old)).serial);
}

TEST(CertificateTest, RenewsHqsOwnCertificate) {
    const Company company;
    const auto renewed = good(renew(company.authority, company.hq.certificate_pem, valid()));
    EXPECT_EQ(good(read_certificate(renewed)).subject.common_name, "pareto-hq");
    EXPECT_TRUE(key_matches(company.hq.key_pem, renewed));
}

TEST(CertificateTest, RenewsOnlyWhatThisAuthorityOrAnOlderRootBesideItSigned) {
    const Company company;
    const Company other;
    const auto old = other.terminal(5).certificate_pem;
    EXPECT_EQ(text_of(renew(company.authority, old, valid())),
              "denied: the certificate is signed by another authority");

    KeyAndCertificate rotating = company.authority;
    rotating.certificate_pem += other.authority.certificate_pem;
    EXPECT_EQ(text_of(renew(rotating, old, valid())), "good");
    EXPECT_EQ(text_of(renew(company.authority, company.authority.certificate_pem, valid())),
              "denied: only certificates of terminals and of HQ are renewed");
}

TEST(CertificateTest, DeniesARequestThatItsKeyDidNotSign) {
    const Company company;
    const RequestHandle request = good(parse_request(enrol().request_pem));
    const KeyHandle other = good(parse_key(good(generate_key_pem())));
    ASSERT_EQ(X509_REQ_set_pubkey(request.get(), other.get()), 1);
    const std::string tampered = good(request_to_pem(request.get()));
    EXPECT_EQ(text_of(issue_terminal(company.authority, tampered, kTerminal, valid())),
              "denied: the request is not signed by its own key");
}

TEST(CertificateTest, NeverSignsARequestOfWhichAByteWasChanged) {
    const Company company;
    const std::string request = enrol().request_pem;
    const std::size_t begin = request.find('\n') + 1;
    // The last four characters may hold padding, which is no part of the request.
    const std::size_t end = request.find("\n-----END") - 4;
    for (std::size_t i = begin; i < end; i += 7) {
        std::string tampered = request;
        if (tampered[i] == '\n') continue;
        tampered[i] = tampered[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(issue_terminal(company.authority, tampered, kTerminal, valid())) << i;
    }
}

TEST(CertificateTest, DeniesAnotherKindOfKeyThanP256) {
    const Company company;
    for (const auto& key : {KeyHandle{EVP_EC_gen("P-384")}, KeyHandle{EVP_RSA_gen(2048)}}) {
        const std::string request = good(create_request(good(key_to_pem(key.get())), kTerminal));
        EXPECT_EQ(text_of(issue_terminal(company.authority, request, kTerminal, valid())),
                  "denied: the request's key is not an ECDSA P-256 key");
    }
}

TEST(CertificateTest, RefusesTextThatIsNotExactlyOneCertificate) {
    const Company company;
    const std::string pem = company.hq.certificate_pem;
    std::string cut = pem;
    cut.resize(cut.size() / 2);
    for (const std::string& text : {std::string{},
                                    std::string{"hello"},
                                    pem + pem,
                                    cut,
                                    company.hq.key_pem,
                                    std::string(100'000, 'x')}) {
        const auto facts = read_certificate(text);
        ASSERT_FALSE(facts);
        EXPECT_EQ(facts.error().code, FaultCode::Corrupt);
    }
}

TEST(CertificateTest, RefusesAnAuthorityWhoseKeyIsNotItsOwn) {
    const Company company;
    KeyAndCertificate mixed{good(generate_key_pem()), company.authority.certificate_pem};
    EXPECT_EQ(text_of(issue_server(mixed, valid())),
              "corrupt: the authority's key does not belong to its certificate");
}

TEST(CertificateTest, NeverAsksForThePasswordOfAnEncryptedKey) {
    const KeyHandle key{EVP_EC_gen("P-256")};
    const BioHandle bio{BIO_new(BIO_s_mem())};
    std::string password = "secret";
    ASSERT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(),
                                            key.get(),
                                            EVP_aes_128_cbc(),
                                            password.data(),
                                            static_cast<int>(password.size()),
                                            nullptr,
                                            nullptr),
              1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    const auto request =
        create_request(std::string{data, static_cast<std::size_t>(size)}, kTerminal);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().code, FaultCode::Corrupt);
}

/// Certificates as files, for a second opinion of the openssl command.
class OpensslCommandTest : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("openssl version > /dev/null 2>&1") != 0)
            GTEST_SKIP() << "no openssl command here";
        std::string name = (std::filesystem::temp_directory_path() / "pareto-net-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }

    void TearDown() override {
        if (!directory_.empty()) std::filesystem::remove_all(directory_);
    }

    std::string file(const std::string& name, const std::string& text) {
        const auto path = directory_ / name;
        std::ofstream{path} << text;
        return path.string();
    }

    bool verifies(const std::string& purpose,
                  const std::string& authority,
                  const std::string& certificate) {
        const std::string command = "openssl verify -x509_strict -purpose " + purpose +
                                    " -CAfile " + file("ca.pem", authority) + " " +
                                    file("leaf.pem", certificate) + " > " +
                                    (directory_ / "out").string() + " 2>&1";
        return std::system(command.c_str()) == 0;
    }

    std::filesystem::path directory_;
};

TEST_F(OpensslCommandTest, AgreesOnWhatIsValidForWhat) {
    const Company company;
    const Company other;
    const std::string root = company.authority.certificate_pem;
    const std::string terminal = company.terminal(3).certificate_pem;
    EXPECT_TRUE(verifies("sslclient", root, terminal));
    EXPECT_FALSE(verifies("sslserver", root, terminal));
    EXPECT_TRUE(verifies("sslserver", root, company.hq.certificate_pem));
    EXPECT_FALSE(verifies("sslclient", root, company.hq.certificate_pem));
    EXPECT_FALSE(verifies("sslclient", other.authority.certificate_pem, terminal));
    EXPECT_FALSE(verifies("sslclient", root, company.terminal(3, expired()).certificate_pem));
    EXPECT_TRUE(verifies("sslclient", root, good(renew(company.authority, terminal, valid()))));
}

}  // namespace
}  // namespace pareto::net
