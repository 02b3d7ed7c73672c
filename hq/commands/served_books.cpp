// SyncService behind the sync server's port.
#include "hq/commands/served_books.h"

#include <future>
#include <utility>

#include "common/net/sealed.h"

namespace pareto::hq::commands {
namespace {

constexpr std::chrono::days kTerminalLife{90};
constexpr std::chrono::milliseconds kLookAtWalEvery{250};
// The write-ahead log is moved into the file while nothing waits; under constant load not before it
// is large.
constexpr std::int64_t kWalIdleBytes = std::int64_t{4} << 20;
constexpr std::int64_t kWalMaxBytes = std::int64_t{64} << 20;

}  // namespace

ServedBooks::ServedBooks(std::unique_ptr<pareto::database::Connection> connection,
                         ports::Clock& clock,
                         ports::Random& random,
                         hq::database::SyncServiceOptions options)
    : connection_(std::move(connection)),
      clock_(clock),
      card_desk_(options.card_desk),
      service_(*connection_, clock, random, std::move(options)),
      looked_at_wal_(clock.steady()) {}

Result<sync::OpenResult> ServedBooks::open_session(const sync::SessionPeer& peer,
                                                   const sync::Hello& hello) {
    return service_.open_session(peer, hello);
}

Result<std::vector<sync::IngestResult>> ServedBooks::ingest(
    std::span<const sync_server::BatchWork> work) {
    std::vector<hq::database::IngestWork> items;
    items.reserve(work.size());
    for (const auto& item : work)
        items.push_back({item.terminal, item.session_token, item.batch});
    return service_.ingest(items);
}

Result<sync::Feed> ServedBooks::read_feed(TerminalId terminal, std::int64_t cursor) {
    return service_.read_feed(terminal, cursor);
}

Result<sync::Response> ServedBooks::answer(TerminalId terminal, const sync::Request& request) {
    return service_.answer(terminal, request);
}

Result<sync::EnrolResponse> ServedBooks::enrol(const sync::EnrolRequest& request) {
    return service_.enrol(request);
}

Result<std::int64_t> ServedBooks::feed_end() {
    return service_.feed_end();
}

Result<std::vector<sync_server::TerminalState>> ServedBooks::terminal_states() {
    PARETO_TRY(const auto rows,
               connection_->execute("select terminal_id, standing, session_token from terminal"));
    std::vector<sync_server::TerminalState> states;
    for (const auto& row : rows)
        states.push_back({TerminalId{row.integer(0)}, row.text(1) == "enrolled", row.integer(2)});
    return states;
}

Result<void> ServedBooks::upkeep(bool idle) {
    card_desk_->end_silent();
    if (connection_->dialect() != pareto::database::Dialect::Sqlite) return {};
    if (clock_.steady() - looked_at_wal_ < kLookAtWalEvery) return {};
    looked_at_wal_ = clock_.steady();
    PARETO_TRY(const std::int64_t bytes, pareto::database::wal_bytes(*connection_));
    if (bytes < (idle ? kWalIdleBytes : kWalMaxBytes)) return {};
    return pareto::database::checkpoint(*connection_);
}

hq::database::SyncServiceOptions service_options(const DataFolder& folder,
                                                 ports::Clock& clock,
                                                 Registration registration,
                                                 CardDesk& card_desk) {
    hq::database::SyncServiceOptions options;
    options.card_desk = &card_desk;
    options.seal = &net::seal;
    options.own_registration = registration;
    options.card_key_secret = folder.card_key_secret();
    options.authority_pem = folder.authority().certificate_pem;
    options.sign = [authority = folder.authority(), &clock](
                       const std::string& request_pem,
                       const std::string& certificate_pem,
                       TerminalId terminal,
                       const std::string& common_name) -> Result<std::string> {
        const net::Validity validity = valid_for(clock.now(), kTerminalLife);
        if (request_pem.empty()) return net::renew(authority, certificate_pem, validity);
        return net::issue_terminal(
            authority, request_pem, net::Subject{common_name, terminal.value}, validity);
    };
    options.same_key = [](const std::string& request_pem, const std::string& certificate_pem) {
        return net::request_matches(request_pem, certificate_pem);
    };
    options.renewal_due = [&clock](const std::string& certificate_pem) {
        const auto facts = net::read_certificate(certificate_pem);
        return facts && in_last_third(facts->validity, clock.now());
    };
    options.common_name_of = [](const std::string& certificate_pem) -> Result<std::string> {
        PARETO_TRY(const net::CertificateFacts facts, net::read_certificate(certificate_pem));
        return facts.subject.common_name;
    };
    return options;
}

Result<void> ServedTurns::take(
    const std::function<Result<void>(pareto::database::Connection&)>& work) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    auto future = promise->get_future();
    server_.command([promise, &work](sync_server::Books* books) {
        if (books == nullptr) {
            promise->set_value(fault(FaultCode::Unavailable, "the database is out of reach"));
            return;
        }
        auto& connection = static_cast<ServedBooks&>(*books).connection();
        auto done = work(connection);
        // Whatever the command left open would swallow the terminals' next transaction.
        connection.rollback();
        promise->set_value(std::move(done));
    });
    try {
        return future.get();
    } catch (const std::future_error&) {
        return fault(FaultCode::Unavailable, "the serving process is ending");
    }
}

}  // namespace pareto::hq::commands
