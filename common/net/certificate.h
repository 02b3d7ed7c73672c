// HQ's private certificate authority and the certificates it gives: X.509, ECDSA P-256, PEM text
// everywhere.
//
// A terminal makes its key itself and sends a signing request; HQ signs. The subject says who it
// is: CN = "BRANCH/TERMINAL" (codes), serialNumber = terminal id in decimal, and a URI SAN
// urn:pareto:terminal:<id>. HQ's own server certificate has CN "pareto-hq" and DNS SAN pareto-hq;
// clients check the authority and that name, not the host name they dialled (branches reach HQ by
// many addresses).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/time.h"

namespace pareto::net {

/// The name that HQ's certificate bears and clients check.
inline constexpr const char* kHqName = "pareto-hq";

/// An authority's `certificate_pem` may hold older roots behind the one that signs: while roots
/// overlap during a rotation, certificates of the older ones can still be renewed.
struct KeyAndCertificate {
    std::string key_pem;  ///< PKCS#8, unencrypted; files that hold it are 0600
    std::string certificate_pem;
};

struct Subject {
    std::string common_name;
    std::int64_t terminal_id = 0;  ///< 0 = not a terminal (CA, HQ)

    bool operator==(const Subject&) const = default;
};

struct Validity {
    UtcTime not_before;
    UtcTime not_after;
};

[[nodiscard]] Result<std::string> generate_key_pem();
/// A new authority: self-signed, CA:TRUE, pathlen 0, key usage keyCertSign.
[[nodiscard]] Result<KeyAndCertificate> create_authority(const std::string& name,
                                                         Validity validity);
/// Key and server certificate of HQ (extended key usage serverAuth).
[[nodiscard]] Result<KeyAndCertificate> issue_server(const KeyAndCertificate& authority,
                                                     Validity validity);
/// The same for browsers, which check the name they dialled: `names` are host names and addresses
/// (letters, digits, '.', '-', ':'). Unsupported for another name, or without any.
[[nodiscard]] Result<KeyAndCertificate> issue_web_server(const KeyAndCertificate& authority,
                                                         const std::vector<std::string>& names,
                                                         Validity validity);
/// PKCS#10 request, PEM, signed by `key_pem`.
[[nodiscard]] Result<std::string> create_request(const std::string& key_pem,
                                                 const Subject& subject);
/// Signs a terminal's request after checking its self-signature; the subject is HQ's, not the
/// request's (extended key usage clientAuth). Denied for a bad signature or another key type than
/// P-256.
[[nodiscard]] Result<std::string> issue_terminal(const KeyAndCertificate& authority,
                                                 const std::string& request_pem,
                                                 const Subject& subject,
                                                 Validity validity);
/// The same key and subject as `certificate_pem` with a new validity (renewal; an expired one may
/// be renewed). Denied unless the authority, or an older root beside it, signed `certificate_pem`
/// for a terminal or HQ.
[[nodiscard]] Result<std::string> renew(const KeyAndCertificate& authority,
                                        const std::string& certificate_pem,
                                        Validity validity);

struct CertificateFacts {
    Subject subject;
    Validity validity;
    Hash fingerprint;    ///< SHA-256 of the DER
    std::string serial;  ///< hexadecimal
};

/// Corrupt when the text is not one certificate, or its subject is not one that this file's
/// functions make.
[[nodiscard]] Result<CertificateFacts> read_certificate(const std::string& certificate_pem);
/// Whether the private key belongs to the certificate.
[[nodiscard]] bool key_matches(const std::string& key_pem, const std::string& certificate_pem);
/// Whether the request is signed by its own key, and that is the certificate's.
[[nodiscard]] bool request_matches(const std::string& request_pem,
                                   const std::string& certificate_pem);

}  // namespace pareto::net
