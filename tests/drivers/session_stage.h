// Where sessions with cards happen: a driver that supports Apdu, with something that puts chips of
// software on its reader, takes them away in mid-command, and makes the reader fail.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "common/ports/card_reader.h"
#include "tests/support/cards/chips/chip.h"

namespace pareto::test {

/// The card leaves at this command, counted from 1 since it was put on: before it gets it, or
/// before its answer arrives.
struct Cut {
    unsigned at_command = 1;
    bool after_it_answered = false;
};

class SessionStage {
public:
    virtual ~SessionStage() = default;
    /// The reader under test. Only one at a time.
    [[nodiscard]] virtual Result<std::unique_ptr<ports::CardReader>> open() = 0;
    /// Puts a card on, in place of the one there: nobody has time to notice.
    virtual void put_on(std::shared_ptr<Chip> chip, std::optional<Cut> cut = {}) = 0;
    /// Takes it away, and returns when that was noticed.
    virtual void take_away() = 0;
    /// The reader, or the service that has it, is away; and back.
    virtual void lose_reader() = 0;
    virtual void bring_reader_back() = 0;
    /// Calls into the reader do not return; and do again.
    virtual void hang() = 0;
    virtual void recover() = 0;
    /// Another program has the reader, until what this gives is destroyed.
    [[nodiscard]] virtual std::shared_ptr<void> hold_reader() = 0;

    /// The reader's next answers are noise, or all until recover(): 0. False where there is no
    /// line.
    virtual bool make_noise(unsigned /*answers*/) { return false; }

    /// One more card beside the one there; false where a reader has room for one.
    // NOLINTNEXTLINE(performance-unnecessary-value-param): who has room keeps it
    virtual bool put_beside(std::shared_ptr<Chip> /*chip*/) { return false; }
};

struct SessionStageKind {
    std::string name;
    /// A fault is the reason to skip the test.
    std::function<Result<std::unique_ptr<SessionStage>>()> make;

    /// For GoogleTest, which prints bytes otherwise, addresses among them.
    friend void PrintTo(const SessionStageKind& kind, std::ostream* out) { *out << kind.name; }
};

}  // namespace pareto::test
