// PEM from a peer: a certificate, and a request to sign one.
#include "common/net/certificate.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

const net::Validity kValidity{from_ms(1'700'000'000'000), from_ms(1'800'000'000'000)};

const net::KeyAndCertificate& authority() {
    static const auto made = net::create_authority("fuzz", kValidity);
    PARETO_CHECK(made.has_value());
    return *made;
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(certificate) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const std::string pem{input};
    const auto facts = net::read_certificate(pem);
    if (facts) {
        PARETO_CHECK(facts->subject.terminal_id >= 0 && !facts->serial.empty());
        PARETO_CHECK(!net::key_matches(authority().key_pem, pem));
    } else {
        PARETO_CHECK(facts.error().code == FaultCode::Corrupt ||
                     facts.error().code == FaultCode::Unsupported);
    }
    // Nobody gets a certificate renewed that this authority did not give.
    PARETO_CHECK(!net::renew(authority(), pem, kValidity));
    const net::Subject subject{"HK01/T1", 3};
    const auto issued = net::issue_terminal(authority(), pem, subject, kValidity);
    if (!issued) return;
    const auto given = net::read_certificate(*issued);
    PARETO_CHECK(given && given->subject == subject);
}
