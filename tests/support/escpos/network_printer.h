// A receipt printer on a port of this machine, as bad as a test wants it.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/escpos/paper_roll.h"

namespace pareto::test {

class NetworkPrinter {
public:
    NetworkPrinter();
    ~NetworkPrinter();
    NetworkPrinter(const NetworkPrinter&) = delete;
    NetworkPrinter& operator=(const NetworkPrinter&) = delete;

    /// "network:127.0.0.1:PORT"
    [[nodiscard]] std::string name() const { return "network:127.0.0.1:" + std::to_string(port_); }

    /// What came out so far.
    [[nodiscard]] PaperRoll roll() const;
    /// The lines of text, each ended by a line feed.
    [[nodiscard]] std::string text() const;
    void switch_off();
    void switch_on();

    std::atomic<bool> out_of_paper{false};
    std::atomic<bool> paper_low{false};
    std::atomic<bool> cover_open{false};
    std::atomic<bool> jammed{false};
    std::atomic<bool> silent{false};       ///< answers nothing
    std::atomic<int> closes_after{-1};     ///< bytes, then the line is cut, once; -1 = never
    std::atomic<int> paper_for_lines{-1};  ///< then it is out of paper; -1 = enough
    std::atomic<int> keeps_waiting{0};     ///< questions about its state, before a job is done

private:
    void run();
    void serve(int line);
    void answer(int line, char kind, int number);
    [[nodiscard]] unsigned char state(int number) const;
    void listen_again();

    int port_ = 0;
    int listener_ = -1;
    std::atomic<bool> ending_{false};
    std::atomic<bool> off_{false};
    mutable std::mutex mutex_;
    PaperRoll roll_;
    bool owes_answer_ = false;
    std::thread thread_;
};

}  // namespace pareto::test
