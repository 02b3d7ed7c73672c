// A contactless card made of software, shown to the real pcscd through the virtual reader of
// vsmartcard-vpcd.
//
// The reader listens; the card connects to its TCP port when it is put on, and hangs up when it is
// taken away. Each message is its length (2 bytes, big-endian) and then one control byte (0 off, 1
// on, 2 reset, 4 tell the ATR: the only one that is answered) or a command of the reader, which is
// answered with the card's answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "common/base/bytes.h"
#include "tests/support/cards/chips/chip.h"

namespace pareto::test {

inline constexpr std::uint16_t kFirstReaderPort = 35963;

/// What a card answers to the question for its UID.
struct CardFace {
    Bytes uid;
    /// The whole answer instead of uid and 9000, when set.
    std::optional<Bytes> answer = {};
    /// Never answers commands, so that the PC/SC service hangs in its reader.
    bool stays_mute = false;
    /// Hangs up instead of answering this question for its UID, counted from 1; 0 = never. With
    /// another card waiting for its place, this is an exchange of cards at the worst moment.
    unsigned gone_at_question = 0;
    /// Answers all other commands, and loses its power with the card's. A Type 2 tag gets those of
    /// its own that FF B0 and FF D6 stand for, as readers do it.
    std::shared_ptr<Chip> chip = {};
    /// Hangs up instead of answering this command to the chip, counted from 1; 0 = never.
    unsigned gone_at_command = 0;
    bool gone_after_it_answered = false;  ///< the chip has carried it out, else it never got it
};

/// A UID of 4, 7 or 10 bytes from hexadecimal digits.
[[nodiscard]] CardFace card(const std::string& uid_digits);
[[nodiscard]] CardFace card(std::shared_ptr<Chip> chip);

/// A card for one place of a virtual reader, put on and taken away. Taken away when destroyed. The
/// reader takes the cards of several objects one after the other.
class VirtualCard {
public:
    explicit VirtualCard(std::uint16_t port = kFirstReaderPort) : port_(port) {}

    ~VirtualCard() { take_away(); }

    VirtualCard(const VirtualCard&) = delete;
    VirtualCard& operator=(const VirtualCard&) = delete;

    /// Puts a card on, after taking away the one there. Whether the reader could be reached within
    /// 10 s.
    [[nodiscard]] bool put_on(CardFace face);
    void take_away();

    /// How often the card lying there was asked for its UID.
    [[nodiscard]] unsigned times_asked() const { return times_asked_; }

private:
    void serve(int socket, const CardFace& face);

    const std::uint16_t port_;
    std::atomic<unsigned> times_asked_{0};
    std::optional<int> socket_;
    std::thread serving_;
};

}  // namespace pareto::test
