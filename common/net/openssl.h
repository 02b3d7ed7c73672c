// OpenSSL's objects as owned values, and PEM to and from them. Only for the .cpp files of this
// folder and its tests.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::net {

template <auto Free>
struct Freed {
    template <typename Object>
    void operator()(Object* object) const noexcept {
        Free(object);
    }
};

using BioHandle = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, Freed<X509_free>>;
using RequestHandle = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using NameHandle = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using SslContextHandle = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, Freed<SSL_free>>;

/// What a file of keys, certificates or requests may hold: some 700 bytes each are usual.
inline constexpr std::size_t kPemBytesMax = 64U << 10U;

/// "what: OpenSSL's reason", and empties OpenSSL's list of errors.
[[nodiscard]] std::string openssl_error(const std::string& what);
/// Unsupported with that text: OpenSSL would not do what was asked.
[[nodiscard]] tl::unexpected<Fault> openssl_fault(const char* what);

/// All certificates of the text, at least one. Corrupt when one cannot be read.
[[nodiscard]] Result<std::vector<CertificateHandle>> parse_certificates(const std::string& pem);
/// Corrupt unless the text is exactly one.
[[nodiscard]] Result<CertificateHandle> parse_certificate(const std::string& pem);
[[nodiscard]] Result<KeyHandle> parse_key(const std::string& pem);
[[nodiscard]] Result<RequestHandle> parse_request(const std::string& pem);

[[nodiscard]] Result<std::string> certificate_to_pem(const X509* certificate);
[[nodiscard]] Result<std::string> key_to_pem(const EVP_PKEY* key);
[[nodiscard]] Result<std::string> request_to_pem(const X509_REQ* request);

/// SHA-256 of the DER.
[[nodiscard]] Result<Hash> fingerprint_of(const X509* certificate);
[[nodiscard]] bool is_p256(const EVP_PKEY* key);

}  // namespace pareto::net
