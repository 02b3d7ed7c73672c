// The sync server over loopback TLS: what it does for terminals, and that strangers and faults do
// not keep it from it.
#include <array>
#include <fstream>

#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include "tests/hq/outer/sync_world.h"

namespace pareto::hq::sync_server {
namespace {

TEST(SyncServerTest, AcknowledgesEntriesAndAnswersRequests) {
    SyncWorld world;
    const auto client = world.connect(7);
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->hello(3));
    EXPECT_TRUE(client->sell(3, 1));
    EXPECT_TRUE(client->sell(3, 2));
    ASSERT_TRUE(client->send(sync::Request{9, sync::Authorise{}}));
    const auto answer = client->receive();
    ASSERT_TRUE(answer && std::holds_alternative<sync::Response>(*answer));
    EXPECT_EQ(std::get<sync::Response>(*answer).number, 9);
    EXPECT_EQ(world.server->status().sessions, 1);
}

TEST(SyncServerTest, TakesAFirstBatchThatIsLongerThanAStrangersFrame) {
    SyncWorld world;
    const auto client = world.connect(7);
    ASSERT_TRUE(client && client->hello(3));
    // The server has been waiting for this frame since before it welcomed the terminal.
    const sync::BatchEntry entry{12, Bytes(1'000, 'e'), {}, {}};
    ASSERT_TRUE(client->send(sync::Batch{3, 1, {}, std::vector<sync::BatchEntry>(100, entry)}));
    const auto answer = client->receive();
    EXPECT_TRUE(answer && std::holds_alternative<sync::Ack>(*answer));
}

TEST(SyncServerTest, CommitsTogetherWhatWaitsTogether) {
    SyncWorld world;
    std::vector<std::unique_ptr<Client>> clients;
    for (int index = 1; index <= 8; ++index) {
        clients.push_back(world.connect(index));
        ASSERT_TRUE(clients.back() && clients.back()->hello(index));
    }
    // While the first batch is being written, the other terminals' batches gather.
    std::atomic<bool> hold{true};
    world.tables.before_ingest = [&] {
        becomes([&] { return !hold; });
    };
    for (int index = 1; index <= 8; ++index) {
        ASSERT_TRUE(clients[static_cast<std::size_t>(index - 1)]->send(
            sync::Batch{index, 1, {}, {{12, "entry", {}, {}}}}));
    }
    EXPECT_TRUE(becomes([&] { return world.server->status().waiting_bytes >= 8 * 10; }));
    hold = false;
    for (const auto& client : clients) {
        const auto ack = client->receive();
        EXPECT_TRUE(ack && std::holds_alternative<sync::Ack>(*ack));
    }
    const std::lock_guard lock(world.tables.mutex);
    EXPECT_LE(world.tables.groups.size(), 3U);
    EXPECT_EQ(world.server->status().waiting_bytes, 0);
}

TEST(SyncServerTest, TellsTerminalsOfWhatIsNew) {
    SyncWorld world;
    const auto client = world.connect(7);
    ASSERT_TRUE(client && client->hello(3));
    {
        const std::lock_guard lock(world.tables.mutex);
        world.tables.feed_end = 5;
    }
    EXPECT_TRUE(becomes([&] {
        (void)client->send(sync::Ping{});
        (void)client->receive();
        return !client->feeds.empty();
    }));
    ASSERT_FALSE(client->feeds.empty());
    EXPECT_EQ(client->feeds.back().to, 5);
}

TEST(SyncServerTest, WithoutACertificateOneMayOnlyEnrol) {
    SyncWorld world;
    const auto enrolling = world.connect(0);
    ASSERT_TRUE(enrolling);
    ASSERT_TRUE(enrolling->send(sync::EnrolRequest{"good", "pem"}));
    const auto answer = enrolling->receive();
    ASSERT_TRUE(answer && std::holds_alternative<sync::EnrolResponse>(*answer));
    EXPECT_EQ(std::get<sync::EnrolResponse>(*answer).refusal, "");
    EXPECT_TRUE(enrolling->closed_by_hq());
    const auto stranger = world.connect(0);
    ASSERT_TRUE(stranger);
    EXPECT_FALSE(stranger->hello(3));
}

TEST(SyncServerTest, ClosesARevokedTerminalAndAnOlderSession) {
    SyncWorld world;
    const auto revoked = world.connect(7);
    const auto older = world.connect(8);
    ASSERT_TRUE(revoked && revoked->hello(3) && older && older->hello(4));
    {
        const std::lock_guard lock(world.tables.mutex);
        world.tables.states[7].enrolled = false;
        world.tables.states[8].session_token += 1;
    }
    EXPECT_TRUE(revoked->closed_by_hq());
    EXPECT_TRUE(older->closed_by_hq());
}

TEST(SyncServerTest, ALostDatabaseClosesSessionsAndComesBack) {
    SyncWorld world;
    const auto client = world.connect(7);
    ASSERT_TRUE(client && client->hello(3) && client->sell(3, 1));
    world.tables.broken = true;
    EXPECT_FALSE(client->sell(3, 2));
    EXPECT_TRUE(client->closed_by_hq());
    world.tables.broken = false;
    EXPECT_TRUE(becomes([&] {
        const auto again = world.connect(7);
        return again && again->hello(3) && again->sell(3, 2);
    }));
    const std::lock_guard lock(world.tables.mutex);
    EXPECT_EQ(world.tables.sequence[3], 2);
}

TEST(SyncServerTest, OneTerminalsPoisonIsNotAnothersFault) {
    SyncWorld world;
    const auto sound = world.connect(7);
    const auto poisonous = world.connect(8);
    ASSERT_TRUE(sound && sound->hello(3) && poisonous && poisonous->hello(666));
    world.tables.poisoned = 666;
    std::atomic<bool> hold{true};
    world.tables.before_ingest = [&] {
        becomes([&] { return !hold; });
    };
    ASSERT_TRUE(poisonous->send(sync::Batch{666, 1, {}, {{12, "entry", {}, {}}}}));
    ASSERT_TRUE(sound->send(sync::Batch{3, 1, {}, {{12, "entry", {}, {}}}}));
    EXPECT_TRUE(becomes([&] { return world.server->status().waiting_bytes >= 2 * 10; }));
    hold = false;
    const auto ack = sound->receive();
    EXPECT_TRUE(ack && std::holds_alternative<sync::Ack>(*ack));
    EXPECT_TRUE(poisonous->closed_by_hq());
    EXPECT_TRUE(sound->sell(3, 2));
}

TEST(SyncServerTest, RunsCommandsBetweenTransactions) {
    SyncWorld world;
    std::atomic<bool> ran{false};
    world.server->command([&](Books* books) { ran = books != nullptr; });
    EXPECT_TRUE(becomes([&] { return ran.load(); }));
}

TEST(SyncServerTest, StopsWithWhatWaitedAcknowledged) {
    SyncWorld world;
    const auto client = world.connect(7);
    ASSERT_TRUE(client && client->hello(3));
    std::atomic<bool> hold{true};
    world.tables.before_ingest = [&] {
        becomes([&] { return !hold; });
    };
    ASSERT_TRUE(client->send(sync::Batch{3, 1, {}, {{12, "entry", {}, {}}}}));
    EXPECT_TRUE(becomes([&] { return world.server->status().waiting_bytes > 0; }));
    std::thread stopper([&] { world.server->stop(); });
    hold = false;
    const auto ack = client->receive();
    EXPECT_TRUE(ack && std::holds_alternative<sync::Ack>(*ack));
    stopper.join();
    EXPECT_EQ(world.server->status().connections, 0);
}

// Sanitizers keep freed memory.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool kMemoryTells = false;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
constexpr bool kMemoryTells = false;
#else
constexpr bool kMemoryTells = true;
#endif
#else
constexpr bool kMemoryTells = true;
#endif

std::int64_t resident_bytes() {
    if (!kMemoryTells) return 0;
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    statm >> total >> resident;
    return resident * 4'096;
}

// Hostile strangers. A good terminal sells before, during and after.
class HostileTest : public testing::Test {
protected:
    static void short_limits(SyncServerOptions& options) {
        options.limits.handshake = 300ms;
        options.limits.pace = {300ms, 300ms, 1'024};
    }

    void SetUp() override {
        good_one = world.connect(7);
        ASSERT_TRUE(good_one && good_one->hello(3) && good_one->sell(3, 1));
    }

    void TearDown() override {
        EXPECT_TRUE(good_one->sell(3, 2));
        const auto newcomer = world.connect(9);
        EXPECT_TRUE(newcomer && newcomer->hello(4) && newcomer->sell(4, 1));
    }

    // Whether HQ closes the connection after these bytes.
    bool closes_after(const std::string& bytes) {
        auto socket = world.connect_bare();
        boost::system::error_code error;
        asio::write(socket, asio::buffer(bytes), error);
        std::array<char, 4'096> answer{};
        while (!error)
            socket.read_some(asio::buffer(answer), error);
        return true;
    }

    SyncWorld world{&short_limits};
    std::unique_ptr<Client> good_one;
};

TEST_F(HostileTest, RandomBytesInsteadOfAHandshake) {
    system::SystemRandom random;
    for (const std::size_t size : {1U, 5U, 100U, 5'000U})
        EXPECT_TRUE(closes_after(random.bytes(size)));
    EXPECT_TRUE(closes_after("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_TRUE(closes_after(""));
}

TEST_F(HostileTest, RandomAndTruncatedMessagesBehindAGoodHandshake) {
    system::SystemRandom random;
    for (std::int64_t round = 0; round < 12; ++round) {
        const auto client = world.connect(20 + round);
        ASSERT_TRUE(client);
        Bytes frame = random.bytes(static_cast<std::size_t>(1 + round * 200));
        if (round % 3 == 1) {
            sync::Hello hello;
            hello.heads.push_back({1, 0, {}, 0, {}, 0});
            frame = sync::encode(hello);
            frame.resize(frame.size() / 2);
        }
        (void)client->send_raw(frame);
        EXPECT_TRUE(client->closed_by_hq());
    }
}

// Sends bytes behind a TLS handshake that no length of ours frames; true when HQ closes.
bool closes_after_tls(asio::ip::tcp::socket socket, const std::string& bytes) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    if (SSL_set_fd(ssl.get(), static_cast<int>(socket.native_handle())) != 1 ||
        SSL_connect(ssl.get()) != 1)
        return false;
    if (SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) return false;
    std::array<char, 4'096> answer{};
    while (SSL_read(ssl.get(), answer.data(), static_cast<int>(answer.size())) > 0) {
    }
    return true;
}

TEST_F(HostileTest, ALengthOfFourGibibytes) {
    const std::int64_t before = resident_bytes();
    EXPECT_TRUE(
        closes_after_tls(world.connect_bare(), "\xFF\xFF\xFF\xFF" + std::string(1'000, 'x')));
    // Before WELCOME a frame may have 64 KiB.
    EXPECT_TRUE(closes_after_tls(world.connect_bare(), std::string("\x00\x01\x00\x01", 4)));
    // A frame that never ends is given up.
    EXPECT_TRUE(closes_after_tls(world.connect_bare(), std::string("\x00\x00\xFF\xFF", 4) + "x"));
    EXPECT_LT(resident_bytes() - before, std::int64_t{16} << 20);
}

TEST_F(HostileTest, SilenceBehindAGoodHandshake) {
    const auto client = world.connect(31);
    ASSERT_TRUE(client);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(client->closed_by_hq());
    EXPECT_LT(std::chrono::steady_clock::now() - began, 8s);
}

TEST_F(HostileTest, BytesThatDripSlowly) {
    auto socket = world.connect_bare();
    const auto began = std::chrono::steady_clock::now();
    boost::system::error_code error;
    // The beginning of a TLS record, a byte at a time.
    const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11);
    std::size_t sent = 0;
    while (!error && std::chrono::steady_clock::now() - began < kPatience) {
        asio::write(socket, asio::buffer(&hello[sent++ % hello.size()], 1), error);
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_TRUE(error);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST(IdleTest, AThousandIdleConnectionsKeepNoTerminalOut) {
    SyncWorld world;
    const auto good_one = world.connect(7);
    ASSERT_TRUE(good_one && good_one->hello(3));
    const std::int64_t before = resident_bytes();
    std::vector<asio::ip::tcp::socket> idle;
    for (int index = 0; index < 1'000; ++index) {
        idle.push_back(world.connect_bare());
        ASSERT_TRUE(idle.back().is_open());
    }
    EXPECT_TRUE(becomes([&] { return world.server->status().connections == 1'001; }));
    EXPECT_TRUE(good_one->sell(3, 1));
    const auto newcomer = world.connect(9);
    EXPECT_TRUE(newcomer && newcomer->hello(4) && newcomer->sell(4, 1));
    EXPECT_LT(resident_bytes() - before, std::int64_t{128} << 20);
}

TEST(IdleTest, WhenStrangersAreTooManyTheOldestMakesRoom) {
    SyncWorld world([](SyncServerOptions& options) { options.limits.strangers_per_address = 10; });
    const auto good_one = world.connect(7);
    ASSERT_TRUE(good_one && good_one->hello(3));
    std::vector<asio::ip::tcp::socket> idle;
    for (int index = 0; index < 50; ++index)
        idle.push_back(world.connect_bare());
    EXPECT_TRUE(becomes([&] { return world.server->status().accepted == 51; }));
    EXPECT_LE(world.server->status().connections, 11);
    const auto newcomer = world.connect(9);
    EXPECT_TRUE(newcomer && newcomer->hello(4) && newcomer->sell(4, 1));
    EXPECT_TRUE(good_one->sell(3, 1));
}

}  // namespace
}  // namespace pareto::hq::sync_server
