// Who is let in, who is not, and in which words: handshakes over loopback.
#include <boost/asio/error.hpp>

#include "common/net/dial.h"
#include "common/net/tls_connection.h"
#include "tests/net/net_world.h"

namespace pareto::net {
namespace {

/// How the handshake ended at both ends, "good" or the fault.
struct Outcome {
    std::string hq;
    std::string terminal;
};

Outcome outcome(TlsContext server, TlsContext client) {
    Loop loop;
    const Ends ends = meet(loop, server, client);
    return {text_of(ends.hq), text_of(ends.terminal)};
}

/// What a terminal is told that connects, writes these frames and reads.
asio::awaitable<std::string> ask(TlsContext& context,
                                 std::uint16_t port,
                                 std::vector<Bytes> frames) {
    auto stream = co_await FramedStream::connect("127.0.0.1", port, context, kPatience);
    if (!stream) co_return text_of(stream);
    // Whether HQ is quick enough to make this fail must not change the answer.
    (void)co_await stream->write(std::move(frames), kPatience);
    const auto frame = co_await stream->read(kPatience);
    co_return text_of(frame);
}

/// How it ends when HQ refuses the terminal: the terminal's handshake is over before HQ looks at
/// its certificate.
Outcome refusal(TlsContext server, TlsContext client, std::vector<Bytes> frames = {}) {
    Loop loop;
    Listener listener{loop};
    std::optional<Result<FramedStream>> hq;
    loop.start(serve(listener.acceptor, server), hq);
    const std::string told = loop.run(ask(client, listener.port(), std::move(frames)));
    EXPECT_TRUE(loop.until([&] { return hq.has_value(); }));
    return {text_of(*hq), told};
}

TlsContext server_with(const Company& company, const KeyAndCertificate& own) {
    return good(TlsContext::server(company.authority.certificate_pem, own));
}

/// HQ's certificate of this company, with another DNS name in it.
KeyAndCertificate named(const Company& company, const std::string& name) {
    const CertificateHandle certificate = good(parse_certificate(company.hq.certificate_pem));
    const KeyHandle key = good(parse_key(company.authority.key_pem));
    const int at = X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1);
    const ExtensionHandle old{X509_delete_ext(certificate.get(), at)};
    const ExtensionHandle extension{
        X509V3_EXT_nconf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str())};
    X509_add_ext(certificate.get(), extension.get(), -1);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    return {company.hq.key_pem, good(certificate_to_pem(certificate.get()))};
}

TEST(TlsTest, TerminalAndHqKnowEachOther) {
    const Company company;
    const KeyAndCertificate own = company.terminal(42);
    TlsContext server = company.server();
    TlsContext client = good(TlsContext::client(company.authority.certificate_pem, own));
    Loop loop;
    const Ends ends = meet(loop, server, client);
    ASSERT_EQ(text_of(ends.hq), "good");
    ASSERT_EQ(text_of(ends.terminal), "good");

    const PeerCertificate& terminal = ends.hq->peer();
    EXPECT_TRUE(terminal.present);
    EXPECT_FALSE(terminal.expired);
    EXPECT_EQ(terminal.facts.subject, (Subject{"B1/T42", 42}));
    EXPECT_EQ(terminal.pem, own.certificate_pem);
    const PeerCertificate& hq = ends.terminal->peer();
    EXPECT_EQ(hq.facts.subject.common_name, "pareto-hq");
    EXPECT_EQ(hq.pem, company.hq.certificate_pem);
    EXPECT_EQ(hq.authority_pem, company.authority.certificate_pem);
}

TEST(TlsTest, EnrollingTerminalComesWithoutACertificateAndLearnsTheAuthority) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = good(TlsContext::enrolling(company.fingerprint()));
    Loop loop;
    const Ends ends = meet(loop, server, client);
    ASSERT_EQ(text_of(ends.hq), "good");
    ASSERT_EQ(text_of(ends.terminal), "good");
    EXPECT_FALSE(ends.hq->peer().present);
    EXPECT_EQ(ends.terminal->peer().authority_pem, company.authority.certificate_pem);
    EXPECT_EQ(ends.terminal->peer().facts.subject.common_name, "pareto-hq");
}

TEST(TlsTest, TerminalOutsideItsValidityIsLetInAndFlagged) {
    const Company company;
    for (const Validity& validity : {expired(), not_yet_valid()}) {
        TlsContext server = company.server();
        TlsContext client = good(
            TlsContext::client(company.authority.certificate_pem, company.terminal(9, validity)));
        Loop loop;
        const Ends ends = meet(loop, server, client);
        ASSERT_EQ(text_of(ends.hq), "good");
        EXPECT_TRUE(ends.hq->peer().expired);
        EXPECT_EQ(ends.hq->peer().facts.subject.terminal_id, 9);
    }
}

TEST(TlsTest, ContextMayBeReplacedWhileItsConnectionsLiveOn) {
    const Company company;
    std::optional<TlsContext> server = company.server();
    std::optional<TlsContext> client = company.client();
    Loop loop;
    Ends ends = meet(loop, *server, *client);
    server.reset();
    client.reset();
    ASSERT_TRUE(loop.run(ends.terminal->write({"still here"}, kPatience)));
    EXPECT_EQ(*loop.run(ends.hq->read(kPatience)), "still here");
}

TEST(TlsTest, TerminalOfAnotherAuthorityIsRefusedAndTold) {
    const Company company;
    const Company other;
    for (const Validity& validity : {valid(), expired()}) {
        const Outcome result = refusal(company.server(),
                                       good(TlsContext::client(company.authority.certificate_pem,
                                                               other.terminal(1, validity))));
        EXPECT_EQ(result.hq, "denied: the terminal's certificate is signed by another authority");
        EXPECT_EQ(result.terminal,
                  "denied: HQ refuses this terminal's certificate: signed by another authority");
    }
}

TEST(TlsTest, RefusedTerminalThatWroteAtOnceIsToldAllTheSame) {
    const Company company;
    const Company other;
    const Outcome result =
        refusal(company.server(),
                good(TlsContext::client(company.authority.certificate_pem, other.terminal(1))),
                std::vector<Bytes>(20, Bytes(1'000, 'x')));
    EXPECT_EQ(result.terminal,
              "denied: HQ refuses this terminal's certificate: signed by another authority");
}

TEST(TlsTest, HqsCertificateDoesNotServeAsATerminals) {
    const Company company;
    const Outcome result = refusal(
        company.server(), good(TlsContext::client(company.authority.certificate_pem, company.hq)));
    EXPECT_EQ(result.hq, "denied: the terminal's certificate is for another purpose");
    EXPECT_EQ(result.terminal, "denied: HQ refuses this terminal's certificate: not valid");
}

TEST(TlsTest, HqOfAnotherAuthorityIsRefused) {
    const Company company;
    const Company other;
    const Outcome result = outcome(other.server(), company.client());
    EXPECT_EQ(result.terminal, "denied: HQ's certificate is signed by another authority");
    EXPECT_EQ(result.hq,
              "denied: the terminal refuses HQ's certificate: signed by another authority");
}

TEST(TlsTest, HqOutsideItsValidityPointsToTheClock) {
    const Company late{"Company", not_yet_valid()};
    EXPECT_EQ(outcome(late.server(), late.client()).terminal,
              "denied: HQ's certificate is not yet valid: check this terminal's clock");
    EXPECT_EQ(outcome(late.server(), good(TlsContext::enrolling(late.fingerprint()))).terminal,
              "denied: HQ's certificate is not yet valid: check this terminal's clock");
    const Company old{"Company", expired()};
    EXPECT_EQ(outcome(old.server(), old.client()).terminal,
              "denied: HQ's certificate has expired: check this terminal's clock");
}

TEST(TlsTest, AuthorityFromTheFuturePointsToTheClock) {
    Company company;
    company.authority = good(create_authority("Company", not_yet_valid()));
    company.hq = good(issue_server(company.authority, not_yet_valid()));
    EXPECT_EQ(outcome(company.server(), company.client()).terminal,
              "denied: HQ's certificate is not yet valid: check this terminal's clock");
}

TEST(TlsTest, ServerThatIsNotHqIsRefused) {
    const Company company;
    EXPECT_EQ(outcome(server_with(company, company.terminal(8)), company.client()).terminal,
              "denied: HQ's certificate is for another purpose");
    EXPECT_EQ(outcome(server_with(company, named(company, "pareto-hq.example")), company.client())
                  .terminal,
              "denied: HQ's certificate does not bear the name pareto-hq");
    EXPECT_EQ(outcome(server_with(company, named(company, "other")),
                      good(TlsContext::enrolling(company.fingerprint())))
                  .terminal,
              "denied: HQ's certificate does not bear the name pareto-hq");
    EXPECT_EQ(outcome(server_with(company, named(company, "pareto-hq")), company.client()).terminal,
              "good");
}

TEST(TlsTest, EnrolmentCodeOfAnotherHqIsNamedAsTheCause) {
    const Company company;
    const Company other;
    EXPECT_EQ(outcome(company.server(), good(TlsContext::enrolling(other.fingerprint()))).terminal,
              "denied: the enrolment code belongs to another HQ");
}

TEST(TlsTest, ShowingTheRightAuthorityDoesNotMakeAnotherHqIt) {
    const Company company;
    const Company impostor;
    const Outcome result = outcome(server_with(company, impostor.hq),
                                   good(TlsContext::enrolling(company.fingerprint())));
    EXPECT_EQ(result.terminal, "denied: HQ's certificate is signed by another authority");
}

TEST(TlsTest, EnrolmentCodeMustMeanAnAuthority) {
    const Company company;
    const auto fingerprint = [](const std::string& pem) {
        return Bytes{good(read_certificate(pem)).fingerprint.view().substr(0, 10)};
    };
    EXPECT_EQ(outcome(company.server(),
                      good(TlsContext::enrolling(fingerprint(company.hq.certificate_pem))))
                  .terminal,
              "denied: the enrolment code belongs to another HQ");

    const std::string stray = company.terminal(1).certificate_pem;
    TlsContext server = company.server();
    SSL_CTX_add1_chain_cert(server.state().context.get(), good(parse_certificate(stray)).get());
    EXPECT_EQ(outcome(std::move(server), good(TlsContext::enrolling(fingerprint(stray)))).terminal,
              "denied: HQ's certificate is signed by another authority");
}

TEST(TlsTest, TwoRootsOverlapWhileTheyRotate) {
    const Company old;
    const Company current;
    const std::string both = old.authority.certificate_pem + current.authority.certificate_pem;
    const KeyAndCertificate old_terminal = old.terminal(1);
    const KeyAndCertificate new_terminal = current.terminal(2);
    for (const KeyAndCertificate& hq : {old.hq, current.hq}) {
        for (const KeyAndCertificate& terminal : {old_terminal, new_terminal}) {
            const Outcome result = outcome(good(TlsContext::server(both, hq)),
                                           good(TlsContext::client(both, terminal)));
            EXPECT_EQ(result.hq, "good");
            EXPECT_EQ(result.terminal, "good");
        }
        for (const Bytes& fingerprint : {old.fingerprint(), current.fingerprint()}) {
            const bool right = (fingerprint == old.fingerprint()) == (hq.key_pem == old.hq.key_pem);
            const Outcome result = outcome(good(TlsContext::server(both, hq)),
                                           good(TlsContext::enrolling(fingerprint)));
            EXPECT_EQ(result.terminal,
                      right ? "good" : "denied: HQ's certificate is signed by another authority");
        }
    }
}

TEST(TlsTest, ContextsRefuseWhatCannotWork) {
    const Company company;
    const KeyAndCertificate mixed{good(generate_key_pem()), company.hq.certificate_pem};
    EXPECT_FALSE(TlsContext::server(company.authority.certificate_pem, mixed));
    EXPECT_FALSE(TlsContext::client("", company.terminal(1)));
    EXPECT_EQ(text_of(TlsContext::client(company.hq.certificate_pem, company.terminal(1))),
              "corrupt: the authority's certificate is not a CA's");
}

TEST(ConnectTest, SaysWhenNothingListens) {
    const Company company;
    TlsContext client = company.client();
    Loop loop;
    std::uint16_t port = 0;
    {
        const Listener listener{loop};
        port = listener.port();
    }
    const auto stream = loop.run(FramedStream::connect("127.0.0.1", port, client, kPatience));
    EXPECT_EQ(text_of(stream),
              "unavailable: refused: nothing answers at 127.0.0.1:" + std::to_string(port));
}

TEST(ConnectTest, FindsAHostByItsName) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = company.client();
    Loop loop;
    Listener listener{loop};
    std::optional<Result<FramedStream>> hq;
    loop.start(serve(listener.acceptor, server), hq);
    EXPECT_EQ(
        text_of(loop.run(FramedStream::connect("localhost", listener.port(), client, kPatience))),
        "good");
}

TEST(ConnectTest, TellsTheReasonsApart) {
    namespace reason = asio::error;
    const auto say = [](const boost::system::error_code& error) {
        return describe(explain_connect(error, "hq:7443"));
    };
    EXPECT_EQ(say(reason::connection_refused), "unavailable: refused: nothing answers at hq:7443");
    EXPECT_EQ(say(reason::network_unreachable), "unavailable: no route to hq:7443");
    EXPECT_EQ(say(reason::host_unreachable), "unavailable: no route to hq:7443");
    EXPECT_EQ(say(reason::timed_out), "timeout: no answer from hq:7443");
    EXPECT_EQ(say(reason::no_descriptors), "exhausted: no more connections can be opened here");
}

}  // namespace
}  // namespace pareto::net
