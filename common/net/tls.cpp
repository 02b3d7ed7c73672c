#include "common/net/tls.h"

#include <utility>

#include <openssl/err.h>

#include "common/base/check.h"
#include "common/net/tls_connection.h"

namespace pareto::net {
namespace {

constexpr std::size_t kFingerprintBytes = 10;
/// Two certificates of some 700 bytes are usual; a peer may not make us keep much more before it is
/// known.
constexpr long kChainBytesMax = 16L << 10U;

int notes_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

HandshakeNotes& notes_of(X509_STORE_CTX* checking) {
    void* const ssl = X509_STORE_CTX_get_ex_data(checking, SSL_get_ex_data_X509_STORE_CTX_idx());
    void* const notes = SSL_get_ex_data(static_cast<SSL*>(ssl), notes_index());
    PARETO_CHECK(notes != nullptr);
    return *static_cast<HandshakeNotes*>(notes);
}

/// Called by OpenSSL for each certificate of the chain and each error. A terminal may come with a
/// certificate outside its validity, to renew it; nothing else is let through.
int on_verified(int good, X509_STORE_CTX* checking) {
    if (good == 1) return 1;
    HandshakeNotes& notes = notes_of(checking);
    const int error = X509_STORE_CTX_get_error(checking);
    const bool outside_validity =
        error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
    if (notes.side == TlsSide::Server && outside_validity &&
        X509_STORE_CTX_get_error_depth(checking) == 0) {
        notes.expired = true;
        X509_STORE_CTX_set_error(checking, X509_V_OK);
        return 1;
    }
    if (notes.verify_error == X509_V_OK) notes.verify_error = error;
    return 0;
}

/// The certificate of the chain, HQ's own excepted, that the enrolment code means; null when there
/// is none.
X509* find_authority(const STACK_OF(X509) * chain, BytesView fingerprint) {
    for (int i = 1; i < sk_X509_num(chain); ++i) {
        X509* const certificate = sk_X509_value(chain, i);
        const auto hash = fingerprint_of(certificate);
        if (hash && hash->view().substr(0, fingerprint.size()) == fingerprint) return certificate;
    }
    return nullptr;
}

/// Enrolling: OpenSSL's whole verification (chain, name, purpose, validity), with the one root that
/// the code means as the only one trusted.
int verify_enrolling(X509_STORE_CTX* checking, void* /*unused*/) {
    HandshakeNotes& notes = notes_of(checking);
    X509* const authority =
        find_authority(X509_STORE_CTX_get0_untrusted(checking), notes.authority_fingerprint);
    STACK_OF(X509)* trusted = sk_X509_new_null();
    if (authority == nullptr || trusted == nullptr || sk_X509_push(trusted, authority) == 0) {
        sk_X509_free(trusted);
        notes.other_hq = true;
        X509_STORE_CTX_set_error(checking, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }
    X509_STORE_CTX_set0_trusted_stack(checking, trusted);
    const int good = X509_verify_cert(checking);
    X509_STORE_CTX_set0_trusted_stack(checking, nullptr);
    sk_X509_free(trusted);
    return good == 1 ? 1 : 0;
}

Result<SslContextHandle> make_context(TlsSide side) {
    SslContextHandle handle{
        SSL_CTX_new(side == TlsSide::Server ? TLS_server_method() : TLS_client_method())};
    if (!handle) return openssl_fault("cannot make a TLS context");
    SSL_CTX* const context = handle.get();
    if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_num_tickets(context, 0) != 1) {
        return openssl_fault("TLS 1.3 is not to be had");
    }
    SSL_CTX_set_options(context,
                        SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    // An idle connection gives its record buffers back; a busy one reads a whole record, header
    // included, in one call.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_max_cert_list(context, kChainBytesMax);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, on_verified);
    SSL_CTX_set_verify_depth(context, 2);
    if (side != TlsSide::Server) {
        X509_VERIFY_PARAM* const parameters = SSL_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_hostflags(
            parameters, X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        if (X509_VERIFY_PARAM_set1_host(parameters, kHqName, 0) != 1)
            return openssl_fault("cannot ask for HQ's name");
    }
    return handle;
}

/// Trusts these roots and no others.
Result<void> trust(SSL_CTX* context, const std::vector<CertificateHandle>& roots) {
    X509_STORE* const known = SSL_CTX_get_cert_store(context);
    for (const CertificateHandle& root : roots) {
        if (X509_check_ca(root.get()) == 0)
            return fault(FaultCode::Corrupt, "the authority's certificate is not a CA's");
        if (X509_STORE_add_cert(known, root.get()) != 1)
            return openssl_fault("cannot trust the authority");
    }
    return {};
}

Result<void> present(SSL_CTX* context, const KeyAndCertificate& own) {
    PARETO_TRY(const KeyHandle key, parse_key(own.key_pem));
    PARETO_TRY(const CertificateHandle certificate, parse_certificate(own.certificate_pem));
    if (SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
        return fault(FaultCode::Corrupt,
                     openssl_error("the key and the certificate are not a pair"));
    }
    return {};
}

}  // namespace

Result<TlsContext> TlsContext::server(const std::string& authority_pem,
                                      const KeyAndCertificate& own) {
    PARETO_TRY(SslContextHandle context, make_context(TlsSide::Server));
    PARETO_TRY(const auto roots, parse_certificates(authority_pem));
    PARETO_TRY_VOID(trust(context.get(), roots));
    PARETO_TRY_VOID(present(context.get(), own));
    for (const CertificateHandle& root : roots) {
        if (SSL_CTX_add1_chain_cert(context.get(), root.get()) != 1)
            return openssl_fault("cannot send the authority");
    }
    return TlsContext{std::make_unique<State>(State{std::move(context), TlsSide::Server, {}})};
}

Result<TlsContext> TlsContext::client(const std::string& authority_pem,
                                      const KeyAndCertificate& own) {
    PARETO_TRY(SslContextHandle context, make_context(TlsSide::Client));
    PARETO_TRY(const auto roots, parse_certificates(authority_pem));
    PARETO_TRY_VOID(trust(context.get(), roots));
    PARETO_TRY_VOID(present(context.get(), own));
    return TlsContext{std::make_unique<State>(State{std::move(context), TlsSide::Client, {}})};
}

Result<TlsContext> TlsContext::enrolling(BytesView authority_fingerprint) {
    PARETO_CHECK(authority_fingerprint.size() == kFingerprintBytes);
    PARETO_TRY(SslContextHandle context, make_context(TlsSide::Enrolling));
    SSL_CTX_set_cert_verify_callback(context.get(), verify_enrolling, nullptr);
    return TlsContext{std::make_unique<State>(
        State{std::move(context), TlsSide::Enrolling, Bytes{authority_fingerprint}})};
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}

TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

Result<SslHandle> begin_connection(TlsContext::State& context, HandshakeNotes& notes) {
    SslHandle ssl{SSL_new(context.context.get())};
    if (!ssl || SSL_set_ex_data(ssl.get(), notes_index(), &notes) != 1)
        return openssl_fault("cannot begin a connection");
    notes.side = context.side;
    notes.authority_fingerprint = context.authority_fingerprint;
    if (context.side == TlsSide::Server) {
        SSL_set_accept_state(ssl.get());
    } else {
        SSL_set_connect_state(ssl.get());
    }
    return ssl;
}

Result<PeerCertificate> peer_certificate(const SSL* ssl, const HandshakeNotes& notes) {
    PeerCertificate peer;
    const X509* const certificate = SSL_get0_peer_certificate(ssl);
    if (certificate == nullptr) return peer;
    peer.present = true;
    peer.expired = notes.expired;
    PARETO_TRY(peer.pem, certificate_to_pem(certificate));
    PARETO_TRY(peer.facts, facts_of(certificate));
    if (notes.side == TlsSide::Server && peer.facts.subject.terminal_id == 0) {
        return fault(FaultCode::Denied, "the certificate names no terminal");
    }
    if (notes.side == TlsSide::Server) return peer;
    const STACK_OF(X509)* const chain = SSL_get0_verified_chain(ssl);
    if (chain != nullptr && sk_X509_num(chain) > 0) {
        PARETO_TRY(peer.authority_pem,
                   certificate_to_pem(sk_X509_value(chain, sk_X509_num(chain) - 1)));
    }
    return peer;
}

}  // namespace pareto::net
