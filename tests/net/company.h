// An authority with the certificates it gives, for the tests of common/net.
#pragma once

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "common/net/certificate.h"
#include "common/net/tls.h"

namespace pareto::net {

using std::chrono_literals::operator""h;

inline UtcTime from_now(std::chrono::hours hours) {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + hours;
}

inline Validity valid() {
    return {from_now(-24h), from_now(24h)};
}

inline Validity expired() {
    return {from_now(-48h), from_now(-24h)};
}

inline Validity not_yet_valid() {
    return {from_now(24h), from_now(48h)};
}

template <typename Value>
Value good(Result<Value> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        std::abort();
    }
    return std::move(*result);
}

template <typename Value>
std::string text_of(const Result<Value>& result) {
    return result ? "good" : describe(result.error());
}

/// An authority, HQ's certificate of it, and terminals'.
struct Company {
    explicit Company(const std::string& name = "Company", Validity hq_validity = valid())
        : authority(good(create_authority(name, {from_now(-1000h), from_now(1000h)}))),
          hq(good(issue_server(authority, hq_validity))) {}

    [[nodiscard]] KeyAndCertificate terminal(std::int64_t id, Validity validity = valid()) const {
        KeyAndCertificate own;
        own.key_pem = good(generate_key_pem());
        const Subject subject{"B1/T" + std::to_string(id), id};
        const std::string request = good(create_request(own.key_pem, subject));
        own.certificate_pem = good(issue_terminal(authority, request, subject, validity));
        return own;
    }

    [[nodiscard]] Bytes fingerprint() const {
        return Bytes{
            good(read_certificate(authority.certificate_pem)).fingerprint.view().substr(0, 10)};
    }

    [[nodiscard]] TlsContext server() const {
        return good(TlsContext::server(authority.certificate_pem, hq));
    }

    [[nodiscard]] TlsContext client(std::int64_t id = 7) const {
        return good(TlsContext::client(authority.certificate_pem, terminal(id)));
    }

    KeyAndCertificate authority;
    KeyAndCertificate hq;
};

}  // namespace pareto::net
