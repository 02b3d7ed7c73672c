#include "tests/terminal/small_hq.h"

#include <utility>

#include "common/net/sealed.h"
#include "common/sync/feed.h"

namespace pareto::test {
namespace {

using hq::sync_server::BatchWork;
using hq::sync_server::TerminalState;

class Desk final : public hq::sync_server::Books {
public:
    explicit Desk(std::shared_ptr<SmallBooks> books) : books_{std::move(books)} {}

    Result<sync::OpenResult> open_session(const sync::SessionPeer& /*peer*/,
                                          const sync::Hello& hello) override {
        const std::lock_guard lock{books_->mutex};
        sync::OpenResult result;
        sync::Welcome& welcome = result.welcome;
        welcome.session_token = ++books_->token;
        welcome.term = 1;
        welcome.hq_time_ms = 1'772'000'000'000;
        for (const auto& head : hello.heads) {
            const auto& hashes = books_->hashes[head.registration];
            const auto count = static_cast<Sequence>(hashes.size());
            const auto outcome =
                head.acked > count ? sync::HeadOutcome::HqBehind : sync::HeadOutcome::Resume;
            welcome.watermarks.push_back(
                {head.registration, count, hashes.empty() ? Hash{} : hashes.back(), outcome});
        }
        if (books_->certificate_counts_as_expired) {
            welcome.standing = sync::TerminalStanding::CertificateExpired;
            return result;
        }
        welcome.credits = 4;
        return result;
    }

    Result<std::vector<sync::IngestResult>> ingest(std::span<const BatchWork> work) override {
        const std::lock_guard lock{books_->mutex};
        std::vector<sync::IngestResult> results;
        for (const auto& item : work)
            results.push_back(take(item.batch));
        return results;
    }

    Result<sync::Feed> read_feed(TerminalId /*terminal*/, std::int64_t cursor) override {
        if (cursor >= 1) return sync::Feed{cursor, cursor, {}};
        loyalty::RuleSet rules;
        rules.version = 4;
        return sync::Feed{cursor, 1, {{1, "current", sync::encode(sync::RulesChange{rules})}}};
    }

    Result<sync::Response> answer(TerminalId /*terminal*/, const sync::Request& request) override {
        const std::lock_guard lock{books_->mutex};
        sync::Response response;
        response.number = request.number;
        if (const auto* census = std::get_if<sync::Census>(&request.body)) {
            Bytes ids;
            Sequence sequence = 0;
            for (const auto& bytes : books_->entries[census->registration]) {
                ++sequence;
                const auto entry = journal::decode(bytes);
                if (!entry || !std::holds_alternative<sale::Sale>(entry->body)) continue;
                const std::int64_t id = EntryId::of(census->registration, sequence).value;
                for (int shift = 56; shift >= 0; shift -= 8)
                    ids.push_back(static_cast<char>((id >> shift) & 0xFF));
                ++response.sales;
            }
            response.digest = journal::sha256(ids);
            return response;
        }
        if (std::holds_alternative<sync::GroupKeys>(request.body)) {
            ++books_->keys_asked;
            if (books_->group_keys.empty()) return response;
            PARETO_TRY(response.sealed_keys,
                       net::seal(sync::encode(books_->group_keys), books_->certificate_pem));
            return response;
        }
        ++books_->authorised;
        response.outcome = sync::AuthoriseOutcome::Approved;
        response.available = Points{33};
        return response;
    }

    Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request) override {
        const std::lock_guard lock{books_->mutex};
        sync::EnrolResponse response = enrolment().response;
        if (request.secret != books_->secret || std::exchange(books_->code_spent, true)) {
            sync::EnrolResponse refused;
            refused.refusal = "the code is not valid";
            return refused;
        }
        const auto now = system::SystemClock{}.now();
        PARETO_TRY(
            response.certificate_pem,
            net::issue_terminal(books_->authority,
                                request.request_pem,
                                {"BR1/T1", 11},
                                {now - std::chrono::hours{1}, now + std::chrono::hours{24}}));
        response.authority_pem = books_->authority.certificate_pem;
        books_->certificate_pem = response.certificate_pem;
        return response;
    }

    Result<std::int64_t> feed_end() override { return 1; }

    Result<std::vector<TerminalState>> terminal_states() override {
        const std::lock_guard lock{books_->mutex};
        return std::vector<TerminalState>{{TerminalId{11}, true, books_->token}};
    }

    Result<void> upkeep(bool /*idle*/) override { return {}; }

private:
    sync::IngestResult take(const sync::Batch& batch) {
        auto& entries = books_->entries[batch.registration];
        auto& hashes = books_->hashes[batch.registration];
        sync::IngestResult result;
        result.registration = batch.registration;
        result.term = 1;
        Sequence sequence = batch.first;
        Hash hash = batch.previous;
        for (const auto& entry : batch.entries) {
            hash = journal::chain(hash, entry.bytes);
            const auto count = static_cast<Sequence>(entries.size());
            if (sequence > count + 1) {
                result.kind = sync::IngestResult::Kind::Gap;
                result.sequence = count + 1;
                return result;
            }
            if (sequence == count + 1) {
                entries.push_back(entry.bytes);
                hashes.push_back(hash);
            } else {
                EXPECT_EQ(hashes[static_cast<std::size_t>(sequence - 1)], hash)
                    << "another history";
            }
            ++sequence;
        }
        result.kind = sync::IngestResult::Kind::Acked;
        result.sequence = sequence - 1;
        result.hash = hash;
        return result;
    }

    std::shared_ptr<SmallBooks> books_;
};

}  // namespace

SmallHq::SmallHq() {
    const auto now = clock_.now();
    const net::Validity validity{now - std::chrono::hours{1}, now + std::chrono::hours{24}};
    auto authority = net::create_authority("Example", validity);
    EXPECT_TRUE(authority) << describe(authority.error());
    books_->authority = *authority;
    auto own = net::issue_server(*authority, validity);
    EXPECT_TRUE(own) << describe(own.error());
    own_ = *own;
    books_->secret = random_.bytes(net::kEnrolmentSecretBytes);
    start();
}

void SmallHq::start() {
    hq::sync_server::SyncServerOptions options;
    options.port = port_;
    options.authority_pem = books_->authority.certificate_pem;
    options.own = own_;
    auto started = hq::sync_server::SyncServer::start(
        std::move(options),
        [books = books_]() -> Result<std::unique_ptr<hq::sync_server::Books>> {
            return std::make_unique<Desk>(books);
        },
        clock_,
        random_);
    ASSERT_TRUE(started) << describe(started.error());
    server_ = std::move(*started);
    address_ = server_->address();
    port_ = server_->port();
}

std::string SmallHq::code() const {
    const auto facts = net::read_certificate(books_->authority.certificate_pem);
    EXPECT_TRUE(facts);
    return net::to_text(
        {books_->secret,
         Bytes{facts->fingerprint.view().substr(0, net::kAuthorityFingerprintBytes)}});
}

std::size_t SmallHq::count(Registration registration) {
    const std::lock_guard lock{books_->mutex};
    return books_->entries[registration].size();
}

}  // namespace pareto::test
