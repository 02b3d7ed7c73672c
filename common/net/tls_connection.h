// What tls.cpp and framed_stream.cpp share: one TLS connection begun from a context, and what its
// failures mean. Internal to this folder.
#pragma once

#include <string>

#include "common/net/openssl.h"
#include "common/net/tls.h"

namespace pareto::net {

enum class TlsSide { Server, Client, Enrolling };

struct TlsContext::State {
    SslContextHandle context;
    TlsSide side = TlsSide::Server;
    Bytes authority_fingerprint;  ///< enrolling only
};

/// What the checks of the peer's certificate noted while the handshake ran.
struct HandshakeNotes {
    TlsSide side = TlsSide::Server;
    Bytes authority_fingerprint;
    int verify_error = X509_V_OK;  ///< the first that was not let through
    bool expired = false;          ///< let through although expired or not yet valid
    bool other_hq = false;         ///< enrolling: no certificate of the chain has the fingerprint
};

/// What read_certificate() gives, of a certificate that is already parsed: parsing again costs some
/// 100 µs.
[[nodiscard]] Result<CertificateFacts> facts_of(const X509* certificate);
/// A new connection without a socket. `notes` outlives the handshake.
[[nodiscard]] Result<SslHandle> begin_connection(TlsContext::State& context, HandshakeNotes& notes);
/// After a finished handshake. Denied when the server's peer bears a certificate of ours that names
/// no terminal.
[[nodiscard]] Result<PeerCertificate> peer_certificate(const SSL* ssl, const HandshakeNotes& notes);

/// How an SSL_… call failed, taken from OpenSSL at once after it.
struct TlsFailure {
    int ssl_error = 0;       ///< SSL_ERROR_…
    unsigned long code = 0;  ///< OpenSSL's first error, for SSL_ERROR_SSL
    int io_error = 0;        ///< errno of the socket, for SSL_ERROR_SYSCALL
};

[[nodiscard]] TlsFailure take_failure(const SSL* ssl, int result, int io_error);
[[nodiscard]] Fault explain_handshake(const HandshakeNotes& notes, const TlsFailure& failure);
/// A failure after the handshake.
[[nodiscard]] Fault explain_traffic(TlsSide side, const TlsFailure& failure);

}  // namespace pareto::net
