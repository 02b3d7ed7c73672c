#include "common/net/sealed.h"

#include <memory>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "common/net/openssl.h"

namespace pareto::net {
namespace {

using CmsHandle = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

/// OpenSSL's stack does not own the certificate in it.
struct FreeRecipients {
    void operator()(STACK_OF(X509) * recipients) const noexcept { sk_X509_free(recipients); }
};

Bytes bytes_of(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return size > 0 ? Bytes{data, static_cast<std::size_t>(size)} : Bytes{};
}

BioHandle reading(BytesView bytes) {
    // OpenSSL takes no null pointer, not even for no bytes.
    const char* const data = bytes.empty() ? "" : bytes.data();
    return BioHandle{BIO_new_mem_buf(data, static_cast<int>(bytes.size()))};
}

}  // namespace

Result<Bytes> seal(BytesView plain, const std::string& certificate_pem) {
    PARETO_TRY(const CertificateHandle certificate, parse_certificate(certificate_pem));
    const std::unique_ptr<STACK_OF(X509), FreeRecipients> recipients{sk_X509_new_null()};
    const BioHandle in = reading(plain);
    const BioHandle out{BIO_new(BIO_s_mem())};
    if (!recipients || !in || !out || sk_X509_push(recipients.get(), certificate.get()) <= 0)
        return openssl_fault("no memory to seal");
    const CmsHandle sealed{
        CMS_encrypt(recipients.get(), in.get(), EVP_aes_256_cbc(), CMS_BINARY)};
    if (!sealed || i2d_CMS_bio(out.get(), sealed.get()) != 1)
        return openssl_fault("cannot seal for this certificate");
    return bytes_of(out.get());
}

Result<Bytes> open_sealed(BytesView sealed, const std::string& key_pem) {
    PARETO_TRY(const KeyHandle key, parse_key(key_pem));
    const BioHandle in = reading(sealed);
    const BioHandle out{BIO_new(BIO_s_mem())};
    if (!in || !out) return openssl_fault("no memory to open sealed bytes");
    const CmsHandle envelope{d2i_CMS_bio(in.get(), nullptr)};
    if (!envelope || OBJ_obj2nid(CMS_get0_type(envelope.get())) != NID_pkcs7_enveloped) {
        ERR_clear_error();
        return fault(FaultCode::Corrupt, "not sealed bytes");
    }
    // By the key alone: a renewed certificate has the same key and another serial number.
    if (CMS_decrypt_set1_pkey(envelope.get(), key.get(), nullptr) != 1 ||
        CMS_decrypt(envelope.get(), nullptr, nullptr, nullptr, out.get(), CMS_BINARY) != 1) {
        ERR_clear_error();
        return fault(FaultCode::Denied, "sealed for another key, or changed since");
    }
    return bytes_of(out.get());
}

}  // namespace pareto::net
