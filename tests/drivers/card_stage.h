// Where a card-reader contract test happens: a driver with something that can put cards on its
// reader.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "common/ports/card_reader.h"

namespace pareto::test {

class CardStage {
public:
    virtual ~CardStage() = default;
    /// The reader under test. Only one at a time.
    [[nodiscard]] virtual Result<std::unique_ptr<ports::CardReader>> open() = 0;
    /// Puts a card on the reader; digits of its UID.
    virtual void put_on(const std::string& uid_digits) = 0;
    /// Takes it away, and returns when that was noticed.
    virtual void take_away() = 0;
};

struct StageKind {
    std::string name;
    /// A fault is the reason to skip the test.
    std::function<Result<std::unique_ptr<CardStage>>()> make;

    /// For GoogleTest, which prints bytes otherwise, addresses among them.
    friend void PrintTo(const StageKind& kind, std::ostream* out) { *out << kind.name; }
};

}  // namespace pareto::test
