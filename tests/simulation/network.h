// The wires between terminals and HQ. A connection keeps order and loses nothing while it lives, as TCP does; what goes
// wrong is delay, partitions, resets, black holes, and old connections whose frames arrive after a newer one opened.
#pragma once

#include "common/base/bytes.h"
#include "tests/simulation/random.h"
#include "tests/simulation/scheduler.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace pareto::simulation {

using ConnectionNumber = std::int64_t;
enum class End : std::uint8_t { Terminal = 0, Hq = 1 };

/// What the network tells the two ends.
class NetworkEnds {
public:
    virtual ~NetworkEnds() = default;
    virtual void on_accepted(ConnectionNumber connection, std::size_t terminal) = 0;
    virtual void on_refused(ConnectionNumber connection, std::size_t terminal) = 0;
    virtual void on_frame(End end, ConnectionNumber connection, std::size_t terminal, BytesView frame) = 0;
    virtual void on_closed(End end, ConnectionNumber connection, std::size_t terminal) = 0;
    /// Whether the machine at that end is up, so that it answers a stray frame with a reset.
    [[nodiscard]] virtual bool is_up(End end, std::size_t terminal) const = 0;
};

class Network {
public:
    Network(Scheduler& scheduler, NetworkEnds& ends, SeededRandom random);
    void add_link() { links_.emplace_back(); }

    /// Answered by on_accepted at HQ's end (frames may be sent at once), or on_refused.
    ConnectionNumber connect(std::size_t terminal);
    void send(End from, ConnectionNumber connection, Bytes frame);
    /// The other end hears of it after what was sent before, if the way is open.
    void close(End end, ConnectionNumber connection);
    /// The machine vanished without a word; HQ's other ends find out when they send or by their timers.
    void forget(End end, ConnectionNumber connection);

    void set_partitioned(std::size_t terminal, bool partitioned) { links_[terminal].partitioned = partitioned; }
    [[nodiscard]] bool partitioned(std::size_t terminal) const { return links_[terminal].partitioned; }
    void set_delay_max_ms(std::size_t terminal, std::int64_t delay_ms) { links_[terminal].delay_max_ms = delay_ms; }
    /// A reset: both ends hear of it, what was under way is lost.
    void reset(std::size_t terminal);
    /// From now on nothing of the terminal's newest connection arrives, and nobody is told.
    void black_hole(std::size_t terminal);
    /// The terminal gives its newest connection up; what it sent arrives at HQ up to `late_ms` later.
    bool make_late(std::size_t terminal, std::int64_t late_ms);
    /// Everything works from now on: old black holes are told to their ends.
    void heal();
    /// A frame that HQ never sent arrives at the terminal on its newest connection.
    void forge_to_terminal(std::size_t terminal, Bytes frame);

    [[nodiscard]] std::int64_t frames_delivered() const { return frames_delivered_; }

private:
    struct Way {
        std::deque<std::pair<std::int64_t, Bytes>> frames;  ///< with the earliest time of arrival
        bool end_of_stream = false;  ///< after the frames comes a close
        bool planned = false;        ///< a delivery is in the scheduler
    };
    struct Connection {
        std::size_t terminal = 0;
        std::array<bool, 2> open{true, true};
        std::array<Way, 2> to;  ///< indexed by the receiving end
        bool black_hole = false;
    };
    struct Link {
        bool partitioned = false;
        std::int64_t delay_max_ms = 20;
        ConnectionNumber newest = 0;
    };
    void plan(ConnectionNumber connection, End to);
    void deliver(ConnectionNumber connection, End to);
    void tell_closed(ConnectionNumber connection, End end);
    void drop_if_over(ConnectionNumber connection);
    [[nodiscard]] Connection* find(ConnectionNumber connection);
    [[nodiscard]] std::int64_t delay_ms(std::size_t terminal);

    Scheduler& scheduler_;
    NetworkEnds& ends_;
    SeededRandom random_;
    std::vector<Link> links_;
    std::map<ConnectionNumber, Connection> connections_;
    ConnectionNumber last_ = 0;
    std::int64_t frames_delivered_ = 0;
};

}  // namespace pareto::simulation
