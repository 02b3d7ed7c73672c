// A PN532 made of software, on a pseudo-terminal that stands for its serial port: what the real
// libnfc opens as pn532_uart:PORT. It can be pulled out and plugged in again under the same name,
// and behave as badly as a bad cable, a chip without power or a card taken away too early.
//
// Any thread may call; cards are asked on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/pn532/chip.h"
#include "tests/support/pn532/frame.h"

namespace pareto::test {

class Pn532 {
public:
    /// How it answers its host.
    enum class Manners {
        Good,
        Silent,            ///< as without power: says nothing
        AcknowledgesOnly,  ///< takes each command and never answers it
        Garbage,           ///< other bytes than a frame
        HalfFrames,        ///< the first half of each answer
        WrongChecksums,
        ErrorFrames,  ///< "I do not know this command"
        Drips,        ///< a byte each 100 ms
    };

    /// Plugged in, without a card.
    Pn532();
    ~Pn532();
    Pn532(const Pn532&) = delete;
    Pn532& operator=(const Pn532&) = delete;

    /// The name of its port, the same after it was pulled out and plugged in.
    [[nodiscard]] const std::string& port() const { return link_; }

    /// What libnfc opens it by.
    [[nodiscard]] std::string connection() const { return "pn532_uart:" + link_; }

    void unplug();
    void plug_in();

    /// Adds a card to those that lie there.
    void put_on(std::shared_ptr<RfTag> tag);
    /// All of them.
    void take_away();

    /// From now on, or for as many answers and then well again.
    void behave(Manners manners, unsigned answers = 0);
    void fail_exchanges(unsigned count);
    void tear(Tear tear);

    [[nodiscard]] std::uint64_t listings() const;
    [[nodiscard]] std::uint64_t empty_looks() const;
    [[nodiscard]] std::uint64_t exchanges() const;
    [[nodiscard]] bool field_is_on() const;
    /// Both ways. They take no time here; a real line of 115,200 baud takes a second for 11,520.
    [[nodiscard]] std::uint64_t bytes_on_the_line() const;
    /// Whether, within ten seconds, the host has looked `count` more times and found no card, each
    /// time to the end, which is the field off.
    [[nodiscard]] bool wait_until_missed(std::uint64_t count);
    /// Whether `condition` holds within ten seconds; it is asked after each command of the host.
    [[nodiscard]] bool wait_until(const std::function<bool(const Pn532Chip&)>& condition);

private:
    void serve();
    void receive(Bytes& buffer);
    void obey(const Frame& frame);
    void send(BytesView answer);
    void write_out(BytesView bytes);
    void wake() const;
    [[nodiscard]] int pause_ms() const;

    std::string folder_;
    std::string link_;
    int master_ = -1;
    int slave_ = -1;  // kept open: the line stays up while no host has it open
    int wake_ = -1;

    mutable std::mutex mutex_;
    std::condition_variable obeyed_;
    Pn532Chip chip_;
    FrameReader frames_;
    Bytes last_frame_;
    Bytes dripping_;
    Manners manners_ = Manners::Good;
    unsigned manners_left_ = 0;  // 0: for good
    std::uint64_t line_bytes_ = 0;
    bool ending_ = false;
    std::thread serving_;
};

}  // namespace pareto::test
