// What a terminal and pareto-readerd say to each other. Values only; protobuf stays in the .cpp
// file.
//
//     terminal                                   pareto-readerd
//     Hello                                →
//                                          ←     Welcome, Health
//     Wait 1, 1000 ms                      →
//                                          ←     Taps 1 (empty: silence) or Failed 1
//     Begin 2, the tap                     →
//                                          ←     Begun 2 or Failed 2
//     Transmit 2, a command                →
//                                          ←     Answered 2 or Failed 2
//     End 2                                →
//                                          ←     Ended 2
//
// Every request but Stop has exactly one answer, and one Wait and one exchange with a card are
// under way at most: what the process has to send is bounded by what it was asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/fault.h"
#include "common/ports/card_reader.h"

namespace pareto::drivers::readerd {

inline constexpr std::uint32_t kVersion = 2;

/// What is sent at most, and taken.
inline constexpr std::size_t kReadersMax = 16;
inline constexpr std::size_t kTapsMax = 32;
inline constexpr std::size_t kTextBytesMax = 1'024;      ///< names of readers, health, faults
inline constexpr std::size_t kCardNumberBytesMax = 512;  ///< and of a scanned text
inline constexpr std::size_t kCommandBytesMax = 261;     ///< a short APDU with data and Le
inline constexpr std::size_t kAnswerBytesMax = 258;
inline constexpr std::chrono::milliseconds kTimeoutMax{3'600'000};

struct Hello {
    std::uint32_t version = kVersion;
    bool operator==(const Hello&) const = default;
};

/// Give the next taps, within `timeout`.
struct Wait {
    std::uint64_t number = 0;
    std::chrono::milliseconds timeout{};
    /// Readers whose last tap nobody fetched in time, or whose card somebody gave up: if it still
    /// lies there it is told again.
    std::vector<std::string> forgotten = {};
    bool operator==(const Wait&) const = default;
};

/// Answer that Wait now. Nothing when it has been answered.
struct Stop {
    std::uint64_t number = 0;
    bool operator==(const Stop&) const = default;
};

/// Reach the very card of `tap`, for at most `timeout`.
struct Begin {
    std::uint64_t number = 0;
    ports::Tap tap;
    std::chrono::milliseconds timeout{};
    bool operator==(const Begin&) const = default;
};

struct Transmit {
    std::uint64_t number = 0;
    Bytes command;
    bool operator==(const Transmit&) const = default;
};

/// Let the card go.
struct End {
    std::uint64_t number = 0;
    bool operator==(const End&) const = default;
};

using Request = std::variant<Hello, Wait, Stop, Begin, Transmit, End>;

/// One --reader of the command line.
struct ReaderState {
    std::string driver;
    std::string health;
    std::optional<Fault> trouble;  ///< why it cannot be opened
    bool operator==(const ReaderState&) const = default;
};

struct Welcome {
    std::uint32_t version = kVersion;
    bool operator==(const Welcome&) const = default;
};

/// After Welcome, and before an answer when something changed.
struct Health {
    std::vector<ReaderState> readers;
    bool operator==(const Health&) const = default;
};

struct Taps {
    std::uint64_t number = 0;
    std::vector<ports::Tap> taps;
    std::uint32_t dropped = 0;  ///< older taps and faults that nobody asked for in time
    bool operator==(const Taps&) const = default;
};

struct Failed {
    std::uint64_t number = 0;
    Fault fault;
    bool hanging = false;  ///< a driver does not come back: only the end of the process helps
    bool operator==(const Failed&) const = default;
};

struct Begun {
    std::uint64_t number = 0;
    bool operator==(const Begun&) const = default;
};

struct Answered {
    std::uint64_t number = 0;
    Bytes answer;
    bool operator==(const Answered&) const = default;
};

struct Ended {
    std::uint64_t number = 0;
    bool operator==(const Ended&) const = default;
};

using Report = std::variant<Welcome, Health, Taps, Failed, Begun, Answered, Ended>;

/// The text as encode() writes it: at most kTextBytesMax, control characters as blanks.
[[nodiscard]] std::string one_line(std::string text);

/// The bytes of one frame, without its length. PARETO_CHECK on what is over the limits above, but
/// for texts, which become one_line().
[[nodiscard]] Bytes encode(const Request& request);
[[nodiscard]] Bytes encode(const Report& report);

/// Corrupt for anything that encode() does not make of a value within the limits above.
[[nodiscard]] Result<Request> decode_request(BytesView bytes);
[[nodiscard]] Result<Report> decode_report(BytesView bytes);

}  // namespace pareto::drivers::readerd
