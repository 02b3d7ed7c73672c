// The world around a terminal, under a test's control: its clock, its anchor, HQ.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "common/ports/clock.h"
#include "terminal/app/terminal.h"
#include "terminal/database/anchor.h"

namespace pareto::test {

class ManualClock final : public ports::Clock {
public:
    [[nodiscard]] UtcTime now() const override { return now_; }

    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now_.time_since_epoch()}; }

    void pass(std::chrono::milliseconds time) { now_ += time; }

private:
    UtcTime now_ = from_ms(1'772'000'000'000);  // 2026-02-25
};

class MemoryAnchor final : public terminal::database::Anchor {
public:
    using Record = std::optional<terminal::database::AnchorRecord>;

    [[nodiscard]] Result<Record> read() override { return record; }

    [[nodiscard]] Result<void> write(const terminal::database::AnchorRecord& next) override {
        record = next;
        return {};
    }

    Record record;
};

/// HQ out of reach, unless an answer is given.
class FakeUplink final : public terminal::Uplink {
public:
    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds /*timeout*/) override {
        asked.push_back(std::move(question));
        if (answer) return *answer;
        return fault(FaultCode::Unavailable, "HQ is out of reach");
    }

    void wake() override { ++wakes; }

    std::optional<sync::Response> answer;
    std::vector<Question> asked;
    int wakes = 0;
};

}  // namespace pareto::test
