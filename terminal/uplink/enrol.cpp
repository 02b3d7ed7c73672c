#include "terminal/uplink/enrol.h"

#include <chrono>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/net/enrolment_code.h"
#include "common/net/framed_stream.h"
#include "common/net/private_file.h"

namespace pareto::terminal::uplink {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kConnectWithin{10'000};
constexpr std::chrono::milliseconds kAnswerWithin{30'000};
constexpr std::size_t kKeyFileMax = 16U << 10U;

asio::awaitable<Result<sync::EnrolResponse>> exchange(Address hq,
                                                      net::TlsContext& context,
                                                      sync::EnrolRequest request) {
    auto stream = co_await net::FramedStream::connect(hq.host, hq.port, context, kConnectWithin);
    if (!stream) co_return unexpected{stream.error()};
    std::vector<Bytes> frames;
    frames.push_back(sync::encode(std::move(request)));
    const auto written = co_await stream->write(std::move(frames), kConnectWithin);
    if (!written) co_return unexpected{written.error()};
    const auto frame = co_await stream->read(kAnswerWithin);
    if (!frame) co_return unexpected{frame.error()};
    auto message = sync::decode(*frame);
    if (!message) co_return unexpected{message.error()};
    if (const auto* bye = std::get_if<sync::Bye>(&*message))
        co_return fault(FaultCode::Denied, "HQ closed: " + bye->reason);
    auto* const response = std::get_if<sync::EnrolResponse>(&*message);
    if (response == nullptr)
        co_return fault(FaultCode::Corrupt, "HQ answered an enrolment with something else");
    if (response->authority_pem.empty()) response->authority_pem = stream->peer().authority_pem;
    co_return std::move(*response);
}

// What HQ gave must work with the key that was made here, or the terminal could never connect.
Result<void> check(const sync::EnrolResponse& response, const std::string& key_pem) {
    if (!response.refusal.empty())
        return fault(FaultCode::Denied, "HQ refused: " + response.refusal);
    if (!net::key_matches(key_pem, response.certificate_pem)) {
        return fault(FaultCode::Corrupt, "HQ's certificate is not for the key of this terminal");
    }
    PARETO_TRY_VOID(
        net::TlsContext::client(response.authority_pem, {key_pem, response.certificate_pem}));
    return {};
}

}  // namespace

Result<std::string> enrolment_key(const std::string& path) {
    auto stored = net::read_file(path, kKeyFileMax);
    if (stored || stored.error().code != FaultCode::Unavailable) return stored;
    PARETO_TRY(auto key_pem, net::generate_key_pem());
    PARETO_TRY_VOID(net::write_private_file(path, key_pem));
    return key_pem;
}

Result<Enrolled> enrol_at_hq(const Address& hq, const std::string& code, std::string key_pem) {
    const auto parsed = net::parse_enrolment_code(code);
    if (!parsed)
        return fault(FaultCode::Denied, "the code: " + std::string{net::explain(parsed.error())});
    Enrolled enrolled;
    enrolled.key_pem = std::move(key_pem);
    if (enrolled.key_pem.empty()) {
        PARETO_TRY(enrolled.key_pem, net::generate_key_pem());
    }
    // HQ puts its own subject into the certificate; the request only proves that we have the key.
    PARETO_TRY(auto request_pem, net::create_request(enrolled.key_pem, {"enrolling", 0}));
    PARETO_TRY(auto context, net::TlsContext::enrolling(parsed->authority_fingerprint));
    asio::io_context io{1};
    std::optional<Result<sync::EnrolResponse>> answer;
    asio::co_spawn(io,
                   exchange(hq, context, {parsed->secret, std::move(request_pem)}),
                   [&](const std::exception_ptr& /*never*/, Result<sync::EnrolResponse> result) {
                       answer = std::move(result);
                   });
    io.run();
    if (!answer) return fault(FaultCode::Unavailable, "the enrolment was broken off");
    PARETO_TRY(enrolled.response, std::move(*answer));
    PARETO_TRY_VOID(check(enrolled.response, enrolled.key_pem));
    return enrolled;
}

}  // namespace pareto::terminal::uplink
