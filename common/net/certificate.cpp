#include "common/net/certificate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <utility>
#include <vector>

#include <openssl/err.h>
#include <openssl/rand.h>

#include "common/base/check.h"
#include "common/net/openssl.h"
#include "common/net/tls_connection.h"

namespace pareto::net {
namespace {

enum class Kind { Authority, Hq, Terminal };

/// HQ's alternative names where it is known by no others.
const std::string kHqNames = std::string{"DNS:"} + kHqName;

/// The authority's key and certificates as OpenSSL has them; the first certificate is the one that
/// signs.
struct Issuer {
    KeyHandle key;
    std::vector<CertificateHandle> roots;
};

Result<Issuer> read_issuer(const KeyAndCertificate& authority) {
    Issuer issuer;
    PARETO_TRY(issuer.key, parse_key(authority.key_pem));
    PARETO_TRY(issuer.roots, parse_certificates(authority.certificate_pem));
    if (X509_check_private_key(issuer.roots.front().get(), issuer.key.get()) != 1) {
        ERR_clear_error();
        return fault(FaultCode::Corrupt, "the authority's key does not belong to its certificate");
    }
    return issuer;
}

bool add_text(X509_NAME* name, int field, const std::string& text) {
    return X509_NAME_add_entry_by_NID(name,
                                      field,
                                      MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()),
                                      -1,
                                      0) == 1;
}

/// X.520 allows a common name 64 characters; OpenSSL refuses a longer one.
Result<NameHandle> make_name(const Subject& subject) {
    NameHandle name{X509_NAME_new()};
    bool good = name && !subject.common_name.empty() &&
                add_text(name.get(), NID_commonName, subject.common_name);
    if (good && subject.terminal_id != 0) {
        good = add_text(name.get(), NID_serialNumber, std::to_string(subject.terminal_id));
    }
    if (!good) return openssl_fault("not a subject of a certificate");
    return name;
}

bool set_time(ASN1_TIME* target, UtcTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return ASN1_TIME_set(target, static_cast<std::time_t>(seconds.time_since_epoch().count())) !=
           nullptr;
}

Result<UtcTime> read_time(const ASN1_TIME* time) {
    const TimeHandle epoch{ASN1_TIME_set(nullptr, 0)};
    int days = 0;
    int seconds = 0;
    if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1)
        return fault(FaultCode::Corrupt, openssl_error("a certificate without a valid time"));
    return UtcTime{std::chrono::days{days} + std::chrono::seconds{seconds}};
}

/// 127 random bits: no two certificates share a serial, and a serial tells nothing.
bool set_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U);
    const NumberHandle number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    return number &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionHandle extension{X509V3_EXT_nconf_nid(nullptr, &context, kind, value.c_str())};
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_extensions(X509* certificate,
                    X509* issuer,
                    Kind kind,
                    std::int64_t terminal_id,
                    const std::string& hq_names) {
    const bool authority = kind == Kind::Authority;
    bool good = add_extension(certificate,
                              issuer,
                              NID_basic_constraints,
                              authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
                add_extension(certificate,
                              issuer,
                              NID_key_usage,
                              authority ? "critical,keyCertSign" : "critical,digitalSignature") &&
                add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
                add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
    switch (kind) {
        case Kind::Authority:
            break;
        case Kind::Hq:
            good = good && add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth") &&
                   add_extension(certificate, issuer, NID_subject_alt_name, hq_names);
            break;
        case Kind::Terminal:
            good = good && add_extension(certificate, issuer, NID_ext_key_usage, "clientAuth") &&
                   add_extension(certificate,
                                 issuer,
                                 NID_subject_alt_name,
                                 "URI:urn:pareto:terminal:" + std::to_string(terminal_id));
            break;
    }
    return good;
}

struct Content {
    Kind kind;
    Subject subject;
    EVP_PKEY* key;  ///< the public part goes into the certificate
    Validity validity;
    std::string hq_names = kHqNames;  ///< as OpenSSL's configuration writes alternative names
};

/// `root` is null when the certificate signs itself.
Result<std::string> sign_certificate(const Content& content, X509* root, EVP_PKEY* root_key) {
    const CertificateHandle certificate{X509_new()};
    if (!certificate) return openssl_fault("cannot make a certificate");
    X509* const issuer = root == nullptr ? certificate.get() : root;
    PARETO_TRY(const NameHandle name, make_name(content.subject));
    const bool filled =
        X509_set_version(certificate.get(), X509_VERSION_3) == 1 && set_serial(certificate.get()) &&
        X509_set_subject_name(certificate.get(), name.get()) == 1 &&
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) == 1 &&
        X509_set_pubkey(certificate.get(), content.key) == 1;
    if (!filled) return openssl_fault("cannot fill a certificate");
    if (content.validity.not_before >= content.validity.not_after ||
        !set_time(X509_getm_notBefore(certificate.get()), content.validity.not_before) ||
        !set_time(X509_getm_notAfter(certificate.get()), content.validity.not_after)) {
        return openssl_fault("not a validity that a certificate can have");
    }
    if (!add_extensions(certificate.get(),
                        issuer,
                        content.kind,
                        content.subject.terminal_id,
                        content.hq_names) ||
        X509_sign(certificate.get(), root_key, EVP_sha256()) == 0) {
        return openssl_fault("cannot sign a certificate");
    }
    return certificate_to_pem(certificate.get());
}

Result<KeyHandle> generate_key() {
    KeyHandle key{EVP_EC_gen("P-256")};
    if (!key) return openssl_fault("cannot generate a key");
    return key;
}

/// Empty when the name has no such field; a fault when it has several or one that is not text.
Result<std::string> read_field(const X509_NAME* name, int field) {
    const int at = X509_NAME_get_index_by_NID(name, field, -1);
    if (at < 0) return std::string{};
    if (X509_NAME_get_index_by_NID(name, field, at) >= 0)
        return fault(FaultCode::Corrupt, "a subject with a field twice");
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) return fault(FaultCode::Corrupt, openssl_error("a subject that is not text"));
    std::string value{reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
    OPENSSL_free(text);
    return value;
}

Result<Subject> read_subject(const X509* certificate) {
    const X509_NAME* name = X509_get_subject_name(certificate);
    Subject subject;
    PARETO_TRY(subject.common_name, read_field(name, NID_commonName));
    if (subject.common_name.empty())
        return fault(FaultCode::Corrupt, "a certificate without a common name");
    PARETO_TRY(const std::string number, read_field(name, NID_serialNumber));
    if (number.empty()) return subject;
    const char* const end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, subject.terminal_id);
    if (error != std::errc{} || stop != end || subject.terminal_id <= 0) {
        return fault(FaultCode::Corrupt, "a certificate whose subject has no terminal id");
    }
    return subject;
}

/// "DNS:hq.example,IP:10.0.0.1".
Result<std::string> alternative_names(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        const bool good =
            !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == ':';
            });
        if (!good) return fault(FaultCode::Unsupported, "no name for a certificate: " + name);
        ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name.c_str());
        text += (text.empty() ? "" : ",") + std::string{address == nullptr ? "DNS:" : "IP:"} + name;
        ASN1_OCTET_STRING_free(address);
    }
    ERR_clear_error();
    if (text.empty()) return fault(FaultCode::Unsupported, "a web certificate needs a name");
    return text;
}

Result<std::string> read_serial(const X509* certificate) {
    const NumberHandle number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr)};
    if (!number) return fault(FaultCode::Corrupt, openssl_error("a certificate without a serial"));
    // Zero has no bytes at all; it is written "00".
    const int size = std::max(BN_num_bytes(number.get()), 1);
    Bytes bytes(static_cast<std::size_t>(size), '\0');
    BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), size);
    return to_hex(bytes);
}

}  // namespace

Result<std::string> generate_key_pem() {
    PARETO_TRY(const KeyHandle key, generate_key());
    return key_to_pem(key.get());
}

Result<KeyAndCertificate> create_authority(const std::string& name, Validity validity) {
    PARETO_TRY(const KeyHandle key, generate_key());
    KeyAndCertificate authority;
    PARETO_TRY(authority.key_pem, key_to_pem(key.get()));
    PARETO_TRY(authority.certificate_pem,
               sign_certificate(
                   {Kind::Authority, Subject{name, 0}, key.get(), validity}, nullptr, key.get()));
    return authority;
}

namespace {

Result<KeyAndCertificate> issue_hq(const KeyAndCertificate& authority,
                                   Validity validity,
                                   const std::string& names) {
    PARETO_TRY(const Issuer issuer, read_issuer(authority));
    PARETO_TRY(const KeyHandle key, generate_key());
    KeyAndCertificate server;
    PARETO_TRY(server.key_pem, key_to_pem(key.get()));
    PARETO_TRY(server.certificate_pem,
               sign_certificate({Kind::Hq, Subject{kHqName, 0}, key.get(), validity, names},
                                issuer.roots.front().get(),
                                issuer.key.get()));
    return server;
}

}  // namespace

Result<KeyAndCertificate> issue_server(const KeyAndCertificate& authority, Validity validity) {
    return issue_hq(authority, validity, kHqNames);
}

Result<KeyAndCertificate> issue_web_server(const KeyAndCertificate& authority,
                                           const std::vector<std::string>& names,
                                           Validity validity) {
    PARETO_TRY(const std::string alternative, alternative_names(names));
    return issue_hq(authority, validity, alternative);
}

Result<std::string> create_request(const std::string& key_pem, const Subject& subject) {
    PARETO_TRY(const KeyHandle key, parse_key(key_pem));
    PARETO_TRY(const NameHandle name, make_name(subject));
    const RequestHandle request{X509_REQ_new()};
    const bool made = request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                      X509_REQ_set_subject_name(request.get(), name.get()) == 1 &&
                      X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                      X509_REQ_sign(request.get(), key.get(), EVP_sha256()) != 0;
    if (!made) return openssl_fault("cannot make a signing request");
    return request_to_pem(request.get());
}

Result<std::string> issue_terminal(const KeyAndCertificate& authority,
                                   const std::string& request_pem,
                                   const Subject& subject,
                                   Validity validity) {
    PARETO_CHECK(subject.terminal_id > 0);
    PARETO_TRY(const Issuer issuer, read_issuer(authority));
    PARETO_TRY(const RequestHandle request, parse_request(request_pem));
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
    if (!is_p256(key))
        return fault(FaultCode::Denied, "the request's key is not an ECDSA P-256 key");
    if (X509_REQ_verify(request.get(), key) != 1) {
        ERR_clear_error();
        return fault(FaultCode::Denied, "the request is not signed by its own key");
    }
    return sign_certificate(
        {Kind::Terminal, subject, key, validity}, issuer.roots.front().get(), issuer.key.get());
}

Result<std::string> renew(const KeyAndCertificate& authority,
                          const std::string& certificate_pem,
                          Validity validity) {
    PARETO_TRY(const Issuer issuer, read_issuer(authority));
    PARETO_TRY(const CertificateHandle old, parse_certificate(certificate_pem));
    bool ours = false;
    for (const CertificateHandle& root : issuer.roots) {
        ours = ours || (X509_check_issued(root.get(), old.get()) == X509_V_OK &&
                        X509_verify(old.get(), X509_get0_pubkey(root.get())) == 1);
    }
    ERR_clear_error();
    if (!ours) return fault(FaultCode::Denied, "the certificate is signed by another authority");
    PARETO_TRY(const Subject subject, read_subject(old.get()));
    const bool terminal = subject.terminal_id != 0;
    if (X509_check_ca(old.get()) != 0 || (!terminal && subject.common_name != kHqName)) {
        return fault(FaultCode::Denied, "only certificates of terminals and of HQ are renewed");
    }
    return sign_certificate(
        {terminal ? Kind::Terminal : Kind::Hq, subject, X509_get0_pubkey(old.get()), validity},
        issuer.roots.front().get(),
        issuer.key.get());
}

Result<CertificateFacts> facts_of(const X509* certificate) {
    CertificateFacts facts;
    PARETO_TRY(facts.subject, read_subject(certificate));
    PARETO_TRY(facts.validity.not_before, read_time(X509_get0_notBefore(certificate)));
    PARETO_TRY(facts.validity.not_after, read_time(X509_get0_notAfter(certificate)));
    PARETO_TRY(facts.fingerprint, fingerprint_of(certificate));
    PARETO_TRY(facts.serial, read_serial(certificate));
    return facts;
}

Result<CertificateFacts> read_certificate(const std::string& certificate_pem) {
    PARETO_TRY(const CertificateHandle certificate, parse_certificate(certificate_pem));
    return facts_of(certificate.get());
}

bool key_matches(const std::string& key_pem, const std::string& certificate_pem) {
    const auto key = parse_key(key_pem);
    const auto certificate = parse_certificate(certificate_pem);
    const bool matches =
        key && certificate && X509_check_private_key(certificate->get(), key->get()) == 1;
    ERR_clear_error();
    return matches;
}

bool request_matches(const std::string& request_pem, const std::string& certificate_pem) {
    const auto request = parse_request(request_pem);
    const auto certificate = parse_certificate(certificate_pem);
    if (!request || !certificate) return false;
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request->get());
    const bool matches = key != nullptr && X509_REQ_verify(request->get(), key) == 1 &&
                         EVP_PKEY_eq(key, X509_get0_pubkey(certificate->get())) == 1;
    ERR_clear_error();
    return matches;
}

}  // namespace pareto::net
