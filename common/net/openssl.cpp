#include "common/net/openssl.h"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace pareto::net {
namespace {

/// Without this OpenSSL would ask for the password of an encrypted file on the terminal it runs in.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) {
    return -1;
}

BioHandle open_text(const std::string& text) {
    if (text.size() > kPemBytesMax) return nullptr;
    return BioHandle{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

Result<std::string> text_of(BIO* bio, bool written, const char* what) {
    if (bio == nullptr || !written) return openssl_fault(what);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return std::string{data, static_cast<std::size_t>(size)};
}

}  // namespace

std::string openssl_error(const std::string& what) {
    const unsigned long code = ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? what : what + ": " + reason;
}

tl::unexpected<Fault> openssl_fault(const char* what) {
    return fault(FaultCode::Unsupported, openssl_error(what));
}

Result<std::vector<CertificateHandle>> parse_certificates(const std::string& pem) {
    const BioHandle bio = open_text(pem);
    if (!bio) return fault(FaultCode::Corrupt, "a certificate file that is too long");
    std::vector<CertificateHandle> certificates;
    while (true) {
        CertificateHandle certificate{PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)};
        if (!certificate) break;
        certificates.push_back(std::move(certificate));
    }
    const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (certificates.empty() || !ended)
        return fault(FaultCode::Corrupt, openssl_error("not a certificate in PEM"));
    ERR_clear_error();
    return certificates;
}

Result<CertificateHandle> parse_certificate(const std::string& pem) {
    PARETO_TRY(auto certificates, parse_certificates(pem));
    if (certificates.size() != 1) {
        return fault(FaultCode::Corrupt,
                     "one certificate expected, " + std::to_string(certificates.size()) + " found");
    }
    return std::move(certificates.front());
}

Result<KeyHandle> parse_key(const std::string& pem) {
    const BioHandle bio = open_text(pem);
    KeyHandle key{bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr)
                      : nullptr};
    if (!key) return fault(FaultCode::Corrupt, openssl_error("not a private key in PEM"));
    return key;
}

Result<RequestHandle> parse_request(const std::string& pem) {
    const BioHandle bio = open_text(pem);
    RequestHandle request{bio ? PEM_read_bio_X509_REQ(bio.get(), nullptr, no_password, nullptr)
                              : nullptr};
    if (!request) return fault(FaultCode::Corrupt, openssl_error("not a signing request in PEM"));
    return request;
}

Result<std::string> certificate_to_pem(const X509* certificate) {
    const BioHandle bio{BIO_new(BIO_s_mem())};
    return text_of(bio.get(),
                   bio && PEM_write_bio_X509(bio.get(), certificate) == 1,
                   "cannot write a certificate");
}

Result<std::string> key_to_pem(const EVP_PKEY* key) {
    const BioHandle bio{BIO_new(BIO_s_mem())};
    const bool written = bio && PEM_write_bio_PKCS8PrivateKey(
                                    bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
    return text_of(bio.get(), written, "cannot write a key");
}

Result<std::string> request_to_pem(const X509_REQ* request) {
    const BioHandle bio{BIO_new(BIO_s_mem())};
    return text_of(bio.get(),
                   bio && PEM_write_bio_X509_REQ(bio.get(), request) == 1,
                   "cannot write a request");
}

Result<Hash> fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    Hash hash;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1 ||
        size != hash.bytes.size()) {
        return openssl_fault("cannot hash a certificate");
    }
    std::memcpy(hash.bytes.data(), digest.data(), size);
    return hash;
}

bool is_p256(const EVP_PKEY* key) {
    if (key == nullptr || EVP_PKEY_is_a(key, "EC") != 1) return false;
    std::array<char, 64> group{};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return false;
    return std::string_view{group.data(), size} == "prime256v1";
}

}  // namespace pareto::net
