#include "tests/simulation/network.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::int64_t kRetransmitMs = 400;

End other(End end) { return end == End::Hq ? End::Terminal : End::Hq; }
std::size_t index(End end) { return static_cast<std::size_t>(end); }

}  // namespace

Network::Network(Scheduler& scheduler, NetworkEnds& ends, SeededRandom random)
    : scheduler_(scheduler), ends_(ends), random_(std::move(random)) {}

Network::Connection* Network::find(ConnectionNumber connection) {
    const auto found = connections_.find(connection);
    return found == connections_.end() ? nullptr : &found->second;
}

std::int64_t Network::delay_ms(std::size_t terminal) {
    const std::int64_t longest = links_[terminal].delay_max_ms;
    // Mostly quick, now and then slow.
    return random_.permille(800) ? random_.between(1, 5) : random_.between(1, longest);
}

ConnectionNumber Network::connect(std::size_t terminal) {
    const ConnectionNumber number = ++last_;
    scheduler_.after(delay_ms(terminal), [this, number, terminal] {
        if (links_[terminal].partitioned || !ends_.is_up(End::Hq, terminal)) {
            ends_.on_refused(number, terminal);
            return;
        }
        links_[terminal].newest = number;
        connections_[number].terminal = terminal;
        ends_.on_accepted(number, terminal);
    });
    return number;
}

void Network::send(End from, ConnectionNumber number, Bytes frame) {
    Connection* connection = find(number);
    if (connection == nullptr || !connection->open[index(from)] || connection->black_hole) return;
    const End to = other(from);
    connection->to[index(to)].frames.emplace_back(scheduler_.now_ms() + delay_ms(connection->terminal), std::move(frame));
    plan(number, to);
}

void Network::plan(ConnectionNumber number, End to) {
    Way& way = connections_[number].to[index(to)];
    if (way.planned || (way.frames.empty() && !way.end_of_stream)) return;
    way.planned = true;
    const std::int64_t at = way.frames.empty() ? scheduler_.now_ms() + 1 : way.frames.front().first;
    scheduler_.at(at, [this, number, to] { deliver(number, to); });
}

void Network::deliver(ConnectionNumber number, End to) {
    Connection* connection = find(number);
    if (connection == nullptr) return;
    Way& way = connection->to[index(to)];
    way.planned = false;
    if (connection->black_hole) return;
    const std::size_t terminal = connection->terminal;
    if (links_[terminal].partitioned) {
        way.planned = true;
        scheduler_.after(kRetransmitMs, [this, number, to] { deliver(number, to); });
        return;
    }
    if (!connection->open[index(to)]) {
        way = {};
        if (ends_.is_up(to, terminal) && connection->open[index(other(to))]) tell_closed(number, other(to));
        drop_if_over(number);
        return;
    }
    if (!way.frames.empty() && way.frames.front().first > scheduler_.now_ms()) {
        plan(number, to);
        return;
    }
    if (way.frames.empty()) {
        if (way.end_of_stream) {
            tell_closed(number, to);
            drop_if_over(number);
        }
        return;
    }
    const Bytes frame = std::move(way.frames.front().second);
    way.frames.pop_front();
    ++frames_delivered_;
    plan(number, to);
    ends_.on_frame(to, number, terminal, frame);
}

void Network::tell_closed(ConnectionNumber number, End end) {
    Connection* connection = find(number);
    if (connection == nullptr || !std::exchange(connection->open[index(end)], false)) return;
    ends_.on_closed(end, number, connection->terminal);
}

void Network::drop_if_over(ConnectionNumber number) {
    Connection* connection = find(number);
    if (connection == nullptr || connection->open[0] || connection->open[1]) return;
    for (const Way& way : connection->to) {
        if (way.planned) return;
    }
    connections_.erase(number);
}

void Network::close(End end, ConnectionNumber number) {
    Connection* connection = find(number);
    if (connection == nullptr || !std::exchange(connection->open[index(end)], false)) return;
    connection->to[index(other(end))].end_of_stream = true;
    plan(number, other(end));
    drop_if_over(number);
}

void Network::forget(End end, ConnectionNumber number) {
    Connection* connection = find(number);
    if (connection == nullptr) return;
    connection->open[index(end)] = false;
    drop_if_over(number);
}

void Network::reset(std::size_t terminal) {
    const ConnectionNumber number = links_[terminal].newest;
    Connection* connection = find(number);
    if (connection == nullptr) return;
    for (Way& way : connection->to) way.frames.clear();
    tell_closed(number, End::Terminal);
    tell_closed(number, End::Hq);
    drop_if_over(number);
}

void Network::black_hole(std::size_t terminal) {
    Connection* connection = find(links_[terminal].newest);
    if (connection == nullptr) return;
    connection->black_hole = true;
    for (Way& way : connection->to) way.frames.clear();
}

bool Network::make_late(std::size_t terminal, std::int64_t late_ms) {
    const ConnectionNumber number = links_[terminal].newest;
    Connection* connection = find(number);
    if (connection == nullptr || !connection->open[index(End::Terminal)]) return false;
    for (auto& [at_ms, frame] : connection->to[index(End::Hq)].frames) {
        at_ms = scheduler_.now_ms() + late_ms;
    }
    const bool something = !connection->to[index(End::Hq)].frames.empty();
    tell_closed(number, End::Terminal);
    return something;
}

void Network::heal() {
    for (auto& link : links_) {
        link.partitioned = false;
        link.delay_max_ms = 20;
    }
    for (auto& [number, connection] : connections_) {
        if (!connection.black_hole) continue;
        scheduler_.after(1, [this, number = number] {
            tell_closed(number, End::Terminal);
            tell_closed(number, End::Hq);
            drop_if_over(number);
        });
    }
}

void Network::forge_to_terminal(std::size_t terminal, Bytes frame) {
    const ConnectionNumber number = links_[terminal].newest;
    if (find(number) != nullptr) send(End::Hq, number, std::move(frame));
}

}  // namespace pareto::simulation
