// The loop of pareto-readerd: serves one client on its socket, once, so that nothing read for one
// is ever told to another. It waits for everything and blocks on nothing: each reader has a thread
// of its own (served_reader.h), and so has the exchange with a card (exchange.h).
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/readerd/connection.h"
#include "drivers/readerd/exchange.h"
#include "drivers/readerd/message.h"
#include "drivers/readerd/served_reader.h"

namespace pareto::drivers::readerd {

/// Why the loop came to its end.
enum class Finish {
    Asked,     ///< by a signal
    Left,      ///< the client has gone
    Nobody,    ///< no client came in time
    Violated,  ///< the client said what no terminal says
};

class Server {
public:
    /// `signals` becomes readable when the process is to end.
    Server(Descriptor listener, Descriptor signals, std::vector<ReaderName> names);

    [[nodiscard]] Finish run();
    /// Ends all threads. False when a driver does not come back: then only _Exit() ends it.
    [[nodiscard]] bool close();

private:
    /// What a reader told and nobody has fetched yet.
    struct Arrival {
        std::size_t reader;
        ServedReader::Outcome outcome;
        Clock::time_point at;
    };

    /// A tap that was told, which an exchange may name.
    struct Told {
        std::size_t reader;
        ports::Tap tap;
    };

    void poll_once();
    [[nodiscard]] Clock::time_point next_deadline() const;
    void take_caller();
    void hear();
    void collect();
    void answer_wait();
    void tell_hanging();
    void tell_health();
    void send(const Report& report);
    void forget(const std::string& reader);
    void drop_stale();
    void stop_readers();
    [[nodiscard]] Report next_report();

    // One for each request; false when no terminal says that now.
    [[nodiscard]] bool on(const Hello& hello);
    [[nodiscard]] bool on(const Wait& wait);
    [[nodiscard]] bool on(const Stop& stop);
    [[nodiscard]] bool on(const Begin& begin);
    [[nodiscard]] bool on(const Transmit& transmit);
    [[nodiscard]] bool on(const End& end);

    Bell bell_;
    Descriptor listener_;
    Descriptor signals_;
    std::vector<std::unique_ptr<ServedReader>> readers_;
    Exchange exchange_;
    std::optional<Connection> client_;
    std::optional<Finish> finish_;
    Clock::time_point client_until_;  // for the first word of a client
    bool greeted_ = false;
    std::optional<Health> told_health_;
    std::optional<std::pair<Wait, Clock::time_point>> wait_;  // to be answered, and until when
    std::deque<Arrival> arrivals_;
    std::uint32_t dropped_ = 0;
    std::deque<Told> told_;
};

}  // namespace pareto::drivers::readerd
