// What a person types to enrol a terminal.
#include "common/net/enrolment_code.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(enrolment_code) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::size_t place = decisions.byte();
    const std::size_t turn = decisions.byte();
    const auto code = net::parse_enrolment_code(decisions.rest());
    if (!code) {
        PARETO_CHECK(!net::explain(code.error()).empty());
        return;
    }
    PARETO_CHECK(code->secret.size() == net::kEnrolmentSecretBytes &&
                 code->authority_fingerprint.size() == net::kAuthorityFingerprintBytes);
    std::string text = net::to_text(*code);
    PARETO_CHECK(net::parse_enrolment_code(text) == *code);
    // A single mistyped character is noticed.
    constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char& typed = text[place % text.size()];
    const auto value = kDigits.find(typed);
    if (value == std::string_view::npos) return;
    typed = kDigits[(value + 1 + turn % (kDigits.size() - 1)) % kDigits.size()];
    PARETO_CHECK(!net::parse_enrolment_code(text));
}
