// D2: from a sale's commit at the terminal until HQ has it durably; E1: from asking HQ for a redemption until its answer.
// Both beside a TLS ping and a raw overwrite of 4 KiB.
//
//     visible_at_hq PARETO_HQ [SALES]
#include "common/database/database.h"
#include "common/net/framed_stream.h"
#include "common/system/clock.h"
#include "common/system/random.h"
#include "terminal/app/record_sale.h"
#include "terminal/app/shift.h"
#include "tests/bench/figures.h"
#include "tests/bench/hq_program.h"
#include "tests/terminal/terminal_file.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pareto::bench {
namespace {

constexpr int kPingsAConnection = 20;

/// A certificate-less connection to HQ answers pings: the round trip of one small message over TLS.
class TlsPing {
public:
    TlsPing(const terminal::uplink::Address& hq, const terminal::uplink::Enrolled& terminal) {
        auto context = net::TlsContext::client(terminal.response.authority_pem, {terminal.key_pem, terminal.response.certificate_pem});
        if (!context) throw std::runtime_error(describe(context.error()));
        auto stream = run(net::FramedStream::connect(hq.host, hq.port, *context, std::chrono::seconds{5}));
        stream_.emplace(std::move(stream));
    }
    void ping() {
        std::vector<Bytes> frames;
        frames.push_back(sync::encode(sync::Ping{}));
        run(stream_->write(std::move(frames), std::chrono::seconds{5}));
        static_cast<void>(run(stream_->read(std::chrono::seconds{5})));
    }

private:
    template <typename Value>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<Result<Value>> work, std::optional<Result<Value>>& outcome) {
        outcome.emplace(co_await std::move(work));
    }
    template <typename Value>
    Value run(boost::asio::awaitable<Result<Value>> work) {
        std::optional<Result<Value>> outcome;
        boost::asio::co_spawn(io_, keep(std::move(work), outcome), boost::asio::detached);
        io_.restart();
        io_.run();
        if (!outcome || !*outcome) throw std::runtime_error(outcome ? describe(outcome->error()) : "aborted");
        if constexpr (!std::is_void_v<Value>) return std::move(**outcome);
    }
    boost::asio::io_context io_{1};
    std::optional<net::FramedStream> stream_;
};

/// HQ's tables, as anybody who asks a question sees them.
class BooksAtHq {
public:
    explicit BooksAtHq(const std::string& path) {
        pareto::database::SqliteOptions options;
        options.read_only = true;
        auto opened = pareto::database::open_sqlite(path, options);
        if (!opened) throw std::runtime_error(describe(opened.error()));
        reader_ = std::move(*opened);
    }
    [[nodiscard]] MemberId a_member() const {
        const auto rows = reader_->execute("select min(member_id) from member");
        if (!rows) throw std::runtime_error(describe(rows.error()));
        return MemberId{(*rows)[0].integer(0)};
    }
    void wait_for(std::int64_t sales) const {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (true) {
            const auto rows = reader_->execute("select count(*) from sale");
            if (rows && (*rows)[0].integer(0) >= sales) return;
            if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("HQ does not show the sale");
            std::this_thread::yield();
        }
    }

private:
    std::unique_ptr<pareto::database::Connection> reader_;
};

using terminal::database::SqliteJournal;

/// Lines to measure beside: a ping to HQ, and an overwrite of 4 KiB on the same disk.
class Floor {
public:
    Floor(HqProgram& hq, const std::string& path, const std::string& code)
        : hq_(hq), pinged_(hq.enrol(code)), file_(::open(path.c_str(), O_RDWR | O_CREAT, 0600)) {}
    ~Floor() { ::close(file_); }
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;
    void sample() {
        // HQ keeps a connection without HELLO for 5 s only.
        if (count_++ % kPingsAConnection == 0) ping_.emplace(hq_.address(), pinged_);
        pings_.time([&] { ping_->ping(); });
        overwrites_.time([&] {
            if (::pwrite(file_, block_.data(), block_.size(), 0) != 4096 || ::fdatasync(file_) != 0)
                throw std::runtime_error("cannot write");
        });
    }
    [[nodiscard]] double us() const { return static_cast<double>(pings_.median() + overwrites_.median()) / 1000; }

private:
    HqProgram& hq_;
    terminal::uplink::Enrolled pinged_;
    std::optional<TlsPing> ping_;
    int file_;
    int count_ = 0;
    std::string block_ = std::string(4096, 'x');
    Samples pings_, overwrites_;
};

/// One member with points for all of them, who redeems one point at a time.
void redeem(SqliteJournal& book, terminal::uplink::NetUplink& link, Floor& floor, std::pair<MemberId, int> redeeming) {
    const system::SystemClock clock;
    const MemberId member = redeeming.first;
    const int count = redeeming.second;
    terminal::Basket basket;
    basket.card.emplace();
    basket.card->member.emplace();
    basket.card->member->facts.member = member;
    basket.add(test::line("S1", 1, 10'000'000));
    basket.tenders.push_back({sale::TenderKind::Cash, 10'000'000, {}, {}});
    if (!terminal::record_sale(book, clock, basket, {})) throw std::runtime_error("not recorded");
    link.wake();
    if (!link.wait_until([&] { return book.status().unsent == 0; }, std::chrono::seconds{20}))
        throw std::runtime_error("not acknowledged");
    Samples ours;
    for (int i = 0; i < count; ++i) {
        const journal::Entry entry{clock.now(), test::kToday, "anna", journal::RedemptionRequested{member, Points{1}}};
        const auto id = book.append(entry, {}, {});
        if (!id) throw std::runtime_error(describe(id.error()));
        ours.time([&] {
            const auto answer = link.ask(sync::Authorise{*id, member, Points{1}}, std::chrono::seconds{5});
            if (!answer || answer->outcome != sync::AuthoriseOutcome::Approved) throw std::runtime_error("not approved");
        });
        floor.sample();
    }
    const double us = static_cast<double>(ours.median()) / 1000;
    print({"E1", "redemption authorised at HQ p50 / TLS ping + raw 4 KiB overwrite", "us", us, floor.us(), us / floor.us(), "<= 1.5"});
}

void run(const std::string& program, int sales) {
    test::TemporaryDirectory temporary;
    HqProgram hq{program, temporary.file("hq"), {}, 10};
    const auto enrolled = hq.enrol("1");
    const system::SystemClock clock;
    system::SystemRandom random;
    test::MemoryAnchor anchor;
    const std::string path = temporary.file("terminal.sqlite");
    auto writer = pareto::database::open_sqlite(path);
    if (!writer) throw std::runtime_error(describe(writer.error()));
    auto journal = terminal::database::SqliteJournal::open({std::move(*writer), nullptr, anchor, clock, "bench"});
    if (!journal || !(*journal)->enrol({enrolled.response, enrolled.key_pem, "hq:1"})) throw std::runtime_error("cannot enrol");
    terminal::database::SqliteJournal& book = **journal;
    const terminal::uplink::Identity identity{enrolled.key_pem, enrolled.response.certificate_pem, enrolled.response.authority_pem};
    terminal::uplink::NetUplink link{{book, clock, random, [identity] { return Result<terminal::uplink::Identity>{identity}; }, hq.address()}};
    link.start();
    if (!terminal::open_shift(book, clock, {"anna", 0, test::kToday, {}})) throw std::runtime_error("no shift");
    link.wake();
    const auto sent = [&] { return book.status().unsent == 0; };
    if (!link.wait_until(sent, std::chrono::seconds{20})) throw std::runtime_error("HQ is out of reach");

    Floor floor{hq, temporary.file("raw"), "2"};
    const BooksAtHq books{temporary.file("hq/hq/hq.sqlite")};
    Samples ours;
    for (int i = 0; i < sales; ++i) {
        terminal::Basket basket;
        basket.add(test::line("S1", 1, 2'500));
        basket.tenders.push_back({sale::TenderKind::Cash, 2'500, {}, {}});
        if (!terminal::record_sale(book, clock, basket, {})) throw std::runtime_error("not recorded");
        ours.time([&] {
            link.wake();
            books.wait_for(i + 1);
        });
        // The terminal's own note that it was acknowledged is not part of the way.
        if (!link.wait_until(sent, std::chrono::seconds{20})) throw std::runtime_error("not acknowledged");
        floor.sample();
    }
    const double us = static_cast<double>(ours.median()) / 1000;
    print({"D2", "commit at the terminal to visible at HQ p50 / TLS ping + raw 4 KiB overwrite", "us", us, floor.us(), us / floor.us(), "<= 3"});
    Floor again{hq, temporary.file("raw"), "3"};
    redeem(book, link, again, {books.a_member(), sales});
}

}  // namespace
}  // namespace pareto::bench

int main(int argc, char** argv) {
    if (argc < 2) {
        static_cast<void>(std::fprintf(stderr, "usage: visible_at_hq PARETO_HQ [SALES]\n"));
        return 2;
    }
    try {
        pareto::bench::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 500);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "visible_at_hq: %s\n", error.what()));
        return 1;
    }
    return 0;
}
