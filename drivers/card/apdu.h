// Commands and answers as ISO 7816-4 has them, short forms only: CLA INS P1 P2 [Lc data] [Le], and
// data SW1 SW2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::drivers::card {

/// One card that lies on a reader. The reader's driver implements it, and so does the relay that
/// reaches a card from HQ. Everything said to a card goes through here, which is why a test can cut
/// at every single command.
class CardChannel {
public:
    virtual ~CardChannel() = default;
    /// Sends one command and gives the whole answer, status word included. After a fault nobody
    /// knows whether the card carried the command out, and any session with it is over. Denied and
    /// Unsupported are what cards say, so a channel whose fault has one of these codes is taken to
    /// mean Unavailable.
    [[nodiscard]] virtual Result<Bytes> transmit(BytesView command) = 0;
};

struct Apdu {
    std::uint8_t cla = 0;
    std::uint8_t ins = 0;
    std::uint8_t p1 = 0;
    std::uint8_t p2 = 0;
    Bytes data = {};                             ///< at most 255 bytes
    std::optional<unsigned> answer_bytes_max{};  ///< 1 … 256: Le; none when no data is expected
};

/// Cases 1 to 4: without data and Le, with Le, with data, with both.
[[nodiscard]] Bytes encode(const Apdu& command);

struct Answer {
    Bytes data;
    std::uint16_t status = 0;  ///< SW1 SW2

    bool operator==(const Answer&) const = default;
};

/// Corrupt when it is shorter than a status word or longer than a short answer can be (258 bytes).
[[nodiscard]] Result<Answer> parse_answer(BytesView answer);
/// encode, transmit, parse_answer.
[[nodiscard]] Result<Answer> transmit(CardChannel& channel, const Apdu& command);

inline constexpr std::uint16_t kIsoOk = 0x9000;

/// The fault that stands for a status word other than success; `what` names the command, not the
/// card.
[[nodiscard]] Fault fault_of_status(std::uint16_t status, const std::string& what);

}  // namespace pareto::drivers::card
