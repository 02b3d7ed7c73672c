// Why a TLS connection failed, in words that tell an engineer in a branch what to mend.
#include <cerrno>
#include <system_error>
#include <utility>

#include <openssl/err.h>

#include "common/net/tls_connection.h"

namespace pareto::net {
namespace {

/// Everything that a certificate can be refused for. `whose` is "HQ's certificate" or "the
/// terminal's certificate".
std::string explain_certificate(const std::string& whose, int error) {
    switch (error) {
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return whose + " is not yet valid: check this terminal's clock";
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return whose + " has expired: check this terminal's clock";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return whose + " is signed by another authority";
        case X509_V_ERR_HOSTNAME_MISMATCH:
            return whose + " does not bear the name " + kHqName;
        case X509_V_ERR_INVALID_PURPOSE:
            return whose + " is for another purpose";
        case X509_V_ERR_INVALID_CA:
            return whose + " is signed by a certificate that is not an authority's";
        default:
            return whose + " is not valid: " + X509_verify_cert_error_string(error);
    }
}

/// What the peer said of our certificate before it hung up; empty when it said something else.
std::string explain_alert(int reason) {
    switch (reason) {
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
            return "signed by another authority";
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
            return "expired or not yet valid";
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
            return "revoked";
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
            return "not valid";
        case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
            return "signed wrongly";
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return "missing";
        default:
            return {};
    }
}

bool hung_up(const TlsFailure& failure) {
    if (failure.ssl_error == SSL_ERROR_ZERO_RETURN) return true;
    if (failure.ssl_error == SSL_ERROR_SYSCALL) return failure.io_error == 0;
    return failure.ssl_error == SSL_ERROR_SSL &&
           ERR_GET_REASON(failure.code) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

Fault explain_socket(int io_error) {
    switch (io_error) {
        case ECONNRESET:
        case EPIPE:
            return {FaultCode::Unavailable, "the peer reset the connection"};
        case ETIMEDOUT:
            return {FaultCode::Unavailable, "the peer stopped answering"};
        default:
            return {FaultCode::Unavailable,
                    "the connection broke: " + std::generic_category().message(io_error)};
    }
}

Fault explain_protocol(TlsSide side, unsigned long code) {
    const int reason = ERR_GET_REASON(code);
    if (const std::string alert = explain_alert(reason); !alert.empty()) {
        const std::string text = side == TlsSide::Server
                                     ? "the terminal refuses HQ's certificate: "
                                     : "HQ refuses this terminal's certificate: ";
        return {FaultCode::Denied, text + alert};
    }
    switch (reason) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_RECORD_TOO_SMALL:
        case SSL_R_BAD_RECORD_TYPE:
            return {FaultCode::Unsupported, "the peer does not speak TLS"};
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return {FaultCode::Unsupported, "the peer does not speak TLS 1.3"};
        default:
            break;
    }
    const char* const text = ERR_reason_error_string(code);
    return {FaultCode::Unavailable,
            std::string{"TLS failed: "} + (text == nullptr ? "unknown reason" : text)};
}

}  // namespace

TlsFailure take_failure(const SSL* ssl, int result, int io_error) {
    TlsFailure failure;
    failure.ssl_error = SSL_get_error(ssl, result);
    failure.code = ERR_peek_error();
    failure.io_error = io_error;
    ERR_clear_error();
    return failure;
}

Fault explain_handshake(const HandshakeNotes& notes, const TlsFailure& failure) {
    const bool server = notes.side == TlsSide::Server;
    if (notes.other_hq) return {FaultCode::Denied, "the enrolment code belongs to another HQ"};
    if (notes.verify_error != X509_V_OK) {
        return {FaultCode::Denied,
                explain_certificate(server ? "the terminal's certificate" : "HQ's certificate",
                                    notes.verify_error)};
    }
    if (hung_up(failure)) return {FaultCode::Unavailable, "the peer closed during the handshake"};
    if (failure.ssl_error == SSL_ERROR_SYSCALL) return explain_socket(failure.io_error);
    return explain_protocol(notes.side, failure.code);
}

Fault explain_traffic(TlsSide side, const TlsFailure& failure) {
    if (hung_up(failure)) return {FaultCode::Unavailable, "the peer closed the connection"};
    if (failure.ssl_error == SSL_ERROR_SYSCALL) return explain_socket(failure.io_error);
    return explain_protocol(side, failure.code);
}

}  // namespace pareto::net
