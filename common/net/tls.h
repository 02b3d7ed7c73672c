// TLS 1.3 contexts: mutual certificates against Pareto's own authority, no compression, no tickets,
// no 0-RTT.
#pragma once

#include <memory>
#include <string>

#include "common/net/certificate.h"

namespace pareto::net {

/// What the handshake learned of the other side.
struct PeerCertificate {
    bool present = false;  ///< false only for an enrolling terminal, which has none yet
    bool expired = false;  ///< expired or not yet valid: accepted for renewal only
    CertificateFacts facts;
    std::string pem;
    /// Clients only: the root the chain ended at, which an enrolling one keeps.
    std::string authority_pem;
};

class TlsContext {
public:
    /// HQ: asks for a client certificate of `authority_pem` but lets a client without one in
    /// (enrolment) and one whose certificate is expired or not yet valid but otherwise good
    /// (renewal); what they may do is the session's decision. `authority_pem` may hold several
    /// roots; they are sent behind HQ's own certificate so that a client can pin them.
    [[nodiscard]] static Result<TlsContext> server(const std::string& authority_pem,
                                                   const KeyAndCertificate& own);
    /// Terminal with its certificate. Refuses any server that is not "pareto-hq" of this authority.
    /// `authority_pem` may hold several certificates (two roots overlap during rotation).
    [[nodiscard]] static Result<TlsContext> client(const std::string& authority_pem,
                                                   const KeyAndCertificate& own);
    /// First contact: no certificate of its own; trusts exactly the chain whose CA has a SHA-256
    /// (of the DER) that begins with `authority_fingerprint` (10 bytes = 80 bits, from the
    /// enrolment code). The server sends its CA in the chain.
    [[nodiscard]] static Result<TlsContext> enrolling(BytesView authority_fingerprint);

    TlsContext(TlsContext&&) noexcept;
    TlsContext& operator=(TlsContext&&) noexcept;
    ~TlsContext();

    /// Connections keep what they need of it: a context may be replaced while connections made with
    /// it live on.
    struct State;

    [[nodiscard]] State& state() { return *state_; }

private:
    explicit TlsContext(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace pareto::net
