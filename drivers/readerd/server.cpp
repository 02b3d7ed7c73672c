#include "drivers/readerd/server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log/log.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kClientWithin{10'000};
constexpr milliseconds kClosing{3'000};  // a driver ends a look and lets its reader go
constexpr milliseconds kFresh{1'000};    // what nobody fetched for so long is no answer any more
constexpr std::size_t kArrivalsMax = 64;
constexpr std::size_t kToldMax = 64;

void log_end(std::string_view event, const Fault& why) {
    log::warning(event, {{"fault", describe(why)}});
}

}  // namespace

Server::Server(Descriptor listener, Descriptor signals, std::vector<ReaderName> names)
    : listener_(std::move(listener)),
      signals_(std::move(signals)),
      exchange_(bell_),
      client_until_(Clock::now() + kClientWithin) {
    for (ReaderName& name : names)
        readers_.push_back(std::make_unique<ServedReader>(std::move(name), bell_));
}

Finish Server::run() {
    while (!finish_) {
        poll_once();
        if (finish_) break;
        collect();
        if (wait_ && (!arrivals_.empty() || Clock::now() >= wait_->second)) answer_wait();
        tell_hanging();
        if (client_) {
            if (const auto flushed = client_->flush(); !flushed) finish_ = Finish::Left;
        }
        if (!greeted_ && Clock::now() >= client_until_) finish_ = Finish::Nobody;
    }
    // The last word, as one of another version needs it; whether it arrives is not waited for.
    if (client_ && *finish_ != Finish::Left) [[maybe_unused]]
        const auto flushed = client_->flush();
    return *finish_;
}

bool Server::close() {
    const auto deadline = Clock::now() + kClosing;
    // An exchange that goes on still uses its reader.
    bool all = exchange_.close(deadline);
    if (!all) return false;
    for (const auto& reader : readers_)
        all = reader->close(deadline) && all;
    return all;
}

void Server::poll_once() {
    const auto left = std::chrono::ceil<milliseconds>(next_deadline() - Clock::now());
    const short events =
        client_ && client_->unsent() > 0 ? static_cast<short>(POLLIN | POLLOUT) : POLLIN;
    std::array<pollfd, 4> waited{pollfd{signals_.get(), POLLIN, 0},
                                 pollfd{bell_.get(), POLLIN, 0},
                                 pollfd{listener_.get(), POLLIN, 0},
                                 pollfd{client_ ? client_->descriptor() : -1, events, 0}};
    const int timeout = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
    if (::poll(waited.data(), waited.size(), timeout) < 0) return;
    bell_.silence();
    if (waited[0].revents != 0) finish_ = Finish::Asked;
    if (waited[3].revents != 0) hear();
    if (waited[2].revents != 0) take_caller();
}

Clock::time_point Server::next_deadline() const {
    auto next = Clock::now() + std::chrono::minutes{1};
    if (!greeted_) return std::min(next, client_until_);
    if (wait_) next = std::min(next, wait_->second);
    for (const auto& reader : readers_)
        next = std::min(next, reader->next_check());
    return next;
}

void Server::take_caller() {
    Descriptor caller{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!caller.is_open()) return;
    const auto peer = peer_of(caller);
    if (!peer || peer->user != ::geteuid()) {
        log::warning("readerd.refused", {{"why", std::string{"another user"}}});
    } else if (client_) {
        log::warning("readerd.refused", {{"why", std::string{"one client at a time"}}});
    } else {
        client_.emplace(std::move(caller));
    }
}

void Server::hear() {
    while (!finish_) {
        const auto message = client_->receive();
        if (!message) {
            const bool left = message.error().code == FaultCode::Unavailable;
            finish_ = left ? Finish::Left : Finish::Violated;
            if (!left) log_end("readerd.violated", message.error());
            return;
        }
        if (!*message) return;
        const auto request = decode_request(**message);
        if (!request) {
            log_end("readerd.violated", request.error());
            finish_ = Finish::Violated;
        } else if (!std::visit([this](const auto& each) { return on(each); }, *request)) {
            log::warning("readerd.violated", {{"why", std::string{"out of turn"}}});
            finish_ = Finish::Violated;
        }
    }
}

bool Server::on(const Hello& hello) {
    if (greeted_) return false;
    greeted_ = true;
    // One of another version is told ours, and leaves.
    send(Welcome{});
    return hello.version == kVersion;
}

bool Server::on(const Wait& wait) {
    if (!greeted_ || wait_) return false;
    wait_.emplace(wait, Clock::now() + wait.timeout);
    for (const std::string& reader : wait.forgotten)
        forget(reader);
    drop_stale();
    if (!arrivals_.empty()) return true;
    for (const auto& reader : readers_)
        reader->look(wait_->second);
    return true;
}

bool Server::on(const Stop& stop) {
    if (wait_ && wait_->first.number == stop.number) answer_wait();
    return greeted_;
}

bool Server::on(const Begin& begin) {
    if (!greeted_) return false;
    const auto told = std::find_if(told_.rbegin(), told_.rend(), [&](const Told& each) {
        return each.tap.uid == begin.tap.uid && one_line(each.tap.reader) == begin.tap.reader;
    });
    if (told == told_.rend()) {
        send(Failed{begin.number,
                    {FaultCode::Conflict, "that card was tapped too long ago: present it again"},
                    false});
        return true;
    }
    CardSessions* const sessions = readers_[told->reader]->sessions();
    if (sessions == nullptr) {
        send(Failed{begin.number,
                    {FaultCode::Unsupported, "this reader can only tell which card it is"},
                    false});
        return true;
    }
    return exchange_.begin(*sessions, begin, told->tap);
}

bool Server::on(const Transmit& transmit) {
    return greeted_ && exchange_.transmit(transmit);
}

bool Server::on(const End& end) {
    exchange_.end(end);
    return greeted_;
}

void Server::collect() {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        for (auto& outcome : readers_[i]->take())
            arrivals_.push_back({i, std::move(outcome), Clock::now()});
    }
    for (; arrivals_.size() > kArrivalsMax; arrivals_.pop_front())
        ++dropped_;
    if (!greeted_) return;
    for (const Report& report : exchange_.take())
        send(report);
    if (!told_health_) tell_health();
}

// What the terminal did not fetch in time. The driver knows the reader by its whole name.
void Server::forget(const std::string& reader) {
    const auto told = std::find_if(told_.rbegin(), told_.rend(), [&](const Told& each) {
        return one_line(each.tap.reader) == reader;
    });
    if (told != told_.rend()) readers_[told->reader]->forget(told->tap.reader);
}

void Server::drop_stale() {
    std::vector<Told> dropped;
    const auto is_stale = [&](const Arrival& arrival) {
        if (Clock::now() - arrival.at <= kFresh) return false;
        // What still ails the reader is news to whoever has not been told.
        const auto* why = std::get_if<Fault>(&arrival.outcome);
        if (why != nullptr) return readers_[arrival.reader]->state().trouble != *why;
        dropped.push_back({arrival.reader, std::get<ports::Tap>(arrival.outcome)});
        return true;
    };
    dropped_ += static_cast<std::uint32_t>(std::erase_if(arrivals_, is_stale));
    for (const auto& [reader, tap] : dropped) {
        const std::string& name = tap.reader;
        const bool is_newest =
            std::none_of(arrivals_.begin(), arrivals_.end(), [&name](const Arrival& each) {
                const auto* const newer = std::get_if<ports::Tap>(&each.outcome);
                return newer != nullptr && newer->reader == name;
            });
        if (is_newest) readers_[reader]->forget(name);
    }
}

void Server::answer_wait() {
    const Report report = next_report();
    wait_.reset();
    stop_readers();
    tell_health();
    send(report);
}

void Server::stop_readers() {
    for (const auto& reader : readers_)
        reader->stop();
}

Report Server::next_report() {
    const std::uint64_t number = wait_->first.number;
    if (!arrivals_.empty() && std::holds_alternative<Fault>(arrivals_.front().outcome)) {
        Failed failed{number, std::get<Fault>(std::move(arrivals_.front().outcome)), false};
        failed.hanging = readers_[arrivals_.front().reader]->hanging().has_value();
        arrivals_.pop_front();
        return failed;
    }
    Taps taps{number, {}, std::exchange(dropped_, 0)};
    if (taps.dropped > 0) log::warning("readerd.dropped", {{"count", std::int64_t{taps.dropped}}});
    while (!arrivals_.empty() && taps.taps.size() < kTapsMax) {
        const auto* tap = std::get_if<ports::Tap>(&arrivals_.front().outcome);
        if (tap == nullptr) break;
        told_.push_back({arrivals_.front().reader, *tap});
        if (told_.size() > kToldMax) told_.pop_front();
        taps.taps.push_back(*tap);
        arrivals_.pop_front();
    }
    return taps;
}

void Server::tell_hanging() {
    if (!greeted_) return;
    for (const auto& reader : readers_) {
        const auto why = reader->hanging();
        if (!why) continue;
        log_end("readerd.hanging", *why);
        send(Failed{wait_ ? wait_->first.number : 0, *why, true});
        // The terminal ends this process. Should it not, the process ends without it.
        finish_ = Finish::Left;
        [[maybe_unused]] const auto flushed = client_->flush();
        return;
    }
}

void Server::tell_health() {
    Health health;
    for (const auto& reader : readers_) {
        if (!reader->was_tried()) return;
        health.readers.push_back(reader->state());
    }
    if (told_health_ == health) return;
    send(health);
    told_health_ = std::move(health);
}

void Server::send(const Report& report) {
    client_->send(encode(report));
}

}  // namespace pareto::drivers::readerd
