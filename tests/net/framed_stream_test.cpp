// Frames between two streams that both keep the rules.
#include <atomic>
#include <future>
#include <numeric>
#include <thread>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include "tests/net/net_world.h"

namespace pareto::net {
namespace {

/// A terminal and HQ, connected.
class FramedStreamTest : public testing::Test {
protected:
    FramedStreamTest() : server_(company_.server()), client_(company_.client()) {
        Ends ends = meet(loop_, server_, client_);
        hq_.emplace(good(std::move(ends.hq)));
        terminal_.emplace(good(std::move(ends.terminal)));
        hq_->set_frame_bytes_max(kFrameBytesMax);
        terminal_->set_frame_bytes_max(kFrameBytesMax);
    }

    Result<Bytes> read_at_hq(std::chrono::milliseconds timeout = kPatience) {
        return loop_.run(hq_->read(timeout));
    }

    Result<void> write_at_terminal(std::vector<Bytes> frames) {
        return loop_.run(terminal_->write(std::move(frames), kPatience));
    }

    /// Enough to be sure that a long write has begun and is waiting.
    Result<Bytes> read_at_terminal_once() {
        return loop_.run(terminal_->read(kPatience));
    }

    Company company_;
    TlsContext server_;
    TlsContext client_;
    Loop loop_;
    std::optional<FramedStream> hq_;
    std::optional<FramedStream> terminal_;
};

Bytes numbered(int number, std::size_t size) {
    Bytes frame = std::to_string(number) + ":";
    frame.resize(std::max(size, frame.size()), static_cast<char>('a' + number % 26));
    return frame;
}

TEST_F(FramedStreamTest, CarriesManySmallFramesInOrder) {
    std::vector<Bytes> frames;
    for (int i = 0; i < 2'000; ++i)
        frames.push_back(numbered(i, static_cast<std::size_t>(i % 40)));
    ASSERT_TRUE(write_at_terminal(frames));
    for (const Bytes& frame : frames)
        ASSERT_EQ(*read_at_hq(), frame);
}

TEST_F(FramedStreamTest, CarriesEmptyFramesAndBytesOfAnyValue) {
    Bytes every(256, '\0');
    std::iota(every.begin(), every.end(), '\0');
    ASSERT_TRUE(write_at_terminal({"", every, ""}));
    EXPECT_EQ(*read_at_hq(), "");
    EXPECT_EQ(*read_at_hq(), every);
    EXPECT_EQ(*read_at_hq(), "");
    ASSERT_TRUE(write_at_terminal({}));
}

TEST_F(FramedStreamTest, CarriesAFrameOfOneMebibyte) {
    const Bytes longest = numbered(1, kFrameBytesMax);
    std::optional<Result<void>> written;
    loop_.start(terminal_->write({longest, "after"}, kPatience), written);
    EXPECT_EQ(*read_at_hq(), longest);
    EXPECT_EQ(*read_at_hq(), "after");
    EXPECT_TRUE(loop_.until([&] { return written.has_value(); }));
}

TEST_F(FramedStreamTest, RefusesAFrameLongerThanTheReaderAllows) {
    ASSERT_TRUE(write_at_terminal({"short", "much too long"}));
    hq_->set_frame_bytes_max(5);
    EXPECT_EQ(*read_at_hq(), "short");
    EXPECT_EQ(text_of(read_at_hq()),
              "corrupt: a frame of 13 bytes; at most 5 are allowed");
    EXPECT_EQ(text_of(read_at_hq()),
              "unavailable: the connection is closed: a frame of 13 bytes; at most 5 are allowed");
    EXPECT_EQ(text_of(loop_.run(terminal_->read(kPatience))),
              "unavailable: the peer closed the connection");
}

TEST_F(FramedStreamTest, AReadUnderWayTakesALongerFrameOnceItIsAllowed) {
    hq_->set_frame_bytes_max(5);
    std::optional<Result<Bytes>> read;
    loop_.start(hq_->read(kPatience), read);
    EXPECT_EQ(text_of(loop_.run(terminal_->read(1ms))), "timeout: no frame arrived in time");
    ASSERT_FALSE(read.has_value());
    hq_->set_frame_bytes_max(20);
    ASSERT_TRUE(write_at_terminal({"longer than five"}));
    ASSERT_TRUE(loop_.until([&] { return read.has_value(); }));
    EXPECT_EQ(**read, "longer than five");
}

TEST(FramedStreamEndTest, AFrameLongerThanAStrangerMaySendIsRefusedAtFirst) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = company.client();
    Loop loop;
    Ends ends = meet(loop, server, client);
    FramedStream hq = good(std::move(ends.hq));
    FramedStream terminal = good(std::move(ends.terminal));
    ASSERT_TRUE(loop.run(terminal.write({Bytes(kFrameBytesBeforeHello, 'w')}, kPatience)));
    ASSERT_TRUE(loop.run(hq.read(kPatience)));
    (void)loop.run(terminal.write({Bytes(kFrameBytesBeforeHello + 1, 'w')}, kPatience));
    EXPECT_EQ(text_of(loop.run(hq.read(kPatience))),
              "corrupt: a frame of 65537 bytes; at most 65536 are allowed");
}

TEST_F(FramedStreamTest, StaysUsableAfterATimeout) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(text_of(read_at_hq(10ms)), "timeout: no frame arrived in time");
        EXPECT_FALSE(hq_->receiving());
        ASSERT_TRUE(loop_.run(hq_->write({"anybody there?"}, kPatience)));
        EXPECT_EQ(*loop_.run(terminal_->read(kPatience)), "anybody there?");
        ASSERT_TRUE(write_at_terminal({"yes"}));
        EXPECT_EQ(*read_at_hq(), "yes");
    }
}

TEST_F(FramedStreamTest, ReadWithoutTimeTakesOnlyWhatIsThere) {
    EXPECT_EQ(text_of(read_at_hq(0ms)), "timeout: no frame arrived in time");
    ASSERT_TRUE(write_at_terminal({"one", "two"}));
    EXPECT_EQ(*read_at_hq(), "one");
    EXPECT_EQ(*read_at_hq(0ms), "two");
    EXPECT_EQ(text_of(read_at_hq(-5ms)), "timeout: no frame arrived in time");
}

TEST_F(FramedStreamTest, ReadsThatTimeOutDoNotDisturbAWrite) {
    // HQ's write cannot end before the terminal reads, so that all these reads expire while it is
    // under way.
    const std::vector<Bytes> frames(40, Bytes(kFrameBytesMax, 'w'));
    std::optional<Result<void>> written;
    loop_.start(hq_->write(frames, kPatience), written);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(text_of(read_at_hq(2ms)), "timeout: no frame arrived in time");
    ASSERT_FALSE(written.has_value());
    for (const Bytes& frame : frames)
        ASSERT_EQ(*loop_.run(terminal_->read(kPatience)), frame);
    ASSERT_TRUE(loop_.until([&] { return written.has_value(); }));
    EXPECT_EQ(text_of(*written), "good");
}

TEST_F(FramedStreamTest, WriteThatTimesOutClosesTheStream) {
    const std::vector<Bytes> frames(40, Bytes(kFrameBytesMax, 'w'));
    EXPECT_EQ(text_of(loop_.run(hq_->write(frames, 50ms))),
              "timeout: the peer takes our frames too slowly");
    EXPECT_EQ(text_of(read_at_hq()),
              "unavailable: the connection is closed: the peer takes our frames too slowly");
    EXPECT_EQ(text_of(loop_.run(hq_->write({"more"}, kPatience))),
              "unavailable: the connection is closed: the peer takes our frames too slowly");
}

TEST_F(FramedStreamTest, FramesSentBeforeClosingStillArrive) {
    ASSERT_TRUE(write_at_terminal({"last", "words"}));
    terminal_.reset();
    EXPECT_EQ(*read_at_hq(), "last");
    EXPECT_EQ(*read_at_hq(), "words");
    EXPECT_EQ(text_of(read_at_hq()), "unavailable: the peer closed the connection");
}

TEST_F(FramedStreamTest, WhyThePeerClosedCanBeReadAfterAWriteFailed) {
    ASSERT_TRUE(loop_.run(hq_->write({"you are revoked"}, kPatience)));
    hq_.reset();
    // The first writes may still be taken by the kernel.
    Result<void> written = write_at_terminal({"a"});
    ASSERT_TRUE(loop_.until([&] {
        if (written) written = write_at_terminal({Bytes(1'000, 'x')});
        return !written.has_value();
    }));
    EXPECT_EQ(written.error().code, FaultCode::Unavailable);
    EXPECT_EQ(*loop_.run(terminal_->read(kPatience)), "you are revoked");
    EXPECT_EQ(loop_.run(terminal_->read(kPatience)).error().code, FaultCode::Unavailable);
}

TEST_F(FramedStreamTest, CloseEndsPendingOperations) {
    std::optional<Result<Bytes>> read;
    std::optional<Result<void>> written;
    loop_.start(hq_->read(kPatience), read);
    loop_.start(hq_->write(std::vector<Bytes>(40, Bytes(kFrameBytesMax, 'w')), kPatience), written);
    EXPECT_EQ(text_of(read_at_terminal_once()), "good");
    hq_->close();
    ASSERT_TRUE(loop_.until([&] { return read && written; }));
    EXPECT_EQ(text_of(*read), "unavailable: the connection is closed: closed by this side");
    EXPECT_EQ(text_of(*written), "unavailable: the connection is closed: closed by this side");
}

TEST_F(FramedStreamTest, DestroyingTheStreamEndsPendingOperations) {
    std::optional<Result<Bytes>> read;
    loop_.start(hq_->read(kPatience), read);
    EXPECT_EQ(text_of(loop_.run(terminal_->read(1ms))), "timeout: no frame arrived in time");
    hq_.reset();
    ASSERT_TRUE(loop_.until([&] { return read.has_value(); }));
    EXPECT_EQ(read->error().code, FaultCode::Unavailable);
}

TEST_F(FramedStreamTest, OperationsUnderWaySurviveAMove) {
    std::optional<Result<Bytes>> read;
    loop_.start(hq_->read(kPatience), read);
    EXPECT_EQ(text_of(loop_.run(terminal_->read(1ms))), "timeout: no frame arrived in time");
    FramedStream moved{std::move(*hq_)};
    ASSERT_TRUE(write_at_terminal({"found you"}));
    ASSERT_TRUE(loop_.until([&] { return read.has_value(); }));
    EXPECT_EQ(**read, "found you");
    hq_.emplace(std::move(moved));
}

TEST_F(FramedStreamTest, AWriteCancelledFromOutsideClosesTheStream) {
    asio::cancellation_signal cancel;
    std::optional<Result<void>> written;
    asio::co_spawn(
        loop_.context,
        keep(hq_->write(std::vector<Bytes>(40, Bytes(kFrameBytesMax, 'w')), kPatience), written),
        asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    EXPECT_EQ(text_of(read_at_terminal_once()), "good");
    cancel.emit(asio::cancellation_type::terminal);
    EXPECT_EQ(loop_.run(hq_->read(kPatience)).error().code, FaultCode::Unavailable);
}

TEST_F(FramedStreamTest, AReadCancelledFromOutsideLeavesTheStreamUsable) {
    asio::cancellation_signal cancel;
    std::optional<Result<Bytes>> read;
    asio::co_spawn(loop_.context,
                   keep(hq_->read(kPatience), read),
                   asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    EXPECT_EQ(text_of(loop_.run(terminal_->read(1ms))), "timeout: no frame arrived in time");
    cancel.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(loop_.until([&] { return read.has_value(); }));
    EXPECT_EQ(text_of(*read), "unavailable: the read was cancelled");
    ASSERT_TRUE(write_at_terminal({"later"}));
    EXPECT_EQ(*read_at_hq(), "later");
}

TEST(FramedStreamEndTest, TheIoContextMayGoWithOperationsUnderWay) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = company.client();
    auto read_on = [](FramedStream& stream) -> asio::awaitable<void> {
        (void)co_await stream.read(kPatience);
    };
    auto hold = [&](FramedStream stream) -> asio::awaitable<void> {
        asio::co_spawn(stream.executor(), read_on(stream), asio::detached);
        (void)co_await stream.write(std::vector<Bytes>(40, Bytes(kFrameBytesMax, 'w')), kPatience);
    };
    Loop loop;
    Ends ends = meet(loop, server, client);
    asio::co_spawn(loop.context, hold(good(std::move(ends.hq))), asio::detached);
    ends.terminal->set_frame_bytes_max(kFrameBytesMax);
    ASSERT_TRUE(loop.run(ends.terminal->read(kPatience)));
}

TEST(FramedStreamThreadsTest, AFloodOfFramesLetsOtherCoroutinesOfTheThreadGoOn) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = company.client();
    Loop loop;
    Listener listener{loop};
    std::atomic<bool> enough{false};
    std::thread flood{[&enough, &client, port = listener.port()] {
        Loop own;
        FramedStream stream =
            good(own.run(FramedStream::connect("127.0.0.1", port, client, kPatience)));
        const std::vector<Bytes> frames(1'000, Bytes(1'000, 'f'));
        while (!enough && own.run(stream.write(frames, kPatience))) {
        }
    }};
    std::optional<FramedStream> stream = good(loop.run(serve(listener.acceptor, server)));
    constexpr int kTurns = 50;
    int turns = 0;
    bool over = false;
    auto take_turns = [](int& taken, const bool& stop) -> asio::awaitable<int> {
        while (!stop) {
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
            ++taken;
        }
        co_return taken;
    };
    // Never ends while the other coroutine gets no turn.
    auto read_until = [](FramedStream& from, int& others) -> asio::awaitable<int> {
        int count = 0;
        while (count == 0 || others < kTurns) {
            const auto frame = co_await from.read(kPatience);
            EXPECT_EQ(text_of(frame), "good");
            if (!frame) break;
            if (++count == 1) others = 0;
        }
        co_return count;
    };
    std::optional<int> frames;
    std::optional<int> taken;
    loop.start(read_until(*stream, turns), frames);
    loop.start(take_turns(turns, over), taken);
    EXPECT_TRUE(loop.until([&] { return frames.has_value(); }));
    EXPECT_GT(frames.value_or(0), 0);
    over = true;
    EXPECT_TRUE(loop.until([&] { return taken.has_value(); }));
    enough = true;
    stream.reset();
    flood.join();
}

constexpr int kStressFrames = 10'000;

/// Frames of sizes from nothing to several records, the same for both ends.
std::size_t stress_size(int number) {
    const auto mixed = static_cast<std::size_t>(number) * 2'654'435'761U % 1'000U;
    return mixed == 0 ? 50'000U : mixed % 300U;
}

asio::awaitable<std::string> write_stress(FramedStream& stream) {
    for (int next = 0; next < kStressFrames;) {
        std::vector<Bytes> frames;
        const int until = std::min(kStressFrames, next + 1 + next % 17);
        for (; next < until; ++next)
            frames.push_back(numbered(next, stress_size(next)));
        const auto written = co_await stream.write(std::move(frames), kPatience);
        if (!written) co_return describe(written.error());
    }
    co_return "good";
}

asio::awaitable<std::string> read_stress(FramedStream& stream) {
    for (int next = 0; next < kStressFrames;) {
        // Every third read has hardly any time, so that time-outs fall between the bytes of frames
        // as well.
        const auto frame = co_await stream.read(next % 3 == 0 ? 0ms : kPatience);
        if (!frame && frame.error().code == FaultCode::Timeout) {
            const auto again = co_await stream.read(kPatience);
            if (!again) co_return describe(again.error());
            if (*again != numbered(next, stress_size(next)))
                co_return "wrong frame " + std::to_string(next);
            ++next;
            continue;
        }
        if (!frame) co_return describe(frame.error());
        if (*frame != numbered(next, stress_size(next)))
            co_return "wrong frame " + std::to_string(next);
        ++next;
    }
    co_return "good";
}

/// What became of one end: of its writer and of its reader.
struct EndOutcome {
    std::promise<std::string> wrote;
    std::promise<std::string> read;
};

asio::awaitable<void> settle(asio::awaitable<std::string> work,
                             std::promise<std::string>& outcome) {
    outcome.set_value(co_await std::move(work));
}

/// Holds the stream until both of its coroutines are done, all on one strand.
asio::awaitable<void> stress(Result<FramedStream> stream, EndOutcome& outcome) {
    if (!stream) {
        outcome.wrote.set_value(describe(stream.error()));
        outcome.read.set_value(describe(stream.error()));
        co_return;
    }
    bool written = false;
    asio::steady_timer done{stream->executor(), asio::steady_timer::time_point::max()};
    asio::co_spawn(stream->executor(),
                   settle(write_stress(*stream), outcome.wrote),
                   [&](const std::exception_ptr&) {
                       written = true;
                       done.cancel();
                   });
    std::string read = co_await read_stress(*stream);
    while (!written)
        co_await done.async_wait(asio::as_tuple(asio::use_awaitable));
    outcome.read.set_value(std::move(read));
}

TEST(FramedStreamThreadsTest, CarriesTenThousandFramesBothWaysAtOnce) {
    const Company company;
    TlsContext server = company.server();
    TlsContext client = company.client();
    asio::io_context context{2};
    tcp::acceptor acceptor{context, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    EndOutcome hq;
    EndOutcome terminal;

    acceptor.async_accept(
        asio::make_strand(context), [&](const boost::system::error_code& error, auto socket) {
            ASSERT_FALSE(error);
            const auto strand = socket.get_executor();
            auto serve_one = [](tcp::socket accepted,
                                TlsContext& with,
                                EndOutcome& outcome) -> asio::awaitable<void> {
                // clang-tidy 14 sees what is awaited twice.
                // NOLINTNEXTLINE(bugprone-use-after-move)
                auto stream = co_await FramedStream::accept(std::move(accepted), with, kPatience);
                co_await stress(std::move(stream), outcome);
            };
            asio::co_spawn(
                strand, serve_one(tcp::socket{std::move(socket)}, server, hq), asio::detached);
        });
    auto connect_one =
        [](std::uint16_t port, TlsContext& with, EndOutcome& outcome) -> asio::awaitable<void> {
        auto stream = co_await FramedStream::connect("127.0.0.1", port, with, kPatience);
        co_await stress(std::move(stream), outcome);
    };
    asio::co_spawn(asio::make_strand(context),
                   connect_one(acceptor.local_endpoint().port(), client, terminal),
                   asio::detached);

    std::thread one{[&] {
        context.run();
    }};
    std::thread other{[&] {
        context.run();
    }};
    for (auto* const outcome : {&hq.wrote, &hq.read, &terminal.wrote, &terminal.read}) {
        auto future = outcome->get_future();
        ASSERT_EQ(future.wait_for(4 * kPatience), std::future_status::ready);
        EXPECT_EQ(future.get(), "good");
    }
    one.join();
    other.join();
}

}  // namespace
}  // namespace pareto::net
